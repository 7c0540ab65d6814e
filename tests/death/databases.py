"""A database for each cycle, with the sample's register in it already, and a look into it."""

import os
import shutil
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Protocol

from bot.register_files import read_folder
from bot.sample import sample_folder
from handlers.office import office_of
from handlers.reports.text import read_text
from storage.register import put_register
from storage.schema import open_store
from storage.store import Transaction
from storage.tables import metadata
from tests.death.setting import START
from tests.death.story import STORY, Say

SPOKEN = (
    *("report_history", "report_messages", "report_items", "photos", "places"),
    *("local_messages", "outbox", "reports", "inbox", "changes", "unknown_groups"),
)
"""Everything that is not the register, in an order in which it may be deleted."""

Rows = list[dict[str, Any]]


class Databases(Protocol):
    def fresh(self, folder: Path) -> str:
        """The address of a database in which nobody has spoken yet."""

    def empty(self, folder: Path) -> str:
        """The address of a database without even a register."""

    @contextmanager
    def reading(self, url: str) -> Iterator[Any]:
        """A connection of the driver's own, nothing of ours between."""


def rows(connection: Any, query: str) -> Rows:
    cursor = connection.execute(query)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def put_sample(url: str, folder: Path) -> None:
    store = open_store(url, folder, checkpoints=True)
    sample, _ = read_folder(sample_folder())
    store.write(lambda tx: put_register(tx, sample, START)).result()
    store.read(_warm).result()
    store.close()


def _warm(tx: Transaction) -> None:
    """Children inherit what reading builds once; it costs each of them a tenth of a second."""
    office = office_of(tx)
    for step in STORY:
        if isinstance(step, Say):
            read_text(step.text, START.date(), office.names)


class SqliteDatabases:
    """Copies one file."""

    def __init__(self, home: Path) -> None:
        self._template = home / "template.db"
        put_sample(f"sqlite:///{self._template}", home)

    def fresh(self, folder: Path) -> str:
        shutil.copy(self._template, folder / "cunbao.db")
        return f"sqlite:///{folder}/cunbao.db"

    def empty(self, folder: Path) -> str:
        return f"sqlite:///{folder}/cunbao.db"

    @contextmanager
    def reading(self, url: str) -> Iterator[Any]:
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection:
            yield connection


class PostgresqlDatabases:
    """One database, emptied of what was said: quicker than copying a template."""

    def __init__(self, home: Path, server: str) -> None:
        self._server = server
        self._count = 0
        self.url = self.empty(home)
        put_sample(self.url, home)

    def fresh(self, folder: Path) -> str:
        with self.reading(self.url) as connection:
            _end_others(connection)
            # TRUNCATE would make new files for every table: twenty times slower.
            for table in SPOKEN:
                connection.execute(f"DELETE FROM {table}")
            connection.execute("UPDATE house SET fence = 0, holder = '', sample_clock = NULL")
        return self.url

    def empty(self, folder: Path) -> str:
        """Only the last one is kept beside the first: each takes eight megabytes."""
        self._count += 1
        name = f"cunbao_death_{os.getpid()}_{self._count}"
        with self.reading(self._server) as connection:
            if self._count > 2:
                connection.execute(
                    f"DROP DATABASE {name[: name.rindex('_')]}_{self._count - 1} WITH (FORCE)"
                )
            connection.execute(f"CREATE DATABASE {name}")
        return self._server.rsplit("/", 1)[0] + f"/{name}"

    @contextmanager
    def reading(self, url: str) -> Iterator[Any]:
        import psycopg

        with psycopg.connect(url, autocommit=True, options="-c timezone=UTC") as connection:
            yield connection


def _end_others(connection: Any) -> None:
    """Sessions of processes that died: what one of them was about to commit must be over."""
    others = (
        "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        " AND backend_type = 'client backend'"
    )
    until = time.monotonic() + 30
    while time.monotonic() < until:
        connection.execute(f"SELECT pg_terminate_backend(pid) {others}")
        if not rows(connection, f"SELECT pid {others}"):
            return
        time.sleep(0.005)
    raise RuntimeError("sessions of a dead process do not end")


assert set(SPOKEN) <= set(metadata.tables)
