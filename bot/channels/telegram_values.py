"""Single values out of what Telegram sent: of the right type, or absent; pure."""

import math
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

Section = Mapping[str, Any]
"""An object of the JSON: always a dict, which is told fastest."""
NOTHING: Section = {}

# A database's text can hold neither; a message must not be lost for one of them.
_UNFIT = re.compile("[\x00\ud800-\udfff]")
_LARGEST = 1 << 62


def section(value: Any, name: str) -> Section:
    """Empty where there is none."""
    found = value.get(name) if isinstance(value, dict) else None
    return found if isinstance(found, dict) else NOTHING


def sections(value: Section, name: str) -> list[Section]:
    found = value.get(name)
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def text(value: Section, name: str) -> str:
    found = value.get(name)
    return _UNFIT.sub("\ufffd", found) if isinstance(found, str) else ""


def integer(value: Section, name: str) -> int | None:
    found = value.get(name)
    if isinstance(found, bool) or not isinstance(found, int) or abs(found) > _LARGEST:
        return None
    return found


def number(value: Section, name: str) -> float | None:
    found = value.get(name)
    if isinstance(found, bool) or not isinstance(found, int | float):
        return None
    try:
        return float(found) if math.isfinite(found) else None
    except OverflowError:
        return None


def moment(value: Section, name: str) -> datetime | None:
    """Seconds since 1970 as an aware moment; Telegram gives 0 for messages it cannot show."""
    seconds = integer(value, name)
    try:
        return None if not seconds or seconds < 0 else datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return None
