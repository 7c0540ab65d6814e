"""Whatever is heard first, and however often: the reports and what joins them are the same."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from sqlalchemy import select

from storage import tables
from storage.messages import Attachment, IncomingMessage
from storage.records import Place
from storage.store import Store, Transaction
from tests.township import GROUP, Township

NOON = datetime(2026, 10, 14, 4, 0, tzinfo=UTC)
KEPT = (
    *(tables.photos, tables.places, tables.report_messages, tables.report_items),
    *(tables.report_history, tables.outbox, tables.reports, tables.inbox),
)
SENDERS = ("汪", "石")
ALL_HEARD = timedelta(hours=5)


@dataclass(frozen=True)
class Line:
    """What one person sends so many seconds past noon; `later` is what becomes of a text."""

    sender: str
    second: int
    kind: str
    later: str = ""
    after: int = 60


lines = st.builds(
    Line,
    sender=st.sampled_from(SENDERS),
    second=st.one_of(st.integers(0, 3600), st.integers(0, 4 * 3600)),
    kind=st.sampled_from(("text", "text", "photo", "photo", "photo", "place", "both")),
    later=st.sampled_from(("", "", "edit", "correct", "withdraw")),
    after=st.integers(1, 1800),
)


def messages(said: Sequence[Line]) -> list[IncomingMessage]:
    """In the order of sending, which is the order of their numbers."""
    found: list[IncomingMessage] = []
    for number, line in enumerate(sorted(said, key=lambda one: one.second), 100):
        text = f"横幅{number}条" if line.kind in ("text", "both") else ""
        photos = (Attachment("photo", f"p{number}", "a.jpg"),)
        message = IncomingMessage(
            channel="local",
            chat=GROUP,
            message=str(number),
            sender=line.sender,
            sender_name=line.sender,
            sent_at=NOON + timedelta(seconds=line.second),
            text=text,
            attachments=photos if line.kind in ("photo", "both") else (),
            place=Place(31.1, 116.2) if line.kind == "place" else None,
        )
        found.append(message)
        if text and line.later:
            found.append(_later(message, line, number))
    return found


def _later(message: IncomingMessage, line: Line, number: int) -> IncomingMessage:
    sent_at = message.sent_at + timedelta(seconds=line.after)
    if line.later == "edit":
        return replace(message, edit=1, sent_at=sent_at, text=f"横幅{number + 400}条")
    words = {"correct": f"更正:横幅{number + 700}条", "withdraw": "作废"}[line.later]
    said = replace(message, message=str(number + 800), sent_at=sent_at, attachments=())
    return replace(said, text=words, reply_to=message.message)


def final(town: Township) -> tuple[dict[str, Any], dict[str, str]]:
    """Every text's report, and of every photo and place the text it stands with."""

    def work(tx: Transaction) -> tuple[dict[int, str], list[tuple[str, int | None]]]:
        rows = tx.execute(select(tables.reports).where(tables.reports.c.text != ""))
        parts = [
            (part.message, part.report_id)
            for table in (tables.photos, tables.places)
            for part in tx.execute(select(table))
        ]
        return {row.id: row.message for row in rows}, parts

    texts, parts = town.store.read(work).result()
    stands = {
        texts[one.id]: (one.sender, one.unit, one.day, one.state, one.amended, one.items)
        for one in town.reports()
        if one.id in texts
    }
    return stands, {message: texts.get(report or 0, "") for message, report in parts}


async def hear(town: Township, heard: Sequence[IncomingMessage], gaps: Sequence[int]) -> Any:
    def wipe(tx: Transaction) -> None:
        for table in KEPT:
            tx.execute(table.delete())

    town.store.write(wipe).result()
    town.clock.moment = NOON + ALL_HEARD
    for number, message in enumerate(heard):
        await town.hear([message])
        await town.pass_time(seconds=gaps[number % len(gaps)])
    await town.pass_time(minutes=20)
    return final(town)


@pytest.fixture
def any_town(sqlite_store: Store) -> Township:
    return Township(sqlite_store, NOON)


@settings(
    max_examples=15,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data(), said=st.lists(lines, min_size=2, max_size=9))
def test_the_order_of_hearing_and_hearing_twice_change_nothing(
    any_town: Township, data: st.DataObject, said: list[Line]
) -> None:
    in_turn = messages(said)
    in_turn.sort(key=lambda message: (message.sent_at, message.edit))
    out_of_turn = data.draw(st.permutations(in_turn))
    twice = [*out_of_turn, *data.draw(st.lists(st.sampled_from(in_turn), max_size=3))]
    gaps = data.draw(st.lists(st.sampled_from((0, 1, 40, 1000)), min_size=1, max_size=4))
    expected = asyncio.run(hear(any_town, in_turn, (0,)))
    assert asyncio.run(hear(any_town, twice, gaps)) == expected
