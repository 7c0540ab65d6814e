"""Rows of the register that their key alone tells apart: a row that is gone is forgotten."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from sqlalchemy import Column, delete, insert

from storage.register_ledger import WHO, SheetChange, Values
from storage.store import Transaction
from storage.tables import changes

Key = TypeVar("Key")
One = TypeVar("One")


@dataclass(frozen=True, slots=True)
class KeyedSheet(Generic[Key, One]):
    """`word` is what the log says of a row; `subject` names it there by its key."""

    name: str
    key: Column[Any]
    values: Callable[[Key, One], Values]
    word: Callable[[One], str]
    subject: Callable[[Key], str] = str

    def put(
        self, tx: Transaction, kept: Mapping[Key, One], wanted: Mapping[Key, One], now: datetime
    ) -> SheetChange:
        """Afterwards exactly `wanted` stands in the table; what differs is logged."""
        differing = [key for key in {**kept, **wanted} if kept.get(key) != wanted.get(key)]
        if not differing:
            return SheetChange()
        tx.execute(delete(self.key.table).where(self.key.in_(differing)))
        rows = [self.values(key, wanted[key]) for key in differing if key in wanted]
        if rows:
            tx.execute(insert(self.key.table), rows)
        log = [self._logged(key, kept.get(key), wanted.get(key), now) for key in differing]
        tx.execute(insert(changes), log)
        counted = [row["what"] for row in log]
        return SheetChange(*(counted.count(word) for word in ("added", "changed", "retired")))

    def _logged(
        self, key: Key, before: One | None, after: One | None, now: datetime
    ) -> dict[str, Any]:
        return {
            "at": now,
            "who": WHO,
            "what": "retired" if after is None else "added" if before is None else "changed",
            "subject": f"{self.name} {self.subject(key)}",
            "before": "" if before is None else self.word(before),
            "after": "" if after is None else self.word(after),
        }
