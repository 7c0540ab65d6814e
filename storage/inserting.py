"""INSERT … ON CONFLICT DO NOTHING, alike on both databases."""

from functools import cache

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql import Insert as PostgresqlInsert
from sqlalchemy.dialects.sqlite import Insert as SqliteInsert
from sqlalchemy.sql.dml import ReturningInsert

from storage.store import Transaction

Once = PostgresqlInsert | SqliteInsert


def insert_once(tx: Transaction, table: Table) -> Once:
    """An insert that leaves a row alone whose unique key is already there."""
    return _insert_once(tx.dialect, table)


@cache
def _insert_once(dialect: str, table: Table) -> Once:
    if dialect == "postgresql":
        return postgresql.insert(table).on_conflict_do_nothing()
    return sqlite.insert(table).on_conflict_do_nothing()


def insert_once_giving_id(tx: Transaction, table: Table) -> ReturningInsert[int]:
    """The same, and gives the new row's id."""
    return _giving_id(tx.dialect, table)


@cache
def _giving_id(dialect: str, table: Table) -> ReturningInsert[int]:
    return _insert_once(dialect, table).returning(table.c.id)
