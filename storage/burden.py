"""What the bot has cost people: messages of each chat, questions put to them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Integer, cast, func, select

from storage.store import Transaction
from storage.tables import outbox

GONE_OUT = ("sent", "unknown")


@dataclass(frozen=True, slots=True)
class Cost:
    """`asked` counts messages that put a question to somebody."""

    channel: str
    chat: str
    kind: str
    messages: int
    asked: int


@dataclass(frozen=True, slots=True)
class Unasked:
    """A message that nobody had asked for."""

    channel: str
    chat: str
    kind: str
    text: str
    at: datetime


def costs(tx: Transaction, question_mark: str, since: datetime | None = None) -> list[Cost]:
    """By chat and kind; edits and what was held back not counted, questions by their words."""
    asks = func.sum(cast(outbox.c.text.contains(question_mark, autoescape=True), Integer))
    key = (outbox.c.channel, outbox.c.chat, outbox.c.kind)
    statement = (
        select(*key, func.count().label("total"), asks.label("asked"))
        .where(outbox.c.edits.is_(None), outbox.c.state.in_(GONE_OUT), *_later_than(since))
        .group_by(*key)
        .order_by(*key)
    )
    return [
        Cost(row.channel, row.chat, row.kind, row.total, row.asked) for row in tx.execute(statement)
    ]


def _later_than(since: datetime | None) -> list[ColumnElement[bool]]:
    return [] if since is None else [outbox.c.created_at >= since]


def unasked(
    tx: Transaction, answers: Collection[str], since: datetime | None = None
) -> list[Unasked]:
    """Everything that went out and was of none of these kinds."""
    statement = select(
        outbox.c.channel,
        outbox.c.chat,
        outbox.c.kind,
        outbox.c.text,
        outbox.c.sent_at,
        outbox.c.created_at,
    ).where(
        outbox.c.edits.is_(None),
        outbox.c.state.in_(GONE_OUT),
        outbox.c.kind.not_in(sorted(answers)),
        *_later_than(since),
    )
    return [
        Unasked(row.channel, row.chat, row.kind, row.text, row.sent_at or row.created_at)
        for row in tx.execute(statement)
    ]
