"""What units have told, added up where it stands: the one aggregate that progress needs."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    bindparam,
    cast,
    distinct,
    func,
    or_,
    select,
    union,
)

from storage.columns import Instant
from storage.records import Place
from storage.store import Transaction
from storage.tables import photos, places, report_items, report_partners, reports

COUNTING = ("recorded", "incomplete")


@dataclass(frozen=True, slots=True)
class Stretch:
    """A campaign's reports, or all of the days from `since` to `until` (both in it).

    `units` None is every unit; `waiting` counts also what is heard and still in its quiet time;
    `known_by` leaves out what was neither said nor heard by then.
    """

    campaign: int | None = None
    since: date | None = None
    until: date | None = None
    units: tuple[int, ...] | None = None
    waiting: bool = False
    known_by: datetime | None = None


@dataclass(frozen=True, slots=True)
class Tally:
    """What a unit's counting reports say of an activity in one measure word.

    `running`: a running total is among them, so that `count` is not simply their sum.
    `activity` is empty for reports whose figures are still to come.
    """

    unit: int
    activity: str
    measure: str
    count: int
    running: bool
    days: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Told:
    """One figure; `event` is equal for what is told of one event, by its host or of a partner."""

    unit: int
    activity: str
    measure: str
    count: int
    day: date
    running: bool = False
    event: int = 0
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class _Shape:
    """What tells one statement from another: which conditions it has, not their values."""

    dialect: str
    campaign: bool
    since: bool
    until: bool
    units: bool
    waiting: bool
    known_by: bool
    activities: tuple[str, ...]


def _shape(
    tx: Transaction, stretch: Stretch, activities: Collection[str], units: bool | None = None
) -> _Shape:
    return _Shape(
        tx.dialect,
        stretch.campaign is not None,
        stretch.since is not None,
        stretch.until is not None,
        stretch.units is not None if units is None else units,
        stretch.waiting,
        stretch.known_by is not None,
        tuple(sorted(activities)),
    )


def _values(stretch: Stretch) -> dict[str, Any]:
    known = {
        "campaign": stretch.campaign,
        "since": stretch.since,
        "until": stretch.until,
        "units": None if stretch.units is None else list(stretch.units),
        "known_by": stretch.known_by,
    }
    return {name: value for name, value in known.items() if value is not None}


def aggregate(
    tx: Transaction, stretch: Stretch, on_days: Collection[str]
) -> Sequence[tuple[Any, ...]]:
    """By unit, activity and measure: sum, running total among them, the days of `on_days`."""
    return tx.execute(_aggregate(_shape(tx, stretch, on_days)), _values(stretch)).all()


@cache
def _aggregate(shape: _Shape) -> Select[*tuple[Any, ...]]:
    columns: list[ColumnElement[Any]] = [
        reports.c.unit_id,
        report_items.c.activity,
        report_items.c.unit,
        func.sum(report_items.c.count),
        func.max(cast(report_items.c.cumulative, Integer)),
    ]
    if shape.activities:
        days = func.array_agg if shape.dialect == "postgresql" else func.group_concat
        columns.append(days(distinct(reports.c.day)).filter(_of(shape.activities)))
    return (
        select(*columns)
        .outerjoin(report_items, report_items.c.report_id == reports.c.id)
        .where(*_within(shape))
        .group_by(reports.c.unit_id, report_items.c.activity, report_items.c.unit)
    )


def _of(activities: Sequence[str]) -> ColumnElement[bool]:
    return report_items.c.activity.in_(activities)


def tallies(tx: Transaction, stretch: Stretch, on_days: Collection[str]) -> list[Tally]:
    return [
        Tally(
            unit=row[0],
            activity=row[1] or "",
            measure=row[2] or "",
            count=int(row[3] or 0),
            running=bool(row[4]),
            days=_days(row[5] if on_days else None),
        )
        for row in aggregate(tx, stretch, on_days)
    ]


def _days(found: Any) -> frozenset[str]:
    if not found:
        return frozenset()
    return frozenset(found.split(",") if isinstance(found, str) else map(str, found))


def _within(shape: _Shape, seek: bool = True) -> list[ColumnElement[bool]]:
    """`seek` False: few reports are named otherwise, and the campaign's are not walked through."""
    counts: ColumnElement[bool] = reports.c.state.in_(COUNTING)
    if shape.waiting:
        heard = (reports.c.state == "waiting") & reports.c.settles_as.in_(COUNTING)
        counts = or_(counts, heard)
    found: list[ColumnElement[bool]] = [counts, reports.c.unit_id.is_not(None)]
    if shape.campaign:
        of_campaign = reports.c.campaign_id if seek else reports.c.campaign_id + 0
        found.append(of_campaign == bindparam("campaign"))
    if shape.since:
        found.append(reports.c.day >= bindparam("since"))
    if shape.until:
        found.append(reports.c.day <= bindparam("until"))
    if shape.units:
        found.append(reports.c.unit_id.in_(bindparam("units", expanding=True)))
    if shape.known_by:
        by = bindparam("known_by", type_=Instant())
        found.append(or_(reports.c.sent_at <= by, reports.c.received_at <= by))
    return found


