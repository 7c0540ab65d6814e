"""Opening a database: made anew, brought up to date, or refused with a clear word."""

from contextlib import closing
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

from storage.store import Store
from storage.tables import house, metadata

HEAD = "0001"
"""The newest revision in migrations/versions; a new database is made whole and marked with it."""


class DatabaseTooNew(Exception):
    """The database was written by a newer cunbao; nothing was touched."""


def sqlite_path(url: str, folder: Path) -> Path | None:
    """The file of a sqlite:/// address, relative to the configuration's folder; else None."""
    if not url.startswith("sqlite:///"):
        return None
    return (folder / url.removeprefix("sqlite:///")).absolute()


def open_store(url: str, folder: Path, checkpoints: bool = False) -> Store:
    """Open and bring up to date; `checkpoints` only for the one process that stays running."""
    path = sqlite_path(url, folder)
    if path is None:
        from storage.postgresql_store import PostgresqlStore

        postgresql = PostgresqlStore(url)
        bring_up_to_date(postgresql.engine)
        return postgresql
    from storage.sqlite_store import SqliteStore, sqlite_engine

    path.parent.mkdir(parents=True, exist_ok=True)
    engine = sqlite_engine(path)
    bring_up_to_date(engine)
    engine.dispose()
    return SqliteStore(path, checkpoints)


def bring_up_to_date(engine: Engine) -> None:
    """Safe to run again after a death half-way: each step is one transaction."""
    with closing(engine.connect()) as connection:
        with connection.begin():
            if connection.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(20261014)"))
            found = _revision(connection)
            if found is None:
                _make_anew(connection)
                return
        if found == HEAD:
            return
    _migrate(engine, found)


def erase(engine: Engine) -> None:
    """Take away every table and all that stands in them: only ever for the sample."""
    with engine.begin() as connection:
        metadata.drop_all(connection)
        connection.execute(text("DROP TABLE IF EXISTS alembic_version"))


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _make_anew(connection: Connection) -> None:
    metadata.create_all(connection)
    connection.execute(house.insert().values(id=1))
    connection.execute(
        text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)")
    )
    connection.execute(text("INSERT INTO alembic_version VALUES (:head)"), {"head": HEAD})


def _migrate(engine: Engine, found: str) -> None:
    from storage.migrations import upgrade

    upgrade(engine, found)
