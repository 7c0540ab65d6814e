"""INSERT … ON CONFLICT DO NOTHING, alike on both databases."""

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Table,
    Text,
    any_,
    bindparam,
    cast,
    column,
    func,
    literal,
    select,
)

from storage.prepared import Prepared
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
    return _new_insert_once(dialect, table)


def _new_insert_once(dialect: str, table: Table) -> "Once":
    """Imports the one dialect that is used: the other's would be loaded for nothing."""
    if dialect == "postgresql":
        from sqlalchemy.dialects import postgresql

        return postgresql.insert(table).on_conflict_do_nothing()
    from sqlalchemy.dialects import sqlite

    return sqlite.insert(table).on_conflict_do_nothing()


def insert_prepared(tx: Transaction, table: Table) -> Prepared:
    """The same, prepared."""
    return _insert_prepared(tx.dialect, table)


def put_once(tx: Transaction, table: Table, values: Mapping[str, Any]) -> int | None:
    """The id of the row that this adds; None when its unique key is already there."""
    return _giving_id(tx.dialect, table).put(tx, values)


@cache
def _giving_id(dialect: str, table: Table) -> Prepared:
    if dialect != "postgresql":
        return _insert_prepared(dialect, table)
    # A new one: an insert whose columns were asked for keeps them when `returning` is said later.
    return Prepared(_new_insert_once(dialect, table).returning(table.c.id))


@cache
def _insert_prepared(dialect: str, table: Table) -> Prepared:
    return Prepared(_insert_once(dialect, table))


def insert_all_once(tx: Transaction, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Many rows with the same columns, none whose unique key is already there."""
    if tx.dialect != "postgresql":
        _insert_prepared(tx.dialect, table).run_all(tx, rows)
        return
    if not rows:
        return
    # One statement: a call for each row takes twice as long there, in a pipeline too.
    told = json.dumps(rows, ensure_ascii=False, default=_moment)
    tx.execute(_from_json(table, tuple(rows[0])), {"rows": told})


def _moment(value: date) -> str:
    return value.isoformat()


@cache
def _from_json(table: Table, names: tuple[str, ...]) -> "Once":
    from sqlalchemy.dialects.postgresql import JSON

    typed = (column(name, table.c[name].type) for name in names)
    rows = func.json_to_recordset(cast(bindparam("rows", type_=Text), JSON))
    told = rows.table_valued(*typed).render_derived(with_types=True)
    return _insert_once("postgresql", table).from_select(names, select(*told.c))


def one_of(tx: Transaction, of: Column[int], wanted: Collection[int]) -> ColumnElement[bool]:
    """`of IN (wanted)`; on PostgreSQL one parameter, where thousands take long to be written."""
    if tx.dialect != "postgresql":
        return of.in_(wanted)
    from sqlalchemy.dialects.postgresql import ARRAY

    return of == any_(literal(list(wanted), ARRAY(of.type)))
