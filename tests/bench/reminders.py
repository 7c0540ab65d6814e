"""10,000 reminders due in one instant against one bulk UPDATE; and dying in the middle of it."""

import argparse
import gc
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from statistics import median
from zoneinfo import ZoneInfo

from sqlalchemy import func, select, update

from handlers.campaigns.reminding import fire_due, keep_plan, read_board, wanted_reminders
from storage import tables
from storage.schema import open_store
from storage.store import Store, Transaction
from tests.bench.rounds import Bar, interleaved, judge, spread
from tests.postgresql import Cluster, binaries

ZONE = ZoneInfo("Asia/Shanghai")
COUNT = 10_000
DUE = datetime(2026, 10, 9, 8, 30, 1, tzinfo=ZONE)
BEFORE = datetime(2026, 10, 8, 9, tzinfo=UTC)


def put_register(tx: Transaction) -> None:
    """As many villages, each with a group of its own, and what they owe."""
    tx.execute(tables.units.insert(), {"id": 1, "name": "青岭县", "kind": "县", "position": 0})
    villages = [
        {"id": n, "name": f"{n}号村", "kind": "村", "parent_id": 1, "position": n}
        for n in range(2, COUNT + 2)
    ]
    tx.execute(tables.units.insert(), villages)
    groups = [
        {"id": n, "platform": "local", "chat": f"群{n}", "name": f"群{n}", "unit_id": n}
        for n in range(2, COUNT + 2)
    ]
    tx.execute(tables.groups.insert(), [one | {"purpose": "报送"} for one in groups])
    month = {"id": 1, "name": "2026年10月宣传月", "start": date(2026, 10, 9)}
    month |= {"end": date(2026, 10, 31), "due": date(2026, 11, 3)}
    tx.execute(tables.campaigns.insert(), month)
    for content, minimum in (("悬挂横幅标语", 2), ("集中宣传活动", 1), ("入户走访", 30)):
        task = {"campaign_id": 1, "kinds": '["村"]', "minimum": minimum}
        tx.execute(tables.tasks.insert(), task | {"contents": f'["{content}"]'})
    tx.execute(tables.settings.insert(), {"name": "试运行", "value": "否"})
    tx.bump_register()


class Instant:
    """One database; each round plans anew and fires, or updates as many rows at once."""

    def __init__(self, store: Store) -> None:
        self.store = store
        store.write(put_register).result()
        self.wanted = store.read(lambda tx: wanted_reminders(tx, ZONE)).result()
        self._plan()
        store.read(lambda tx: read_board(tx, ZONE, DUE)).result()
        # As the running bot does once it stands.
        gc.collect()
        gc.freeze()

    def _plan(self) -> None:
        def work(tx: Transaction) -> None:
            tx.execute(tables.outbox.delete())
            tx.execute(tables.reminders.delete())
            keep_plan(tx, self.wanted, BEFORE)

        self.store.write(work).result()

    def fire(self) -> float:
        """Seconds until all stand in the outbox as waiting."""
        self._plan()
        started = time.perf_counter()
        board = self.store.read(lambda tx: read_board(tx, ZONE, DUE)).result()
        while self.store.write(lambda tx: fire_due(tx, board)).result():
            pass
        took = time.perf_counter() - started
        assert self.waiting() == COUNT
        return took

    def bulk(self) -> float:
        """Seconds of one bulk UPDATE of as many planned rows."""
        self._plan()
        of_now = tables.reminders.c.due_at <= DUE
        values = {"state": "fired", "done_at": DUE}
        statement = update(tables.reminders).where(of_now).values(values)
        started = time.perf_counter()
        changed = self.store.write(lambda tx: tx.execute(statement).rowcount).result()
        took = time.perf_counter() - started
        assert changed == COUNT
        return took

    def die_half_way(self) -> None:
        """The process ends inside the second transaction: nothing of it may be half done."""
        self._plan()
        board = self.store.read(lambda tx: read_board(tx, ZONE, DUE)).result()
        self.store.write(lambda tx: fire_due(tx, board)).result()
        with _killed():
            self.store.write(lambda tx: _fire_and_die(tx, board)).result()
        done = self.waiting()
        assert 0 < done < COUNT, done
        while self.store.write(lambda tx: fire_due(tx, board)).result():
            pass
        assert self.waiting() == COUNT

    def waiting(self) -> int:
        rows = select(func.count()).select_from(tables.outbox).where(_IS_WAITING)
        return int(self.store.read(lambda tx: tx.execute(rows).scalar_one()).result())


_IS_WAITING = tables.outbox.c.state == "waiting"


class Death(Exception):
    pass


def _fire_and_die(tx: Transaction, board: object) -> None:
    fire_due(tx, board)  # type: ignore[arg-type]
    raise Death


@contextmanager
def _killed() -> Iterator[None]:
    try:
        yield
    except Death:
        return
    raise AssertionError("it lived on")


def measure(name: str, store: Store, rounds: int) -> Bar:
    instant = Instant(store)
    instant.die_half_way()
    fired, bulk = interleaved(rounds, (instant.fire, instant.bulk))
    print(f"{name}: fired {spread(fired, 's')}, one bulk UPDATE {spread(bulk, 's')}")
    beyond = median(fired) - 2 * median(bulk)
    return Bar(f"{name}: seconds beyond twice the bulk UPDATE", beyond, at_most=1.0)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.reminders")
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    bars = []
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(f"sqlite:///{folder}/a.db", Path(folder), checkpoints=True)
        bars.append(measure("SQLite", store, rounds))
        store.close()
    found = binaries()
    if found is None:
        print("PostgreSQL is not here: apt-get install postgresql", file=sys.stderr)
    else:
        cluster = Cluster(found)
        cluster.start()
        try:
            cluster.make_template()
            url = cluster.new_database()
            store = open_store(url, Path())
            bars.append(measure("PostgreSQL", store, rounds))
            store.close()
        finally:
            cluster.stop()
    judge(bars)


if __name__ == "__main__":
    main()
