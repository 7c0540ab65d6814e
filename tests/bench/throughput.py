"""Whole reports a second with 64 people at once, against SQLAlchemy's asyncio extension.

The peer runs the same statements, one commit a report; meanwhile nothing may block our loop.
"""

import asyncio
import gc
import shutil
import tempfile
import time
from datetime import datetime
from pathlib import Path
from statistics import median

from sqlalchemy import func, select

from bot.answerer import Answerer
from bot.bell import Bell
from bot.clock import Clock
from bot.receiver import Receiver
from storage import tables
from storage.schema import open_store
from storage.store import Store
from tests.bench import county, replay
from tests.bench.heartbeat import Heartbeat, idle_loop
from tests.bench.rounds import Bar, interleaved, judge, spread

ROUNDS = 7
MACHINE_IS_QUIET = 0.02
EACH = 10
TALK = list(county.day_of_talk(EACH))


class Clockwork(Clock):
    """Time stands at noon of the focus day: both sides keep the same moments."""

    def now(self) -> datetime:
        return county.NOON


class Bench:
    """A folder with one empty database, copied for every round."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.blocked: list[float] = []
        self.elsewhere: list[float] = []
        self.empty = folder / "empty.db"
        store = open_store(f"sqlite:///{self.empty}", folder, checkpoints=True)
        county.put_register(store)
        store.close()
        store = self.open(self.copy())
        said = [update for _, update in TALK]
        self.statements = asyncio.run(replay.capture(store, Clockwork(), said))
        store.close()

    def copy(self) -> Path:
        path = self.folder / "round.db"
        for end in ("", "-wal", "-shm"):
            path.with_name(path.name + end).unlink(missing_ok=True)
        shutil.copy(self.empty, path)
        return path

    def open(self, path: Path) -> Store:
        return open_store(f"sqlite:///{path}", self.folder, checkpoints=True)

    def ours(self) -> float:
        store = self.open(self.copy())
        gc.collect()
        gc.freeze()
        try:
            with idle_loop() as elsewhere:
                seconds, blocked = asyncio.run(_ours(store))
            check(store)
        finally:
            gc.unfreeze()
            store.close()
        self.blocked.append(blocked)
        self.elsewhere.append(elsewhere.longest)
        return len(TALK) / seconds

    def longest_by_us(self) -> float:
        """Of the rounds in which the machine left an idle loop alone; of all when there is none."""
        quiet = [
            ours
            for ours, idle in zip(self.blocked, self.elsewhere, strict=True)
            if idle < MACHINE_IS_QUIET
        ]
        return max(quiet or self.blocked)

    def peer(self) -> float:
        path = self.copy()
        gc.collect()
        seconds = asyncio.run(replay.run(path, self.statements))
        store = self.open(path)
        check(store)
        store.close()
        return len(TALK) / seconds


async def _ours(store: Store) -> tuple[float, float]:
    """(seconds until the last receipt is committed, longest time the loop stood still)."""
    bell = Bell()
    channels = {"local": county.SpokenChannel()}
    receiver = Receiver(store, Clockwork(), bell.ring)
    answerer = Answerer(store, channels, Clockwork(), county.DESK, lambda: None)
    all_said = asyncio.Event()

    async def speak(person: int) -> None:
        for who, update in TALK:
            if who == person:
                await receiver.receive([update])

    async def answer() -> None:
        while True:
            said = all_said.is_set()
            if not await answerer.step():
                if said:
                    return
                await bell.wait(30)

    heart = Heartbeat()
    started = time.perf_counter()
    answering = asyncio.create_task(answer())
    await asyncio.gather(*(speak(person) for person in range(county.PEOPLE)))
    all_said.set()
    bell.ring()
    await answering
    seconds = time.perf_counter() - started
    return seconds, await heart.stop()


def check(store: Store) -> None:
    """Every text made one report with its items, one receipt, and is done."""

    def count(tx):
        counted = [
            select(func.count()).select_from(table) for table in (tables.reports, tables.outbox)
        ]
        done = select(func.count()).where(tables.inbox.c.state == "done")
        with_items = select(func.count(tables.report_items.c.report_id.distinct()))
        return [tx.execute(one).scalar_one() for one in (*counted, done, with_items)]

    found = store.read(count).result()
    assert found == [len(TALK)] * 4, found


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder))
        ours, peer = interleaved(ROUNDS, (bench.ours, bench.peer))
        statements = sum(map(len, bench.statements)) / len(TALK)
    print(f"{len(TALK)} reports a round, {statements:.1f} statements each, {ROUNDS} rounds")
    print("ours:", spread(ours, "reports/s"))
    print("asyncio extension:", spread(peer, "reports/s"))
    print("longest the loop stood still:", spread([s * 1000 for s in bench.blocked], "ms a round"))
    print("an idle loop elsewhere:", spread([s * 1000 for s in bench.elsewhere], "ms a round"))
    judge(
        [
            Bar("reports/s, ours to the asyncio extension", median(ours) / median(peer), 3.0),
            Bar("longest the loop stood still, ms", bench.longest_by_us() * 1000, at_most=50),
        ]
    )


if __name__ == "__main__":
    main()
