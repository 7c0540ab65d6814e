"""SQLite: one writer thread that commits waiting work together, and readers of their own."""

import sqlite3
import threading
import time
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.pool import NullPool

from storage.fence import check_fence
from storage.prepared import run_plain
from storage.shares import Share, Whole
from storage.store import NotActive, StoreUnavailable, Transaction, Work

T = TypeVar("T")

TOGETHER = 100
TOGETHER_SECONDS = 0.2
BUSY_SECONDS = 30.0
READERS = 2


def sqlite_engine(path: Path, checkpoints: bool = False) -> Engine:
    """An engine whose every transaction is BEGIN IMMEDIATE, WAL, synchronous FULL.

    Only the active process's writer may checkpoint (sqlite.org/wal.html, WAL-reset bug).
    """
    engine = create_engine(
        f"sqlite:///{path}",
        poolclass=NullPool,
        hide_parameters=True,
        connect_args={"check_same_thread": False, "timeout": BUSY_SECONDS},
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _record: Any) -> None:
        connection.isolation_level = None
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute(f"PRAGMA wal_autocheckpoint={1000 if checkpoints else 0}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        reading = connection.get_execution_options().get("reading", False)
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")

    return engine


@dataclass(frozen=True, slots=True)
class _Job:
    work: Work[Any]
    future: "Future[Any] | Share"


class SqliteStore:
    """See `Store`; at most 100 works or 200 ms share one commit, each under its own savepoint."""

    def __init__(self, path: Path, checkpoints: bool = False) -> None:
        self.fence: int | None = None
        self.engine = sqlite_engine(path, checkpoints)
        self._memory: dict[str, tuple[int, Any]] = {}
        self._queue: SimpleQueue[_Job | None] = SimpleQueue()
        self._connection: Connection | None = None
        self._closed = False
        self._writer = threading.Thread(target=self._write_on, name="writer", daemon=True)
        self._writer.start()
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="reader")
        self._reading = threading.local()
        self._reading_connections: list[Connection] = []

    def write(self, work: Work[T], chat: tuple[str, str] | None = None) -> "Future[T]":
        future: Future[T] = Future()
        self._put([_Job(work, future)])
        return future

    def write_each(
        self, works: Sequence[Work[T]], chat: tuple[str, str] | None = None
    ) -> "Future[list[T | BaseException]]":
        whole = Whole(len(works))
        self._put([_Job(*one) for one in zip(works, whole.shares(), strict=True)])
        return whole.future

    def _put(self, jobs: Sequence[_Job]) -> None:
        if self._closed:
            raise StoreUnavailable("closed")
        for job in jobs:
            self._queue.put(job)

    def read(self, work: Work[T]) -> "Future[T]":
        try:
            return self._readers.submit(self._read, work)
        except RuntimeError:
            raise StoreUnavailable("closed") from None

    def close(self) -> None:
        if self._closed:
            return
        self._closed = True
        self._queue.put(None)
        self._writer.join()
        self._readers.shutdown(wait=True)
        for connection in self._reading_connections:
            connection.close()
        if self._connection is not None:
            self._connection.close()
        self.engine.dispose()

    def _read(self, work: Work[T]) -> T:
        connection: Connection | None = getattr(self._reading, "connection", None)
        if connection is None:
            connection = self.engine.connect().execution_options(reading=True)
            self._reading.connection = connection
            self._reading_connections.append(connection)
        with connection.begin():
            tx = Transaction(connection, self._memory)
            check_fence(tx)
            return work(tx)

    def _write_on(self) -> None:
        while (job := self._queue.get()) is not None:
            if not self._write_together(job):
                return

    def _write_together(self, first: _Job) -> bool:
        """False when the store was asked to close."""
        batch = _Batch()
        try:
            if self._connection is None:
                self._connection = self._connect()
            with self._connection.begin():
                goes_on = self._run_waiting(self._connection, first, batch)
        except BaseException as error:
            batch.take(first)
            batch.fail(error)
            self._let_go()
            return True
        batch.succeed()
        return goes_on

    def _connect(self) -> Connection:
        connection = self.engine.connect()
        driver: Any = connection.connection.driver_connection
        # A savepoint copies each page that it changes: by default into a file of its own.
        driver.execute("PRAGMA temp_store=MEMORY")
        return connection

    def _run_waiting(self, connection: Connection, first: _Job, batch: "_Batch") -> bool:
        started = time.monotonic()
        job: _Job | None = first
        tx = Transaction(connection, self._memory, fence=self.fence)
        while job is not None:
            if job.future.set_running_or_notify_cancel():
                batch.run(job, tx)
            if tx.register_changed or len(batch.jobs) >= TOGETHER:
                return True
            if time.monotonic() - started > TOGETHER_SECONDS:
                return True
            try:
                job = self._queue.get_nowait()
            except Empty:
                return True
        return False

    def _let_go(self) -> None:
        if self._connection is not None:
            connection, self._connection = self._connection, None
            connection.invalidate()
            connection.close()


def _reason(error: Exception) -> Exception:
    """A full disk or a busy file is no fault of the work: it is to be asked again."""
    if isinstance(error, OperationalError):
        return StoreUnavailable(type(error.orig).__name__)
    return error


class _Batch:
    """What shares one commit: nobody hears of a result before it."""

    def __init__(self) -> None:
        self.jobs: list[tuple[_Job, Any, BaseException | None]] = []
        self._standing_checked = False

    def run(self, job: _Job, tx: Transaction) -> None:
        # It stands here before anything can break: its caller must hear of that too.
        self.jobs.append((job, None, None))
        self.jobs[-1] = (job, *self._ended(job, tx))

    def _ended(self, job: _Job, tx: Transaction) -> tuple[Any, BaseException | None]:
        """The work's result or its own error; raises when the connection is broken."""
        try:
            if not self._standing_checked:
                check_fence(tx)
                self._standing_checked = True
        except NotActive as error:
            return None, error
        run_plain(tx, "SAVEPOINT work")
        try:
            result = job.work(tx)
        except Exception as error:
            # On a full disk SQLite has rolled back everything: then this raises, and all fail.
            run_plain(tx, "ROLLBACK TO work")
            run_plain(tx, "RELEASE work")
            tx.register_changed = False
            return None, _reason(error)
        run_plain(tx, "RELEASE work")
        return result, None

    def take(self, job: _Job) -> None:
        if not self.jobs and not job.future.done():
            self.jobs.append((job, None, None))

    def succeed(self) -> None:
        for job, result, error in self.jobs:
            if error is not None:
                job.future.set_exception(error)
            else:
                job.future.set_result(result)

    def fail(self, error: BaseException) -> None:
        reason = error.orig if isinstance(error, DBAPIError) else error
        for job, _, own in self.jobs:
            if job.future.cancelled():
                continue
            job.future.set_exception(own or StoreUnavailable(type(reason).__name__))
