"""Which counted activities belong to which unit and day of a text."""

from bisect import bisect_right
from datetime import date
from typing import TypeVar

from handlers.reports.candidates import Candidate
from handlers.reports.dates import Day
from handlers.reports.reading import Mention
from handlers.reports.villages import UnitHit
from storage.records import ReportItem


def make_item(candidate: Candidate, original: str) -> ReportItem:
    """The kept item; its words stand in the original text."""
    return ReportItem(
        candidate.activity,
        candidate.count,
        candidate.unit,
        candidate.approximate,
        candidate.cumulative,
        original[candidate.start : candidate.end].strip(),
        candidate.number.qualifier,
    )


_WHERE = frozenset("去到在赴进往")
_BRACKETS = ("(", "\uff08")
_NOWHERE = UnitHit(0, 0, frozenset(), None)


def mentions(
    candidates: list[Candidate],
    alive: list[Candidate],
    items: tuple[ReportItem, ...],
    original: str,
    units: list[UnitHit],
    days: list[Day],
    day: date | None,
) -> tuple[Mention, ...]:
    """One mention for each unit and day, in the order of the text; `items` are of the `alive`."""
    if not alive:
        return ()
    if len(units) > 1:
        units = _acting(units, original)
    several_days = len(days) > 1 and len({d.day for d in days if d.day and not d.future}) > 1
    if len(units) < 2 and not several_days:
        only = units[0] if units else _NOWHERE
        return (Mention(only.units, only.village, day, items),)
    made = {id(candidate): item for candidate, item in zip(alive, items, strict=True)}
    distinct = len({(hit.units, hit.village) for hit in units}) > 1
    told = _told(candidates, distinct)
    ends, day_ends = [hit.end for hit in units], [named.end for named in days]
    groups: dict[tuple[frozenset[int], str | None, date | None], list[ReportItem]] = {}
    for candidate in told:
        hit = units[0] if units else _NOWHERE
        if distinct:
            hit = _behind(candidate, units, original) or _before(candidate, units, ends)
        when = _day_of(_before(candidate, days, day_ends)) if several_days else day
        item = made.get(id(candidate)) or make_item(candidate, original)
        groups.setdefault((hit.units, hit.village, when), []).append(item)
    return tuple(Mention(*named, tuple(group)) for named, group in groups.items())


def _acting(units: list[UnitHit], original: str) -> list[UnitHit]:
    """卫生院去垱上村: the first acts, the second is only where."""
    return [hit for hit in units if original[max(hit.start - 1, 0)] not in _WHERE] or units


def _told(candidates: list[Candidate], distinct: bool) -> list[Candidate]:
    """A total that brackets share out among units gives its shares instead."""
    told: list[Candidate] = []
    for candidate in candidates:
        if candidate.shared and distinct:
            near = range(len(told) - 1, max(len(told) - 9, -1), -1)
            whole = [n for n in near if told[n].activity == candidate.activity]
            if whole and not told[whole[0]].shared:
                del told[whole[0]]
            told.append(candidate)
        elif candidate.alive:
            told.append(candidate)
    return told


_Named = TypeVar("_Named", UnitHit, Day)


def _before(candidate: Candidate, named: list[_Named], ends: list[int]) -> _Named:
    """The last of these that stands before the number, else the first."""
    return named[max(bisect_right(ends, candidate.number.digits) - 1, 0)]


def _behind(candidate: Candidate, units: list[UnitHit], original: str) -> UnitHit | None:
    """The unit in brackets right behind the figure: 横幅2条(枫林)."""
    if original[candidate.end : candidate.end + 1] not in _BRACKETS:
        return None
    return next((hit for hit in units if hit.start == candidate.end + 1), None)


def _day_of(named: Day) -> date | None:
    return None if named.span else named.day
