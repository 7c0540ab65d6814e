"""Reports and photos page by page, in the contract's fields; aware times, texts as kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from storage import report_search
from storage.records import Photo, Place, Report, ReportItem
from storage.store import Transaction
from storage.tables import (
    campaigns,
    changes,
    groups,
    photos,
    reports,
    units,
)

Row = dict[str, Any]
Page = list[tuple[int, Row]]
"""(the id to go on after, the row) of each."""

REPORT_FIELDS = (
    *("id", "channel", "chat", "messages", "reporter", "unit", "day", "campaign", "state"),
    *("amended", "late", "supplement", "source", "items", "photos", "place", "text"),
    *("sent_at", "received_at"),
)
PHOTO_FIELDS = (
    *("sha256", "name", "bytes", "state", "channel", "chat", "message", "report", "unit"),
    *("day", "private"),
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """None leaves nothing out; units are those named and all below them."""

    campaign: int | None = None
    units: Sequence[int] | None = None

    @property
    def everything(self) -> bool:
        return self.campaign is None and self.units is None

    def conditions(self) -> list[Any]:
        found = []
        if self.campaign is not None:
            found.append(reports.c.campaign_id == self.campaign)
        if self.units is not None:
            found.append(reports.c.unit_id.in_(self.units))
        return found


@dataclass(frozen=True, slots=True)
class Names:
    """By id, retired ones too: an old report keeps its unit's name."""

    units: Mapping[int | None, str]
    campaigns: Mapping[int | None, str]
    chats: Mapping[int | None, str]


def names(tx: Transaction) -> Names:
    found = [
        {row.id: row.name for row in tx.execute(select(columns.id, columns.name.label("name")))}
        for columns in (units.c, campaigns.c)
    ]
    chats = tx.execute(select(groups.c.id, groups.c.chat).where(groups.c.chat.is_not(None)))
    return Names(found[0], found[1], {row.id: row.chat for row in chats})


def report_page(tx: Transaction, after: int, limit: int, wanted: Wanted, known: Names) -> Page:
    page = report_search.page(tx, after, limit, wanted.campaign, wanted.units)
    return [(one.report.id, report_row(one.report, known)) for one in page]


def report_row(report: Report, known: Names) -> Row:
    """`chat` is the group's present one, also for what was heard before it moved."""
    return {
        "id": report.id,
        "channel": report.channel,
        "chat": known.chats.get(report.group, report.chat),
        "messages": list(report.messages),
        "reporter": report.reporter,
        "unit": known.units.get(report.unit),
        "day": report.day.isoformat(),
        "campaign": known.campaigns.get(report.campaign),
        "state": str(report.state),
        "amended": report.amended,
        "late": report.late,
        "supplement": report.supplement,
        "source": report.source,
        "items": [_item(item) for item in report.items],
        "photos": [_photo(photo) for photo in report.photos],
        "place": None if report.place is None else _place(report.place),
        "text": report.text,
        "sent_at": report.sent_at,
        "received_at": report.received_at,
    }


def _item(item: ReportItem) -> Row:
    return {
        "activity": item.activity,
        "count": item.count,
        "unit": item.unit,
        "approx": item.approximate,
        "cumulative": item.cumulative,
        "words": item.words,
    }


def _photo(photo: Photo) -> Row:
    return {
        "sha256": photo.sha256,
        "name": photo.name,
        "bytes": photo.bytes,
        "state": photo.state,
    }


def _place(place: Place) -> Row:
    return {
        "latitude": place.latitude,
        "longitude": place.longitude,
        "datum": place.datum,
        "label": place.label,
    }


def photo_page(tx: Transaction, after: int, limit: int, wanted: Wanted, known: Names) -> Page:
    """`private`: it came in a private chat with the bot, not in a group."""
    columns = (reports.c.unit_id, reports.c.day, reports.c.group_id)
    joined = photos.outerjoin(reports, reports.c.id == photos.c.report_id)
    statement = select(photos, *columns).select_from(joined)
    statement = statement.where(photos.c.id > after, *wanted.conditions())
    return [
        (
            row.id,
            {
                "sha256": row.sha256,
                "name": row.name,
                "bytes": row.bytes,
                "state": row.state,
                "channel": row.channel,
                "chat": row.chat,
                "message": row.message,
                "report": row.report_id,
                "unit": known.units.get(row.unit_id),
                "day": None if row.day is None else row.day.isoformat(),
                "private": row.report_id is not None and row.group_id is None,
            },
        )
        for row in tx.execute(statement.order_by(photos.c.id).limit(limit))
    ]


def note_raw(tx: Transaction, what: str, now: datetime) -> None:
    """Somebody took out texts with phones and numbers in them: the log of changes says so."""
    values = {"at": now, "who": "command", "what": "export --raw", "subject": what}
    tx.execute(changes.insert(), values)
