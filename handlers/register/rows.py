"""A sheet's rows by heading, whatever file they came from: title, blanks and 合计 set aside."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from handlers import wording
from handlers.register.cells import clean, name, one_line
from handlers.register.finding import SheetFindings, Wrong
from handlers.register.sheets import NOT_READ_YET, READ, SETTINGS, SheetForm, nearest, spelled
from handlers.wording import Fault

T = TypeVar("T")

HEADING_WITHIN = 15
VALUE = "值"
NOTE, EXAMPLE = "备注", "示例"
"""A column for the office's own notes; a row whose note begins so is an example, not read."""

_BRACKETED = re.compile(r"[(\uff08\[\u3010].*?[)\uff09\]\u3011]|[*\uff0a:\uff1a]")
_TOTALS = frozenset({"合计", "总计", "小计", "共计", "总合计"})
_FOOT = re.compile(r"(?:注|备注|说明|填表|填报|制表|审核|联系)[^\n]{0,3}[:\uff1a]")


@dataclass(frozen=True, slots=True)
class RawSheet:
    """Cells as they came; row 1 of Excel is `rows[0]`."""

    name: str
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One filled row; a cell that is empty or wrong reads as None, and its fault is noted."""

    number: int
    cells: Mapping[str, str]
    findings: SheetFindings

    def raw(self, column: str) -> str:
        return self.cells.get(column, "")

    def text(self, column: str) -> str | None:
        return one_line(self.raw(column)) or None

    def name(self, column: str) -> str | None:
        return name(self.raw(column)) or None

    def read(self, column: str, reader: Callable[[str], T]) -> T | None:
        if not self.raw(column):
            return None
        try:
            return reader(self.raw(column))
        except Wrong as wrong:
            self.error(column, wrong.fault, **wrong.blanks)
            return None

    def error(self, column: str | None, fault: Fault, /, **blanks: object) -> None:
        shown = self.raw(column) if column else None
        self.findings.error(fault, self.number, column, shown, **blanks)

    def warn(self, column: str | None, fault: Fault, /, **blanks: object) -> None:
        shown = self.raw(column) if column else None
        self.findings.warn(fault, self.number, column, shown, **blanks)


def read_rows(sheet: RawSheet, form: SheetForm, findings: SheetFindings) -> list[Row]:
    """The filled rows below the heading; names every fault of the heading and empty cells."""
    rows = [tuple(clean(cell) for cell in row) for row in sheet.rows]
    if not any(any(row) for row in rows):
        findings.error(wording.SHEET_EMPTY)
        return []
    found = find_heading(rows, form)
    if found is None:
        findings.error(wording.HEADING_MISSING, columns="、".join(form.columns))
        return []
    columns = _columns(rows[found], found + 1, form, findings)
    filled = _filled(rows, found, form)
    width = max((index + 1 for index, cell in enumerate(rows[found]) if cell), default=0)
    return [_row(number, row, columns, width, form, findings) for number, row in filled]


def is_blank(sheet: RawSheet) -> bool:
    """A known sheet with its heading, and not one row of it filled in (of 设置: not one value)."""
    form = READ.get(sheet.name) or NOT_READ_YET.get(sheet.name)
    if form is None:
        return False
    rows = [tuple(clean(cell) for cell in row) for row in sheet.rows]
    found = find_heading(rows, form)
    if found is None:
        return False
    filled = [row for _, row in _filled(rows, found, form)]
    if sheet.name != SETTINGS:
        return not filled
    values = [i for i, cell in enumerate(rows[found]) if heading(cell, form) == VALUE]
    return not any(row[i] for row in filled for i in values if i < len(row))


def _filled(
    rows: Sequence[tuple[str, ...]], found: int, form: SheetForm
) -> list[tuple[int, tuple[str, ...]]]:
    notes = [index for index, cell in enumerate(rows[found]) if heading(cell, form) == NOTE]
    return [
        (number, row)
        for number, row in enumerate(rows[found + 1 :], found + 2)
        if any(row)
        and not _is_total(row)
        and not _is_foot(row)
        and not any(row[index : index + 1] and row[index].startswith(EXAMPLE) for index in notes)
    ]


def find_heading(rows: Sequence[Sequence[str]], form: SheetForm) -> int | None:
    """The row, among the first, that holds the most known columns."""
    scores = [
        len({heading(cell, form) for cell in row} & set(form.columns))
        for row in rows[:HEADING_WITHIN]
    ]
    best = max(scores, default=0)
    return scores.index(best) if best else None


def heading(cell: str, form: SheetForm) -> str:
    """名称*, 名 称, 名稱 and 名称(必填) are all 名称."""
    return spelled(re.sub(r"\s+", "", _BRACKETED.sub("", cell)), form.columns)


def _columns(
    row: Sequence[str], number: int, form: SheetForm, findings: SheetFindings
) -> dict[int, str]:
    columns: dict[int, str] = {}
    for index, cell in enumerate(row):
        column = heading(cell, form)
        if column in columns.values():
            findings.error(wording.COLUMN_TWICE, number, column)
        elif column in form.columns:
            columns[index] = column
        elif column and column != NOTE:
            _name_unknown_column(column, number, form, findings)
    for column in form.columns:
        if column in form.required and column not in columns.values():
            findings.error(wording.COLUMN_MISSING, number, column, column=column)
    return columns


def _name_unknown_column(
    column: str, number: int, form: SheetForm, findings: SheetFindings
) -> None:
    near = nearest(column, form.columns)
    if near is None:
        near = wording.DELETE_OR.format(allowed="、".join(form.columns))
    findings.warn(wording.COLUMN_UNKNOWN, number, column, column, near=near)


def _is_total(row: Sequence[str]) -> bool:
    first = next(cell for cell in row if cell)
    return re.sub(r"\s+", "", first).rstrip(":\uff1a") in _TOTALS or any(
        re.sub(r"\s+", "", cell) in _TOTALS for cell in row[:3]
    )


def _is_foot(row: Sequence[str]) -> bool:
    filled = [cell for cell in row if cell]
    return bool(_FOOT.match(re.sub(r"\s+", "", filled[0])))


def _row(
    number: int,
    row: Sequence[str],
    columns: Mapping[int, str],
    width: int,
    form: SheetForm,
    findings: SheetFindings,
) -> Row:
    cells = {column: row[index] for index, column in columns.items() if index < len(row)}
    made = Row(number, cells, findings)
    if any(row[width:]):
        made.error(None, wording.CELLS_OVER)
    for column in form.columns:
        if column in form.required and column in columns.values() and not made.raw(column):
            made.error(column, wording.CELL_EMPTY, column=column)
    return made
