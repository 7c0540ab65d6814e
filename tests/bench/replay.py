"""The statements of whole reports, captured once and run again through the asyncio extension."""

import asyncio
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Executable, Insert, Select, event
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from bot.answerer import Answerer
from bot.clock import Clock
from bot.receiver import Receiver
from handlers.office import office_of
from storage import tables
from storage.messages import RawUpdate
from storage.store import Store
from tests.bench import county

Call = tuple[Executable, Any]
TOGETHER = 64


async def capture(store: Store, clock: Clock, talk: Sequence[RawUpdate]) -> list[list[Call]]:
    """For each report the calls that keep, answer and acknowledge it, with ids made explicit.

    What a store asks for itself (who is active, what waits) is left out: the peer need not ask.
    """
    store.write(office_of).result()
    calls: list[Call] = []

    @event.listens_for(store.engine, "before_execute")
    def note(connection: Connection, statement: Any, many: Any, one: Any, _options: Any) -> None:
        if not connection.get_execution_options().get("reading") and not _asks_house(statement):
            calls.append((statement, many or one))

    receiver = Receiver(store, clock, lambda: None)
    channels = {"local": county.SpokenChannel()}
    answerer = Answerer(store, channels, clock, county.DESK, lambda: None)
    found = []
    for number, update in enumerate(talk, 1):
        await receiver.receive([update])
        while await answerer.step():
            pass
        found.append([_numbered(statement, values, number) for statement, values in calls])
        calls.clear()
    return found


def _asks_house(statement: Any) -> bool:
    return isinstance(statement, Select) and tables.house in statement.get_final_froms()


def _numbered(statement: Executable, values: Any, number: int) -> Call:
    """Reports come in any order on the peer's side: rows keep the ids they had when captured."""
    if not isinstance(statement, Insert) or "id" not in statement.table.c:
        return statement, values
    if isinstance(values, dict):
        return statement, values | {"id": number}
    (only,) = values
    return statement, [only | {"id": number}]


def _engine(path: Path) -> AsyncEngine:
    """Two connections: with more of them SQLite's writers wait for each other, and are slower."""
    engine = create_async_engine(
        f"sqlite+aiosqlite:///{path}",
        pool_size=2,
        max_overflow=0,
        connect_args={"timeout": 60},
    )

    @event.listens_for(engine.sync_engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for setting in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            cursor.execute(f"PRAGMA {setting}")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


async def run(path: Path, reports: Sequence[Sequence[Call]]) -> float:
    """Seconds until the last of 64 tasks has committed its last report."""
    engine = _engine(path)

    async def keep(own: Sequence[Sequence[Call]]) -> None:
        for calls in own:
            async with engine.begin() as connection:
                for statement, values in calls:
                    result = await connection.execute(statement, values)
                    if result.returns_rows:
                        result.all()

    started = time.perf_counter()
    await asyncio.gather(*(keep(reports[at::TOGETHER]) for at in range(TOGETHER)))
    seconds = time.perf_counter() - started
    await engine.dispose()
    return seconds
