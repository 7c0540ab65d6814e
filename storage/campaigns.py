"""Campaigns and their windows."""

from sqlalchemy import select

from storage.records import Campaign
from storage.store import Transaction
from storage.tables import campaigns


def all_campaigns(tx: Transaction) -> list[Campaign]:
    """The campaigns in force, by the end of their windows."""
    statement = (
        select(campaigns)
        .where(campaigns.c.retired_at.is_(None))
        .order_by(campaigns.c.end, campaigns.c.start, campaigns.c.id)
    )
    return [
        Campaign(
            id=row.id,
            name=row.name,
            start=row.start,
            end=row.end,
            due=row.due,
            code=row.code,
            focus_day=row.focus_day,
            theme=row.theme,
            document_number=row.document_number,
        )
        for row in tx.execute(statement)
    ]
