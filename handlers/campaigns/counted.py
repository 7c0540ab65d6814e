"""What units have done over one stretch of days, by content: figures, days, files; pure."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from math import asin, cos, radians, sqrt

from handlers.reports.activities import activities, same_count
from handlers.summaries.totals import Column, Entry, adding
from storage.progress import Tally, Told
from storage.records import Measure, Place, ReportItem, Task

VISITS = "入户走访"
CONTENT_ACTIVITY = {"走访日": VISITS}
"""Contents that are days of an activity."""
APART_KILOMETRES = 1.0
"""Two places of one day are two occasions from here on; a phone's own error is well below it."""

Key = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Counted:
    """By (unit, activity): `amounts` in the activity's own measure, `told` in any, `occasions`.

    `joint` are the events held together, each with what its units told: above them it is one.
    """

    amounts: Mapping[Key, int] = field(default_factory=dict)
    told: frozenset[Key] = frozenset()
    occasions: Mapping[Key, frozenset[str]] = field(default_factory=dict)
    joint: Mapping[str, Sequence[Mapping[int, int]]] = field(default_factory=dict)
    documents: Mapping[Key, int] = field(default_factory=dict)
    reported: frozenset[int] = frozenset()


def done(counted: Counted, task: Task, units: Sequence[int], adopted: Mapping[int, int]) -> int:
    """How much of a task these units (one, or one with all below it) have done together."""
    if task.measure is Measure.ADOPTED:
        return sum(adopted.get(unit, 0) for unit in units)
    if task.measure is Measure.TIMES or task.contents == ("走访日",):
        return _times(counted, task, units)
    if task.measure is Measure.THERE:
        return max(_is_there(counted, content, units) for content in task.contents)
    return sum(_amount(counted, content, units) for content in task.contents)


def _times(counted: Counted, task: Task, units: Sequence[int]) -> int:
    found: set[tuple[int, str]] = set()
    for content in task.contents:
        activity = CONTENT_ACTIVITY.get(content, content)
        for unit in units:
            days = counted.occasions.get((unit, activity))
            if days:
                found.update((unit, day) for day in days)
    return len(found)


def _is_there(counted: Counted, content: str, units: Sequence[int]) -> int:
    activity = CONTENT_ACTIVITY.get(content, content)
    known = counted.told
    return int(
        any((unit, activity) in known or (unit, content) in counted.documents for unit in units)
    )


def _amount(counted: Counted, content: str, units: Sequence[int]) -> int:
    if content not in activities():
        if content in CONTENT_ACTIVITY:
            activity = CONTENT_ACTIVITY[content]
            return sum(len(counted.occasions.get((unit, activity), ())) for unit in units)
        return sum(counted.documents.get((unit, content), 0) for unit in units)
    if len(units) == 1:
        return counted.amounts.get((units[0], content), 0)
    return told_together(counted, content, units)


def told_together(counted: Counted, content: str, units: Sequence[int]) -> int:
    """What these units told of an activity in its own measure; a joint event counts once."""
    amounts = counted.amounts
    summed = sum(amounts.get((unit, content), 0) for unit in units)
    return summed - _told_again(counted, content, frozenset(units))


def _told_again(counted: Counted, activity: str, units: frozenset[int]) -> int:
    """What a joint event adds to the sum beyond the one time that it counts above its units."""
    told = (
        [count for unit, count in event.items() if unit in units]
        for event in counted.joint.get(activity, ())
    )
    return sum(sum(counts) - max(counts) for counts in told if counts)


