"""Digests: what was told to whom under which number, and what has become of it since."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, or_, select

from storage.inserting import insert_once
from storage.progress import COUNTING
from storage.records import Campaign, Report
from storage.reminders import GONE_OUT
from storage.report_rows import standings, whole
from storage.store import Transaction
from storage.tables import (
    campaigns,
    digests,
    outbox,
    photos,
    report_history,
    report_items,
    reports,
)

HEARD = (*COUNTING, "unsure")
SAID_PLAINLY = ("余", "多", "来", "近", "约", "上", "左右", "以上")
"""Qualifiers beside one number; without any of them it was vague: 八九十, 数百."""


@dataclass(frozen=True, slots=True)
class KeptDigest:
    """`at` is its cut-off time, `last_report` the newest report that it could know of."""

    outbox_key: str
    campaign: int
    whom: str
    number: int
    at: datetime
    last_report: int
    facts: Mapping[str, Any]


def keep(tx: Transaction, told: KeptDigest) -> None:
    """Beside its outbox row, in one transaction; what was kept under the key before is replaced."""
    of_key = (digests.c.outbox_key == told.outbox_key, digests.c.campaign_id == told.campaign)
    values = {
        "outbox_key": told.outbox_key,
        "campaign_id": told.campaign,
        "whom": told.whom,
        "number": told.number,
        "at": told.at,
        "last_report": told.last_report,
        "facts": json.dumps(told.facts, ensure_ascii=False),
    }
    if not tx.execute(digests.update().where(*of_key).values(values)).rowcount:
        tx.execute(insert_once(tx, digests), values)


def of_message(tx: Transaction, outbox_key: str) -> list[KeptDigest]:
    statement = select(digests).where(digests.c.outbox_key == outbox_key)
    return [_kept(row) for row in tx.execute(statement.order_by(digests.c.id))]


def _kept(row: Any) -> KeptDigest:
    return KeptDigest(
        outbox_key=row.outbox_key,
        campaign=row.campaign_id,
        whom=row.whom,
        number=row.number,
        at=row.at,
        last_report=row.last_report,
        facts=json.loads(row.facts),
    )


def last_told(
    tx: Transaction, campaign: int, whom: str, but: str | None = None
) -> KeptDigest | None:
    """The newest that went out or is about to; `but` is the key of one that does not count."""
    statement = (
        select(digests)
        .join(outbox, outbox.c.key == digests.c.outbox_key)
        .where(
            digests.c.campaign_id == campaign,
            digests.c.whom == whom,
            outbox.c.state.in_(GONE_OUT),
        )
        .order_by(digests.c.id.desc())
        .limit(1)
    )
    if but is not None:
        statement = statement.where(digests.c.outbox_key != but)
    row = tx.execute(statement).first()
    return None if row is None else _kept(row)


def lock_numbers(tx: Transaction, campaign: int) -> None:
    """Until the commit nobody else gives a digest of the campaign its number."""
    if tx.dialect == "postgresql":
        tx.execute(select(campaigns.c.id).where(campaigns.c.id == campaign).with_for_update())


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
    of = (reports.c.unit_id, reports.c.group_id)
    count = func.count().label("total")
    unsure = select(*of, reports.c.why, count).where(ours, reports.c.state == "unsure")
    missing = select(*of, reports.c.missing, count).where(ours, reports.c.state == "incomplete")
    vague = (
        select(*of, func.count(reports.c.id.distinct()).label("total"))
        .join(report_items, report_items.c.report_id == reports.c.id)
        .where(
            ours,
            reports.c.state.in_(COUNTING),
            report_items.c.approximate,
            report_items.c.qualifier.not_in(SAID_PLAINLY),
        )
    )
    return [
        *(
            Doubtful(row.unit_id, row.group_id, row.total, why=row.why)
            for row in tx.execute(unsure.group_by(*of, reports.c.why))
        ),
        *(
            Doubtful(row.unit_id, row.group_id, row.total, missing=row.missing)
            for row in tx.execute(missing.group_by(*of, reports.c.missing))
        ),
        *(
            Doubtful(row.unit_id, row.group_id, row.total)
            for row in tx.execute(vague.group_by(*of))
        ),
    ]


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
