"""A part of a report: a photo or a place that came as a message and looks for its words."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, select

from storage.records import Place
from storage.store import Transaction
from storage.tables import photos, places


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


def part(row: Row[*tuple[Any, ...]], place: Place | None = None) -> Part:
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


def loose(tx: Transaction, before: datetime, limit: int = 500) -> list[tuple[str, str, str]]:
    """(channel, chat, sender) of parts heard until `before` that no report took, oldest first."""
    kinds = [
        select(table.c.channel, table.c.chat, table.c.sender, table.c.added_at).where(
            table.c.report_id.is_(None),
            table.c.withdrawn_at.is_(None),
            table.c.added_at <= before,
        )
        for table in (photos, places)
    ]
    found = kinds[0].union_all(kinds[1]).subquery()
    key = (found.c.channel, found.c.chat, found.c.sender)
    statement = select(*key).group_by(*key).order_by(func.min(found.c.added_at)).limit(limit)
    return [(row.channel, row.chat, row.sender) for row in tx.execute(statement)]


def next_loose_at(tx: Transaction) -> datetime | None:
    """When the oldest part that no report has taken was heard; None when there is none."""
    moments = [
        tx.execute(
            select(func.min(table.c.added_at)).where(
                table.c.report_id.is_(None), table.c.withdrawn_at.is_(None)
            )
        ).scalar()
        for table in (photos, places)
    ]
    return min((moment for moment in moments if moment is not None), default=None)
