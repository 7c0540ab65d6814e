"""One Excel workbook's bytes into sheets; loads openpyxl, so never for the running bot."""

import io
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from xml.etree import ElementTree

from handlers import wording
from handlers.register.excel_cells import BROKEN, cell_text
from handlers.register.finding import Finding, SheetFindings
from handlers.register.rows import RawSheet
from handlers.register.sheets import STEPS, sheet_names, spelled

UNPACKED_MEGABYTES = 100
MOST_ROWS, MOST_COLUMNS = 50_000, 60
OLD_FORMAT = b"\xd0\xcf\x11\xe0"
"""How .xls, .et and workbooks with a password begin."""


class NoWorkbook(Exception):
    """These bytes are no workbook that can be read; the sentence says what to do."""


@dataclass(frozen=True, slots=True)
class _Layout:
    """Rows as Excel counts them; `merged` is (first row, last row, first column)."""

    hidden: frozenset[int]
    merged: tuple[tuple[int, int, int], ...]


@dataclass(slots=True)
class _Sheets:
    sheets: list[RawSheet] = field(default_factory=list)
    unreadable: set[str] = field(default_factory=set)


def read_workbook(data: bytes, findings: list[Finding]) -> tuple[list[RawSheet], frozenset[str]]:
    """The sheets, and the names of those that cannot be read; raises NoWorkbook."""
    _refuse(data)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return _read(data, findings)
        except NoWorkbook:
            raise
        except Exception as error:
            # What a broken file raises in the library cannot be listed.
            raise NoWorkbook(wording.workbook_broken(type(error).__name__)) from None


def _refuse(data: bytes) -> None:
    if data.startswith(OLD_FORMAT):
        raise NoWorkbook(wording.WORKBOOK_OLD)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            unpacked = sum(one.file_size for one in archive.infolist())
            if "xl/workbook.xml" not in archive.namelist():
                raise NoWorkbook(wording.WORKBOOK_OTHER)
    except zipfile.BadZipFile:
        raise NoWorkbook(wording.WORKBOOK_OTHER) from None
    if unpacked > UNPACKED_MEGABYTES * 1_000_000:
        raise NoWorkbook(wording.WORKBOOK_TOO_BIG)


def _read(data: bytes, findings: list[Finding]) -> tuple[list[RawSheet], frozenset[str]]:
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    found = _Sheets()
    try:
        for sheet in book.worksheets:
            _take(sheet, found, findings)
    finally:
        book.close()
    return found.sheets, frozenset(found.unreadable)


def _take(sheet: Any, found: _Sheets, findings: list[Finding]) -> None:
    name = spelled("".join(sheet.title.split()), sheet_names())
    into, known = SheetFindings(name, findings), name in sheet_names()
    if name == STEPS or (sheet.sheet_state != "visible" and not known):
        return
    if any(one.name == name for one in found.sheets):
        into.error(wording.SHEET_NAMED_TWICE)
        found.unreadable.add(name)
        return
    rows = _rows(sheet, into)
    if rows is None:
        found.unreadable.add(name)
    elif any(any(row) for row in rows):
        if sheet.sheet_state != "visible":
            into.warn(wording.SHEET_HIDDEN)
        found.sheets.append(RawSheet(name, tuple(map(tuple, rows))))


def _rows(sheet: Any, into: SheetFindings) -> list[list[str]] | None:
    """None where the sheet is longer than any register."""
    layout = _layout(sheet)
    rows: list[list[str]] = []
    for number, cells in enumerate(_cells(sheet), 1):
        if number > MOST_ROWS:
            into.error(wording.SHEET_TOO_LONG, rows=MOST_ROWS)
            return None
        texts = [cell_text(cell.value, cell.number_format) for cell in cells]
        for text in texts:
            if text in BROKEN:
                into.warn(wording.CELL_BROKEN, number, None, text)
        rows.append(["" if text in BROKEN else text for text in texts])
    while rows and not any(rows[-1]):
        rows.pop()
    _fill_down(rows, layout)
    hidden = [one for one in sorted(layout.hidden) if one <= len(rows) and any(rows[one - 1])]
    if hidden:
        shown = "、".join(map(str, hidden[:20])) + ("等" if len(hidden) > 20 else "")
        into.warn(wording.ROWS_HIDDEN, hidden[0], None, None, rows=shown)
    return rows


def _cells(sheet: Any) -> Iterator[Any]:
    """Without the empty rows that a stray format at the very bottom makes."""
    gap = 0
    for row in sheet.iter_rows(max_col=MOST_COLUMNS):
        if any(cell.value is not None for cell in row):
            yield from (() for _ in range(gap))
            gap = 0
            yield row
        else:
            gap += 1


def _layout(sheet: Any) -> _Layout:
    """Hidden rows and merged cells, which the quick reader of the library leaves out."""
    hidden: set[int] = set()
    merged: list[tuple[int, int, int]] = []
    with sheet._get_source() as source:
        for _, element in ElementTree.iterparse(source):  # noqa: S314
            tag = element.tag.rpartition("}")[2]
            if tag == "row" and element.get("hidden") in {"1", "true"} and element.get("r"):
                hidden.add(int(element.get("r", "0")))
            elif tag == "mergeCell":
                merged.append(_merged(element.get("ref", "")))
            if tag in {"row", "mergeCell"}:
                element.clear()
    return _Layout(frozenset(hidden), tuple(merged))


def _merged(reference: str) -> tuple[int, int, int]:
    from openpyxl.utils import range_boundaries

    first_column, first_row, _, last_row = range_boundaries(reference)
    return first_row or 1, last_row or 1, first_column or 1


def _fill_down(rows: list[list[str]], layout: _Layout) -> None:
    """A cell merged over several rows says the same of each of them."""
    for first, last, column in layout.merged:
        if first > len(rows) or len(rows[first - 1]) < column:
            continue
        text = rows[first - 1][column - 1]
        for row in rows[first : min(last, len(rows))]:
            row.extend([""] * (column - len(row)))
            row[column - 1] = row[column - 1] or text
