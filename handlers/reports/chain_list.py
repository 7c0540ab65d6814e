"""接龙 lists and pasted tables whose first row says what the figures of the others count."""

import re
from collections.abc import Mapping

from handlers.reports.activities import canonical_unit, measure_for
from handlers.reports.candidates import Candidate
from handlers.reports.counted import made
from handlers.reports.lexicon import FILLER, Word
from handlers.reports.numbers import Number, find_numbers

_CELLS = re.compile(r"[^/|、,; ●]+")
_HEADING = re.compile(r"#?接龙[:]?|[#●]|\ue000")
_COLUMNS = {
    "户": "入户走访",
    "户数": "入户走访",
    "人次": "现场咨询",
    "条幅": "悬挂横幅标语",
    "人": "参与人数",
}
_FIGURE = re.compile(r"\d")
_ORDINAL = re.compile(r"\s*\d{1,3}\s*[.、:) ]\s*")


_NEXT = re.compile(r"\s(?=(\d{1,2})(?:[.、:)]\s*|\s+)[^\d\s])")


def unrolled(folded: str) -> str:
    """A list whose lines were run together begins each of them anew; no position changes."""
    if "接龙" not in folded or "\n" in folded:
        return folded
    found = list(_NEXT.finditer(folded))
    if [int(number[1]) for number in found] != list(range(1, len(found) + 1)):
        return folded
    return _NEXT.sub("\n", folded)


def read_table(folded: str, words: Mapping[str, Word]) -> tuple[list[Candidate], str]:
    """Candidates of all rows under a heading row, and the text with their figures blanked."""
    if "\n" not in folded:
        return [], folded
    lines = folded.split("\n")
    found: list[Candidate] = []
    columns: list[str] | None = None
    offset = 0
    for place, line in enumerate(lines):
        if columns is not None:
            row = _row(line, offset, columns)
            if row is not None:
                found.extend(row)
                lines[place] = _without_figures(line, offset, row)
            elif line.strip():
                columns = None
        if columns is None:
            columns = _columns(line, words)
        offset += len(line) + 1
    return found, "\n".join(lines)


def _without_figures(line: str, offset: int, row: list[Candidate]) -> str:
    start = min((candidate.start for candidate in row), default=offset) - offset
    return line[:start] + FILLER * (len(line) - start)


def _columns(line: str, words: Mapping[str, Word]) -> list[str] | None:
    if _FIGURE.search(line):
        return None
    cells = _CELLS.findall(_HEADING.sub("", line))
    if not 2 <= len(cells) <= 14:
        return None
    columns = [_activity(cell.strip(), words) for cell in cells]
    known = [column for column in columns if column]
    return columns if len(known) >= 2 and all(len(cell) <= 8 for cell in cells) else None


def _activity(cell: str, words: Mapping[str, Word]) -> str:
    bare = re.sub(r"\(.*?\)$|数$|数量$", "", cell)
    word = words.get(bare, Word())
    return word.activity or _COLUMNS.get(bare, "")


def _row(line: str, offset: int, columns: list[str]) -> list[Candidate] | None:
    head = _ORDINAL.match(line)
    begin = head.end() if head and len(_CELLS.findall(line)) != len(columns) else 0
    cells = list(_CELLS.finditer(line, begin))
    figures = [match for match in cells if _figure(match.group()) is not None]
    wanted = [column for column in columns if column]
    if len(cells) == len(columns):
        pairs = [(column, match) for column, match in zip(columns, cells, strict=True) if column]
    elif len(figures) == len(wanted):
        pairs = list(zip(wanted, figures, strict=True))
    else:
        return None
    if len(figures) < 2:
        return None
    found = [_cell(column, match, offset) for column, match in pairs]
    return [candidate for candidate in found if candidate is not None]


def _figure(cell: str) -> Number | None:
    numbers = find_numbers(cell)
    if len(numbers) == 1 and numbers[0].digits == 0 and numbers[0].end == len(cell):
        return numbers[0]
    return None


def _cell(column: str, match: re.Match[str], offset: int) -> Candidate | None:
    number = _figure(match.group())
    if number is None or not number.count or not number.counts:
        return None
    unit = measure_for(column, number.measure) if number.measure else canonical_unit(column)
    if unit is None:
        return None
    number.start += offset + match.start()
    number.digits += offset + match.start()
    number.end += offset + match.start()
    return made(number, (column, unit))
