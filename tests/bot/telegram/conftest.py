"""A strict Telegram and an office on it, for every test of this folder."""

from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path

import pytest

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
