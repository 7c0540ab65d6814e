"""试运行: the groups hear nothing, and the supervisors read each evening what they would have."""

import asyncio
from datetime import datetime

import pytest

from bot.due import Due
from storage.store import Store
from tests.reminded import RemindedTownship
from tests.township import GROUP, SUPERVISORS, ZONE

MORNING = datetime(2026, 10, 14, 9, tzinfo=ZONE)
HEAD = "试运行:这{}条没有发出去。"
FOOT = "没有问题的话,回复“开始”就正式运行。"


@pytest.fixture
async def town(store: Store) -> RemindedTownship:
    """On the focus day; nothing was planned before, so no card waits."""
    return await on_trial(RemindedTownship(store, MORNING))


@pytest.fixture
async def small_town(sqlite_store: Store) -> RemindedTownship:
    return await on_trial(RemindedTownship(sqlite_store, MORNING))


async def on_trial(town: RemindedTownship) -> RemindedTownship:
    town.set("试运行", "是")
    await town.settle()
    return town


async def report(town: RemindedTownship, sender: str, text: str, **more: object) -> None:
    await town.say(sender, text, **more)
    await town.pass_time(seconds=31)


def lists(town: RemindedTownship, chat: str = SUPERVISORS) -> list[str]:
    return [text for text in town.told(chat) if text.startswith("试运行")]


async def test_the_supervisors_read_in_the_evening_what_the_group_would_have_heard(
    town: RemindedTownship,
) -> None:
    await report(town, "汪", "枫林村今天挂横幅1条")
    await town.move_to("2026-10-14T16:59:00")
    assert lists(town) == []

    await town.move_to("2026-10-14T17:00:00")
    await town.move_to("2026-10-14T17:20:00")

    line = "10/14 09:00 回执:枫林村10/14:横幅1条,已记。"
    assert lists(town) == ["\n".join([HEAD.format(1), "【工作群】", line, FOOT])]
    assert town.told(GROUP) == []


async def test_the_digest_of_the_evening_comes_all_the_same(small_town: RemindedTownship) -> None:
    await report(small_town, "汪", "枫林村今天挂横幅1条")
    await small_town.move_to("2026-10-14T17:00:00")
    told = small_town.told(SUPERVISORS)
    assert sorted(text[:3] for text in told) == ["柳溪镇", "试运行"]


async def test_each_line_is_listed_in_one_evening_only(town: RemindedTownship) -> None:
    await report(town, "汪", "枫林村今天挂横幅1条")
    await town.move_to("2026-10-14T17:00:00")
    await town.move_to("2026-10-14T20:00:00")
    await report(town, "石", "石桥村今天挂横幅1条")
    town.restart()
    await town.move_to("2026-10-15T17:00:00")
    await town.move_to("2026-10-16T17:00:00")

    assert ["石桥村" in text for text in lists(town)] == [False, True]
    assert ["枫林村" in text for text in lists(town)] == [True, False]


async def test_what_could_not_be_told_on_one_evening_is_told_on_the_next(
    small_town: RemindedTownship,
) -> None:
    await report(small_town, "汪", "枫林村今天挂横幅1条")
    await small_town.move_to("2026-10-14T20:00:00")
    await small_town.move_to("2026-10-17T17:00:00")
    assert lists(small_town) == []
    await small_town.move_to("2026-10-19T17:00:00")
    assert [text.count("枫林村") for text in lists(small_town)] == [1]


async def test_a_reminder_that_is_held_back_stands_in_the_list(
    small_town: RemindedTownship,
) -> None:
    await small_town.move_to("2026-10-29T08:30:00")
    await small_town.move_to("2026-10-29T17:00:00")
    assert "10/29 08:30 提醒:2026年10月宣传月11/3(周二)截止" in lists(small_town)[0]


async def test_of_a_receipt_that_would_have_changed_twice_the_last_words_stand_there(
    small_town: RemindedTownship,
) -> None:
    small_town.set("试运行", "否")
    await report(small_town, "汪", "枫林村今天挂横幅1条")
    await small_town.settle()
    small_town.set("试运行", "是")
    for _ in range(2):
        await small_town.say("汪", photos=1)
        await small_town.pass_time(seconds=31)
    await small_town.move_to("2026-10-14T17:00:00")
    told = [line for line in lists(small_town)[0].splitlines() if "枫林村" in line]
    assert told == ["10/14 09:01 回执:枫林村10/14:横幅1条、照片2张,已记。"]


async def test_a_supervisor_who_can_be_written_to_reads_it_in_private(
    small_town: RemindedTownship,
) -> None:
    small_town.reach("周")
    await report(small_town, "汪", "枫林村今天挂横幅1条")
    await small_town.move_to("2026-10-14T17:00:00")
    assert (len(lists(small_town)), len(lists(small_town, "周"))) == (0, 1)


async def test_no_number_of_a_person_stands_in_it(small_town: RemindedTownship) -> None:
    await small_town.say("汪", "还差什么 13800138000")
    await report(small_town, "汪", "枫林村今天挂横幅1条")
    await small_town.move_to("2026-10-14T17:00:00")
    assert "13800138000" not in lists(small_town)[0]


async def test_many_lines_are_counted_where_they_are_not_shown(
    small_town: RemindedTownship,
) -> None:
    for number in range(1, 34):
        await report(small_town, "汪", f"枫林村今天挂横幅{number}条,另一场")
    await small_town.move_to("2026-10-14T17:00:00")
    told = lists(small_town)[0].splitlines()
    assert told[0] == HEAD.format(33)
    assert told[-2] == "……还有3条没列出来。"
    assert len(told) == 1 + 1 + 30 + 2


async def test_two_instances_tell_it_once(town: RemindedTownship) -> None:
    await report(town, "汪", "枫林村今天挂横幅1条")
    town.clock.moment = datetime(2026, 10, 14, 17, tzinfo=ZONE)
    rivals = [Due(town.store, town.clock, town.desk, lambda: None) for _ in range(2)]
    for _ in range(4):
        await asyncio.gather(*(one.step() for one in rivals))
    await town.settle()
    assert len(lists(town)) == 1


async def test_once_it_has_begun_the_groups_are_spoken_to_and_no_list_comes(
    town: RemindedTownship,
) -> None:
    await report(town, "汪", "枫林村今天挂横幅1条")
    await town.say("周", "开始", chat=SUPERVISORS)
    await report(town, "石", "石桥村今天挂横幅1条")
    await town.move_to("2026-10-14T17:00:00")
    assert lists(town) == ["试运行结束,从现在起群里会有回执和提醒。"]
    assert town.told(GROUP) == ["石桥村10/14:横幅1条,已记。"]


async def test_supervisors_are_told_of_the_deadline_in_a_trial_too(
    small_town: RemindedTownship,
) -> None:
    small_town.reach("周")
    await small_town.move_to("2026-11-04T08:30:00")
    assert [text.splitlines()[0] for text in small_town.told("周")] == [
        "2026年10月宣传月11/3(周二)已截止。"
    ]
