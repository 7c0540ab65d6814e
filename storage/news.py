"""News: what has been heard in a campaign, and what of it somebody should look at."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Select, func, or_, select

from storage.progress import COUNTING
from storage.records import Campaign, Report
from storage.report_rows import standings, whole
from storage.store import Transaction
from storage.tables import photos, report_history, report_items, reports

HEARD = (*COUNTING, "unsure")
SAID_PLAINLY = ("余", "多", "来", "近", "约", "上", "左右", "以上")
"""Qualifiers beside one number; without any of them it was vague: 八九十, 数百."""


def last_report(tx: Transaction) -> int:
    """The newest report's id; 0 where there is none."""
    return int(tx.execute(select(func.coalesce(func.max(reports.c.id), 0))).scalar_one())


@dataclass(frozen=True, slots=True)
class Change:
    """Of the reports of a unit in a group: the newest id, when last heard, when last changed."""

    unit: int | None
    group: int | None
    last_report: int
    heard_at: datetime
    changed_at: datetime | None


def changes(tx: Transaction, campaign: int) -> list[Change]:
    """Of everything in a campaign that a supervisor would call news."""
    of = (reports.c.unit_id, reports.c.group_id)
    newest, heard = func.max(reports.c.id), func.max(reports.c.received_at)
    told = select(*of, newest.label("newest"), heard.label("heard")).where(
        reports.c.campaign_id == campaign,
        or_(reports.c.state.in_(HEARD), reports.c.state == "withdrawn", _still_waits(HEARD)),
    )
    changed = (
        select(*of, func.max(report_history.c.at).label("at"))
        .join(reports, reports.c.id == report_history.c.report_id)
        .where(reports.c.campaign_id == campaign)
    )
    at = {(row.unit_id, row.group_id): row.at for row in tx.execute(changed.group_by(*of))}
    return [
        Change(
            row.unit_id, row.group_id, row.newest, row.heard, at.get((row.unit_id, row.group_id))
        )
        for row in tx.execute(told.group_by(*of))
    ]


def _still_waits(states: Sequence[str]) -> Any:
    return (reports.c.state == "waiting") & reports.c.settles_as.in_(states)


def heard_since(tx: Transaction, campaign: int, since: datetime) -> list[Report]:
    """Counting reports, those in their quiet time too, that were said since then."""
    condition = (
        (reports.c.campaign_id == campaign)
        & (reports.c.sent_at >= since)
        & or_(reports.c.state.in_(COUNTING), _still_waits(COUNTING))
    )
    return [one.report for one in standings(tx, whole(condition))]


def said_between(
    tx: Transaction, campaign: int, after: datetime, before: datetime
) -> dict[int, int]:
    """Unit -> counting reports that were said later than the one moment and before the other."""
    statement = (
        select(reports.c.unit_id, func.count().label("total"))
        .where(
            reports.c.campaign_id == campaign,
            reports.c.unit_id.is_not(None),
            reports.c.sent_at > after,
            reports.c.sent_at < before,
            or_(reports.c.state.in_(COUNTING), _still_waits(COUNTING)),
        )
        .group_by(reports.c.unit_id)
    )
    return {row.unit_id: row.total for row in tx.execute(statement)}


@dataclass(frozen=True, slots=True)
class Doubtful:
    """What somebody should look at: `why` a sentence, `missing` an activity, neither: vague."""

    unit: int | None
    group: int | None
    count: int
    why: str = ""
    missing: str = ""


def doubtful(tx: Transaction, campaign: Campaign) -> list[Doubtful]:
    """待核 and 待补 of a campaign, and numbers that were said vaguely."""
    ours = or_(
        reports.c.campaign_id == campaign.id,
        reports.c.campaign_id.is_(None) & reports.c.day.between(campaign.start, campaign.end),
    )
    return [
        *(
            Doubtful(row.unit_id, row.group_id, row.total, why=row.why)
            for row in tx.execute(_in_state("unsure", reports.c.why).where(ours))
        ),
        *(
            Doubtful(row.unit_id, row.group_id, row.total, missing=row.missing)
            for row in tx.execute(_in_state("incomplete", reports.c.missing).where(ours))
        ),
        *(
            Doubtful(row.unit_id, row.group_id, row.total)
            for row in tx.execute(_SAID_VAGUELY.where(ours))
        ),
    ]


_OF = (reports.c.unit_id, reports.c.group_id)


def _in_state(state: str, why: Column[str]) -> Select[*tuple[Any, ...]]:
    counted = select(*_OF, why, func.count().label("total"))
    return counted.where(reports.c.state == state).group_by(*_OF, why)


_SAID_VAGUELY = (
    select(*_OF, func.count(reports.c.id.distinct()).label("total"))
    .join(report_items, report_items.c.report_id == reports.c.id)
    .where(
        reports.c.state.in_(COUNTING),
        report_items.c.approximate,
        report_items.c.qualifier.not_in(SAID_PLAINLY),
    )
    .group_by(*_OF)
)


def same_photos(tx: Transaction, campaign: int) -> list[frozenset[int]]:
    """The units of each photo that stands, byte for byte, with reports of several units."""
    of_units = (
        select(photos.c.sha256, reports.c.unit_id)
        .join(reports, reports.c.id == photos.c.report_id)
        .where(
            reports.c.campaign_id == campaign,
            reports.c.state.in_(COUNTING),
            reports.c.unit_id.is_not(None),
            photos.c.sha256.is_not(None),
            photos.c.withdrawn_at.is_(None),
        )
        .distinct()
    )
    found: dict[str, set[int]] = {}
    for row in tx.execute(of_units):
        found.setdefault(row.sha256, set()).add(row.unit_id)
    return [frozenset(units) for units in found.values() if len(units) > 1]


def qualifiers(tx: Transaction, campaign: int) -> list[tuple[int, str, str]]:
    """(unit, activity, qualifier) of every number that was not said exactly."""
    statement = (
        select(reports.c.unit_id, report_items.c.activity, report_items.c.qualifier)
        .join(report_items, report_items.c.report_id == reports.c.id)
        .where(
            reports.c.campaign_id == campaign,
            reports.c.unit_id.is_not(None),
            or_(reports.c.state.in_(COUNTING), _still_waits(COUNTING)),
            report_items.c.approximate,
        )
        .distinct()
    )
    rows = tx.execute(statement)
    return [(row.unit_id, row.activity, row.qualifier) for row in rows]
