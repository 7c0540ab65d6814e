"""People of the register: the account, else name and unit, says who is the same person."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from storage.register_ledger import Belongings, Ledger, Values
from storage.register_rows import PersonRow, UnitPath
from storage.store import Transaction
from storage.tables import memberships, people

Held = tuple[Any, ...]
"""unit, role, since, until."""


def put_people(
    tx: Transaction, rows: Sequence[PersonRow], ids: Mapping[UnitPath, int], now: datetime
) -> Ledger:
    """Whoever is known by account alone, and never stood in a register, is left alone."""
    ledger = Ledger(tx, people, "人员", now)
    held = Belongings(tx, memberships, "person_id", ("unit_id", "role", "since", "until"))
    known = ledger.claim_by(
        lambda row: (row["platform"], row["account"]) if row["account"] else None,
        [(row.platform, row.account) if row.account else None for row in rows],
    )
    for row, same in zip(rows, known, strict=True):
        wanted = [(ids[m.unit], m.role.value, m.since, m.until) for m in row.memberships]
        if same is None:
            same = ledger.claim(_is_called(row, {unit for unit, *_ in wanted}, held))
        differs = held.of(same) != set(wanted)
        more = {"memberships": _as_said(row)} if differs else {}
        values = _values(row, None if same is None else ledger.row(same))
        held.put(ledger.put(same, values, str(values["name"]), more), wanted)
    ledger.retire_rest(lambda row: str(row["name"]), kept=lambda row: not held.of(row["id"]))
    return ledger


def _is_called(row: PersonRow, its_units: set[int], held: Belongings) -> Callable[[Values], bool]:
    """One of that name in one of the units, and never somebody of another account."""

    def is_same(kept: Values) -> bool:
        if not row.name or (kept["platform"], kept["name"]) != (row.platform, row.name):
            return False
        if row.account is not None and kept["account"] is not None:
            return False
        return bool(its_units & {values[0] for values in held.of(kept["id"])})

    return is_same


def _values(row: PersonRow, kept: Values | None) -> dict[str, Any]:
    """An empty cell takes nothing away: accounts come by recognition too."""
    values = {"platform": row.platform, "account": row.account, "name": row.name}
    if kept is not None:
        values["account"] = row.account or kept["account"]
        values["name"] = row.name or kept["name"]
    return values


def _as_said(row: PersonRow) -> str:
    return "、".join(
        f"{membership.unit[-1]}{membership.role.value}"
        f"({membership.since or ''}~{membership.until or ''})"
        for membership in row.memberships
    )
