"""The sheet 减负清单 of the month-end workbook; only in a child process."""

from collections.abc import Sequence

from xlsxwriter.worksheet import Worksheet

from handlers import wording
from handlers.summaries.burden_table import BurdenTable
from handlers.summaries.excel_page import Looks, Page
from handlers.summaries.tables import MonthTables

WIDTHS = (5, 28, 10, 12, 12, 18, 18)


class BurdenSheet(Page):
    """A line a group, zeros shown: that nothing was said is what the office wants to see."""

    def __init__(
        self, sheet: Worksheet, looks: Looks, tables: MonthTables, burden: BurdenTable
    ) -> None:
        super().__init__(sheet, looks, tables)
        self.burden = burden

    def write(self) -> None:
        for place, width in enumerate(WIDTHS):
            self.sheet.set_column(place, place, width)
        title = wording.burden_title(self.tables.unit, self.tables.campaign)
        self.head(title, len(WIDTHS) - 1, wording.BURDEN_HEADINGS)
        for number, row in enumerate(self.burden.rows, 1):
            at = 2 + number
            self.sheet.set_row(at, 24)
            self.sheet.write_number(at, 0, number, self.looks.centre)
            self.text(at, 1, row.group, self.looks.text)
            self.text(at, 2, row.purpose, self.looks.centre)
            self._figures(at, row.figures)
        self._sums(3 + len(self.burden.rows))

    def _figures(self, row: int, figures: Sequence[int]) -> None:
        for place, figure in enumerate(figures, 3):
            self.sheet.write_number(row, place, figure, self.looks.figures[""])

    def _sums(self, row: int) -> None:
        self.sheet.set_row(row, 26)
        self.sheet.merge_range(row, 0, row, 2, "", self.looks.sum)
        self.text(row, 0, wording.SUM_ROW, self.looks.sum)
        for place, figure in enumerate(self.burden.sums, 3):
            self.sheet.write_number(row, place, figure, self.looks.sums[""])
        notes = wording.burden_notes(self.burden.since, self.burden.until)
        for at, note in enumerate(notes, row + 1):
            self.text(at, 0, note, self.looks.line)
