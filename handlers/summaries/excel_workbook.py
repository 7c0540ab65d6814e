"""The month-end workbook; runs in a child process or a command, never in the bot itself."""

import os
from collections.abc import Mapping, Sequence
from datetime import datetime, time
from pathlib import Path
from typing import Any

import msgspec
import xlsxwriter
from xlsxwriter.workbook import Workbook

from handlers import wording
from handlers.summaries.burden_sheet import BurdenSheet
from handlers.summaries.excel_page import LONGEST, Looks, Page
from handlers.summaries.tables import LedgerRow, MonthTables
from handlers.summaries.totals import Figure

OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
LEDGER_WIDTHS = (5, 11, 12, 18, 22, 40, 9, 9, 10, 11, 16)
LINE_POINTS = 15
HIGHEST = 400


def write_workbook_job(values: Mapping[str, Any]) -> dict[str, Any]:
    """For workbench.JOBS: {path, tables}, the tables as msgspec.to_builtins makes them."""
    path = Path(values["path"])
    return {"bytes": write_workbook(path, msgspec.convert(values["tables"], MonthTables))}


def write_workbook(path: Path, tables: MonthTables) -> int:
    """Replaces the file as a whole and gives its bytes; on an error nothing new stands there."""
    temp = path.with_name(f".{os.getpid()}.part")
    try:
        with Workbook(str(temp), OPTIONS) as book:
            made = datetime.combine(tables.made_on, time())
            title = wording.statistics_title(tables.unit, tables.campaign)
            book.set_properties({"title": title, "created": made})
            looks = Looks(book)
            _Statistics(book.add_worksheet(wording.STATISTICS_SHEET), looks, tables).write()
            _Ledger(book.add_worksheet(wording.LEDGER_SHEET), looks, tables).write()
            if tables.burden is not None:
                sheet = book.add_worksheet(wording.BURDEN_SHEET)
                BurdenSheet(sheet, looks, tables, tables.burden).write()
        with temp.open("rb") as file:
            os.fsync(file.fileno())
        temp.replace(path)
    except xlsxwriter.exceptions.FileCreateError as error:
        raise OSError(str(error)) from error
    finally:
        temp.unlink(missing_ok=True)
    return path.stat().st_size


class _Statistics(Page):
    def write(self) -> None:
        tables = self.tables
        names = [wording.column_heading(one.activity, one.unit) for one in tables.columns]
        headings = [wording.NUMBER_HEADING, wording.UNIT_HEADING, *names, wording.REMARK_HEADING]
        last = len(headings) - 1
        self._widths(last)
        title = wording.statistics_title(tables.unit, tables.campaign)
        self.head(title, last, headings)
        for number, line in enumerate(tables.rows, 1):
            self._row(2 + number, str(number), line.unit, line.figures, line.remark)
        at = 3 + len(tables.rows)
        self._sums(at, last)
        for note in self._notes():
            at += 1
            self.text(at, 0, note, self.looks.line)
        self.sheet.set_row(at + 1, 28)
        self.text(at + 1, 0, wording.TABLE_FOOT, self.looks.line)

    def _widths(self, last: int) -> None:
        self.sheet.set_column(0, 0, 5)
        self.sheet.set_column(1, 1, 14)
        self.sheet.set_column(last, last, 12)
        for place, figure in enumerate(self.tables.sums, 2):
            self.sheet.set_column(place, place, 9, None, {"hidden": figure is None})

    def _row(
        self, row: int, number: str, unit: str, figures: Sequence[Figure | None], remark: str
    ) -> None:
        looks = self.looks
        self.sheet.set_row(row, 24)
        self.sheet.write_number(row, 0, int(number), looks.centre)
        self.text(row, 1, unit, looks.centre)
        for place, figure in enumerate(figures, 2):
            self.figure(row, place, figure, looks.figures)
        self.text(row, 2 + len(figures), remark, looks.centre)

    def _sums(self, row: int, last: int) -> None:
        self.sheet.set_row(row, 26)
        self.sheet.merge_range(row, 0, row, 1, "", self.looks.sum)
        self.text(row, 0, wording.SUM_ROW, self.looks.sum)
        for place, figure in enumerate(self.tables.sums, 2):
            self.figure(row, place, figure, self.looks.sums)
        self.text(row, last, "", self.looks.sum)

    def _notes(self) -> list[str]:
        day, sums = self.tables.until, [one for one in self.tables.sums if one is not None]
        notes = [wording.table_until(day.year, day.month, day.day)]
        if any(one.mark for one in sums):
            notes.append(wording.TABLE_MARKS_NOTE)
        activities = [one.activity for one in self.tables.columns]
        if len(set(activities)) < len(activities):
            notes.append(wording.TABLE_OTHER_UNITS_NOTE)
        return notes


class _Ledger(Page):
    def write(self) -> None:
        for place, width in enumerate(LEDGER_WIDTHS):
            self.sheet.set_column(place, place, width)
        title = wording.ledger_title(self.tables.unit, self.tables.campaign)
        self.head(title, len(LEDGER_WIDTHS) - 1, wording.LEDGER_HEADINGS)
        for number, line in enumerate(self.tables.ledger, 1):
            self._row(2 + number, number, line)
        foot = 3 + len(self.tables.ledger)
        self.sheet.autofilter(2, 0, max(foot - 1, 2), len(LEDGER_WIDTHS) - 1)
        self.sheet.set_row(foot, 28)
        self.text(foot, 0, wording.TABLE_FOOT, self.looks.line)

    def _row(self, row: int, number: int, line: LedgerRow) -> None:
        looks = self.looks
        self.sheet.set_row(row, ledger_height(line))
        self.sheet.write_number(row, 0, number, looks.centre)
        self.sheet.write_datetime(row, 1, datetime.combine(line.day, time()), looks.day)
        self.text(row, 2, line.unit, looks.centre)
        self.text(row, 3, line.place, looks.text)
        self.text(row, 4, line.form, looks.text)
        self.text(row, 5, line.content, looks.text)
        self.figure(row, 6, line.people, looks.figures)
        self.figure(row, 7, line.papers, looks.figures)
        for place, text in enumerate((line.responsible, line.photos), 8):
            self.text(row, place, text, looks.centre)
        self.text(row, 10, line.remark, looks.text)


def ledger_height(line: LedgerRow) -> float:
    """Points for the fullest cell: programs do not fit rows of a streamed sheet themselves."""
    texts = {2: line.unit, 3: line.place, 4: line.form, 5: line.content}
    texts |= {8: line.responsible, 9: line.photos, 10: line.remark}
    lines = (_lines(text[:LONGEST], LEDGER_WIDTHS[place]) for place, text in texts.items())
    return float(min(max(lines) * LINE_POINTS + 9, HIGHEST))


def _lines(text: str, width: int) -> int:
    # A Chinese character is as wide as two figures; the last place of a line often stays empty.
    return sum(
        max(1, -(-sum(1 if letter.isascii() else 2 for letter in line) // (width - 1)))
        for line in text.split("\n")
    )
