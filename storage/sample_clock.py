"""The sample township's own time; a database that has one holds the sample and nothing else."""

from datetime import datetime

from sqlalchemy import func, select, update

from storage.store import Transaction
from storage.tables import house, inbox, units


def read(tx: Transaction) -> datetime | None:
    """Where the sample's clock stood; None in an office's own database."""
    return tx.execute(select(house.c.sample_clock)).scalar()


def keep(tx: Transaction, moment: datetime) -> None:
    tx.execute(update(house).values(sample_clock=moment))


def is_empty(tx: Transaction) -> bool:
    """True before anything was registered or heard."""
    counted = (
        select(func.count()).select_from(table).scalar_subquery() for table in (units, inbox)
    )
    return not any(tx.execute(select(*counted)).one())
