"""Store: the only way to the database; work is a function that gets a Transaction."""

import sqlite3
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from functools import cached_property
from typing import Any, Protocol, TypeVar

from sqlalchemy import Connection, CursorResult, Engine, Executable, update

from storage.tables import house

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


class StoreUnavailable(Exception):
    """The database did not keep the work (or nobody knows whether it did); ask again by key."""


class NotActive(Exception):
    """Another process has taken over; nothing was written and nothing may be sent."""


class Transaction:
    """One transaction's connection; good only inside the work it was handed to."""

    def __init__(
        self,
        connection: Connection,
        memory: dict[str, tuple[int, Any]],
        register_version: int = 0,
        fence: int | None = None,
    ) -> None:
        self.connection = connection
        self.fence = fence
        self.register_version = register_version
        self.register_changed = False
        self._memory = memory

    def execute(
        self, statement: Executable, parameters: Any = None
    ) -> CursorResult[*tuple[Any, ...]]:
        return self.connection.execute(statement, parameters)

    @property
    def dialect(self) -> str:
        return self.connection.dialect.name

    @cached_property
    def sqlite(self) -> sqlite3.Connection | None:
        """SQLite's own connection, within this same transaction; None on PostgreSQL."""
        driver = self.connection.connection.driver_connection
        return driver if isinstance(driver, sqlite3.Connection) else None

    def bump_register(self) -> None:
        """Say that units, people, groups, campaigns or settings changed in this transaction."""
        self.register_changed = True
        self.connection.execute(update(house).values(register_version=house.c.register_version + 1))

    def remember(self, name: str, build: Callable[["Transaction"], T]) -> T:
        """What `build` made for the register in force; made anew when the register changes."""
        if self.register_changed:
            return build(self)
        kept = self._memory.get(name)
        if kept is not None and kept[0] == self.register_version:
            return kept[1]  # type: ignore[no-any-return]
        value = build(self)
        self._memory[name] = (self.register_version, value)
        return value


class Work(Protocol[T_co]):
    def __call__(self, tx: Transaction, /) -> T_co: ...


class Store(Protocol):
    """SQLite and PostgreSQL alike; every Future ends after the commit or with the error."""

    fence: int | None
    engine: Engine

    def write(self, work: Work[T], chat: tuple[str, str] | None = None) -> "Future[T]":
        """Run `work` in one transaction (channel, chat locked); done only after COMMIT."""

    def write_each(
        self, works: Sequence[Work[T]], chat: tuple[str, str] | None = None
    ) -> "Future[list[T | BaseException]]":
        """Each work alone and in this order: what it gave, or the exception it ended with.

        On SQLite they may share a commit. Cancelled, what has not begun is left out.
        """

    def read(self, work: Work[T]) -> "Future[T]":
        """Run `work` on one consistent snapshot; it must not write. Raises StoreUnavailable."""

    def close(self) -> None:
        """Finish what was handed over, then let go of the database."""
