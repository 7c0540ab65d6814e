"""A part of a report: a photo or a place that came as a message and looks for its words."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from storage.records import Place


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
