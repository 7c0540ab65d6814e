"""A report as it stands: its row together with its items, photos, place and messages."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct
from sqlalchemy import ColumnElement, Select, Table, bindparam, select

from storage.prepared import Prepared
from storage.records import Photo, Place, Report, ReportItem, ReportState
from storage.store import Transaction
from storage.tables import photos, places, report_items, report_messages, reports


class Standing(Struct, frozen=True):
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


def whole(condition: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    """What `standings` reads: the reports that meet a condition, by the platform's time and id."""
    return select(reports).where(condition).order_by(reports.c.sent_at, reports.c.id)


def standings(
    tx: Transaction,
    statement: Select[*tuple[Any, ...]] | Prepared,
    values: Mapping[str, Any] | None = None,
) -> list[Standing]:
    """The reports of a `whole` statement, each with all that belongs to it."""
    if isinstance(statement, Prepared):
        rows: Sequence[Any] = statement.rows(tx, values or {})
    else:
        rows = tx.execute(statement, values).all()
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


def _of_reports(table: Table, *order: ColumnElement[Any]) -> Prepared:
    is_theirs = table.c.report_id.in_(bindparam("ids", expanding=True))
    return Prepared(select(table).where(is_theirs).order_by(*order), listed="ids")


_ITEMS = _of_reports(report_items, report_items.c.report_id, report_items.c.position)
_PHOTOS = _of_reports(photos, photos.c.sent_at, photos.c.id)
_PLACES = _of_reports(places, places.c.sent_at.desc())
_MESSAGES = _of_reports(report_messages, report_messages.c.inbox_id)


def _items_of(tx: Transaction, ids: Sequence[int]) -> dict[int, list[ReportItem]]:
    found: dict[int, list[ReportItem]] = {}
    for row in _ITEMS.rows(tx, {"ids": ids}):
        item = ReportItem(
            activity=row.activity,
            count=row.count,
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
    for row in _PHOTOS.rows(tx, {"ids": ids}):
        photo = Photo(row.id, row.name, row.state, row.sha256, row.bytes, row.why)
        found.setdefault(row.report_id, []).append(photo)
    return found


def _places_of(tx: Transaction, ids: Sequence[int]) -> dict[int, Place]:
    return {
        row.report_id: Place(row.latitude, row.longitude, row.datum, row.label)
        for row in _PLACES.rows(tx, {"ids": ids})
    }


def _messages_of(tx: Transaction, ids: Sequence[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for row in _MESSAGES.rows(tx, {"ids": ids}):
        told = found.setdefault(row.report_id, [])
        if row.message not in told:
            told.append(row.message)
    return found


def _standing(
    row: Any,
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
        joint=row.joint_id,
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
