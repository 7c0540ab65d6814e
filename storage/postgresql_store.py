"""PostgreSQL: a few threads, one transaction a work at READ COMMITTED, run again on a deadlock."""

from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.exc import DBAPIError, OperationalError

from storage.fence import check_fence
from storage.shares import Share, Whole
from storage.store import StoreUnavailable, Transaction, Work

T = TypeVar("T")

_Jobs = Sequence[tuple[Work[Any], "Future[Any] | Share"]]

WRITERS = 4
READERS = 2
TIMES = 8
SERIALIZATION_FAILURE = "40001"
DEADLOCK = "40P01"

# One lock for a chat, held to the transaction's end; the key is a hash, so two chats may share it.
_LOCK_CHAT = text("SELECT pg_advisory_xact_lock(hashtextextended(:chat, 20261014))")
_SNAPSHOT = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}


def postgresql_engine(url: str) -> Engine:
    """Accepts postgresql:// as offices write it; the driver is psycopg 3 (extra `postgresql`)."""
    address = url.replace("postgresql://", "postgresql+psycopg://", 1)
    return create_engine(
        address,
        hide_parameters=True,
        pool_size=WRITERS + READERS,
        max_overflow=2,
        pool_pre_ping=True,
        connect_args={"connect_timeout": 10, "options": "-c timezone=UTC"},
    )


class PostgresqlStore:
    """See `Store`; works of one chat run one after another, those of other chats beside them."""

    def __init__(self, url: str) -> None:
        self.fence: int | None = None
        self.engine = postgresql_engine(url)
        self._memory: dict[str, tuple[int, Any]] = {}
        self._writers = ThreadPoolExecutor(WRITERS, thread_name_prefix="writer")
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="reader")

    def write(self, work: Work[T], chat: tuple[str, str] | None = None) -> "Future[T]":
        future: Future[T] = Future()
        self._submit([(work, future)], chat)
        return future

    def write_each(
        self, works: Sequence[Work[T]], chat: tuple[str, str] | None = None
    ) -> "Future[list[T | BaseException]]":
        whole = Whole(len(works))
        self._submit(list(zip(works, whole.shares(), strict=True)), chat)
        return whole.future

    def _submit(self, jobs: _Jobs, chat: tuple[str, str] | None) -> None:
        try:
            self._writers.submit(self._write_in_order, jobs, chat)
        except RuntimeError as error:
            raise StoreUnavailable("closed") from error

    def read(self, work: Work[T]) -> "Future[T]":
        try:
            return self._readers.submit(self._read, work)
        except RuntimeError:
            raise StoreUnavailable("closed") from None

    def close(self) -> None:
        self._writers.shutdown(wait=True)
        self._readers.shutdown(wait=True)
        self.engine.dispose()

    def _read(self, work: Work[T]) -> T:
        try:
            with (
                self.engine.connect().execution_options(**_SNAPSHOT) as connection,
                connection.begin(),
            ):
                tx = Transaction(connection, self._memory)
                check_fence(tx)
                return work(tx)
        except OperationalError as error:
            raise StoreUnavailable(type(error.orig).__name__) from None

    def _write_in_order(self, jobs: _Jobs, chat: tuple[str, str] | None) -> None:
        for work, future in jobs:
            if not future.set_running_or_notify_cancel():
                continue
            try:
                result = self._write(work, chat)
            except BaseException as error:
                future.set_exception(error)
            else:
                future.set_result(result)

    def _write(self, work: Work[T], chat: tuple[str, str] | None) -> T:
        for attempt in range(1, TIMES + 1):
            try:
                with self.engine.connect() as connection:
                    return self._write_once(connection, work, chat)
            except DBAPIError as error:
                state = getattr(error.orig, "sqlstate", None)
                if state in {SERIALIZATION_FAILURE, DEADLOCK} and attempt < TIMES:
                    continue
                if isinstance(error, OperationalError) or error.connection_invalidated:
                    raise StoreUnavailable(type(error.orig).__name__) from None
                raise
        raise StoreUnavailable("deadlock")

    def _write_once(self, connection: Connection, work: Work[T], chat: tuple[str, str] | None) -> T:
        with connection.begin():
            if chat is not None:
                connection.execute(_LOCK_CHAT, {"chat": "/".join(chat)})
            tx = Transaction(connection, self._memory, fence=self.fence)
            check_fence(tx)
            return work(tx)
