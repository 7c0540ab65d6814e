"""Who is the active process: a lock that dies with its holder, and a fencing number."""

import fcntl
import os
from pathlib import Path
from typing import IO, Protocol

from sqlalchemy import Connection, Engine, select, text, update
from sqlalchemy.exc import DBAPIError

from storage.store import StoreUnavailable, Transaction
from storage.tables import house

ADVISORY_KEY = 20261015
_TAKE = text("SELECT pg_try_advisory_lock(:key)")


class ActiveLock(Protocol):
    def take(self) -> bool:
        """True when this process holds the lock from now on; never waits.

        Raises StoreUnavailable when the database cannot be asked.
        """

    def held(self) -> bool:
        """False when the lock may have gone to another (the line to the database broke)."""

    def release(self) -> None: ...


class FileLock:
    """A lock file beside a SQLite database; the kernel frees it when its holder dies."""

    def __init__(self, database: Path) -> None:
        self._path = database.with_name(database.name + ".lock")
        self._file: IO[str] | None = None

    def take(self) -> bool:
        file = self._path.open("a")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            file.close()
            return False
        self._file = file
        return True

    def held(self) -> bool:
        return self._file is not None

    def release(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None


class AdvisoryLock:
    """PostgreSQL's session lock on a connection of its own; gone when the line breaks."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._connection: Connection | None = None

    def take(self) -> bool:
        try:
            connection = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        except DBAPIError as error:
            raise StoreUnavailable(type(error.orig).__name__) from None
        try:
            taken = connection.execute(_TAKE, {"key": ADVISORY_KEY}).scalar()
        except DBAPIError as error:
            _let_go(connection)
            raise StoreUnavailable(type(error.orig).__name__) from None
        if not taken:
            connection.close()
            return False
        self._connection = connection
        return True

    def held(self) -> bool:
        if self._connection is None:
            return False
        try:
            self._connection.execute(text("SELECT 1"))
        except DBAPIError:
            self.release()
            return False
        return True

    def release(self) -> None:
        if self._connection is not None:
            connection, self._connection = self._connection, None
            _let_go(connection)


def _let_go(connection: Connection) -> None:
    """The pool would keep the session, and the lock with it."""
    connection.invalidate()
    connection.close()


def next_fence(tx: Transaction) -> int:
    """Take the next fencing number; writes with an older one fail from now on (NotActive)."""
    holder = f"{os.uname().nodename} {os.getpid()}"
    statement = update(house).values(fence=house.c.fence + 1, holder=holder)
    return tx.execute(statement.returning(house.c.fence)).scalar_one()  # type: ignore[no-any-return]


def fence_in_force(tx: Transaction) -> int:
    """The number of the process that became active last."""
    return int(tx.execute(select(house.c.fence)).scalar_one())


def holder(tx: Transaction) -> str:
    """Host and process number of the process that was active last."""
    return tx.execute(select(house.c.holder)).scalar_one()  # type: ignore[no-any-return]
