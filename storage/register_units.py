"""Units of the register: a code, else name and parent, says which row is the same unit."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select

from storage.records import Unit
from storage.register_ledger import Belongings, Ledger, Values
from storage.register_rows import UnitPath, UnitRow
from storage.store import Transaction
from storage.tables import unit_aliases, units
from storage.units import all_units

FROM_REGISTER = "register"
FROM_RENAMING = "renaming"


def unit_ids(tx: Transaction) -> dict[UnitPath, int]:
    """The units in force by their names from the top down."""
    by_id = {unit.id: unit for unit in all_units(tx)}
    return {_path(unit, by_id): unit.id for unit in by_id.values()}


def _path(unit: Unit, by_id: Mapping[int, Unit]) -> UnitPath:
    above = by_id.get(unit.parent) if unit.parent is not None else None
    return (*(_path(above, by_id) if above else ()), unit.name)


def put_units(tx: Transaction, rows: Sequence[UnitRow], now: datetime) -> Ledger:
    """Parents must come before their children."""
    ledger = Ledger(tx, units, "单位", now)
    aliases = Belongings(
        tx,
        unit_aliases,
        "unit_id",
        ("name", "since", "until"),
        unit_aliases.c.source == FROM_REGISTER,
    )
    coded = ledger.claim_by(lambda row: row["code"], [row.code for row in rows])
    ids: dict[UnitPath, int] = {}
    for row, same in zip(rows, coded, strict=True):
        parent = ids[row.path[:-1]] if len(row.path) > 1 else None
        name = row.path[-1]
        if same is None:
            same = ledger.claim(_is_called(name, parent))
        wanted = [(alias.name, alias.since, alias.until) for alias in row.aliases]
        differs = aliases.of(same) != set(wanted)
        more = {"aliases": "、".join(alias.name for alias in row.aliases)} if differs else {}
        former = ledger.row(same)["name"] if same is not None else name
        ids[row.path] = ledger.put(same, _values(row, parent), name, more)
        aliases.put(ids[row.path], wanted, source=FROM_REGISTER)
        if former != name:
            _keep_former_name(tx, ids[row.path], former)
    ledger.retire_rest(lambda row: str(row["name"]))
    return ledger


def _is_called(name: str, parent: int | None) -> Callable[[Values], bool]:
    return lambda row: row["name"] == name and row["parent_id"] == parent


def _values(row: UnitRow, parent: int | None) -> dict[str, Any]:
    return {
        "code": row.code,
        "name": row.path[-1],
        "kind": row.kind,
        "parent_id": parent,
        "groups": row.groups,
        "households": row.households,
        "classes": row.classes,
        "sites": row.sites,
        "latitude": row.latitude,
        "longitude": row.longitude,
        "datum": row.datum,
        "position": row.position,
    }


def _keep_former_name(tx: Transaction, unit: int, former: str) -> None:
    """People go on saying the old name; the register's own alias of that name is enough."""
    known = select(unit_aliases.c.id).where(
        unit_aliases.c.unit_id == unit, unit_aliases.c.name == former
    )
    if tx.execute(known).first() is None:
        row = {"unit_id": unit, "name": former, "source": FROM_RENAMING}
        tx.execute(insert(unit_aliases), [row])