@dataclass(slots=True)
class Counting:
    """Collects what storage gives; each part may be missing."""

    tallies: Sequence[Tally]
    running: Iterable[Told] = ()
    hosts: Iterable[Told] = ()
    partners: Iterable[Told] = ()
    placed: Iterable[Told] = ()
    attached: Iterable[tuple[int, str, str]] = ()

    def count(self) -> Counted:
        amounts: dict[Key, int] = defaultdict(int)
        occasions: dict[Key, set[str]] = defaultdict(set)
        told: set[Key] = set()
        running = running_keys(self.tallies)
        for one in self.tallies:
            if not one.activity:
                continue
            key = (one.unit, one.activity)
            told.add(key)
            if one.days:
                occasions[key] |= one.days
            if key not in running and _adds(one.activity, one.measure):
                amounts[key] += one.count
        amounts.update(_running_totals(self.running, running))
        joint = self._joint(amounts, occasions, told)
        for key, more in _more_places(self.placed).items():
            if key in occasions:
                occasions[key] |= more
        reported = frozenset([*(unit for unit, _ in told), *(one.unit for one in self.tallies)])
        return Counted(
            amounts=amounts,
            told=frozenset(told),
            occasions={key: frozenset(days) for key, days in occasions.items()},
            joint=joint,
            documents=_documents(self.attached),
            reported=reported,
        )

    def _joint(
        self, amounts: dict[Key, int], occasions: dict[Key, set[str]], told: set[Key]
    ) -> dict[str, list[dict[int, int]]]:
        """Credit partners that did not report the event themselves, and note who shares what."""
        events: dict[tuple[str, int], dict[int, int]] = defaultdict(dict)
        for one in self.hosts:
            if _adds(one.activity, one.measure):
                shared = events[one.activity, one.event]
                shared[one.unit] = shared.get(one.unit, 0) + one.count
        for one in self.partners:
            shared = events[one.activity, one.event]
            if one.unit in shared or not _adds(one.activity, one.measure):
                continue
            shared[one.unit] = one.count
            amounts[one.unit, one.activity] += one.count
            occasions[one.unit, one.activity].add(one.day.isoformat())
            told.add((one.unit, one.activity))
        by_activity: dict[str, list[dict[int, int]]] = defaultdict(list)
        for (activity, _), shared in events.items():
            by_activity[activity].append(shared)
        return by_activity


def _adds(activity: str, measure: str) -> bool:
    return activity in activities() and same_count(activity, measure)


def running_keys(tallies: Iterable[Tally]) -> set[Key]:
    """Units and activities with a running total: their single figures must be looked at."""
    return {
        (one.unit, one.activity)
        for one in tallies
        if one.running and _adds(one.activity, one.measure)
    }


def _running_totals(figures: Iterable[Told], wanted: Collection[Key]) -> dict[Key, int]:
    """What stands beside a running total, by the rule of handlers/summaries/totals.py."""
    entries: dict[Key, list[Entry]] = defaultdict(list)
    for one in figures:
        key = (one.unit, one.activity)
        if key in wanted and _adds(one.activity, one.measure):
            item = ReportItem(one.activity, one.count, one.measure, cumulative=one.running)
            column = Column(one.activity, "")
            entries[key].append(Entry(0, None, 0, one.unit, one.day, column, item))
    return {key: sum(one.item.count for one in adding(found)) for key, found in entries.items()}


def _more_places(figures: Iterable[Told]) -> dict[Key, set[str]]:
    """Further occasions of a day: places that lie apart from every other place of that day."""
    spots: dict[tuple[Key, date], list[Place]] = defaultdict(list)
    for one in figures:
        assert one.place is not None
        known = spots[(one.unit, one.activity), one.day]
        if all(_apart(one.place, other) for other in known):
            known.append(one.place)
    more: dict[Key, set[str]] = defaultdict(set)
    for (key, day), places in spots.items():
        more[key] |= {f"{day.isoformat()}/{number}" for number in range(1, len(places))}
    return more


def _apart(one: Place, other: Place) -> bool:
    if one.datum != other.datum:
        return False
    high, low = radians(one.latitude), radians(other.latitude)
    wide = radians(one.longitude - other.longitude)
    half = (1 - cos(high - low)) / 2 + cos(high) * cos(low) * (1 - cos(wide)) / 2
    return 12742 * asin(sqrt(half)) >= APART_KILOMETRES


def _documents(attached: Iterable[tuple[int, str, str]]) -> dict[Key, int]:
    found: dict[Key, int] = defaultdict(int)
    for unit, kind, name in attached:
        for content in _contents_of(kind, name):
            found[unit, content] += 1
    return found


def _contents_of(kind: str, name: str) -> Collection[str]:
    if kind == "photo":
        return ("图片资料",)
    if kind == "video":
        return ("影像资料",)
    return [content for word, content in (("总结", "活动总结"), ("归档", "归档")) if word in name]