_TOLD = (
    report_items.c.activity,
    report_items.c.unit.label("measure"),
    report_items.c.count.label("told"),
    reports.c.day,
    report_items.c.cumulative,
)


def figures(
    tx: Transaction, stretch: Stretch, units: Collection[int], activities: Collection[str]
) -> list[Told]:
    """Single figures in the order of their days, of units that told a running total."""
    asked = replace(stretch, units=tuple(sorted(units)))
    rows = tx.execute(_figures(_shape(tx, asked, activities)), _values(asked))
    return [
        Told(row.unit_id, row.activity, row.measure, row.told, row.day, row.cumulative)
        for row in rows
    ]


@cache
def _figures(shape: _Shape) -> Select[*tuple[Any, ...]]:
    return (
        select(reports.c.unit_id, *_TOLD)
        .join(report_items, report_items.c.report_id == reports.c.id)
        .where(*_within(shape), _of(shape.activities))
        .order_by(reports.c.day, reports.c.sent_at, reports.c.id, report_items.c.position)
    )


_EVENT = func.coalesce(reports.c.joint_id, reports.c.id).label("event")


def joint_events(tx: Transaction, stretch: Stretch, activities: Collection[str]) -> list[Told]:
    """What hosts tell of events that several units held, each event by its number."""
    return _events(tx.execute(_joint_events(_shape(tx, stretch, activities)), _values(stretch)))


@cache
def _joint_events(shape: _Shape) -> Select[*tuple[Any, ...]]:
    of_events = select(reports.c.id).where(reports.c.joint_id > 0)
    of_partners = select(report_partners.c.report_id)
    return (
        select(reports.c.unit_id, _EVENT, *_TOLD)
        .join(report_items, report_items.c.report_id == reports.c.id)
        .where(
            reports.c.id.in_(union(of_events, of_partners)),
            *_within(shape, seek=False),
            _of(shape.activities),
        )
    )


def partner_events(tx: Transaction, stretch: Stretch, activities: Collection[str]) -> list[Told]:
    """The same events, as told of the units that took part in them."""
    everywhere = _shape(tx, stretch, activities, units=False)
    statement = _partner_events(everywhere, stretch.units is not None)
    return _events(tx.execute(statement, _values(stretch)))


@cache
def _partner_events(shape: _Shape, of_units: bool) -> Select[*tuple[Any, ...]]:
    statement = (
        select(report_partners.c.unit_id, _EVENT, *_TOLD)
        .join(reports, reports.c.id == report_partners.c.report_id)
        .join(report_items, report_items.c.report_id == reports.c.id)
        .where(*_within(shape, seek=False), _of(shape.activities))
    )
    if not of_units:
        return statement
    return statement.where(report_partners.c.unit_id.in_(bindparam("units", expanding=True)))


def _events(rows: Any) -> list[Told]:
    return [
        Told(row.unit_id, row.activity, row.measure, row.told, row.day, event=row.event)
        for row in rows
    ]


def placed(tx: Transaction, stretch: Stretch, activities: Collection[str]) -> list[Told]:
    """Figures that were told with a place."""
    return [
        Told(
            row.unit_id,
            row.activity,
            row.measure,
            row.told,
            row.day,
            place=Place(row.latitude, row.longitude, row.datum, row.label),
        )
        for row in tx.execute(_placed(_shape(tx, stretch, activities)), _values(stretch))
    ]


@cache
def _placed(shape: _Shape) -> Select[*tuple[Any, ...]]:
    where = (places.c.latitude, places.c.longitude, places.c.datum, places.c.label)
    return (
        select(reports.c.unit_id, *_TOLD, *where)
        .select_from(places)
        .join(reports, reports.c.id == places.c.report_id)
        .join(report_items, report_items.c.report_id == reports.c.id)
        .where(
            *_within(shape, seek=False),
            places.c.withdrawn_at.is_(None),
            _of(shape.activities),
        )
    )


def attached(tx: Transaction, stretch: Stretch) -> list[tuple[int, str, str]]:
    """(unit, kind, name) of every photo, video and file that stands with a counting report."""
    statement = (
        select(reports.c.unit_id, photos.c.kind, photos.c.name)
        .join(photos, photos.c.report_id == reports.c.id)
        .where(
            *_within(_shape(tx, stretch, ())),
            photos.c.withdrawn_at.is_(None),
            photos.c.state != "failed",
        )
    )
    rows = tx.execute(statement, _values(stretch))
    return [(row.unit_id, row.kind, row.name) for row in rows]
