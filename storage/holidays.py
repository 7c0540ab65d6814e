"""Days of which the office itself says whether people work."""

from sqlalchemy import select

from storage.records import Holiday
from storage.store import Transaction
from storage.tables import holidays


def all_holidays(tx: Transaction) -> list[Holiday]:
    """By day."""
    statement = select(holidays).order_by(holidays.c.day)
    return [Holiday(row.day, row.works, row.basis) for row in tx.execute(statement)]
