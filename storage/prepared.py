"""Statements that the main job runs for every message, compiled once and not at every call."""

import sqlite3
from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Executable
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import ClauseElement

from storage.store import Transaction

Values = Mapping[str, Any]
Processor = Callable[[Any], Any]
LONGEST_LIST = 8


class Prepared:
    """A Core statement whose every call costs on SQLite what SQLite itself takes.

    Core spends 20 to 60 µs a call on what is the same at each; PostgreSQL, where the way to the
    server sets the price, runs it through Core. Values are named, a list of them is an IN.
    """

    def __init__(self, statement: Executable) -> None:
        self._statement = statement
        self._shapes: dict[tuple[Any, ...], _Shape] = {}

    def rows(self, tx: Transaction, values: Values) -> list[Any]:
        """All rows, as named tuples."""
        shape = self._shape(tx, values)
        if shape is not None:
            return shape.read(_call(tx, shape.sql, shape.bound(values)))
        found = tx.execute(self._statement, dict(values))
        make = _row_of(tuple(found.keys()))
        return [make(row) for row in found]

    def first(self, tx: Transaction, values: Values) -> Any:
        """The first row, None when there is none."""
        rows = self.rows(tx, values)
        return rows[0] if rows else None

    def run(self, tx: Transaction, values: Values) -> int:
        """How many rows were written."""
        shape = self._shape(tx, values)
        if shape is not None:
            return _call(tx, shape.sql, shape.bound(values))[1]
        return tx.execute(self._statement, dict(values)).rowcount

    def _shape(self, tx: Transaction, values: Values) -> "_Shape | None":
        """None: let Core run it, as on PostgreSQL or for a list of any length."""
        if tx.sqlite is None:
            return None
        lengths = [len(value) for value in values.values() if type(value) is list]
        if lengths and max(lengths) > LONGEST_LIST:
            return None
        key = (*values, *lengths)
        shape = self._shapes.get(key)
        if shape is None:
            shape = self._shapes[key] = _shape_of(self._statement, tx, values)
        return shape


@dataclass(frozen=True, slots=True)
class _Shape:
    """A statement for values of these names and lengths."""

    sql: str
    binds: tuple[tuple[str, Any, Processor | None], ...]
    make: Callable[[Sequence[Any]], Any]
    processors: tuple[tuple[int, Processor], ...]

    def bound(self, values: Values) -> list[Any]:
        """`binds` hold (name, constant or place in a list, processor)."""
        bound = []
        for name, rest, process in self.binds:
            if not name:
                bound.append(rest)
                continue
            value = values[name] if rest is None else values[name][rest]
            bound.append(value if process is None or value is None else process(value))
        return bound

    def read(self, found: tuple[list[Any], int]) -> list[Any]:
        if not self.processors:
            return [self.make(row) for row in found[0]]
        rows = []
        for row in found[0]:
            cells = list(row)
            for at, process in self.processors:
                cells[at] = process(cells[at])
            rows.append(self.make(cells))
        return rows


def _shape_of(statement: Executable, tx: Transaction, values: Values) -> _Shape:
    dialect = tx.connection.dialect
    assert isinstance(statement, ClauseElement)
    compiled = statement.compile(dialect=dialect, column_keys=list(values))
    assert isinstance(compiled, SQLCompiler)
    state = compiled.construct_expanded_state(dict(values))
    places = {
        told: (name, place)
        for name, names in state.parameter_expansion.items()
        if name in values
        for place, told in enumerate(names)
    }
    binds: list[tuple[str, Any, Processor | None]] = []
    for name in state.positiontup or ():
        process = state.processors.get(name)
        if name in compiled.binds:
            process = compiled.binds[name].type.dialect_impl(dialect).bind_processor(dialect)
        if name in values:
            binds.append((name, None, process))
        elif name in places:
            binds.append((*places[name], process))
        else:
            constant = state.parameters[name]
            binds.append(("", constant if process is None else process(constant), None))
    columns = statement.exported_columns if hasattr(statement, "exported_columns") else ()
    processors = [
        (at, column.type.dialect_impl(dialect).result_processor(dialect, None))
        for at, column in enumerate(columns)
    ]
    return _Shape(
        sql=state.statement,
        binds=tuple(binds),
        make=_row_of(tuple(column.name for column in columns)),
        processors=tuple((at, process) for at, process in processors if process is not None),
    )


_ROWS: dict[tuple[str, ...], Callable[[Sequence[Any]], Any]] = {}


def _row_of(names: tuple[str, ...]) -> Callable[[Sequence[Any]], Any]:
    if names not in _ROWS:
        row: Any = namedtuple("Row", names, rename=True)  # type: ignore[misc]
        _ROWS[names] = row._make
    return _ROWS[names]


def call_directly(
    driver: sqlite3.Connection, sql: str, values: Sequence[Any]
) -> tuple[list[Any], int]:
    """(rows, how many were written) of one statement; every direct call goes through here."""
    cursor = driver.execute(sql, values)
    return cursor.fetchall(), cursor.rowcount


def _call(tx: Transaction, sql: str, values: Sequence[Any]) -> tuple[list[Any], int]:
    assert tx.sqlite is not None
    try:
        return call_directly(tx.sqlite, sql, values)
    except sqlite3.Error as error:
        # Values are people's words: they stand in no exception's text.
        raise DBAPIError.instance(sql, None, error, sqlite3.Error) from None
