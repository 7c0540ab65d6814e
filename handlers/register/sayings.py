"""The sheet 说法: what people here call an activity, a unit or a policy, and how they count it."""

import difflib
from collections.abc import Iterable, Sequence

from handlers import wording
from handlers.register import cells
from handlers.register.contents import meant_activity
from handlers.register.finding import Wrong
from handlers.register.rows import Row
from handlers.register.unit_paths import UnitPaths, ambiguous
from handlers.reports.activities import activities, measure_for
from handlers.reports.lexicon import lexicon
from handlers.reports.script import fold
from handlers.reports.word_lists import words
from storage.records import Saying

TYPING_SLIP = 0.66
"""How like two names are of which one may be misspelt: one sign of three."""


def read_sayings(rows: Sequence[Row], paths: UnitPaths) -> list[Saying]:
    seen: dict[str, tuple[Saying, int]] = {}
    for row in rows:
        for saying in _read_row(row, paths):
            same = fold(saying.spoken)
            if same in seen:
                _name_twice(row, saying, *seen[same])
                continue
            seen[same] = saying, row.number
            _warn(row, saying, paths)
    return [saying for saying, _ in seen.values()]


def _read_row(row: Row, paths: UnitPaths) -> list[Saying]:
    """One for each word of 口语, or none where a cell is empty or wrong."""
    for column in ("口语", "正式名称"):
        if not row.raw(column):
            row.error(column, wording.CELL_EMPTY, column=column)
    spoken = row.read("口语", cells.names_list)
    formal = row.read("正式名称", lambda text: _formal(text, paths))
    measure = row.read("单位词", _measure) or ""
    if formal is None:
        return []
    return [Saying(word, formal, measure) for word in dict.fromkeys(spoken or ())]


def _formal(text: str, paths: UnitPaths) -> str:
    """An activity by its own name, everything else as written; raises Wrong for namesakes."""
    activity = meant_activity(text)
    if activity is not None:
        return activity
    found = paths.find(text)
    if len(found) > 1:
        raise ambiguous(text, found)
    return cells.name(text)


def _measure(text: str) -> str:
    listed = cells.names_list(text)
    if len(listed) > 1:
        raise Wrong(wording.SAYING_MEASURES)
    return fold(cells.name(text))


def _name_twice(row: Row, saying: Saying, before: Saying, number: int) -> None:
    if (saying.formal, saying.measure) == (before.formal, before.measure):
        row.error("口语", wording.SAME_AS_ROW, row=number)
        return
    meaning = f"{before.formal} {before.measure}".strip()
    row.error("口语", wording.SAYING_TWICE, value=saying.spoken, row=number, meaning=meaning)


def _warn(row: Row, saying: Saying, paths: UnitPaths) -> None:
    """Of what is kept as it stands, and is perhaps not meant."""
    _warn_of_word(row, saying, paths)
    if saying.formal in activities():
        _warn_of_measure(row, saying)
    elif not paths.find(saying.formal):
        _warn_of_formal(row, saying, paths)


def _warn_of_word(row: Row, saying: Saying, paths: UnitPaths) -> None:
    spoken = saying.spoken
    if len(spoken) == 1:
        row.warn("口语", wording.SAYING_SHORT, value=spoken)
    known = lexicon().get(fold(spoken))
    if known is not None and known.activity and known.activity != saying.formal:
        row.warn("口语", wording.SAYING_IS_ACTIVITY, value=spoken, activity=known.activity)
    elif known is not None and not known.activity:
        row.warn("口语", wording.SAYING_IS_WORD, value=spoken)
    units = [path for path in paths.find(spoken) if path not in paths.find(saying.formal)]
    if units:
        row.warn("口语", wording.SAYING_IS_UNIT, value=spoken, unit="/".join(units[0]))


def _warn_of_measure(row: Row, saying: Saying) -> None:
    measure, activity = saying.measure, saying.formal
    if not measure or measure_for(activity, measure) is not None:
        return
    if measure not in words("measure_words", "counting"):
        row.warn("单位词", wording.SAYING_MEASURE_UNKNOWN, value=measure)
        return
    unit = activities()[activity].unit
    row.warn("单位词", wording.SAYING_MEASURE, value=measure, activity=activity, unit=unit)


def _warn_of_formal(row: Row, saying: Saying, paths: UnitPaths) -> None:
    near = _misspelt(saying.formal, [*activities(), *paths.names])
    if near is None:
        row.warn("正式名称", wording.SAYING_POLICY, value=saying.formal)
    else:
        row.warn("正式名称", wording.SAYING_FORMAL, value=saying.formal, near=near)


def _misspelt(text: str, known: Iterable[str]) -> str | None:
    found = difflib.get_close_matches(text, list(known), n=1, cutoff=TYPING_SLIP)
    return found[0] if found else None
