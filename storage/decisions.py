"""What was decided in chat: extensions, excuses, ends, pauses, adoptions and switches."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import insert, select, update

from storage.store import Transaction
from storage.tables import changes, decisions


class DecisionKind(StrEnum):
    EXTENDED = "extended"
    EXCUSED = "excused"
    ENDED = "ended"
    PAUSED = "paused"
    ADOPTED = "adopted"
    SETTING = "setting"


@dataclass(frozen=True, slots=True)
class Decision:
    """`until` is the last day it gives; `value` the reason, the count or the setting's value."""

    kind: DecisionKind
    who: str
    campaign: int | None = None
    unit: int | None = None
    name: str = ""
    value: str = ""
    until: date | None = None
    id: int = 0


def add(
    tx: Transaction, decision: Decision, subject: str, inbox_id: int | None, now: datetime
) -> None:
    """Keep it and say so in the log of changes; the office is pictured anew."""
    tx.execute(
        insert(decisions),
        {
            "at": now,
            "who": decision.who,
            "kind": decision.kind,
            "campaign_id": decision.campaign,
            "unit_id": decision.unit,
            "name": decision.name,
            "value": decision.value,
            "until": decision.until,
            "inbox_id": inbox_id,
        },
    )
    after = " ".join(part for part in (str(decision.until or ""), decision.value) if part)
    _note(tx, decision.who, decision.kind, subject, after, now)
    tx.bump_register()


def lift(
    tx: Transaction, ids: Sequence[int], who: str, what: str, subject: str, now: datetime
) -> None:
    """These decisions no longer stand; they are kept, and the log says who took them back."""
    tx.execute(update(decisions).where(decisions.c.id.in_(ids)).values(lifted_at=now))
    _note(tx, who, f"{what} lifted", subject, "", now)
    tx.bump_register()


def _note(tx: Transaction, who: str, what: str, subject: str, after: str, now: datetime) -> None:
    row = {"at": now, "who": who, "what": what, "subject": subject, "after": after}
    tx.execute(insert(changes), row)


def all_decisions(tx: Transaction) -> list[Decision]:
    """Those that stand, oldest first: where two speak of one thing the later one holds."""
    statement = select(decisions).where(decisions.c.lifted_at.is_(None)).order_by(decisions.c.id)
    return [
        Decision(
            kind=DecisionKind(row.kind),
            who=row.who,
            campaign=row.campaign_id,
            unit=row.unit_id,
            name=row.name,
            value=row.value,
            until=row.until,
            id=row.id,
        )
        for row in tx.execute(statement)
    ]
