"""Reports and every earlier state of them; a report's photos and place join in their own files."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, and_, func, select, update

from storage.records import Photo, Place, Report, ReportItem, ReportState
from storage.store import Transaction
from storage.tables import photos, places, report_history, report_items, report_messages, reports

SETTLED = ("recorded", "incomplete", "waiting")


@dataclass(frozen=True, slots=True)
class NewReport:
    """What a text tells; `settles_as` is its state once the quiet time is over."""

    channel: str
    group: int | None
    chat: str
    sender: str
    reporter: str
    person: int | None
    unit: int | None
    day: date
    campaign: int | None
    settles_as: ReportState
    why: str
    missing: str
    late: bool
    supplement: bool
    source: str
    text: str
    message: str
    sent_at: datetime
    received_at: datetime
    receipt_at: datetime | None
    receipt_by: datetime | None
    items: tuple[ReportItem, ...]


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


def add(tx: Transaction, new: NewReport, inbox_id: int) -> int:
    """Keep a new report with its items and its message; gives its id."""
    waits = new.receipt_at is not None and new.settles_as is not ReportState.UNSURE
    values = {
        "channel": new.channel,
        "group_id": new.group,
        "chat": new.chat,
        "sender": new.sender,
        "reporter": new.reporter,
        "person_id": new.person,
        "unit_id": new.unit,
        "day": new.day,
        "campaign_id": new.campaign,
        "state": ReportState.WAITING if waits else new.settles_as,
        "settles_as": new.settles_as,
        "why": new.why,
        "missing": new.missing,
        "late": new.late,
        "supplement": new.supplement,
        "source": new.source,
        "text": new.text,
        "fingerprint": fingerprint(new.items),
        "message": new.message,
        "sent_at": new.sent_at,
        "received_at": new.received_at,
        "receipt_at": new.receipt_at,
        "receipt_by": new.receipt_by,
    }
    report_id = int(tx.execute(reports.insert().returning(reports.c.id), values).scalar_one())
    _put_items(tx, report_id, new.items)
    add_message(tx, report_id, inbox_id, new.message)
    return report_id


def _put_items(tx: Transaction, report_id: int, items: Sequence[ReportItem]) -> None:
    if not items:
        return
    rows = [
        {
            "report_id": report_id,
            "position": position,
            "activity": item.activity,
            "count": item.count,
            "unit": item.unit,
            "approximate": item.approximate,
            "cumulative": item.cumulative,
            "words": item.words,
            "qualifier": item.qualifier,
        }
        for position, item in enumerate(items)
    ]
    tx.execute(report_items.insert(), rows)


def add_message(tx: Transaction, report_id: int, inbox_id: int, message: str) -> None:
    """Say that a message makes or changes a report; twice is the same as once."""
    known = select(report_messages.c.inbox_id).where(
        report_messages.c.report_id == report_id, report_messages.c.inbox_id == inbox_id
    )
    if tx.execute(known).first() is None:
        values = {"report_id": report_id, "inbox_id": inbox_id, "message": message}
        tx.execute(report_messages.insert(), values)


def change(
    tx: Transaction,
    standing: Standing,
    who: str,
    why: str,
    inbox_id: int | None,
    now: datetime,
    values: Mapping[str, Any],
    items: Sequence[ReportItem] | None = None,
) -> None:
    """Change a report and keep what it was; `items`, when given, replace all of them."""
    report = standing.report
    tx.execute(
        report_history.insert(),
        {
            "report_id": report.id,
            "version": standing.version,
            "at": now,
            "who": who,
            "why": why,
            "inbox_id": inbox_id,
            "before": _as_json(report),
        },
    )
    changed = dict(values) | {"version": standing.version + 1}
    if items is not None:
        tx.execute(report_items.delete().where(report_items.c.report_id == report.id))
        _put_items(tx, report.id, items)
        changed["fingerprint"] = fingerprint(items)
    tx.execute(update(reports).where(reports.c.id == report.id).values(changed))
    if inbox_id is not None:
        message = _message_of(tx, inbox_id)
        add_message(tx, report.id, inbox_id, message)


def _message_of(tx: Transaction, inbox_id: int) -> str:
    from storage.tables import inbox

    return str(tx.execute(select(inbox.c.message).where(inbox.c.id == inbox_id)).scalar_one())


def _as_json(report: Report) -> str:
    return json.dumps(
        {
            "state": report.state,
            "unit": report.unit,
            "day": report.day.isoformat(),
            "why": report.why,
            "amended": report.amended,
            "items": [
                {
                    "activity": item.activity,
                    "count": item.count,
                    "unit": item.unit,
                    "approx": item.approximate,
                    "cumulative": item.cumulative,
                    "words": item.words,
                }
                for item in report.items
            ],
            "photos": [photo.id for photo in report.photos],
        },
        ensure_ascii=False,
    )


def settle(tx: Transaction, standing: Standing) -> None:
    """The quiet time is over: the report gets the state it was heading for, and no more alarm."""
    state = standing.report.state
    settled = standing.settles_as if state is ReportState.WAITING else state
    tx.execute(
        update(reports)
        .where(reports.c.id == standing.report.id)
        .values(state=settled, receipt_at=None)
    )


def put_off(tx: Transaction, report_id: int, receipt_at: datetime) -> None:
    """A part came: the receipt waits a little longer."""
    tx.execute(update(reports).where(reports.c.id == report_id).values(receipt_at=receipt_at))


def due_receipts(tx: Transaction, now: datetime, limit: int = 500) -> list[tuple[str, str, str]]:
    """(channel, chat, message) of each text whose receipt is due, oldest first."""
    first = func.min(reports.c.receipt_at)
    key = (reports.c.channel, reports.c.chat, reports.c.message)
    statement = (
        select(*key).where(reports.c.receipt_at <= now).group_by(*key).order_by(first).limit(limit)
    )
    return [(row.channel, row.chat, row.message) for row in tx.execute(statement)]


def next_receipt_at(tx: Transaction) -> datetime | None:
    statement = select(func.min(reports.c.receipt_at)).where(reports.c.receipt_at.is_not(None))
    return tx.execute(statement).scalar()


def of_message(tx: Transaction, channel: str, chat: str, message: str) -> list[Standing]:
    """The reports that one text made, in the order in which it names them."""
    return _find(
        tx,
        and_(reports.c.channel == channel, reports.c.chat == chat, reports.c.message == message),
    )


@dataclass(frozen=True, slots=True)
class TextPoint:
    """A text that made a report: what photos and places look for."""

    id: int
    message: str
    sent_at: datetime


def points(
    tx: Transaction, channel: str, chat: str, sender: str, since: datetime, until: datetime
) -> list[TextPoint]:
    """One sender's texts that made reports, between two moments of the platform's time."""
    statement = select(reports.c.id, reports.c.message, reports.c.sent_at).where(
        reports.c.channel == channel,
        reports.c.chat == chat,
        reports.c.sender == sender,
        reports.c.sent_at.between(since, until),
        reports.c.state != "withdrawn",
        reports.c.text != "",
    )
    return [TextPoint(row.id, row.message, row.sent_at) for row in tx.execute(statement)]


def drop_message(tx: Transaction, report_id: int, inbox_id: int) -> None:
    """A part went to another report: its message no longer makes this one."""
    tx.execute(
        report_messages.delete().where(
            report_messages.c.report_id == report_id, report_messages.c.inbox_id == inbox_id
        )
    )


def with_message(tx: Transaction, channel: str, chat: str, message: str) -> list[Standing]:
    """The reports in which a message of that id stands, whatever it gave them."""
    from storage.tables import inbox

    ids = (
        select(report_messages.c.report_id)
        .join(inbox, inbox.c.id == report_messages.c.inbox_id)
        .where(inbox.c.channel == channel, inbox.c.chat == chat, inbox.c.message == message)
    )
    return _find(tx, reports.c.id.in_(ids))


def near(
    tx: Transaction, channel: str, chat: str, sender: str, since: datetime, until: datetime
) -> list[Standing]:
    """One sender's reports in a chat between two moments of the platform's time, in order."""
    return _find(
        tx,
        and_(
            reports.c.channel == channel,
            reports.c.chat == chat,
            reports.c.sender == sender,
            reports.c.sent_at.between(since, until),
        ),
    )


def of_unit_day(tx: Transaction, unit: int, day: date) -> list[Standing]:
    """What counts, or will, of one unit on one day, oldest first."""
    return _find(
        tx, and_(reports.c.unit_id == unit, reports.c.day == day, reports.c.state.in_(SETTLED))
    )


def latest_of_unit(tx: Transaction, unit: int, until: date, limit: int = 20) -> list[Standing]:
    """The unit's newest counting reports whose day is not after `until`, newest first."""
    ids = (
        select(reports.c.id)
        .where(reports.c.unit_id == unit, reports.c.day <= until, reports.c.state.in_(SETTLED))
        .order_by(reports.c.day.desc(), reports.c.id.desc())
        .limit(limit)
    )
    return sorted(
        _find(tx, reports.c.id.in_(ids)),
        key=lambda one: (one.report.day, one.report.id),
        reverse=True,
    )


