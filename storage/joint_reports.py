"""Events that several units held together: each reports it, above them it is one."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import exists, select, union, update

from storage.store import Transaction
from storage.tables import report_items, report_partners, reports


def put_partners(tx: Transaction, report_id: int, units: Collection[int]) -> None:
    """Remember the units that a report says took part."""
    rows = [{"report_id": report_id, "unit_id": unit} for unit in sorted(units)]
    if rows:
        tx.execute(report_partners.insert(), rows)


def same_event(
    tx: Transaction,
    report_id: int,
    unit: int,
    partners: Collection[int],
    day: date,
    activities: Collection[str],
) -> int | None:
    """Another unit's report of the same day and kind where either names the other."""
    named = union(
        select(reports.c.id).where(reports.c.unit_id.in_(sorted(partners)), reports.c.day == day),
        select(report_partners.c.report_id).where(report_partners.c.unit_id == unit),
    )
    is_event = exists().where(
        report_items.c.report_id == reports.c.id, report_items.c.activity.in_(activities)
    )
    statement = select(reports.c.id).where(
        reports.c.id.in_(named),
        reports.c.day == day,
        reports.c.id != report_id,
        reports.c.unit_id != unit,
        reports.c.state.in_(("waiting", "recorded", "incomplete")),
        is_event,
    )
    return tx.execute(statement.order_by(reports.c.id).limit(1)).scalar()


def link(tx: Transaction, first: int, second: int) -> None:
    """Say that two reports tell of one event; what the first is linked to comes along."""
    joint = tx.execute(select(reports.c.joint_id).where(reports.c.id == first)).scalar() or first
    statement = update(reports).where(reports.c.id.in_((first, second)))
    tx.execute(statement.values(joint_id=joint))
