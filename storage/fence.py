"""Who is active: each transaction asks it before it does anything."""

from sqlalchemy import select

from storage.prepared import Prepared
from storage.store import NotActive, Transaction
from storage.tables import house

_IN_FORCE = select(house.c.fence, house.c.register_version).where(house.c.id == 1)
_PREPARED = Prepared(_IN_FORCE)


def check_fence(tx: Transaction) -> None:
    """Raises NotActive when a fence was given and is no longer the one in force.

    The register's version in force is read with it.
    """
    if tx.dialect == "postgresql" and tx.fence is not None:
        found = tx.execute(_IN_FORCE.with_for_update(read=True)).one()
    else:
        found = _PREPARED.first(tx, {})
    tx.register_version = found.register_version
    if tx.fence is not None and found.fence != tx.fence:
        raise NotActive
