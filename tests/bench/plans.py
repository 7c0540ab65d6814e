"""How each database finds what the loops, the page and `status` ask among many reports.

`python -m tests.bench.plans [REPORTS]` prints what each costs, and every statement that looks
through more rows than it needs; 1 when one that a loop runs does.
"""

import re
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from msgspec.structs import replace
from sqlalchemy import Connection, event

from bot.channels.local_body import read_raw
from handlers.answering import answer
from handlers.reports.loose import fire_loose
from handlers.reports.receipt import fire_receipt
from handlers.reports.rush import fire_rush
from storage import inbox, local_messages, outbox, photos, places, prepared, report_search
from storage.messages import Attachment
from storage.records import Place
from storage.schema import open_store
from storage.store import Store, Transaction
from tests.bench import county, stock
from tests.postgresql import Cluster, binaries

MANY = 1_000_000
TOO_MANY = 2000
"""Rows that a statement may look at: a chat's or a unit's month, never its years."""
Act = Callable[[Transaction], Any]
DESK = replace(county.DESK, batch_per_minute=6)


def _say(number: int, **changed: Any) -> Act:
    """Keep and answer one message of the first person."""
    raw = county.raw(0, number, 5_000_000 + number, county.NOON)

    def act(tx: Transaction) -> None:
        inbox.add(tx, [raw], county.NOON)
        (waiting,) = inbox.waiting_in(tx, raw.channel, raw.chat, county.NOON)
        message = replace(read_raw(raw), **changed)
        done = answer(message, tx, county.NOON, DESK.for_row(waiting))
        for outgoing in done.messages:
            outbox.put(tx, outgoing, county.NOON)
        told = (done.outcome, done.why, county.NOON, message.sender, message.text, "text")
        inbox.finish(tx, waiting.id, *told)
        if done.forget:
            inbox.forget(tx, waiting.id)

    return act


CHAT = ("local", county.group_of(0))
PICTURES = (Attachment("photo", "reference", "1.jpg"),)
QUOTED = "old-1000"
LOOPS: Mapping[str, Act] = {
    "a text": _say(1),
    "a photo": _say(2, text="", attachments=PICTURES),
    "a place": _say(3, text="", place=Place(30.0, 114.0, "gcj02")),
    "a total": _say(4, text=f"{county.NAMES[0]}累计发放宣传单9万份"),
    "a number asked for": _say(5, text="30"),
    "a correction": _say(6, text=f"更正:{county.NAMES[0]}今天宣传单是130份,不是101份"),
    "a correction by quoting": _say(7, text="更正:宣传单130份", reply_to=QUOTED),
    "a correction of our words": _say(8, text="更正:宣传单130份", reply_to="1000001"),
    "a withdrawal": _say(9, text="作废"),
    "a recall": _say(10, withdraws=QUOTED),
    "an edit": _say(11, edit=1),
    "another time": _say(12, text="另一场"),
    "a 接龙": _say(
        13, text=f"#接龙\n今日入户\n1. {county.NAMES[0]} 走访30户\n2. {county.NAMES[8]} 走访20户"
    ),
    "chatter": _say(14, text="收到,辛苦了"),
    "a residents' word": _say(15, chat="村民群"),
    "Answerer looks": lambda tx: inbox.waiting_chats(tx, county.NOON),
    "Due looks for receipts": lambda tx: report_search.due_receipts(tx, county.NOON),
    "Due looks for loose photos": lambda tx: photos.loose(tx, county.NOON),
    "Due looks for loose places": lambda tx: places.loose(tx, county.NOON),
    "Due fires a receipt": lambda tx: fire_receipt(tx, *CHAT, QUOTED, county.NOON, DESK),
    "Due fires a rush": lambda tx: fire_rush(tx, *CHAT, county.NOON, DESK),
    "Due fires loose parts": lambda tx: fire_loose(tx, *CHAT, "person-0", county.NOON, DESK),
    "Fetcher looks": lambda tx: photos.pending(tx, county.NOON),
    "Sender looks": lambda tx: outbox.next_due(tx, county.NOON),
    "Sender claims": lambda tx: outbox.claim(tx, 1000),
    "Sender is told": lambda tx: outbox.mark_sent(tx, 1000, ["1"], county.NOON),
    "Sender recovers": lambda tx: outbox.recover(tx, ["local"], ""),
    "the page's newest": lambda tx: local_messages.find(tx, CHAT[1], 0, 1 << 60, 50),
    "the page's news": lambda tx: local_messages.find(tx, CHAT[1], 10_000_000, 1 << 60),
    "the page's ids": local_messages.greatest_id,
    "one local message": lambda tx: local_messages.find_one(tx, "1000"),
}
OTHERS: Mapping[str, Act] = {
    "status of the inbox": inbox.counts,
    "status of the outbox": outbox.counts,
    "status of the photos": photos.counts,
    "last heard": inbox.last_heard,
    "burden": outbox.burden,
    "a page of reports": lambda tx: report_search.page(tx, 500_000, 1000),
    "a page of a unit": lambda tx: report_search.page(tx, 0, 1000, 1, [5]),
    "dropped local messages": local_messages.find_dropped,
}


