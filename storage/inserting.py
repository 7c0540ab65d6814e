"""INSERT … ON CONFLICT DO NOTHING, alike on both databases."""

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql import Insert as PostgresqlInsert
from sqlalchemy.dialects.sqlite import Insert as SqliteInsert

from storage.store import Transaction


def insert_once(tx: Transaction, table: Table) -> PostgresqlInsert | SqliteInsert:
    """An insert that leaves a row alone whose unique key is already there."""
    if tx.dialect == "postgresql":
        return postgresql.insert(table).on_conflict_do_nothing()
    return sqlite.insert(table).on_conflict_do_nothing()
