"""Reminders as people meet them: only who owes, at bearable times, once."""

import asyncio
from collections.abc import Iterator
from datetime import date, datetime

import pytest
from sqlalchemy import select, update

from bot.channels.local_body import write_raw
from storage import inbox, reminders, tables
from storage.columns import EPOCH
from storage.messages import IncomingMessage
from storage.store import Store, Transaction
from tests.reminded import RemindedTownship, put_tasks
from tests.township import GROUP, SUPERVISORS, ZONE

BEFORE = datetime(2026, 10, 8, 9, tzinfo=ZONE)
CARD = "2026年10月宣传月(10/9—10/31),11/3(周二)前报齐:"


@pytest.fixture
def town(store: Store) -> Iterator[RemindedTownship]:
    return RemindedTownship(store, BEFORE)


@pytest.fixture
def small_town(sqlite_store: Store) -> RemindedTownship:
    return RemindedTownship(sqlite_store, BEFORE)


async def complete(town: RemindedTownship, sender: str, village: str) -> None:
    """On the focus day, unless it is later already."""
    focus_day = datetime(2026, 10, 14, 10, tzinfo=ZONE)
    town.clock.moment = max(town.clock.moment, focus_day)
    await town.say(sender, f"{village}今天挂横幅2条,开展集中宣传活动1场")
    await town.pass_time(seconds=31)


async def test_the_first_day_brings_one_card_to_the_group(town: RemindedTownship) -> None:
    await town.settle()
    await town.move_to("2026-10-09T08:29:00")
    assert town.told() == []

    await town.move_to("2026-10-09T08:30:00")
    await town.move_to("2026-10-09T10:00:00")

    assert [text.splitlines()[0] for text in town.told(GROUP)] == [CARD]
    assert "村、社区:横幅2条、集中宣传1场" in town.told(GROUP)[0]


async def test_a_group_of_several_units_hears_how_many_are_open_and_not_which(
    town: RemindedTownship,
) -> None:
    await town.settle()
    await complete(town, "汪", "枫林村")

    await town.move_to("2026-10-29T08:30:00")

    told = town.told(GROUP)[-1]
    assert told == (
        "2026年10月宣传月11/3(周二)截止,本群4个单位中还有3个没报齐,差的是横幅、集中宣传。"
    )


async def test_who_can_be_written_to_hears_in_private_exactly_what_is_short(
    town: RemindedTownship,
) -> None:
    town.reach("石")
    await town.settle()
    await town.move_to("2026-10-14T09:00:00")
    await town.say("石", "石桥村今天挂横幅1条")
    await town.pass_time(seconds=31)

    await town.move_to("2026-11-03T08:30:00")

    assert town.told("石") == ["石桥村还差横幅1条、集中宣传1场,今天截止。"]


async def test_after_the_deadline_names_go_to_the_supervisors_only(
    town: RemindedTownship,
) -> None:
    await town.settle()
    for sender, village in (("汪", "枫林村"), ("石", "石桥村"), ("双", "双塘村")):
        await complete(town, sender, village)

    await town.move_to("2026-11-04T08:30:00")

    assert town.told(SUPERVISORS) == ["2026年10月宣传月11/3(周二)已截止。\n未报:河口社区。"]
    assert "河口社区" not in "".join(town.told(GROUP))


async def test_naming_is_a_setting(small_town: RemindedTownship) -> None:
    small_town.set("点名", "是")
    await small_town.settle()
    await complete(small_town, "汪", "枫林村")

    await small_town.move_to("2026-10-29T08:30:00")

    assert "(石桥村、双塘村、河口社区)" in small_town.told(GROUP)[-1]


async def test_a_step_can_be_switched_off(small_town: RemindedTownship) -> None:
    small_town.set("提醒环节", "截止日")
    await small_town.settle()
    assert {step for _, step, _, _ in small_town.reminders()} == {"截止日"}


async def test_a_group_may_be_left_alone(small_town: RemindedTownship) -> None:
    def work(tx: Transaction) -> None:
        tx.execute(update(tables.groups).values(reminders=False))
        tx.bump_register()

    small_town.store.write(work).result()
    await small_town.settle()
    assert {target for target, *_ in small_town.reminders()} == {"lead"}


async def test_while_the_trial_runs_nothing_goes_to_the_group(
    small_town: RemindedTownship,
) -> None:
    small_town.set("试运行", "是")
    await small_town.settle()
    await small_town.move_to("2026-10-09T08:30:00")

    assert small_town.told() == []
    rows = select(tables.outbox.c.state, tables.outbox.c.why)
    kept = small_town.store.read(lambda tx: [tuple(row) for row in tx.execute(rows)]).result()
    assert kept == [("dropped", "试运行")]


