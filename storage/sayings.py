"""What an office calls activities, units and policies (the register's sheet 说法)."""

from dataclasses import dataclass

from sqlalchemy import select

from storage.store import Transaction
from storage.tables import sayings


@dataclass(frozen=True, slots=True)
class Saying:
    """`formal` as the office wrote it: an activity, a unit (上级/名称 too) or else a policy."""

    spoken: str
    formal: str
    measure: str = ""
    """The measure word that the office counts an activity in; empty is the activity's own."""


def all_sayings(tx: Transaction) -> list[Saying]:
    """By word."""
    statement = select(sayings).order_by(sayings.c.spoken)
    return [Saying(row.spoken, row.formal, row.measure) for row in tx.execute(statement)]
