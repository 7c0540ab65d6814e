"""What a measure word may count of an activity."""

from functools import cache

from handlers.reports.activities import EVENTS, measure_for, same_count
from handlers.reports.candidates import Candidate
from handlers.reports.numbers import Number
from handlers.reports.verbs import PEOPLE

PLAINLY = {"个人": "个", "号人": "人", "个人次": "人次"}
_OTHERS_UNITS = frozenset(("户", "家", "人", "人次", "名", "位"))

Counted = tuple[str, str]


def made(number: Number, counted: Counted, own: bool = True) -> Candidate:
    """A number with the activity and the measure word that it is kept in."""
    activity, unit = counted
    count, approximate = number.count, number.approximate
    return Candidate(number, activity, unit, count, approximate, number.start, number.end, own)


@cache
def counts(activity: str, measure: str) -> Counted | None:
    """The activity and measure word that such a figure is kept as, or None."""
    unit = measure_for(activity, measure)
    if unit is not None:
        return activity, unit
    if measure in PEOPLE and activity in EVENTS:
        return "参与人数", PLAINLY.get(measure, measure)
    return None


@cache
def is_usual(counted: Counted) -> bool:
    """Whether the measure word is one of the activity's own rather than one of people."""
    activity, unit = counted
    return same_count(activity, unit) or unit not in _OTHERS_UNITS


@cache
def usually(activity: str, measure: str) -> Counted | None:
    """The same, where the measure word is one of the activity's own."""
    counted = counts(activity, measure)
    return counted if counted is not None and is_usual(counted) else None
