"""One Excel cell's value as the clerk sees it: dates, percentages, numbers and leading zeros."""

import re
from datetime import date, datetime, time, timedelta
from typing import Any

from handlers.register.cells import LONGEST_NUMBER

BROKEN = frozenset({"#REF!", "#N/A", "#NAME?", "#VALUE!", "#DIV/0!", "#NULL!", "#NUM!"})
_ZEROS = re.compile(r"0{2,15}")


def cell_text(value: Any, number_format: str | None) -> str:
    """Numbers of more than 15 digits keep all that the file has: the reader tells of them."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, int | float):
        return _number(value, number_format or "")
    if isinstance(value, datetime):
        plain = value.time() == time()
        return value.date().isoformat() if plain else value.isoformat(" ", "minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.isoformat("minutes")
    if isinstance(value, timedelta):
        minutes = value // timedelta(minutes=1)
        return f"{minutes // 60:02}:{minutes % 60:02}"
    return str(value)


def _number(value: int | float, number_format: str) -> str:
    if "%" in number_format:
        return f"{value * 100:.10g}%"
    if isinstance(value, float) and not value.is_integer():
        return f"{value:.{LONGEST_NUMBER}g}"
    whole = int(value)
    if _ZEROS.fullmatch(number_format) and whole >= 0:
        return f"{whole:0{len(number_format)}}"
    return str(whole)
