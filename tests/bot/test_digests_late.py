"""Digests after a death, a rival or hours down: once, late and saying so, or listed in the next."""

import asyncio
from datetime import date, datetime
from pathlib import Path

import pytest

from bot import status_command
from bot.config import Config, Storage
from bot.due import Due
from storage import reminders, sample_clock
from storage.columns import EPOCH
from storage.store import Store
from tests.reminded import RemindedTownship
from tests.township import GROUP, SUPERVISORS, ZONE

MORNING = datetime(2026, 10, 14, 9, tzinfo=ZONE)
HEADLINE = "柳溪镇宣传月日报第1号 10月14日(第6天/共23天,截至17:00):"


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


@pytest.mark.parametrize(("clock", "says_so"), [("17:05", False), ("17:20", True)])
async def test_after_minutes_down_it_comes_late_and_says_so(
    town: RemindedTownship, clock: str, says_so: bool
) -> None:
    """Its cut-off time tells of the first minutes; more than a quarter of an hour is said."""
    await report(town, "汪", "枫林村今天挂横幅2条,开展集中宣传活动1场")
    town.restart()
    await town.move_to(f"2026-10-14T{clock}:00")
    await town.move_to("2026-10-14T17:25:00")
    first = HEADLINE.replace("17:00", clock)
    assert [text.splitlines()[0] for text in told(town)] == [f"{first}1个已齐,3个未报,今日报1条。"]
    assert told(town)[0].endswith("(本应17:00发,迟了。)") is says_so


@pytest.mark.parametrize(
    "back_at", ["2026-10-14T22:00:00", "2026-10-16T16:00:00", "2026-10-16T17:00:00"]
)
async def test_after_hours_or_days_down_it_is_listed_in_the_next(
    town: RemindedTownship, back_at: str
) -> None:
    await report(town, "汪", "枫林村今天挂横幅2条,开展集中宣传活动1场")
    town.restart()
    await town.move_to(back_at)
    await town.move_to("2026-10-16T17:00:00")
    missed = town.store.read(lambda tx: reminders.missed(tx, EPOCH)).result()
    assert (date(2026, 10, 14), "日报") in [(one.day, one.step) for one in missed]
    assert len(told(town)) == 1
    assert "没发出(停机、过时或断线):10/14日报" in told(town)[0]


async def test_a_reminder_missed_while_down_is_told_in_the_digest(town: RemindedTownship) -> None:
    """Down for five hours: the digest takes the place of the reminder, without any report."""
    await town.move_to("2026-10-28T17:10:00")
    before = len(told(town))
    town.restart()
    await town.move_to("2026-10-29T13:30:00")
    await town.move_to("2026-10-29T17:00:00")
    assert not any("截止" in text for text in town.told(GROUP))
    assert len(told(town)) == before + 1
    assert "10/29前三天提醒" in told(town)[-1]

    await town.move_to("2026-10-30T17:00:00")
    assert len(told(town)) == before + 1


async def test_a_restart_between_firing_and_sending_sends_once(town: RemindedTownship) -> None:
    await report(town, "汪", "枫林村今天挂横幅2条")
    town.clock.moment = datetime(2026, 10, 14, 17, tzinfo=ZONE)
    await town.pass_time()
    town.restart()
    await town.settle()
    await town.settle()
    assert len(told(town)) == 1


async def test_two_instances_fire_it_once(town: RemindedTownship) -> None:
    await report(town, "汪", "枫林村今天挂横幅2条")
    town.clock.moment = datetime(2026, 10, 14, 17, tzinfo=ZONE)
    rivals = [Due(town.store, town.clock, town.desk, lambda: None) for _ in range(2)]
    for _ in range(4):
        await asyncio.gather(*(one.step() for one in rivals))
    await town.settle()
    assert len(told(town)) == 1


async def test_after_closing_time_it_is_dropped_and_listed(small_town: RemindedTownship) -> None:
    await report(small_town, "汪", "枫林村今天挂横幅2条")
    small_town.clock.moment = datetime(2026, 10, 14, 17, 29, tzinfo=ZONE)
    await small_town.pass_time()
    small_town.clock.moment = datetime(2026, 10, 14, 17, 30, tzinfo=ZONE)
    while await small_town.sender.step():
        pass
    assert told(small_town) == []
    missed = small_town.store.read(lambda tx: reminders.missed(tx, EPOCH)).result()
    assert ("日报", "digest") in [(one.step, one.target) for one in missed]
    await small_town.move_to("2026-10-15T17:00:00")
    assert told(small_town)[0].startswith("柳溪镇宣传月日报第1号 10月15日")


async def test_status_counts_what_did_not_arrive_in_a_week(
    small_town: RemindedTownship, tmp_path: Path
) -> None:
    await report(small_town, "汪", "枫林村今天挂横幅2条")
    await small_town.move_to("2026-10-14T22:00:00")
    configured = Config(folder=tmp_path, storage=Storage(database="sqlite:///cunbao.db"))

    def missed(moment: datetime) -> object:
        small_town.store.write(lambda tx: sample_clock.keep(tx, moment)).result()
        return status_command.read_status(small_town.store, configured)["reminders"]

    assert missed(datetime(2026, 10, 15, 9, tzinfo=ZONE)) == {"missed": 1}
    assert missed(datetime(2026, 10, 25, 9, tzinfo=ZONE)) == {"missed": 0}