def same(
    tx: Transaction, unit: int, day: date, items: Sequence[ReportItem], since: datetime
) -> datetime | None:
    """When a report with equal items of that unit and day was heard since then; else None."""
    statement = select(func.min(reports.c.sent_at)).where(
        reports.c.unit_id == unit,
        reports.c.day == day,
        reports.c.fingerprint == fingerprint(items),
        reports.c.state.in_(SETTLED),
        reports.c.received_at >= since,
    )
    return tx.execute(statement).scalar()


def sum_before(tx: Transaction, unit: int, campaign: int | None, activity: str, until: date) -> int:
    """What the unit's single figures of an activity add up to, up to and with that day."""
    statement = (
        select(func.coalesce(func.sum(report_items.c.count), 0))
        .join(reports, reports.c.id == report_items.c.report_id)
        .where(
            reports.c.unit_id == unit,
            reports.c.campaign_id == campaign,
            reports.c.day <= until,
            reports.c.state.in_(SETTLED),
            report_items.c.activity == activity,
            report_items.c.cumulative.is_(False),
        )
    )
    return int(tx.execute(statement).scalar_one())


def get(tx: Transaction, report_id: int) -> Standing:
    return _find(tx, reports.c.id == report_id)[0]


def _find(tx: Transaction, condition: Any) -> list[Standing]:
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


