"""A task, and what is short of it, in the few words that fit a chat."""

from collections.abc import Iterable, Sequence
from datetime import date

from handlers import wording
from handlers.campaigns.counted import CONTENT_ACTIVITY
from handlers.campaigns.progress import Line, UnitProgress
from handlers.reports.activities import activities, canonical_unit
from storage.records import Measure, Per, Task

A_FILE, A_TIME, A_DAY, AN_ARTICLE = "份", "次", "天", "篇"


def measure_word(task: Task) -> str:
    """What its numbers count."""
    if task.measure is Measure.TIMES:
        return A_TIME
    if task.measure is Measure.ADOPTED:
        return AN_ARTICLE
    first = task.contents[0]
    if first in CONTENT_ACTIVITY:
        return A_DAY
    return canonical_unit(first) if first in activities() else A_FILE


def task_words(task: Task) -> str:
    """横幅2条, 每班展板1块, 每月信息1篇: what every unit of a kind is asked for."""
    if task.whole:
        return wording.task_whole(task.contents)
    words = wording.task_amount(
        task.contents, task.minimum, measure_word(task), task.measure, task.per
    )
    return wording.in_period(words, task.period)


def own_words(line: Line) -> str:
    """What one unit is asked for, with its own number."""
    return _amount(line, line.owed)


def short_words(line: Line) -> str:
    """What a unit is still short of: 横幅1条."""
    return _amount(line, line.short)


def _amount(line: Line, count: int | None) -> str:
    task = line.task
    if task.whole and task.per is Per.UNIT and count == line.owed:
        return wording.task_whole(task.contents)
    return wording.task_amount(task.contents, count, measure_word(task), task.measure)


def content_words(lines: Iterable[Line]) -> list[str]:
    """What is short somewhere, without numbers, each once."""
    names = (wording.task_amount(one.task.contents, None, "", "") for one in lines)
    return list(dict.fromkeys(names))


def card_words(units: Sequence[UnitProgress], due: date, to_one: bool) -> list[tuple[str, str]]:
    """(who, what): by name `to_one`, else by kinds; with the day where it is before `due`."""
    if to_one:
        one = units[0]
        return [(one.unit.name, "、".join(_by(own_words(line), line, due) for line in one.must))]
    kinds: dict[str, list[str]] = {}
    for one in units:
        what = "、".join(_by(task_words(line.task), line, due) for line in one.must)
        named = kinds.setdefault(what, [])
        if one.unit.kind not in named:
            named.append(one.unit.kind)
    return [("、".join(who), what) for what, who in kinds.items()]


def _by(words: str, line: Line, due: date) -> str:
    return words if line.due >= due else wording.before_day(words, line.due)