async def test_a_report_one_second_before_silences_the_reminder(
    town: RemindedTownship,
) -> None:
    for sender, village in (("汪", "枫林村"), ("石", "石桥村"), ("双", "双塘村")):
        await complete(town, sender, village)
    await town.move_to("2026-10-29T08:29:59")
    await town.say("周", "河口社区今天挂横幅2条,开展集中宣传活动1场")

    await town.move_to("2026-10-29T08:30:00")

    assert not any("截止" in text for text in town.told(GROUP))


async def test_a_report_between_firing_and_sending_silences_the_reminder(
    town: RemindedTownship,
) -> None:
    for sender, village in (("汪", "枫林村"), ("石", "石桥村"), ("双", "双塘村")):
        await complete(town, sender, village)
    town.clock.moment = datetime(2026, 10, 29, 8, 30, tzinfo=ZONE)
    await town.pass_time()
    await town.say("周", "河口社区今天挂横幅2条,开展集中宣传活动1场")

    while await town.sender.step():
        pass

    assert not any("截止" in text for text in town.told(GROUP))
    assert ("group", "前三天", "silenced", "已报齐,不用提醒") in town.reminders()


async def test_words_that_nobody_has_read_yet_are_read_before_a_reminder_goes(
    town: RemindedTownship,
) -> None:
    for sender, village in (("汪", "枫林村"), ("石", "石桥村"), ("双", "双塘村")):
        await complete(town, sender, village)
    town.clock.moment = datetime(2026, 10, 29, 8, 30, tzinfo=ZONE)
    message = IncomingMessage(
        *("local", GROUP, "900", "周", "周", town.clock.moment),
        text="河口社区今天挂横幅2条,开展集中宣传活动1场",
    )
    heard = [write_raw(message)]
    now = town.clock.moment
    await asyncio.wrap_future(town.store.write(lambda tx: inbox.add(tx, heard, now)))

    await town.settle()
    assert not any("截止" in text for text in town.told(GROUP))
    await town.hear([])
    await town.pass_time(seconds=2)
    await town.settle()

    assert not any("截止" in text for text in town.told(GROUP))


async def test_a_reminder_says_what_stands_when_it_is_sent(town: RemindedTownship) -> None:
    await town.settle()
    town.clock.moment = datetime(2026, 10, 29, 8, 30, tzinfo=ZONE)
    await town.pass_time()
    await town.say("汪", "枫林村今天挂横幅2条,开展集中宣传活动1场")

    while await town.sender.step():
        pass

    assert "4个单位中还有3个没报齐" in town.told(GROUP)[-1]


@pytest.mark.parametrize(
    ("back_at", "told"),
    [
        ("2026-10-29T08:35:00", 1),
        ("2026-10-29T13:30:00", 0),
        ("2026-10-31T09:00:00", 0),
    ],
)
async def test_what_was_due_while_it_was_down(
    town: RemindedTownship, back_at: str, told: int
) -> None:
    """Down for five minutes, five hours and two days."""
    await town.settle()
    await town.move_to("2026-10-09T08:30:00")
    await town.move_to("2026-10-20T08:30:00")
    before = len(town.told(GROUP))
    town.restart()

    await town.move_to(back_at)
    await town.move_to("2026-10-31T11:00:00")

    assert len(town.told(GROUP)) - before == told
    since = town.store.read(lambda tx: reminders.missed(tx, EPOCH)).result()
    missed = [(one.target, one.step) for one in since if one.target == "group"]
    assert missed == ([] if told else [("group", "前三天")])


async def test_after_a_day_down_yesterdays_reminder_does_not_go(town: RemindedTownship) -> None:
    await town.settle()
    town.restart()
    await town.move_to("2026-10-10T09:30:00")
    assert town.told() == []
    assert ("group", "任务卡", "missed") in [row[:3] for row in town.reminders()]


async def test_a_late_one_says_that_it_is_late(small_town: RemindedTownship) -> None:
    await small_town.settle()
    await small_town.move_to("2026-10-09T09:10:00")
    assert small_town.told(GROUP)[0].endswith("(本应08:30发,迟了。)")


@pytest.mark.parametrize("jump", [3600, -3600, 3 * 3600 - 60])
async def test_a_jump_of_the_clock_sends_nothing_twice(
    small_town: RemindedTownship, jump: int
) -> None:
    await small_town.settle()
    await small_town.move_to("2026-10-09T08:30:00")
    await small_town.pass_time(seconds=jump)
    await small_town.settle()
    await small_town.move_to("2026-10-09T08:30:00")
    await small_town.move_to("2026-10-09T09:30:00")
    assert len(small_town.told(GROUP)) == 1


async def test_a_restart_between_firing_and_sending_sends_once(town: RemindedTownship) -> None:
    await town.settle()
    town.clock.moment = datetime(2026, 10, 9, 8, 30, tzinfo=ZONE)
    await town.pass_time()
    town.restart()
    await town.settle()
    await town.settle()
    assert len(town.told(GROUP)) == 1


