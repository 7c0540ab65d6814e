"""The office's settings as it wrote them."""

from sqlalchemy import select

from storage.store import Transaction
from storage.tables import settings


def all_settings(tx: Transaction) -> dict[str, str]:
    """Only what the office has set: an absent name means its default."""
    return {row.name: row.value for row in tx.execute(select(settings).order_by(settings.c.name))}
