"""What an office calls activities, units and policies (the register's sheet 说法)."""

from sqlalchemy import select

from storage.records import Saying
from storage.store import Transaction
from storage.tables import sayings


def all_sayings(tx: Transaction) -> list[Saying]:
    """By word."""
    statement = select(sayings).order_by(sayings.c.spoken)
    return [Saying(row.spoken, row.formal, row.measure) for row in tx.execute(statement)]
