"""Paper, fonts and head lines of the month-end workbook's sheets; only in a child process."""

import re
from collections.abc import Mapping, Sequence

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from handlers import wording
from handlers.summaries.tables import MonthTables
from handlers.summaries.totals import Figure

A4 = 9
NUMBER_FORMATS = {"": "0", "余": '0"余"', "近": '"近"0', "约": '"约"0'}
UNFIT = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
LONGEST = 2000


class Looks:
    """The formats of the sheets, by name."""

    def __init__(self, book: Workbook) -> None:
        body = {"font_name": "仿宋", "font_size": 11, "valign": "vcenter"}
        head = {"font_name": "黑体", "font_size": 11, "valign": "vcenter", "align": "center"}
        framed = {"border": 1, "text_wrap": True}
        centred = body | framed | {"align": "center"}
        self.title = book.add_format(head | {"font_size": 18})
        self.line = book.add_format(body)
        self.line_right = book.add_format(body | {"align": "right"})
        self.heading = book.add_format(head | framed)
        self.text = book.add_format(body | framed)
        self.centre = book.add_format(centred)
        self.day = book.add_format(centred | {"num_format": "yyyy-mm-dd"})
        self.figures = {
            mark: book.add_format(centred | {"num_format": shown})
            for mark, shown in NUMBER_FORMATS.items()
        }
        bold = centred | {"font_name": "黑体"}
        self.sum = book.add_format(bold)
        self.sums = {
            mark: book.add_format(bold | {"num_format": shown})
            for mark, shown in NUMBER_FORMATS.items()
        }


class Page:
    """What the sheets share: paper, title, head line; rows are written from the top down."""

    def __init__(self, sheet: Worksheet, looks: Looks, tables: MonthTables) -> None:
        self.sheet, self.looks, self.tables = sheet, looks, tables
        sheet.set_landscape()
        sheet.set_paper(A4)
        sheet.set_margins(left=0.5, right=0.5, top=0.7, bottom=0.7)
        sheet.center_horizontally()
        sheet.fit_to_pages(1, 0)
        sheet.set_footer(wording.page_foot())
        sheet.repeat_rows(0, 2)
        sheet.freeze_panes(3, 0)

    def head(self, title: str, last: int, headings: Sequence[str]) -> None:
        day = self.tables.made_on
        self.sheet.set_row(0, 32)
        self.sheet.merge_range(0, 0, 0, last, "", self.looks.title)
        self.text(0, 0, title, self.looks.title)
        self.text(1, 0, wording.table_unit(self.tables.unit), self.looks.line)
        made = wording.table_made_on(day.year, day.month, day.day)
        self.text(1, last, made, self.looks.line_right)
        self.sheet.set_row(2, 48)
        for place, heading in enumerate(headings):
            self.text(2, place, heading, self.looks.heading)

    def text(self, row: int, place: int, text: str, look: Format) -> None:
        """Always as text: what begins with = stays what it is."""
        self.sheet.write_string(row, place, UNFIT.sub("", text)[:LONGEST], look)

    def figure(
        self, row: int, place: int, figure: Figure | None, looks: Mapping[str, Format]
    ) -> None:
        if figure is None:
            self.sheet.write_blank(row, place, None, looks[""])
        else:
            self.sheet.write_number(row, place, figure.count, looks[figure.mark])