async def test_nothing_is_said_outside_office_hours(small_town: RemindedTownship) -> None:
    """The call was under way for too long: at noon it is dropped, and listed as missed."""
    await small_town.settle()
    small_town.clock.moment = datetime(2026, 10, 9, 11, 29, tzinfo=ZONE)
    await small_town.pass_time()
    small_town.clock.moment = datetime(2026, 10, 9, 12, 0, tzinfo=ZONE)

    while await small_town.sender.step():
        pass

    assert small_town.told() == []
    missed = small_town.store.read(lambda tx: reminders.missed(tx, EPOCH)).result()
    assert [one.step for one in missed] == ["任务卡"]


async def test_the_budget_of_a_day_is_never_exceeded(small_town: RemindedTownship) -> None:
    """Two campaigns that begin on one day make one message; a later one finds the day full."""

    def work(tx: Transaction) -> None:
        row = {"id": 2, "name": "反诈宣传周", "start": date(2026, 10, 9)}
        row |= {"end": date(2026, 10, 20), "due": date(2026, 10, 20)}
        tx.execute(tables.campaigns.insert(), row)
        put_tasks(tx, [{"contents": '["入户走访"]', "minimum": 9, "campaign_id": 2}], '["村"]')

    small_town.store.write(work).result()
    await small_town.settle()
    await small_town.move_to("2026-10-09T08:30:00")
    assert len(small_town.told(GROUP)) == 1
    assert small_town.told(GROUP)[0].count("前报齐") == 2

    small_town.set("每群每周提醒", "1")
    await small_town.move_to("2026-10-15T08:30:00")
    assert len(small_town.told(GROUP)) == 1
    states = {row[:3] for row in small_town.reminders()}
    assert ("group", "前三天", "missed") in states


async def test_a_moved_deadline_moves_what_is_planned(small_town: RemindedTownship) -> None:
    await small_town.settle()
    small_town.change_campaign(due=date(2026, 11, 10))
    await small_town.settle()
    await small_town.move_to("2026-11-03T08:30:00")
    assert small_town.told() == []
    await small_town.move_to("2026-11-10T08:30:00")
    assert ["今天截止" in text for text in small_town.told(GROUP)] == [True]


async def test_a_campaign_registered_late_does_not_send_what_is_over(
    small_town: RemindedTownship,
) -> None:
    small_town.clock.moment = datetime(2026, 10, 21, 9, tzinfo=ZONE)
    await small_town.settle()
    assert small_town.told() == []
    assert "任务卡" not in {step for _, step, _, _ in small_town.reminders()}


@pytest.mark.parametrize(
    "begun",
    ["2026-10-20T09:00:00", "2026-10-29T09:00:00", "2026-11-03T10:00:00", "2026-11-04T09:00:00"],
)
async def test_who_begins_in_the_middle_is_not_reminded_of_what_was_due_that_morning(
    town: RemindedTownship, begun: str
) -> None:
    """Nobody can be behind with what nobody could tell the bot; a restart changes nothing."""
    await town.move_to(begun)
    town.restart()
    town.set("点名", "是")
    await town.move_to(begun.replace(":00:00", ":30:00"))

    assert town.told() == []


async def test_who_begins_in_the_middle_is_reminded_of_all_that_is_to_come(
    small_town: RemindedTownship,
) -> None:
    await small_town.move_to("2026-10-20T09:00:00")
    steps = {step for target, step, _, _ in small_town.reminders() if target == "group"}
    assert steps == {"前三天", "截止日"}
    await small_town.move_to("2026-10-29T08:30:00")
    assert len(small_town.told(GROUP)) == 1


async def test_who_begins_on_the_first_morning_gets_the_card_and_is_not_called_late(
    town: RemindedTownship,
) -> None:
    await town.move_to("2026-10-09T09:10:00")
    await town.move_to("2026-10-09T09:20:00")

    assert [text.splitlines()[0] for text in town.told(GROUP)] == [CARD]
    assert "迟了" not in town.told(GROUP)[0]


async def test_a_group_that_moved_is_reminded_under_its_new_number(
    town: RemindedTownship,
) -> None:
    await town.settle()

    def move(tx: Transaction) -> None:
        tx.execute(update(tables.groups).where(tables.groups.c.id == 1).values(chat="新群"))
        tx.bump_register()

    await town.move_to("2026-10-09T08:30:00")
    town.store.write(move).result()
    await town.move_to("2026-10-20T08:30:00")
    await town.move_to("2026-10-20T08:40:00")

    assert [one.chat for one in town.channel.heard if one.chat != "主管群"] == [GROUP, "新群"]


async def test_without_tasks_nobody_is_reminded(small_town: RemindedTownship) -> None:
    def work(tx: Transaction) -> None:
        tx.execute(update(tables.tasks).values(retired_at=small_town.clock.moment))
        tx.bump_register()

    small_town.store.write(work).result()
    await small_town.settle()
    assert small_town.reminders() == []
