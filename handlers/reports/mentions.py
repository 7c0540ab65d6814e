"""Which counted activities belong to which unit and day of a text."""

from datetime import date

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
    several_days = len(days) > 1 and len({d.day for d in days if d.day and not d.future}) > 1
    if len(units) < 2 and not several_days:
        only = units[0] if units else _NOWHERE
        return (Mention(only.units, only.village, day, items),)
    told = _told(candidates, units)
    groups: dict[tuple[frozenset[int], str | None, date | None], list[Candidate]] = {}
    for candidate in told:
        hit = _unit_of(candidate, units)
        when = _day_of(candidate, days) if several_days else day
        key = (hit.units, hit.village, when) if hit else (frozenset[int](), None, when)
        groups.setdefault(key, []).append(candidate)
    return tuple(
        Mention(ids, village, when, tuple(make_item(c, original) for c in group))
        for (ids, village, when), group in groups.items()
    )


def _told(candidates: list[Candidate], units: list[UnitHit]) -> list[Candidate]:
    """A total that brackets share out among units gives its shares instead."""
    told: list[Candidate] = []
    for candidate in candidates:
        if candidate.shared and _distinct(units) > 1:
            whole = next(
                (c for c in reversed(told) if c.activity == candidate.activity and not c.shared),
                None,
            )
            if whole is not None:
                told.remove(whole)
            told.append(candidate)
        elif candidate.alive:
            told.append(candidate)
    return told


def _distinct(units: list[UnitHit]) -> int:
    return len({(hit.units, hit.village) for hit in units})


def _unit_of(candidate: Candidate, units: list[UnitHit]) -> UnitHit | None:
    if not units:
        return None
    if _distinct(units) == 1:
        return units[0]
    before = [hit for hit in units if hit.end <= candidate.number.digits]
    if before:
        return before[-1]
    return units[0]


def _day_of(candidate: Candidate, days: list[Day]) -> date | None:
    before = [named for named in days if named.end <= candidate.number.digits]
    chosen = before[-1] if before else days[0]
    return None if chosen.span else chosen.day
