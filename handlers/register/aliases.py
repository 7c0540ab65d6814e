"""Other names of a unit, each with the time it was in use: 老枫林(—2024-06)."""

import calendar
import re
import unicodedata
from datetime import date

from handlers import wording
from handlers.register.cells import names_list
from handlers.register.finding import Wrong
from storage.records import Alias

_DATED = re.compile(r"(.+?)\s*[(\uff08]([^()\uff08\uff09]*)[)\uff09]")
_MOMENT = r"(\d{4})(?:[-/.年](\d{1,2})(?!\d)(?:[-/.月](\d{1,2})(?!\d))?)?[年月日]?"
_RANGE = re.compile(rf"(?:{_MOMENT})?\s*(?:[-\u2010-\u2015\u2500~\u301c至到]+)\s*(?:{_MOMENT})?")


def read_aliases(text: str) -> tuple[Alias, ...]:
    """Raises Wrong where a date in brackets is none; both ends are days in force."""
    return tuple(_alias(part) for part in names_list(text))


def _alias(text: str) -> Alias:
    dated = _DATED.fullmatch(text)
    if dated is None or not re.search(r"\d", dated[2]):
        return Alias(text)
    found = _RANGE.fullmatch(unicodedata.normalize("NFKC", dated[2]).strip())
    if found is None or not (found[1] or found[4]):
        raise Wrong(wording.ALIAS_DATES, value=text)
    since, until = _first_day(*found.groups()[:3]), _last_day(*found.groups()[3:])
    if since and until and until < since:
        raise Wrong(wording.ALIAS_DATES, value=text)
    return Alias(dated[1], since, until)


def _first_day(year: str | None, month: str | None, day: str | None) -> date | None:
    return _date(int(year), int(month or 1), int(day or 1)) if year else None


def _last_day(year: str | None, month: str | None, day: str | None) -> date | None:
    if not year:
        return None
    last = int(month or 12)
    if not 1 <= last <= 12:
        return _date(int(year), last, 1)
    return _date(int(year), last, int(day or calendar.monthrange(int(year), last)[1]))


def _date(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise Wrong(wording.ALIAS_DATES, value=f"{year}-{month:02}-{day:02}") from None
