"""A part of a report: a photo or a place that came as a message and looks for its words."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Table, bindparam, select

from storage.prepared import Prepared
from storage.records import Place
from storage.tables import inbox


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
    is_near = (
        table.c.channel == bindparam("channel"),
        table.c.chat == bindparam("chat"),
        table.c.sender == bindparam("sender"),
        table.c.sent_at.between(bindparam("since"), bindparam("until")),
        table.c.withdrawn_at.is_(None),
    )
    return Prepared(select(table).where(*is_near).order_by(table.c.sent_at, table.c.id))


def is_of_message(table: Table, channel: str, chat: str, message: str) -> ColumnElement[bool]:
    """The parts that came with that message; by way of the inbox, whose index knows messages."""
    heard = select(inbox.c.id).where(
        inbox.c.channel == channel, inbox.c.chat == chat, inbox.c.message == message
    )
    return table.c.inbox_id.in_(heard)
