"""A report as it stands: its row together with its items, photos, place and messages."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select

from storage.records import Photo, Place, Report, ReportItem, ReportState
from storage.store import Transaction
from storage.tables import photos, places, report_items, report_messages, reports


@dataclass(frozen=True, slots=True)
class Standing:
    """A report together with what only its changing needs."""

    report: Report
    message: str
    settles_as: ReportState
    missing: str
    version: int
    receipt_at: datetime | None
    receipt_by: datetime | None


def fingerprint(items: Sequence[ReportItem]) -> str:
    """Equal for equal items in any order: what a repeated report is known by."""
    return "|".join(sorted(f"{one.activity}={one.count}{one.unit}" for one in items))


def standings(tx: Transaction, condition: Any) -> list[Standing]:
    """Every report of which `condition` holds, by the platform's time and then by id."""
    rows = list(
        tx.execute(select(reports).where(condition).order_by(reports.c.sent_at, reports.c.id))
    )
    if not rows:
        return []
    ids = [row.id for row in rows]
    items = _items_of(tx, ids)
    pictures = _photos_of(tx, ids)
    spots = _places_of(tx, ids)
    spoken = _messages_of(tx, ids)
    return [
        _standing(
            row,
            tuple(items.get(row.id, ())),
            tuple(pictures.get(row.id, ())),
            spots.get(row.id),
            tuple(spoken.get(row.id, ())),
        )
        for row in rows
    ]


def _items_of(tx: Transaction, ids: Sequence[int]) -> dict[int, list[ReportItem]]:
    found: dict[int, list[ReportItem]] = {}
    statement = select(report_items).where(report_items.c.report_id.in_(ids))
    for row in tx.execute(statement.order_by(report_items.c.report_id, report_items.c.position)):
        item = ReportItem(
            activity=row.activity,
            count=row._mapping["count"],
            unit=row.unit,
            approximate=row.approximate,
            cumulative=row.cumulative,
            words=row.words,
            qualifier=row.qualifier,
        )
        found.setdefault(row.report_id, []).append(item)
    return found


def _photos_of(tx: Transaction, ids: Sequence[int]) -> dict[int, list[Photo]]:
    found: dict[int, list[Photo]] = {}
    statement = select(photos).where(photos.c.report_id.in_(ids))
    for row in tx.execute(statement.order_by(photos.c.sent_at, photos.c.id)):
        photo = Photo(row.id, row.name, row.state, row.sha256, row.bytes, row.why)
        found.setdefault(row.report_id, []).append(photo)
    return found


def _places_of(tx: Transaction, ids: Sequence[int]) -> dict[int, Place]:
    statement = select(places).where(places.c.report_id.in_(ids)).order_by(places.c.sent_at.desc())
    return {
        row.report_id: Place(row.latitude, row.longitude, row.datum, row.label)
        for row in tx.execute(statement)
    }


def _messages_of(tx: Transaction, ids: Sequence[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    statement = select(report_messages).where(report_messages.c.report_id.in_(ids))
    for row in tx.execute(statement.order_by(report_messages.c.inbox_id)):
        told = found.setdefault(row.report_id, [])
        if row.message not in told:
            told.append(row.message)
    return found


def _standing(
    row: Row[*tuple[Any, ...]],
    items: tuple[ReportItem, ...],
    pictures: tuple[Photo, ...],
    place: Place | None,
    messages: tuple[str, ...],
) -> Standing:
    report = Report(
        id=row.id,
        channel=row.channel,
        group=row.group_id,
        chat=row.chat,
        sender=row.sender,
        reporter=row.reporter,
        unit=row.unit_id,
        day=row.day,
        state=ReportState(row.state),
        text=row.text,
        sent_at=row.sent_at,
        received_at=row.received_at,
        campaign=row.campaign_id,
        person=row.person_id,
        amended=row.amended,
        late=row.late,
        supplement=row.supplement,
        source=row.source,
        why=row.why,
        items=items,
        photos=pictures,
        place=place,
        messages=messages,
    )
    return Standing(
        report=report,
        message=row.message,
        settles_as=ReportState(row.settles_as),
        missing=row.missing,
        version=row.version,
        receipt_at=row.receipt_at,
        receipt_by=row.receipt_by,
    )
