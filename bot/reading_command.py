"""`cunbao read`: JSON lines in and out, to see what a report text is understood as."""

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from handlers import wording
from handlers.register.spoken_units import also_called
from handlers.reports.own_words import OwnWords, own_words_of
from handlers.reports.reading import Reading
from handlers.reports.text import read_text
from handlers.reports.units import UnitNames
from storage.records import Saying, Unit


class BadLines(Exception):
    """Lines that could not be read: `sentences` name each line and the mend."""

    def __init__(self, sentences: Sequence[str]) -> None:
        super().__init__("\n".join(sentences))
        self.sentences = tuple(sentences)


class _BadLine(Exception):
    pass


def read_lines(
    lines: Iterable[str], register_units: Sequence[Unit] | None, sayings: Sequence[Saying] = ()
) -> Iterator[str]:
    """One answer a readable line; raises BadLines after the last when some were not."""
    names, own = None, own_words_of(sayings)
    if register_units is not None:
        names = UnitNames(also_called(register_units, sayings), own)
    bad: list[str] = []
    for number, line in enumerate(lines, 1):
        if not line.strip().lstrip("\ufeff"):
            continue
        try:
            yield _answer(line, number, names, own)
        except _BadLine as error:
            bad.append(str(error))
    if bad:
        raise BadLines(bad)


def _answer(line: str, number: int, names: UnitNames | None, own: OwnWords | None) -> str:
    row = _row(line, number)
    reading = read_text(row["text"], _today(row, number), names, own)
    return json.dumps({"id": row["id"], **_fields(reading)}, ensure_ascii=False)


def _row(line: str, number: int) -> dict[str, Any]:
    try:
        row = json.loads(line.strip().lstrip("\ufeff"))
    except (ValueError, RecursionError):
        raise _BadLine(wording.read_line_is_no_json(number)) from None
    if not isinstance(row, dict) or "id" not in row:
        raise _BadLine(wording.read_line_lacks(number, "id"))
    if not isinstance(row.get("text"), str):
        raise _BadLine(wording.read_line_lacks(number, "text"))
    return row


def _today(row: dict[str, Any], number: int) -> date | None:
    value = row.get("today")
    if value in (None, ""):
        return None
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise _BadLine(wording.read_line_has_no_day(number)) from None


def _fields(reading: Reading) -> dict[str, Any]:
    items = [
        {
            "activity": item.activity,
            "count": item.count,
            "unit": item.unit,
            "approx": item.approximate,
        }
        for item in reading.items
    ]
    day = reading.day.isoformat() if reading.day and items else None
    return {"items": items, "date": day, "village": reading.village}