@dataclass(frozen=True, slots=True)
class Cost:
    seconds: float
    greedy: list[str]


class Watched:
    """Explains every statement that an act runs, in the act's own transaction."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._ran: list[tuple[str, Any]] = []
        self._listening = False
        engine = store.engine
        event.listen(engine, "before_cursor_execute", self._note)
        called = prepared.call_directly

        def call_directly(driver: Any, sql: str, values: Any) -> Any:
            self._note(None, None, sql, tuple(values))
            return called(driver, sql, values)

        prepared.call_directly = call_directly

    def _note(
        self, _connection: Connection | None, _cursor: Any, sql: str, values: Any, *_rest: Any
    ) -> None:
        if self._listening and re.match(r"SELECT|UPDATE|DELETE", sql):
            self._ran.append((sql, values))

    def cost(self, act: Act) -> Cost:
        """The act is undone; its statements are explained before and timed together."""
        found: list[Cost] = []

        def work(tx: Transaction) -> None:
            self._ran.clear()
            self._listening = True
            started = time.perf_counter()
            try:
                act(tx)
            finally:
                self._listening = False
            seconds = time.perf_counter() - started
            greedy = [word for sql, values in self._ran if (word := _greedy(tx, sql, values))]
            found.append(Cost(seconds, greedy))
            raise _Undone

        with suppress(_Undone):
            self._store.write(work).result()
        return found[0]


class _Undone(Exception):
    pass


BIG = ("inbox", "reports", "report_items", "report_messages", "photos", "places", "outbox")
BIG += ("local_messages",)


def _greedy(tx: Transaction, sql: str, values: Any) -> str | None:
    look = _greedy_on_postgresql if tx.dialect == "postgresql" else _greedy_on_sqlite
    return look(tx.connection, sql, values)


def _greedy_on_sqlite(connection: Connection, sql: str, values: Any) -> str | None:
    rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", values).all()
    plan = [str(row[3]) for row in rows]
    bad = [
        line
        for line in plan
        if re.match(rf"(SCAN|SEARCH) ({'|'.join(BIG)})\b", line)
        and not _PARTIAL.search(line)
        and (line.startswith("SCAN") or _half_an_index(line))
    ]
    return f"{'; '.join(bad)}  in  {_short(sql)}" if bad else None


_PARTIAL = re.compile(r"ix_\w+_(waiting|failed|open|unsure|receipt|held|list|pending|loose|sent)\b")


def _half_an_index(line: str) -> bool:
    """A chat's whole past: no more than the first columns of an index that goes on."""
    terms = line.partition("(")[2]
    return terms.count("?") <= 2 and "channel=?" in terms and "key=?" not in terms


def _greedy_on_postgresql(connection: Connection, sql: str, values: Any) -> str | None:
    rows = connection.exec_driver_sql(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}", values).scalar_one()
    touched = _touched(rows[0]["Plan"])
    return f"{touched} rows touched  in  {_short(sql)}" if touched > TOO_MANY else None


def _touched(node: Mapping[str, Any]) -> int:
    own = node.get("Actual Rows", 0) + node.get("Rows Removed by Filter", 0)
    own += node.get("Rows Removed by Index Recheck", 0)
    return int(own * node.get("Actual Loops", 1)) + sum(map(_touched, node.get("Plans", ())))


def _short(sql: str) -> str:
    return re.sub(r"SELECT .*? FROM", "SELECT … FROM", " ".join(sql.split()))[:400]


def tell(name: str, url: str, folder: Path, reports: int) -> int:
    """Print what every act costs; gives how many acts of the loops are greedy."""
    store = open_store(url, folder, checkpoints=True)
    county.put_register(store)
    with store.engine.begin() as connection:
        stock.put_wider_register(connection, county.PEOPLE + 2, county.GROUPS + 1)
    stock.fill(store.engine, reports)
    bad = show(name, store)
    store.close()
    return bad


def show(name: str, store: Store) -> int:
    watched = Watched(store)
    bad = 0
    for title, acts in (("loops and page", LOOPS), ("others", OTHERS)):
        print(f"{name}, {title}:")
        for what, act in acts.items():
            watched.cost(act)
            cost = watched.cost(act)
            print(f"  {cost.seconds * 1000:8.1f} ms  {what}")
            for word in dict.fromkeys(cost.greedy):
                print(f"               {word}")
            bad += bool(cost.greedy) and acts is LOOPS
    return bad


def main() -> None:
    reports = int(sys.argv[1]) if len(sys.argv) > 1 else MANY
    found = binaries()
    assert found is not None, "apt-get install postgresql"
    with tempfile.TemporaryDirectory() as folder:
        bad = tell("SQLite", "sqlite:///many.db", Path(folder), reports)
    server = Cluster(found)
    server.start()
    try:
        server.make_template()
        bad += tell("PostgreSQL", server.new_database(), Path(), reports)
    finally:
        server.stop()
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
