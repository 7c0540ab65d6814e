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


@dataclass(frozen=True, slots=True)
class Span:
    """When messages were made; None is open, `before` itself lies outside."""

    since: datetime | None = None
    before: datetime | None = None

    @property
    def conditions(self) -> list[ColumnElement[bool]]:
        made = outbox.c.created_at
        found = [] if self.since is None else [made >= self.since]
        return found if self.before is None else [*found, made < self.before]


def costs(tx: Transaction, question_mark: str, span: Span) -> list[Cost]:
    """By chat and kind; edits and what was held back not counted, questions by their words."""
    asks = func.sum(cast(outbox.c.text.contains(question_mark, autoescape=True), Integer))
    key = (outbox.c.channel, outbox.c.chat, outbox.c.kind)
    statement = (
        select(*key, func.count().label("total"), asks.label("asked"))
        .where(outbox.c.edits.is_(None), outbox.c.state.in_(GONE_OUT), *span.conditions)
        .group_by(*key)
        .order_by(*key)
    )
    return [
        Cost(row.channel, row.chat, row.kind, row.total, row.asked) for row in tx.execute(statement)
    ]


def unasked(tx: Transaction, answers: Collection[str], span: Span) -> list[Unasked]:
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
        *span.conditions,
    )
    return [
        Unasked(row.channel, row.chat, row.kind, row.text, row.sent_at or row.created_at)
        for row in tx.execute(statement)
    ]
