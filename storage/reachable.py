"""Who may be written to in private: people who have written to the bot there."""

from sqlalchemy import select

from storage.store import Transaction
from storage.tables import people


def reachable(tx: Transaction) -> frozenset[int]:
    """Ids of the people in force; a bot cannot write first."""
    standing = (people.c.reachable.is_(True), people.c.retired_at.is_(None))
    return frozenset(tx.execute(select(people.c.id).where(*standing)).scalars())
