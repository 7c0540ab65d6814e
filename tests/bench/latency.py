"""From a message's commit in the inbox to its receipt in the outbox: few reports against many."""

import asyncio
import gc
import tempfile
import time
from pathlib import Path
from statistics import median

from sqlalchemy import Engine, func, select

from bot.answerer import Answerer
from bot.clock import Clock
from bot.receiver import Receiver
from storage import tables
from storage.schema import open_store
from storage.store import Store
from tests.bench import county, stock
from tests.bench.rounds import Bar, judge, spread
from tests.postgresql import Cluster, binaries

FEW, MANY = 1_000, 1_000_000
MESSAGES = 1_000


class Clockwork(Clock):
    """Time stands at noon of the focus day."""

    def now(self):
        return county.NOON


class Side:
    """One database with its stock, and the two loops that a message passes."""

    def __init__(self, url: str, folder: Path, reports: int) -> None:
        self.store = open_store(url, folder, checkpoints=True)
        county.put_register(self.store)
        engine: Engine = self.store.engine
        with engine.begin() as connection:
            stock.put_wider_register(connection, county.PEOPLE + 2, county.GROUPS + 1)
        started = time.perf_counter()
        stock.fill(engine, reports)
        print(f"  {reports} reports stored in {time.perf_counter() - started:.0f} s", flush=True)
        channels = {"local": county.SpokenChannel()}
        clock = Clockwork()
        self._receiver = Receiver(self.store, clock, lambda: None)
        self._answerer = Answerer(self.store, channels, clock, county.DESK, lambda: None)
        self.seconds: list[float] = []

    async def answer(self, number: int) -> None:
        person = number % county.PEOPLE
        update = county.raw(person, number // county.PEOPLE, number, county.NOON)
        await self._receiver.receive([update])
        kept = time.perf_counter()
        while await self._answerer.step():
            pass
        self.seconds.append(time.perf_counter() - kept)


def receipts(store: Store) -> int:
    statement = select(func.count()).select_from(tables.outbox)
    return store.read(lambda tx: tx.execute(statement).scalar_one()).result()


async def _alternate(few: Side, many: Side) -> None:
    for number in range(1, MESSAGES + 1):
        first, then = (few, many) if number % 2 else (many, few)
        await first.answer(number)
        await then.answer(number)


def measure(name: str, few_url: str, many_url: str, folder: Path) -> Bar:
    print(name, flush=True)
    few, many = Side(few_url, folder, FEW), Side(many_url, folder, MANY)
    before = receipts(few.store), receipts(many.store)
    gc.collect()
    gc.freeze()
    asyncio.run(_alternate(few, many))
    for side, stood in zip((few, many), before, strict=True):
        assert receipts(side.store) == stood + MESSAGES, "a receipt is missing"
        side.store.close()
    gc.unfreeze()
    for side, reports in ((few, FEW), (many, MANY)):
        print(f"  with {reports} reports:", spread([s * 1000 for s in side.seconds], "ms"))
    ratio = median(many.seconds) / median(few.seconds)
    return Bar(f"{name}: p50 with {MANY} reports to that with {FEW}", ratio, at_most=1.2)


def main() -> None:
    found = binaries()
    assert found is not None, "apt-get install postgresql"
    bars = []
    with tempfile.TemporaryDirectory() as folder:
        bars.append(
            measure("SQLite", "sqlite:///few.db", "sqlite:///many.db", Path(folder)),
        )
    server = Cluster(found)
    server.start()
    try:
        server.make_template()
        urls = server.new_database(), server.new_database()
        bars.append(measure("PostgreSQL", *urls, Path()))
    finally:
        server.stop()
    judge(bars)


if __name__ == "__main__":
    main()