def history(tx: Transaction, report_id: int) -> list[dict[str, Any]]:
    """What a report was before each change, oldest first."""
    statement = select(report_history).where(report_history.c.report_id == report_id)
    return [
        {"version": row.version, "at": row.at, "who": row.who, "why": row.why}
        | {"before": json.loads(row.before)}
        for row in tx.execute(statement.order_by(report_history.c.version))
    ]


def last_of_sender(
    tx: Transaction, channel: str, chat: str, sender: str, since: datetime, settles_as: str
) -> Standing | None:
    """The sender's newest report in a chat that settles so (incomplete, duplicate) and stands."""
    found = _find(
        tx,
        and_(
            reports.c.channel == channel,
            reports.c.chat == chat,
            reports.c.sender == sender,
            reports.c.sent_at >= since,
            reports.c.settles_as == settles_as,
            reports.c.state.in_(("waiting", settles_as)),
        ),
    )
    return found[-1] if found else None


def latest_text(
    tx: Transaction, channel: str, chat: str, sender: str, since: datetime
) -> list[Standing]:
    """The reports of the sender's newest text that is not withdrawn."""
    statement = (
        select(reports.c.message)
        .where(
            reports.c.channel == channel,
            reports.c.chat == chat,
            reports.c.sender == sender,
            reports.c.sent_at >= since,
            reports.c.state != "withdrawn",
            reports.c.text != "",
        )
        .order_by(reports.c.sent_at.desc(), reports.c.id.desc())
        .limit(1)
    )
    message = tx.execute(statement).scalar()
    return [] if message is None else of_message(tx, channel, chat, message)


def page(
    tx: Transaction,
    after: int,
    limit: int,
    campaign: int | None = None,
    units: Sequence[int] | None = None,
) -> list[Standing]:
    """The next `limit` reports after that id, by id; a campaign or units leave out the others."""
    statement = select(reports.c.id).where(reports.c.id > after).order_by(reports.c.id)
    if campaign is not None:
        statement = statement.where(reports.c.campaign_id == campaign)
    if units is not None:
        statement = statement.where(reports.c.unit_id.in_(units))
    ids = [row.id for row in tx.execute(statement.limit(limit))]
    found = _find(tx, reports.c.id.in_(ids)) if ids else []
    return sorted(found, key=lambda one: one.report.id)
