"""更正: what a digest had wrong is put right under its number, once, and without a storm."""

from datetime import datetime, timedelta

import pytest

from storage.store import Store
from tests.reminded import RemindedTownship
from tests.township import SUPERVISORS, ZONE

MORNING = datetime(2026, 10, 14, 9, tzinfo=ZONE)


@pytest.fixture
async def town(store: Store) -> RemindedTownship:
    town = RemindedTownship(store, MORNING)
    await town.settle()
    return town


@pytest.fixture
async def small_town(sqlite_store: Store) -> RemindedTownship:
    town = RemindedTownship(sqlite_store, MORNING)
    await town.settle()
    return town


async def report(town: RemindedTownship, sender: str, text: str, **more: object) -> str:
    message = await town.say(sender, text, **more)
    await town.pass_time(seconds=31)
    return message


def told(town: RemindedTownship) -> list[str]:
    return town.told(SUPERVISORS)


async def test_a_changed_figure_is_put_right_in_the_next_digest(town: RemindedTownship) -> None:
    await report(town, "汪", "枫林村今天发资料2536份")
    await town.move_to("2026-10-14T17:00:00")
    await town.move_to("2026-10-14T20:00:00")
    await town.say("汪", "更正:枫林村今天资料是536份")
    await town.move_to("2026-10-15T08:30:00")
    assert len(told(town)) == 1

    await town.move_to("2026-10-15T17:00:00")
    await town.move_to("2026-10-16T17:00:00")

    assert len(told(town)) == 2
    assert told(town)[1].splitlines()[1] == ("更正第1号(10月14日):资料累计2500余份改为530余份。")


async def test_a_withdrawn_report_is_put_right(town: RemindedTownship) -> None:
    await report(town, "汪", "枫林村今天发资料300份")
    await report(town, "石", "石桥村今天发资料300份")
    await town.move_to("2026-10-14T17:00:00")
    await town.pass_time(minutes=1)
    await town.say("石", "刚才那条发错群了,作废")
    await town.move_to("2026-10-15T17:00:00")
    line = told(town)[1].splitlines()[1]
    assert line.startswith("更正第1号(10月14日):资料累计600份改为300份;")


async def test_who_had_reported_before_the_digest_was_not_silent(town: RemindedTownship) -> None:
    """The line was sent at 16:30 and arrives only after the digest."""
    await report(town, "汪", "枫林村今天挂横幅2条")
    await town.move_to("2026-10-14T17:00:00")
    town.clock.moment += timedelta(minutes=20)
    sent_at = datetime(2026, 10, 14, 16, 30, tzinfo=ZONE)
    await town.say("石", "石桥村今天挂横幅2条", sent_at=sent_at)
    await town.move_to("2026-10-15T17:00:00")
    line = told(town)[1].splitlines()[1]
    assert line.startswith("更正第1号(10月14日):石桥村当时已报,不应列未报;")


async def test_who_is_recognised_later_had_reported(town: RemindedTownship) -> None:
    """A stranger's line waited for its unit; the edit names it."""
    line = await town.say("不认识", "发了资料30份")
    await town.move_to("2026-10-14T17:00:00")
    assert "待核:1条没说是哪个单位。" in told(town)[0]
    await town.pass_time(minutes=1)
    await town.say("不认识", "石桥村发了资料30份", message=line, edit=1, sent_at=MORNING)
    await town.move_to("2026-10-15T17:00:00")
    assert "石桥村当时已报,不应列未报" in told(town)[1].splitlines()[1]


async def test_the_evenings_reports_are_news_and_no_mistake(town: RemindedTownship) -> None:
    await report(town, "汪", "枫林村今天发资料100份")
    await town.move_to("2026-10-14T17:00:00")
    await town.move_to("2026-10-14T20:30:00")
    await town.say("石", "石桥村今天发资料900份")
    await town.move_to("2026-10-15T17:00:00")
    assert "更正" not in told(town)[1]
    assert "今日:还没有报送(上次日报后到昨天另有1条)。" in told(town)[1]


async def test_with_room_in_the_day_a_correction_goes_alone_and_once(
    town: RemindedTownship,
) -> None:
    town.set("每群每日主动消息", "2")
    await town.settle()
    await report(town, "汪", "枫林村今天发资料2536份")
    await town.move_to("2026-10-14T17:00:00")
    await town.pass_time(minutes=1)
    await town.say("汪", "更正:枫林村今天资料是536份")
    await town.move_to("2026-10-14T17:20:00")
    await town.move_to("2026-10-15T08:30:00")

    alone = "柳溪镇宣传月日报更正第1号(10月14日):资料累计2500余份改为530余份。"
    assert told(town)[1:] == [alone]

    await town.pass_time(minutes=1)
    await town.say("汪", "更正:枫林村10月14日资料是236份")
    await town.move_to("2026-10-15T08:40:00")
    assert told(town)[1:] == [alone]
    await town.move_to("2026-10-15T17:00:00")
    assert len(told(town)) == 3
    assert told(town)[2].splitlines()[1] == ("更正第1号(10月14日):资料累计530余份改为230余份。")


async def test_a_correction_leaves_room_for_the_digest_of_its_day(
    town: RemindedTownship,
) -> None:
    """The names after the deadline and the digest are the two messages of the day."""
    town.set("每群每日主动消息", "2")
    await town.move_to("2026-11-03T09:00:00")
    await report(town, "汪", "枫林村10月31日发资料2536份")
    await town.move_to("2026-11-03T17:00:00")
    before = len(told(town))
    await town.pass_time(minutes=1)
    await town.say("汪", "更正:枫林村10月31日资料是536份")
    await town.move_to("2026-11-04T08:30:00")
    assert ["已截止" in text for text in told(town)[before:]] == [True]

    await town.move_to("2026-11-04T17:00:00")
    assert len(told(town)) == before + 2
    assert told(town)[-1].splitlines()[1].startswith("更正第1号(11月3日):")


async def test_after_the_last_digest_a_correction_goes_alone(town: RemindedTownship) -> None:
    await town.move_to("2026-11-06T09:00:00")
    await report(town, "汪", "枫林村10月31日发资料2536份")
    await town.move_to("2026-11-06T17:00:00")
    before = len(told(town))
    assert "资料2500余份" in told(town)[-1]
    await town.pass_time(minutes=1)
    await town.say("汪", "更正:枫林村10月31日资料是536份")
    await town.move_to("2026-11-09T08:30:00")
    await town.move_to("2026-11-10T08:30:00")
    assert len(told(town)) == before + 1
    assert "更正第" in told(town)[-1]


async def test_a_digest_that_never_arrived_is_not_corrected(small_town: RemindedTownship) -> None:
    await report(small_town, "汪", "枫林村今天发资料2536份")
    small_town.clock.moment = datetime(2026, 10, 14, 17, 29, tzinfo=ZONE)
    await small_town.pass_time()
    small_town.clock.moment = datetime(2026, 10, 14, 18, tzinfo=ZONE)
    await small_town.settle()
    await small_town.say("汪", "更正:枫林村今天资料是536份")
    await small_town.move_to("2026-10-15T17:00:00")
    assert "更正" not in told(small_town)[0]
    assert "资料530余份" in told(small_town)[0]
