"""INSERT … ON CONFLICT DO NOTHING, alike on both databases."""

from functools import cache
from typing import TYPE_CHECKING

from sqlalchemy import Table
from sqlalchemy.sql.dml import ReturningInsert

from storage.store import Transaction

if TYPE_CHECKING:
    from sqlalchemy.dialects.postgresql import Insert as PostgresqlInsert
    from sqlalchemy.dialects.sqlite import Insert as SqliteInsert

    Once = PostgresqlInsert | SqliteInsert


def insert_once(tx: Transaction, table: Table) -> "Once":
    """An insert that leaves a row alone whose unique key is already there."""
    return _insert_once(tx.dialect, table)


@cache
def _insert_once(dialect: str, table: Table) -> "Once":
    """Imports the one dialect that is used: the other's would be loaded for nothing."""
    if dialect == "postgresql":
        from sqlalchemy.dialects import postgresql

        return postgresql.insert(table).on_conflict_do_nothing()
    from sqlalchemy.dialects import sqlite

    return sqlite.insert(table).on_conflict_do_nothing()


def insert_once_giving_id(tx: Transaction, table: Table) -> ReturningInsert[int]:
    """The same, and gives the new row's id."""
    return _giving_id(tx.dialect, table)


@cache
def _giving_id(dialect: str, table: Table) -> ReturningInsert[int]:
    return _insert_once(dialect, table).returning(table.c.id)
