"""A strict Telegram and an office on it, for every test of this folder."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from bot.channels.telegram_polling import Polling
from storage.store import Store
from tests.telegram_office import TelegramOffice, open_office
from tests.telegram_server.server import TelegramServer
from tests.township import HandClock


@pytest.fixture
def clock(noon: datetime) -> HandClock:
    return HandClock(noon)


@pytest.fixture
async def telegram(clock: HandClock) -> AsyncIterator[TelegramServer]:
    """Whatever a test does: no request may break the Bot API's description."""
    server = TelegramServer(clock.now)
    await server.start()
    yield server
    await server.stop()
    assert server.violations == []


@pytest.fixture
async def office(
    store: Store, tmp_path: Path, telegram: TelegramServer, clock: HandClock
) -> AsyncIterator[TelegramOffice]:
    """On both databases."""
    opened = open_office(store, tmp_path, telegram, clock)
    yield opened
    await opened.close()


@pytest.fixture
async def town(
    sqlite_store: Store, tmp_path: Path, telegram: TelegramServer, clock: HandClock
) -> AsyncIterator[TelegramOffice]:
    opened = open_office(sqlite_store, tmp_path, telegram, clock)
    yield opened
    await opened.close()


async def no_pause(_seconds: float) -> None:
    await asyncio.sleep(0)


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Between two tries nothing has to pass but a turn of the loop."""
    original = Polling.__init__

    def begin(self: Polling, *given: Any) -> None:
        *before, _pause, contact = given
        original(self, *before, no_pause, contact)

    monkeypatch.setattr(Polling, "__init__", begin)
