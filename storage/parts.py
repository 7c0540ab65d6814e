"""A part of a report: a photo or a place that came as a message and looks for its words."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Table, and_, bindparam, exists, or_, select

from storage.prepared import Prepared
from storage.records import Place
from storage.store import Transaction
from storage.tables import inbox, photos, places


@dataclass(frozen=True, slots=True)
class Part:
    """`report` is None while it is loose; `place` is None for a photo."""

    id: int
    inbox: int
    channel: str
    chat: str
    message: str
    sender: str
    sent_at: datetime
    added_at: datetime
    report: int | None = None
    place: Place | None = None


def part(row: Any, place: Place | None = None) -> Part:
    """A row of photos or places as a Part."""
    return Part(
        id=row.id,
        inbox=row.inbox_id,
        channel=row.channel,
        chat=row.chat,
        message=row.message,
        sender=row.sender,
        sent_at=row.sent_at,
        added_at=row.added_at,
        report=row.report_id,
        place=place,
    )


def near_statement(table: Table) -> Prepared:
    """One sender's parts in a chat between `since` and `until`, in the platform's order."""
    return Prepared(select(table).where(_is_near(table)).order_by(table.c.sent_at, table.c.id))


def _is_near(table: Table) -> ColumnElement[bool]:
    return and_(
        table.c.channel == bindparam("channel"),
        table.c.chat == bindparam("chat"),
        table.c.sender == bindparam("sender"),
        table.c.sent_at.between(bindparam("since"), bindparam("until")),
        table.c.withdrawn_at.is_(None),
    )


_IS_ANY_NEAR = Prepared(
    select(or_(*(exists().where(_is_near(one)) for one in (photos, places))).label("found"))
)


def is_any_near(
    tx: Transaction, channel: str, chat: str, sender: str, since: datetime, until: datetime
) -> bool:
    """Whether a sender has parts in a chat between two moments: most texts come alone."""
    values = {"channel": channel, "chat": chat, "sender": sender, "since": since, "until": until}
    return bool(_IS_ANY_NEAR.first(tx, values).found)


def is_of_message(table: Table, channel: str, chat: str, message: str) -> ColumnElement[bool]:
    """The parts that came with that message; by way of the inbox, whose index knows messages."""
    heard = select(inbox.c.id).where(
        inbox.c.channel == channel, inbox.c.chat == chat, inbox.c.message == message
    )
    return table.c.inbox_id.in_(heard)
