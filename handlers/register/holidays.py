"""The sheet 假日: days off and make-up workdays, one a row or a stretch of them."""

import re
from collections.abc import Sequence
from datetime import date, timedelta

from handlers import wording
from handlers.register import cells
from handlers.register.finding import Wrong
from handlers.register.rows import Row
from storage.records import Holiday

LONGEST = 60
_TO = re.compile(r"\s*(?:[\u2010-\u2015~\uff5e\u301c至到]+|-(?=\s*\d{4}[-/.年]))\s*")
_WORKS = cells.one_of(
    ("休", "班"),
    {"休息": "休", "放假": "休", "休假": "休", "上班": "班", "补班": "班", "调休上班": "班"},
)


def read_holidays(rows: Sequence[Row]) -> list[Holiday]:
    seen: dict[date, int] = {}
    holidays = []
    for row in rows:
        for column in ("日期", "休或班"):
            if not row.raw(column):
                row.error(column, wording.CELL_EMPTY, column=column)
        days, word = row.read("日期", read_days), row.read("休或班", _WORKS)
        if days is None or word is None:
            continue
        twice = next((day for day in days if day in seen), None)
        if twice is not None:
            row.error("日期", wording.SAME_AS_ROW, row=seen[twice])
            continue
        seen.update(dict.fromkeys(days, row.number))
        holidays += [Holiday(day, word == "班", row.text("依据") or "") for day in days]
    return holidays


def read_days(text: str) -> list[date]:
    """One day, a list, or 2026-10-01至2026-10-07; raises Wrong where it is none of them."""
    days: list[date] = []
    for part in cells.names_list(text):
        ends = [cells.day(end) for end in _TO.split(part)]
        if len(ends) > 2:
            raise Wrong(wording.DATE_WRONG)
        if ends[-1] < ends[0]:
            raise Wrong(wording.DATES_TURNED, later=ends[-1], earlier=ends[0])
        if (ends[-1] - ends[0]).days >= LONGEST:
            raise Wrong(wording.HOLIDAY_LONG, days=LONGEST)
        length = (ends[-1] - ends[0]).days + 1
        days += [ends[0] + timedelta(days=away) for away in range(length)]
    return list(dict.fromkeys(days))
