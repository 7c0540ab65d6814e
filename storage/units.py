"""Units and their other names."""

from collections import defaultdict

from sqlalchemy import select

from storage.records import Alias, Unit
from storage.store import Transaction
from storage.tables import unit_aliases, units


def all_units(tx: Transaction, retired: bool = False) -> list[Unit]:
    """The units in force, in the office's order; or those that are no longer."""
    aliases: dict[int, list[Alias]] = defaultdict(list)
    for row in tx.execute(select(unit_aliases).order_by(unit_aliases.c.id)):
        aliases[row.unit_id].append(Alias(row.name, row.since, row.until))
    standing = units.c.retired_at.is_not(None) if retired else units.c.retired_at.is_(None)
    statement = select(units).where(standing).order_by(units.c.position, units.c.id)
    return [
        Unit(
            id=row.id,
            name=row.name,
            kind=row.kind,
            code=row.code,
            parent=row.parent_id,
            aliases=tuple(aliases[row.id]),
            groups=row.groups,
            households=row.households,
            classes=row.classes,
            sites=row.sites,
            latitude=row.latitude,
            longitude=row.longitude,
            datum=row.datum,
            position=row.position,
        )
        for row in tx.execute(statement)
    ]
