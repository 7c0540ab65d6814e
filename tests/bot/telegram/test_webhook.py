"""Pushed by Telegram: 200 only after the commit, and nobody without the secret is heard."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from handlers.desk import NEVER
from handlers.reports.amend import waits_until
from storage.store import Store, StoreUnavailable
from tests.telegram_office import GROUP, WANG, TelegramOffice, open_office
from tests.telegram_server.server import TelegramServer
from tests.township import HandClock

SECRET = "s3cret_-"
HEADER = "X-Telegram-Bot-Api-Secret-Token"


@pytest.fixture
async def pushed(
    sqlite_store: Store, tmp_path: Path, telegram: TelegramServer, clock: HandClock
) -> AsyncIterator[TelegramOffice]:
    opened = open_office(
        sqlite_store,
        tmp_path,
        telegram,
        clock,
        mode="webhook",
        webhook_url="https://bot.example/hook/telegram",
        webhook_secret=SECRET,
        webhook_listen="127.0.0.1:0",
    )
    opened.listen()
    async with telegram.changed:
        await telegram.changed.wait_for(lambda: telegram.webhook is not None)
    yield opened
    await opened.close()


def address(town: TelegramOffice) -> str:
    assert town.channel.webhook is not None
    return f"http://127.0.0.1:{town.channel.webhook.port}/hook/telegram"


async def test_what_is_pushed_is_kept_before_it_is_acknowledged(pushed: TelegramOffice) -> None:
    asked = pushed.server.webhook
    assert asked is not None
    assert (asked["max_connections"], asked["secret_token"]) == (1, SECRET)
    await pushed.people.say(GROUP, WANG, "今天挂横幅2条")
    assert await pushed.server.push(address(pushed)) == [200]
    await pushed.answer()

    assert pushed.heard() == [("text", "report")]


async def test_while_nothing_can_be_kept_telegram_is_told_to_come_again(
    pushed: TelegramOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_given: Any, **_more: Any) -> int:
        raise StoreUnavailable("disk full")

    await pushed.people.say(GROUP, WANG, "今天挂横幅2条")
    with monkeypatch.context() as broken:
        broken.setattr("bot.receiver.inbox.add", full)
        assert await pushed.server.push(address(pushed)) == [503]
    assert await pushed.server.push(address(pushed)) == [200]
    assert [kind for kind, _ in pushed.heard()] == ["text"]


@pytest.mark.parametrize("secret", ["", "s3cret_", "S3CRET_-", "密"])
async def test_without_the_secret_nobody_is_heard(pushed: TelegramOffice, secret: str) -> None:
    async with aiohttp.ClientSession() as session:
        given = {HEADER: secret.encode().decode("latin-1")} if secret else {}
        answer = await session.post(address(pushed), json={"update_id": 1}, headers=given)
        health = await session.get(address(pushed).replace("/hook/telegram", "/health"))

    assert (answer.status, health.status) == (403, 200)
    assert pushed.heard() == []


async def test_what_is_no_update_is_set_aside_and_not_pushed_for_ever(
    pushed: TelegramOffice,
) -> None:
    async with aiohttp.ClientSession() as session:
        answer = await session.post(address(pushed), data=b"\xff{", headers={HEADER: SECRET})
    await pushed.answer()

    assert answer.status == 200
    assert pushed.heard() == [("other", "unreadable")]


async def test_a_correction_pushed_before_its_report_finds_it_later(
    pushed: TelegramOffice,
) -> None:
    await pushed.people.say(GROUP, WANG, "今天挂横幅2条")
    pushed.clock.moment = pushed.clock.moment.replace(minute=1)
    await pushed.people.say(GROUP, WANG, "更正:横幅3条")
    updates = pushed.server.world.updates
    updates.reverse()
    await pushed.server.push(address(pushed), 1)
    await pushed.answer()
    await pushed.server.push(address(pushed))
    await pushed.answer()

    assert [one[2] for one in pushed.figures()] == [{"悬挂横幅标语": 3}]


async def test_from_webhook_to_polling_and_back_nothing_is_dropped_or_doubled(
    pushed: TelegramOffice, tmp_path: Path, clock: HandClock
) -> None:
    server = pushed.server
    await pushed.people.say(GROUP, WANG, "今天挂横幅2条")
    first = list(server.world.updates)
    await server.push(address(pushed))
    await pushed.people.say(GROUP, WANG, "今天发宣传单7份")
    await pushed.hush()
    server.world.updates[:0] = first

    polling = TelegramOffice(pushed.store, tmp_path, server, clock)
    await polling.hear()
    await polling.close()

    assert server.webhook is None
    assert [one[2] for one in pushed.figures()] == [{"悬挂横幅标语": 2}, {"发放宣传资料": 7}]


async def test_whether_pushes_get_through_is_known_from_telegram(pushed: TelegramOffice) -> None:
    await pushed.lines.step()
    assert pushed.channel.contact.answered_at == pushed.clock.now()

    for minutes, trouble in ((1, "away"), (2, "")):
        pushed.clock.moment += timedelta(minutes=1)
        await pushed.people.say(GROUP, WANG, f"今天挂横幅{minutes}条")
        pushed.server.push_failed("Connection refused")
        if not trouble:
            assert await pushed.server.push(address(pushed)) == [200, 200]
        await pushed.lines.step()
        assert pushed.channel.contact.trouble == trouble

    assert pushed.server.webhook is not None
    pushed.server.webhook["url"] = "https://elsewhere.example/hook"
    pushed.clock.moment += timedelta(minutes=1)
    await pushed.lines.step()
    (row,) = pushed.rows("lines", by="channel")
    assert (row.mode, row.trouble, row.backlog) == ("webhook", "conflict", 0)


@pytest.mark.parametrize(
    ("heard_ago", "left"), [(0, 300), (10, 290), (299, 1), (300, None), (3600, None), (-60, 300)]
)
def test_a_correction_waits_five_minutes_from_when_it_was_heard(
    heard_ago: int, left: int | None
) -> None:
    now = datetime(2026, 10, 14, 4, tzinfo=UTC)
    until = None if left is None else now + timedelta(seconds=left)
    assert waits_until(now - timedelta(seconds=heard_ago), now) == until
    assert waits_until(NEVER, now) is None


@pytest.mark.parametrize("text", ["更正:横幅3条", "刚才那条发错群了,作废"])
async def test_a_correction_of_nothing_known_waits_five_minutes_and_is_listed(
    pushed: TelegramOffice, text: str
) -> None:
    await pushed.people.say(GROUP, WANG, text)
    await pushed.server.push(address(pushed))
    await pushed.answer()
    assert pushed.heard() == [("text", "waiting")]

    await pushed.pass_time(minutes=4, seconds=59)
    assert pushed.heard() == [("text", "waiting")]
    await pushed.pass_time(seconds=1)
    assert pushed.heard() == [("text", "unsure")]
    assert pushed.said() == []
