"""The cell 至少: a number, a range, or 100 %, as plans write them and as Excel spoils them."""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

from handlers import wording
from handlers.register.cells import LARGEST, one_line
from handlers.register.finding import Wrong

SHORT = 3
"""Digits: of 1-2万 both are ten thousands, of 9000-1万 only the second."""

_SCIENTIFIC = re.compile(r"\d+(?:\.\d+)?[eE][+-]?\d+")
_WHOLE = re.compile(r"100(?:\.0+)?%|百分之百|全覆盖|一户不落")
_PERCENT = re.compile(r"\d+(?:\.\d+)?%")
_NUMBER = r"(\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?)(万)?"
_MINIMUM = re.compile(
    rf"(?:不少于|至少|不低于|>=|≥)?{_NUMBER}"
    rf"(?:[-\u2010-\u2015~\u301c至到]+{_NUMBER})?"
    r"([\u4e00-\u9fff]{1,2}?)?(?:及以上|以上)?"
)
_TURNED_TO_DATE = re.compile(r"(?:\d{4}[-/.年])?(\d{1,2})[-/.月](\d{1,2})(?:日|[ T]0?0:00.*)?")


@dataclass(frozen=True, slots=True)
class Minimum:
    """`measure` is the measure word written behind the number, or empty."""

    amount: int | None = None
    whole: bool = False
    measure: str = ""


def read_minimum(text: str) -> Minimum:
    """Of "2-3" the lower; raises Wrong for a zero, another percentage and what Excel has spoilt."""
    plain = unicodedata.normalize("NFKC", one_line(text)).replace(" ", "")
    if _SCIENTIFIC.fullmatch(plain):
        raise Wrong(wording.NUMBER_SCIENTIFIC)
    if _WHOLE.fullmatch(plain):
        return Minimum(whole=True)
    if _PERCENT.fullmatch(plain):
        raise Wrong(wording.TASK_PERCENT)
    found = _MINIMUM.fullmatch(plain)
    if found is None:
        _tell_date(plain)
        raise Wrong(wording.TASK_MINIMUM)
    low = _number(found[1], found[2] or (found[4] if len(found[1]) <= SHORT else None))
    if low < 1 or low > LARGEST:
        raise Wrong(wording.NUMBER_RANGE, low=1, high=LARGEST)
    return Minimum(low, measure=found[5] or "")


def _number(digits: str, ten_thousand: str | None) -> int:
    value = Decimal(digits.replace(",", "")) * (10_000 if ten_thousand else 1)
    if value != int(value):
        raise Wrong(wording.NUMBER_WRONG, example="2")
    return int(value)


def _tell_date(plain: str) -> None:
    date = _TURNED_TO_DATE.fullmatch(plain)
    if date is not None:
        raise Wrong(wording.TASK_DATE_FOR_RANGE, low=int(date[1]), high=int(date[2]))
