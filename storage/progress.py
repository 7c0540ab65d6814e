"""What units have told, added up where it stands: the one aggregate that progress needs."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Integer, cast, distinct, func, or_, select

from storage.records import Place
from storage.store import Transaction
from storage.tables import photos, places, report_items, report_partners, reports

COUNTING = ("recorded", "incomplete")


@dataclass(frozen=True, slots=True)
class Stretch:
    """A campaign's reports, or all of the days from `since` to `until` (both in it).

    `units` None is every unit; `waiting` counts also what is heard and still in its quiet time.
    """

    campaign: int | None = None
    since: date | None = None
    until: date | None = None
    units: tuple[int, ...] | None = None
    waiting: bool = False


@dataclass(frozen=True, slots=True)
class Tally:
    """What a unit's counting reports say of an activity in one measure word.

    `running`: a running total is among them, so that `count` is not simply their sum.
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


def aggregate(
    tx: Transaction, stretch: Stretch, on_days: Collection[str]
) -> Sequence[tuple[Any, ...]]:
    """By unit, activity and measure: sum, running total among them, the days of `on_days`."""
    columns: list[ColumnElement[Any]] = [
        reports.c.unit_id,
        report_items.c.activity,
        report_items.c.unit,
        func.sum(report_items.c.count),
        func.max(cast(report_items.c.cumulative, Integer)),
    ]
    if on_days:
        days = func.array_agg if tx.dialect == "postgresql" else func.group_concat
        wanted = report_items.c.activity.in_(sorted(on_days))
        columns.append(days(distinct(reports.c.day)).filter(wanted))
    statement = (
        select(*columns)
        .join(report_items, report_items.c.report_id == reports.c.id)
        .where(*_within(stretch))
        .group_by(reports.c.unit_id, report_items.c.activity, report_items.c.unit)
    )
    return tx.execute(statement).all()


def tallies(tx: Transaction, stretch: Stretch, on_days: Collection[str]) -> list[Tally]:
    return [
        Tally(row[0], row[1], row[2], int(row[3]), bool(row[4]), _days(row[5] if on_days else None))
        for row in aggregate(tx, stretch, on_days)
    ]


def _days(found: Any) -> frozenset[str]:
    if not found:
        return frozenset()
    return frozenset(found.split(",") if isinstance(found, str) else map(str, found))


def _within(stretch: Stretch) -> list[ColumnElement[bool]]:
    counts: ColumnElement[bool] = reports.c.state.in_(COUNTING)
    if stretch.waiting:
        heard = (reports.c.state == "waiting") & reports.c.settles_as.in_(COUNTING)
        counts = or_(counts, heard)
    found: list[ColumnElement[bool]] = [counts, reports.c.unit_id.is_not(None)]
    if stretch.campaign is not None:
        found.append(reports.c.campaign_id == stretch.campaign)
    if stretch.since is not None:
        found.append(reports.c.day >= stretch.since)
    if stretch.until is not None:
        found.append(reports.c.day <= stretch.until)
    if stretch.units is not None:
        found.append(reports.c.unit_id.in_(stretch.units))
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
    statement = (
        select(reports.c.unit_id, *_TOLD)
        .join(report_items, report_items.c.report_id == reports.c.id)
        .where(
            *_within(stretch),
            reports.c.unit_id.in_(sorted(units)),
            report_items.c.activity.in_(sorted(activities)),
        )
        .order_by(reports.c.day, reports.c.sent_at, reports.c.id, report_items.c.position)
    )
    return [
        Told(row.unit_id, row.activity, row.measure, row.told, row.day, row.cumulative)
        for row in tx.execute(statement)
    ]


def joint_events(tx: Transaction, stretch: Stretch, activities: Collection[str]) -> list[Told]:
    """What hosts tell of events that several units held, each event by its number."""
    event = func.coalesce(reports.c.joint_id, reports.c.id).label("event")
    has_partner = reports.c.id.in_(select(report_partners.c.report_id))
    statement = (
        select(reports.c.unit_id, event, *_TOLD)
        .join(report_items, report_items.c.report_id == reports.c.id)
        .where(
            *_within(stretch),
            or_(reports.c.joint_id.is_not(None), has_partner),
            report_items.c.activity.in_(sorted(activities)),
        )
    )
    return _events(tx.execute(statement))


def partner_events(tx: Transaction, stretch: Stretch, activities: Collection[str]) -> list[Told]:
    """The same events, as told of the units that took part in them."""
    event = func.coalesce(reports.c.joint_id, reports.c.id).label("event")
    everywhere = Stretch(stretch.campaign, stretch.since, stretch.until, None, stretch.waiting)
    statement = (
        select(report_partners.c.unit_id, event, *_TOLD)
        .join(reports, reports.c.id == report_partners.c.report_id)
        .join(report_items, report_items.c.report_id == reports.c.id)
        .where(*_within(everywhere), report_items.c.activity.in_(sorted(activities)))
    )
    if stretch.units is not None:
        statement = statement.where(report_partners.c.unit_id.in_(stretch.units))
    return _events(tx.execute(statement))


def _events(rows: Any) -> list[Told]:
    return [
        Told(row.unit_id, row.activity, row.measure, row.told, row.day, event=row.event)
        for row in rows
    ]


def placed(tx: Transaction, stretch: Stretch, activities: Collection[str]) -> list[Told]:
    """Figures that were told with a place."""
    where = (places.c.latitude, places.c.longitude, places.c.datum, places.c.label)
    statement = (
        select(reports.c.unit_id, *_TOLD, *where)
        .select_from(places)
        .join(reports, reports.c.id == places.c.report_id)
        .join(report_items, report_items.c.report_id == reports.c.id)
        .where(
            *_within(stretch),
            places.c.withdrawn_at.is_(None),
            report_items.c.activity.in_(sorted(activities)),
        )
    )
    return [
        Told(
            row.unit_id,
            row.activity,
            row.measure,
            row.told,
            row.day,
            place=Place(row.latitude, row.longitude, row.datum, row.label),
        )
        for row in tx.execute(statement)
    ]


def attached(tx: Transaction, stretch: Stretch) -> list[tuple[int, str, str]]:
    """(unit, kind, name) of every photo, video and file that stands with a counting report."""
    statement = (
        select(reports.c.unit_id, photos.c.kind, photos.c.name)
        .join(photos, photos.c.report_id == reports.c.id)
        .where(*_within(stretch), photos.c.withdrawn_at.is_(None), photos.c.state != "failed")
    )
    return [(row.unit_id, row.kind, row.name) for row in tx.execute(statement)]
