"""One table's rows against those of the register: added, changed, retired, and logged."""

import json
from collections import defaultdict
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Table, delete, insert, select, true, update

from storage.store import Transaction
from storage.tables import changes

WHO = "register"
_SILENT = frozenset({"position", "retired_at"})
"""Columns whose change alone is no change of the thing: the order of rows moves with any row."""

Values = Mapping[str, Any]


@dataclass(slots=True)
class SheetChange:
    """How many rows one reading added (or brought back), changed and retired."""

    added: int = 0
    changed: int = 0
    retired: int = 0


class Ledger:
    """Rows that nobody claims are those that the register no longer has."""

    def __init__(self, tx: Transaction, table: Table, sheet: str, now: datetime) -> None:
        self.change = SheetChange()
        self._tx, self._table, self._sheet, self._now = tx, table, sheet, now
        kept = tx.execute(select(table).order_by(table.c.id)).mappings()
        self._rows: dict[int, dict[str, Any]] = {row["id"]: dict(row) for row in kept}
        self._claimed: set[int] = set()
        self._log: list[dict[str, Any]] = []
        self._moved = False

    def claim(self, wanted: Callable[[Values], bool]) -> int | None:
        """An unclaimed row that is wanted; one in force comes before a retired one."""
        found = [row for key, row in self._rows.items() if key not in self._claimed and wanted(row)]
        if not found:
            return None
        best = min(found, key=lambda row: (row["retired_at"] is not None, row["id"]))
        return self._take(best["id"])

    def claim_by(
        self, key: Callable[[Values], Hashable], wanted: Sequence[Hashable]
    ) -> list[int | None]:
        """For each wanted key its row; None is a key that nothing has, in the table or wanted."""
        rows = {key(row): row["id"] for row in self._rows.values()}
        return [
            self._take(rows[one]) if one is not None and one in rows else None for one in wanted
        ]

    def _take(self, row: int) -> int:
        self._claimed.add(row)
        return row

    def row(self, row: int) -> Values:
        return self._rows[row]

    def put(self, row: int | None, values: Values, name: str, more: Values | None = None) -> int:
        """Add or change; `more` is what has changed of it in other tables, for the log."""
        if row is None:
            added = self._tx.execute(insert(self._table).values(values).returning(self._table.c.id))
            self.change.added += 1
            self._note("added", name, {}, {**values, **(more or {})})
            return int(added.scalar_one())
        old = self._rows[row]
        before = {key: old[key] for key, value in values.items() if old[key] != value}
        after = {key: values[key] for key in before}
        returned = old["retired_at"] is not None
        if before or returned:
            self._tx.execute(
                update(self._table)
                .where(self._table.c.id == row)
                .values({**after, "retired_at": None})
            )
            self._moved = True
        if returned:
            self.change.added += 1
            self._note("returned", name, before, {**after, **(more or {})})
        elif before.keys() - _SILENT or more:
            self.change.changed += 1
            self._note("changed", name, before, {**after, **(more or {})})
        return row

    def retire_rest(
        self, name: Callable[[Values], str], kept: Callable[[Values], bool] = lambda _: False
    ) -> None:
        """Retire what is in force and was not claimed, but for rows that `kept` is true of."""
        gone = [
            row
            for key, row in self._rows.items()
            if key not in self._claimed and row["retired_at"] is None and not kept(row)
        ]
        for row in gone:
            self._note("retired", name(row), {}, {})
        if gone:
            self._tx.execute(
                update(self._table)
                .where(self._table.c.id.in_([row["id"] for row in gone]))
                .values(retired_at=self._now)
            )
            self.change.retired += len(gone)

    def close(self) -> bool:
        """Write the log of changes; True where anything at all was written."""
        if self._log:
            self._tx.execute(insert(changes), self._log)
        return bool(self._log) or self._moved

    def _note(self, what: str, name: str, before: Values, after: Values) -> None:
        self._log.append(
            {
                "at": self._now,
                "who": WHO,
                "what": what,
                "subject": f"{self._sheet} {name}",
                "before": as_text(before),
                "after": as_text(after),
            }
        )


def as_text(values: Values) -> str:
    """JSON for the log; of an account only the last four characters."""
    shown = {key: _shown(key, value) for key, value in values.items() if value is not None}
    return json.dumps(shown, ensure_ascii=False, default=str) if shown else ""


def _shown(key: str, value: Any) -> Any:
    if key == "account":
        return f"****{str(value)[-4:]}"
    return value.isoformat() if isinstance(value, date) else value


class Belongings:
    """The rows that belong to a row of another table, compared by their values."""

    def __init__(
        self,
        tx: Transaction,
        table: Table,
        owner: str,
        columns: Sequence[str],
        only: ColumnElement[bool] | None = None,
    ) -> None:
        self._tx, self._table, self._owner, self._columns = tx, table, owner, columns
        self._kept: dict[int, dict[tuple[Any, ...], int]] = defaultdict(dict)
        for row in tx.execute(select(table).where(true() if only is None else only)).mappings():
            self._kept[row[owner]][tuple(row[column] for column in columns)] = row["id"]

    def of(self, owner: int | None) -> set[tuple[Any, ...]]:
        return set() if owner is None else set(self._kept[owner])

    def put(self, owner: int, wanted: Sequence[tuple[Any, ...]], **fixed: Any) -> None:
        """Afterwards exactly `wanted` belong to the owner; `fixed` columns go with new rows."""
        kept = self._kept[owner]
        gone = [kept[values] for values in kept.keys() - set(wanted)]
        if gone:
            self._tx.execute(delete(self._table).where(self._table.c.id.in_(gone)))
        new = [values for values in dict.fromkeys(wanted) if values not in kept]
        if new:
            rows = [
                {self._owner: owner, **dict(zip(self._columns, values, strict=True)), **fixed}
                for values in new
            ]
            self._tx.execute(insert(self._table), rows)
