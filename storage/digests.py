"""Digests: what was told to whom under which number, so that it can be put right."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, func, insert, select, update

from storage.columns import written
from storage.spoken import GONE_OUT
from storage.store import Transaction
from storage.tables import campaigns, digests, outbox, reminders


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
    pictures: str = ""
    """What became of the pictures that belong to it; empty: none do."""
    drawings: int = 0
    """How often pictures have been drawn for this message."""


WANTED, MADE, FAILED = "wanted", "made", "failed"


def keep(tx: Transaction, outbox_key: str, told: Sequence[KeptDigest]) -> None:
    """Beside its outbox row, in one transaction; what was kept under the key before is replaced."""
    tx.execute(delete(digests).where(digests.c.outbox_key == outbox_key))
    tx.execute(insert(digests), [_values(one) for one in told])


def _values(one: KeptDigest) -> dict[str, Any]:
    return {
        "outbox_key": one.outbox_key,
        "campaign_id": one.campaign,
        "whom": one.whom,
        "number": one.number,
        "at": one.at,
        "last_report": one.last_report,
        "facts": json.dumps(one.facts, ensure_ascii=False),
        "pictures": one.pictures,
        "drawings": one.drawings,
    }


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
        pictures=row.pictures,
        drawings=row.drawings,
    )


def wanting_pictures(tx: Transaction, limit: int = 8) -> list[str]:
    """Outbox keys of digests that have not gone out and still wait for theirs."""
    statement = (
        select(digests.c.outbox_key)
        .join(outbox, outbox.c.key == digests.c.outbox_key)
        .where(digests.c.pictures == written(WANTED), outbox.c.state == written("waiting"))
        .order_by(digests.c.id)
        .limit(limit)
    )
    return list(tx.execute(statement).scalars())


def end_pictures(tx: Transaction, outbox_key: str, at: datetime, end: str) -> bool:
    """MADE or FAILED for the draft of that cut-off time; False when there is a newer draft."""
    statement = update(digests).where(
        digests.c.outbox_key == outbox_key,
        digests.c.at == at,
        digests.c.pictures == written(WANTED),
    )
    values = {"pictures": end, "drawings": digests.c.drawings + 1}
    return bool(tx.execute(statement.values(values)).rowcount)


def refuse_pictures(tx: Transaction, outbox_key: str) -> None:
    """The channel would not take them."""
    made = (digests.c.outbox_key == outbox_key, digests.c.pictures == MADE)
    tx.execute(update(digests).where(*made).values(pictures=FAILED))


def without_pictures(tx: Transaction, since: datetime) -> int:
    """How many digests since then went out without the pictures that belong to them."""
    statement = (
        select(func.count(digests.c.outbox_key.distinct()))
        .join(outbox, outbox.c.key == digests.c.outbox_key)
        .where(digests.c.pictures == FAILED, digests.c.at >= since, outbox.c.state == "sent")
    )
    return int(tx.execute(statement).scalar_one())


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


def lock_numbers(tx: Transaction, wanted: Collection[int]) -> None:
    """Until the commit nobody else numbers a digest of these campaigns; reports go on coming in."""
    if tx.dialect == "postgresql":
        rows = (
            select(campaigns.c.id).where(campaigns.c.id.in_(list(wanted))).order_by(campaigns.c.id)
        )
        tx.execute(rows.with_for_update(key_share=True))


def is_planned(tx: Transaction, group: int | None, day: date, but_step: str) -> bool:
    """Whether a group's digest of that day is still to come; `but_step` is none of them."""
    statement = select(reminders.c.id).where(
        reminders.c.state == "planned",
        reminders.c.target == "digest",
        reminders.c.group_id == group,
        reminders.c.day == day,
        reminders.c.step != but_step,
    )
    return tx.execute(statement.limit(1)).first() is not None
