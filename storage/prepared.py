"""Statements that the main job runs for every message, compiled once and not at every call."""

import sqlite3
from collections import namedtuple
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from operator import itemgetter
from typing import Any, TypeVar

from sqlalchemy import Date, Dialect, Executable
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import ClauseElement
from sqlalchemy.types import TypeEngine

from storage.columns import Instant, microseconds
from storage.store import Transaction

Told = TypeVar("Told")

LONGEST_LIST = 8
Values = Mapping[str, Any]
Make = Callable[[Sequence[Any]], Any]
Processor = Callable[[Any], Any]


class Prepared:
    """A Core statement whose every call costs on SQLite what SQLite itself takes.

    Core spends 20 to 60 µs a call on what is the same at each; PostgreSQL, where the way to the
    server sets the price, runs it through Core. Values are named; a list of them is for an IN.
    """

    def __init__(self, statement: Executable, listed: str = "") -> None:
        self._statement = statement
        self._listed = listed
        self._shapes: dict[tuple[object, ...], _Shape] = {}

    def rows(self, tx: Transaction, values: Values) -> list[Any]:
        """All rows, as named tuples."""
        shape = self._shape(tx, values)
        if shape is not None:
            return shape.read(_telling(tx, call_directly, shape.sql, shape.bound(values))[0])
        found = tx.execute(self._statement, dict(values))
        make = _row_of(tuple(found.keys()))
        return [make(row) for row in found]

    def first(self, tx: Transaction, values: Values) -> Any:
        """The first row, None when there is none."""
        rows = self.rows(tx, values)
        return rows[0] if rows else None

    def run(self, tx: Transaction, values: Values) -> int:
        """How many rows an UPDATE met; of an INSERT only SQLite tells."""
        shape = self._shape(tx, values)
        if shape is not None:
            return _telling(tx, call_directly, shape.sql, shape.bound(values))[1]
        return tx.execute(self._statement, dict(values)).rowcount

    def put(self, tx: Transaction, values: Values) -> int | None:
        """The number of the row that an INSERT adds, None when its unique key stood already.

        The statement has RETURNING and its id on PostgreSQL; SQLite takes a third longer for it.
        """
        shape = self._shape(tx, values)
        if shape is not None:
            _, written, last = _telling(tx, call_directly, shape.sql, shape.bound(values))
            return last if written == 1 else None
        added: int | None = tx.execute(self._statement, dict(values)).scalar()
        return added

    def run_all(self, tx: Transaction, rows: Sequence[Values]) -> None:
        """Once for each of the rows; all of them have the same names."""
        if not rows:
            return
        shape = self._shape(tx, rows[0])
        if shape is None:
            tx.execute(self._statement, [dict(row) for row in rows])
            return
        _telling(tx, call_for_all, shape.sql, [shape.bound(row) for row in rows])

    def _shape(self, tx: Transaction, values: Values) -> "_Shape | None":
        """None: let Core run it, as on PostgreSQL or for a list of any length."""
        if tx.sqlite is None:
            return None
        key: tuple[object, ...] = tuple(values)
        if self._listed:
            length = len(values[self._listed])
            if length > LONGEST_LIST:
                return None
            key = (*key, length)
        shape = self._shapes.get(key)
        if shape is None:
            shape = self._shapes[key] = _shape_of(self._statement, values, self._listed)
        return shape


