"""One process is active: a broken line is mended, a place that was lost stays lost."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from bot import active
from storage.active import AdvisoryLock, next_fence
from storage.schema import open_store
from storage.store import Store, StoreUnavailable
from tests.postgresql import Cluster

HOLDERS = (
    " FROM pg_locks WHERE locktype = 'advisory'"
    " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
)
pytestmark = pytest.mark.postgresql


class Office:
    """One process's store and lock; `break_line` ends the lock's session at the server."""

    def __init__(self, url: str, folder: Path) -> None:
        self.store: Store = open_store(url, folder)
        self.lock = AdvisoryLock(self.store.engine)  # type: ignore[attr-defined]

    async def become_active(self) -> None:
        await active.become_active(self.store, self.lock, lambda _who: None)

    def break_line(self) -> None:
        end = text(f"SELECT pg_terminate_backend(pid) {HOLDERS}")
        self.store.read(lambda tx: tx.execute(end).all()).result()

    def holders(self) -> list[int]:
        """The sessions that hold the lock, by the server's own numbers."""
        found = text(f"SELECT pid {HOLDERS}")
        return list(self.store.read(lambda tx: tx.execute(found).scalars().all()).result())

    def close(self) -> None:
        self.lock.release()
        self.store.close()


@pytest.fixture
def offices(
    cluster: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[Office, Office]]:
    monkeypatch.setattr(active, "LOOK_SECONDS", 0.01)
    monkeypatch.setattr(active, "HELD_SECONDS", 0.01)
    url = cluster.new_database()
    both = (Office(url, tmp_path), Office(url, tmp_path))
    yield both
    for office in both:
        office.close()
    cluster.drop(url)


async def test_a_lock_whose_line_broke_is_taken_again(offices: tuple[Office, Office]) -> None:
    mine, other = offices
    await mine.become_active()
    watching = asyncio.create_task(active.watch_lock(mine.store, mine.lock))

    before = other.holders()
    mine.break_line()
    while not (now := other.holders()) or now == before:
        assert not watching.done()
        await asyncio.sleep(0.01)

    assert not other.lock.take()
    assert not watching.done()
    watching.cancel()


async def test_a_place_that_another_process_took_is_lost(offices: tuple[Office, Office]) -> None:
    mine, other = offices
    await mine.become_active()

    mine.break_line()
    await other.become_active()

    await asyncio.wait_for(active.watch_lock(mine.store, mine.lock), 60)


async def test_a_place_that_another_process_took_and_left_is_lost(
    offices: tuple[Office, Office],
) -> None:
    mine, other = offices
    await mine.become_active()

    mine.break_line()
    other.store.write(next_fence).result()

    await asyncio.wait_for(active.watch_lock(mine.store, mine.lock), 60)


async def test_a_database_that_is_away_is_waited_for(offices: tuple[Office, Office]) -> None:
    class AwayFor(AdvisoryLock):
        times = 3

        def take(self) -> bool:
            self.times -= 1
            if self.times >= 0:
                raise StoreUnavailable("away")
            return super().take()

    mine, _ = offices
    mine.lock = AwayFor(mine.store.engine)  # type: ignore[attr-defined]

    await mine.become_active()

    assert mine.lock.held()
