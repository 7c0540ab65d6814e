"""How the line to Telegram stands, and what is told when Telegram let messages go."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.channel_states import channel_states
from bot.channels.base import ChannelStopped
from bot.config import Config
from bot.status_command import needs_of, read_status
from handlers.gap import gap_between
from storage.lines import Gap
from tests.reminded import VILLAGE_TASKS, put_tasks
from tests.telegram_office import GROUP, RESIDENTS, SUPERVISORS, WANG, ZONE, TelegramOffice
from tests.telegram_server.faults import refusal

NOON = datetime(2026, 10, 14, 4, 0, tzinfo=UTC)
DAY = timedelta(hours=24)
GAP = (
    "机器人停了一段时间,10/8 12:00至10/10 09:30群里的消息没收到。"
    "这段时间报过的,请写明是哪天的,再发一遍。"
)


@pytest.mark.parametrize(
    ("channel", "before", "away", "gap"),
    [
        ("telegram", NOON, timedelta(minutes=5), None),
        ("telegram", NOON, DAY, None),
        ("telegram", NOON, DAY + timedelta(hours=1), Gap(NOON, NOON + timedelta(hours=1))),
        ("telegram", NOON, timedelta(hours=-1), None),
        ("telegram", None, 2 * DAY, None),
        ("local", NOON, 2 * DAY, None),
    ],
)
def test_what_was_let_go_is_what_is_older_than_a_day(
    channel: str, before: datetime | None, away: timedelta, gap: Gap | None
) -> None:
    assert gap_between(channel, before, NOON + away) == gap
    assert gap_between(channel, before, None) is None


async def test_after_more_than_a_day_away_everybody_is_asked_once_to_say_it_again(
    office: TelegramOffice,
) -> None:
    office.store.write(lambda tx: put_tasks(tx, VILLAGE_TASKS, '["村","社区"]')).result()
    office.clock.moment = datetime(2026, 10, 8, 12, tzinfo=ZONE)
    await office.people.say(GROUP, WANG, "早上好")
    await office.hear()
    await office.lines.step()
    await office.pass_time()
    await office.restart()

    office.clock.moment = datetime(2026, 10, 9, 10, tzinfo=ZONE)
    await office.people.say(GROUP, WANG, "今天挂横幅2条")
    office.clock.moment = datetime(2026, 10, 10, 22, tzinfo=ZONE)
    await office.people.say(GROUP, WANG, "今天发宣传单7份")
    office.clock.moment = datetime(2026, 10, 11, 9, 30, tzinfo=ZONE)
    await office.hear()
    await office.lines.step()
    await office.pass_time(minutes=1)
    await office.lines.step()
    await office.pass_time(minutes=1)

    receipt = "枫林村10/10:资料7份,已记。"
    assert office.said() == [receipt], "nobody is troubled on a day of rest, nor by old reminders"
    office.clock.moment = datetime(2026, 10, 12, 8, 1, tzinfo=ZONE)
    await office.restart()
    await office.lines.step()
    await office.pass_time(minutes=1)

    assert office.said() == [receipt, GAP]
    assert office.said(SUPERVISORS).count(GAP) == 1
    assert office.said(RESIDENTS) == []


async def test_a_quiet_day_is_no_gap(town: TelegramOffice) -> None:
    await town.hear()
    await town.lines.step()
    for _ in range(30):
        town.clock.moment += timedelta(hours=1)
        await town.people.say(RESIDENTS, WANG, "早上好")
        await town.hear()
        await town.lines.step()

    assert town.sent() == {}


async def test_status_says_how_the_line_stands(town: TelegramOffice, tmp_path: Path) -> None:
    config = Config(folder=tmp_path, telegram=town.config)

    def state() -> dict[str, object]:
        now = town.clock.now()
        return town.store.read(lambda tx: channel_states(config, tx, now)).result()[0]

    await town.people.say(GROUP, WANG, "今天挂横幅2条")
    await town.hear()
    await town.lines.step()
    noon = "2026-10-14T12:00:00+08:00"
    told = {"name": "telegram", "state": "on", "last": noon, "mode": "polling", "answered": noon}
    assert state() == told | {"backlog": 0, "gap": None}

    town.clock.moment += timedelta(minutes=4)
    assert state()["state"] == "away"

    other = refusal(409, "Conflict: terminated by other getUpdates request")
    town.server.faults.always("getUpdates", other)
    await town.people.say(GROUP, WANG, "今天挂横幅3条")
    while town.channel.contact.trouble != "conflict":
        await asyncio.sleep(0)
    await town.lines.step()
    assert (state()["state"], state()["backlog"]) == ("conflict", 1)

    await town.hush()
    town.server.faults.always("getUpdates", refusal(401, "Unauthorized"))
    with pytest.raises(ChannelStopped):
        await town.channel.listen(town.receiver.receive)
    await town.lines.end()
    assert (state()["state"], state()["answered"]) == (
        "refused",
        noon.replace(":00:00+", ":04:00+"),
    )
    needs = needs_of(read_status(town.store, config))
    assert needs == ["telegram 令牌不被承认\uff0c已停止接收"]
