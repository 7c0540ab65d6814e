"""A database is made anew, brought up to date, or refused untouched."""

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, inspect, text

from storage.migrations import configuration, upgrade
from storage.schema import HEAD, DatabaseTooNew, bring_up_to_date, open_store
from storage.sqlite_store import sqlite_engine
from storage.tables import metadata


def test_the_head_named_in_the_program_is_the_newest_migration() -> None:
    assert ScriptDirectory.from_config(configuration()).get_current_head() == HEAD


def test_migrating_from_nothing_gives_the_same_tables_as_making_them(database: str) -> None:
    if database.startswith("sqlite"):
        engine = create_engine(database)
    else:
        engine = create_engine(database.replace("postgresql://", "postgresql+psycopg://"))
        with engine.begin() as connection:
            metadata.drop_all(connection)
            connection.execute(text("DROP TABLE alembic_version"))
    upgrade(engine, "base")

    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
        assert inspect(connection).has_table("inbox")
    engine.dispose()


def test_opening_twice_changes_nothing(database: str, tmp_path: Path) -> None:
    open_store(database, tmp_path).close()
    again = open_store(database, tmp_path)
    rows = again.read(lambda tx: tx.execute(text("SELECT count(*) FROM house")).scalar_one())
    assert rows.result() == 1
    again.close()


def test_a_newer_database_is_refused(tmp_path: Path) -> None:
    engine = sqlite_engine(tmp_path / "new.db")
    bring_up_to_date(engine)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(DatabaseTooNew):
        bring_up_to_date(engine)
    engine.dispose()


def test_sqlite_is_durable_by_setting(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path}/a.db", tmp_path, checkpoints=True)

    def pragmas(tx):
        names = ("journal_mode", "synchronous", "foreign_keys")
        return [tx.connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in names]

    assert store.write(pragmas).result() == ["wal", 2, 1]
    store.close()
