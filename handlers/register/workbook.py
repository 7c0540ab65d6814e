"""Writing the register as an Excel workbook; loads xlsxwriter, so never for the running bot."""

import os
from collections.abc import Sequence
from pathlib import Path

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from handlers import wording
from handlers.register.choices import closed_choices, columns_elsewhere, open_choices
from handlers.register.pages import Line, Page
from handlers.register.rows import EXAMPLE, NOTE
from handlers.register.sheets import NOT_READ_YET, ORDER, READ, STEPS, SheetForm

OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
ROOM = 3000
"""Rows below the heading that have drop-downs and are kept as text."""
WIDTHS = {"名称": 20, "别名": 24, "内容": 22, "适用": 18, "原文": 40, "问题": 30, "答案": 40}
WIDTHS |= {"依据": 22, "说明": 34, "活动": 20, "主题": 22, "编号": 11, "相似问法": 24, "备注": 30}


def write_register(path: Path, pages: Sequence[Page]) -> None:
    """Replaces the file as a whole; raises OSError, and then nothing new stands there."""
    temp = path.with_name(f".{os.getpid()}.part")
    try:
        with Workbook(str(temp), OPTIONS) as book:
            looks = _Looks(book)
            _write_steps(book.add_worksheet(STEPS), looks)
            filled = {page.name: page for page in pages}
            for name in ORDER:
                form = READ.get(name) or NOT_READ_YET[name]
                _Sheet(book.add_worksheet(name), looks, form).write(filled.get(name, Page(name)))
        temp.replace(path)
    except xlsxwriter.exceptions.FileCreateError as error:
        raise OSError(str(error)) from error
    finally:
        temp.unlink(missing_ok=True)


class _Looks:
    def __init__(self, book: Workbook) -> None:
        plain = {"font_name": "宋体", "font_size": 11, "valign": "vcenter"}
        self.title = book.add_format(plain | {"bold": True, "font_size": 16})
        self.line = book.add_format(plain | {"text_wrap": True})
        head = plain | {"bold": True, "border": 1, "align": "center", "bg_color": "#E8EEF4"}
        self.needed = book.add_format(head | {"font_color": "#9C3A00"})
        self.heading = book.add_format(head)
        # Text: else Excel turns 2-3 into a date and long numbers into rounded ones.
        self.text: Format = book.add_format(plain | {"num_format": "@"})
        self.example = book.add_format(
            plain | {"num_format": "@", "italic": True, "font_color": "#808080"}
        )


def _write_steps(sheet: Worksheet, looks: _Looks) -> None:
    sheet.set_column(0, 0, 90)
    sheet.hide_gridlines(2)
    sheet.write_string(0, 0, STEPS, looks.title)
    for row, line in enumerate(wording.REGISTER_STEPS, 2):
        sheet.write_string(row, 0, line, looks.line)


class _Sheet:
    def __init__(self, sheet: Worksheet, looks: _Looks, form: SheetForm) -> None:
        self._sheet, self._looks, self._form = sheet, looks, form
        self._columns = (*form.columns, NOTE)

    def write(self, page: Page) -> None:
        self._write_heading()
        row = 1
        for example in page.examples:
            noted = {**example, NOTE: f"{EXAMPLE}{wording.EXAMPLE_NOTE}"}
            self._write_line(row, noted, self._looks.example)
            row += 1
        for line in page.lines:
            self._write_line(row, line, self._looks.text)
            row += 1
        last = max(ROOM, row)
        for index, column in enumerate(self._columns):
            self._offer(index, column, last)
        cells = f"A1:{xl_col_to_name(len(self._columns) - 1)}{last + 1}"
        self._sheet.ignore_errors({"number_stored_as_text": cells})

    def _write_heading(self) -> None:
        self._sheet.freeze_panes(1, 0)
        for index, column in enumerate(self._columns):
            needed = column in self._form.required
            look = self._looks.needed if needed else self._looks.heading
            self._sheet.set_column(index, index, WIDTHS.get(column, 12), self._looks.text)
            self._sheet.write_string(0, index, column, look)

    def _write_line(self, row: int, line: Line, look: Format) -> None:
        for index, column in enumerate(self._columns):
            value = line.get(column)
            if value is not None and value != "":
                self._sheet.write_string(row, index, str(value), look)

    def _offer(self, index: int, column: str, last: int) -> None:
        key = (self._form.name, column)
        closed, usual = closed_choices().get(key), open_choices().get(key)
        elsewhere = columns_elsewhere().get(key)
        if elsewhere is not None:
            sheet, named = elsewhere
            at = xl_col_to_name(READ[sheet].columns.index(named))
            source: object = f"='{sheet}'!${at}$2:${at}${ROOM}"
        elif closed or usual:
            source = list(closed or usual or ())
        else:
            return
        rule = {"validate": "list", "source": source, "ignore_blank": True}
        if closed:
            rule |= {"error_title": column, "error_message": wording.CHOOSE_ONE}
        else:
            rule |= {"show_error": False}
        self._sheet.data_validation(1, index, last, index, rule)