@dataclass(frozen=True, slots=True)
class _Shape:
    """A statement for values of these names and this length of its list.

    `pick` gives the values in the statement's order; `beside` are its constants, by name.
    """

    sql: str
    pick: Callable[[Values], Sequence[Any]]
    beside: dict[str, Any]
    places: tuple[str, Sequence[str]]
    to_database: tuple[tuple[int, Processor], ...]
    make: Make
    from_database: tuple[tuple[int, Processor], ...]

    def bound(self, values: Values) -> Sequence[Any]:
        listed, places = self.places
        if listed:
            values = {**self.beside, **values, **dict(zip(places, values[listed], strict=True))}
        elif self.beside:
            values = {**self.beside, **values}
        picked = self.pick(values)
        if not self.to_database:
            return picked
        bound = list(picked)
        for at, process in self.to_database:
            if bound[at] is not None:
                bound[at] = process(bound[at])
        return bound

    def read(self, found: Sequence[Sequence[Any]]) -> list[Any]:
        if not found:
            return []
        if not self.from_database:
            return [self.make(row) for row in found]
        rows = []
        for row in found:
            cells = list(row)
            for at, process in self.from_database:
                cells[at] = process(cells[at])
            rows.append(self.make(cells))
        return rows


def _shape_of(statement: Executable, values: Values, listed: str) -> _Shape:
    assert isinstance(statement, ClauseElement)
    compiled = statement.compile(dialect=_dialect(), column_keys=list(values))
    assert isinstance(compiled, SQLCompiler)
    state = compiled.construct_expanded_state(dict(values))
    types = {name: bind.type for name, bind in compiled.binds.items()}
    for name, expanded in state.parameter_expansion.items():
        types |= dict.fromkeys(expanded, types[name])
    places = state.parameter_expansion.get(listed, [])
    order = state.positiontup or ()
    columns = list(getattr(statement, "exported_columns", ()))
    assert columns or " RETURNING " not in state.statement
    told = state.parameters.items()
    return _Shape(
        sql=state.statement,
        pick=_picker(order),
        beside={name: value for name, value in told if name not in values and name not in places},
        places=(listed, places),
        to_database=_each(_to_database(types[name]) for name in order),
        make=_row_of(tuple(column.name for column in columns)),
        from_database=_each(_from_database(column.type) for column in columns),
    )


def _picker(order: Sequence[str]) -> Callable[[Values], Sequence[Any]]:
    if len(order) > 1:
        return itemgetter(*order)
    return lambda values: [values[name] for name in order]


def _each(processors: Iterable[Processor | None]) -> tuple[tuple[int, Processor], ...]:
    return tuple((at, process) for at, process in enumerate(processors) if process is not None)


@cache
def _dialect() -> Dialect:
    from sqlalchemy.dialects.sqlite.pysqlite import dialect

    return dialect()


def _to_database(type_: TypeEngine[Any]) -> Processor | None:
    if isinstance(type_, Instant):
        return microseconds
    if isinstance(type_, Date):
        return date.isoformat
    return type_.dialect_impl(_dialect()).bind_processor(_dialect())


def _from_database(type_: TypeEngine[Any]) -> Processor | None:
    return type_.dialect_impl(_dialect()).result_processor(_dialect(), None)


@cache
def _row_of(names: tuple[str, ...]) -> Make:
    row: Any = namedtuple("Row", names, rename=True)  # type: ignore[misc]
    make: Make = row._make
    return make


def call_directly(
    driver: sqlite3.Connection, sql: str, values: Sequence[Any]
) -> tuple[list[Any], int, int | None]:
    """(rows, how many were written, the last row added); every direct call goes through here."""
    cursor = driver.execute(sql, values)
    return cursor.fetchall(), cursor.rowcount, cursor.lastrowid


def call_for_all(driver: sqlite3.Connection, sql: str, rows: Sequence[Sequence[Any]]) -> None:
    """One statement for many rows; every such call goes through here."""
    driver.executemany(sql, rows)


def _telling(tx: Transaction, call: Callable[..., Told], sql: str, values: Sequence[Any]) -> Told:
    """Raises what Core would; values are people's words, and stand in no exception's text."""
    try:
        return call(tx.sqlite, sql, values)
    except sqlite3.Error as error:
        raise DBAPIError.instance(sql, None, error, sqlite3.Error) from None


def run_plain(tx: Transaction, sql: str) -> None:
    """A statement without values or rows, on SQLite alone."""
    _telling(tx, call_directly, sql, ())
