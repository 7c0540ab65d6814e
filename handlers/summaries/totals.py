"""What the counting reports of one campaign add up to, by unit and activity; pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from handlers.reports.activities import EVENTS, activities, canonical_unit, same_count
from storage.records import COUNTING, Report, ReportItem

AT_LEAST = frozenset({"余", "多", "来", "以上"})


@dataclass(frozen=True, slots=True)
class Column:
    """An activity in one measure; only the activity's own measure and its `same` share one."""

    activity: str
    unit: str


@dataclass(frozen=True, slots=True)
class Figure:
    """`mark` is 余, 近 or 约 when any addend was no exact number, else empty."""

    count: int
    mark: str = ""

    def __str__(self) -> str:
        return f"{self.count}余" if self.mark == "余" else f"{self.mark}{self.count}"


@dataclass(frozen=True, slots=True)
class Entry:
    """One item of a report, as an addend; `joint` names the event it shares with others."""

    report: int
    joint: int | None
    position: int
    unit: int
    day: date
    column: Column
    item: ReportItem


@dataclass(frozen=True, slots=True)
class Totals:
    """`figures` by unit and column; `set_aside` are the (report, position) that do not add."""

    figures: Mapping[tuple[int, Column], Figure]
    reported: frozenset[int]
    set_aside: frozenset[tuple[int, int]]
    joint: Mapping[Column, Sequence[Mapping[int, int]]] = field(default_factory=dict)
    """Events held together: of each, what every unit told of it in that column."""

    def of(self, units: Iterable[int], column: Column) -> Figure | None:
        """Added up over these units, a joint event once; None when none gave a figure (not 0)."""
        asked = frozenset(units)
        found = [self.figures.get((unit, column)) for unit in asked]
        summed = add(figure for figure in found if figure is not None)
        if summed is None:
            return None
        return Figure(summed.count - self._told_again(asked, column), summed.mark)

    def _told_again(self, units: frozenset[int], column: Column) -> int:
        told = (
            [count for unit, count in event.items() if unit in units]
            for event in self.joint.get(column, ())
        )
        return sum(sum(counts) - max(counts) for counts in told if counts)

    def columns(self) -> list[Column]:
        """Every activity in its own measure, in the table's order, others right behind it."""
        used = {column for _, column in self.figures}
        found: list[Column] = []
        for name in activities():
            own = Column(name, canonical_unit(name))
            others = {one for one in used if one.activity == name} - {own}
            found += [own, *sorted(others, key=lambda one: one.unit)]
        return found


def column_of(item: ReportItem) -> Column:
    """Where an item is added: in the activity's own measure, or in a column of its own."""
    if same_count(item.activity, item.unit):
        return Column(item.activity, canonical_unit(item.activity))
    return Column(item.activity, item.unit)


def mark_of(item: ReportItem) -> str:
    if not item.approximate:
        return ""
    if item.qualifier in AT_LEAST:
        return "余"
    return "近" if item.qualifier == "近" else "约"


def add(figures: Iterable[Figure]) -> Figure | None:
    """One 余 among the addends makes the sum 余 (domain rule); None for no addends."""
    addends = list(figures)
    if not addends:
        return None
    marks = {figure.mark for figure in addends} - {""}
    count = sum(figure.count for figure in addends)
    if "余" in marks:
        return Figure(count, "余")
    # 近 says slightly under: true of a sum only where it is said of every part.
    alike = len(marks) == 1 and (marks != {"近"} or all(one.mark for one in addends))
    return Figure(count, marks.pop() if alike else "约" if marks else "")


def total(reports: Iterable[Report]) -> Totals:
    """Of one campaign's reports; those that do not count, or have no unit, are passed over."""
    counting = [one for one in reports if one.state in COUNTING and one.unit is not None]
    groups: dict[tuple[int, Column], list[Entry]] = {}
    for report in sorted(counting, key=lambda one: (one.day, one.sent_at, one.id)):
        for entry in _entries(report):
            groups.setdefault((entry.unit, entry.column), []).append(entry)
    figures, set_aside = {}, set()
    joint: dict[Column, dict[int, dict[int, int]]] = {}
    for key, entries in groups.items():
        kept = adding(entries)
        figures[key] = add(Figure(one.item.count, mark_of(one.item)) for one in kept)
        adds = {(one.report, one.position) for one in kept}
        set_aside |= {(one.report, one.position) for one in entries} - adds
        _note_joint(joint.setdefault(key[1], {}), kept)
    return Totals(
        figures={key: figure for key, figure in figures.items() if figure is not None},
        reported=frozenset(one.unit for one in counting if one.unit is not None),
        set_aside=frozenset(set_aside),
        joint={column: list(events.values()) for column, events in joint.items()},
    )


def _note_joint(events: dict[int, dict[int, int]], entries: Sequence[Entry]) -> None:
    for one in entries:
        if one.joint is not None and one.column.activity in EVENTS:
            told = events.setdefault(one.joint, {})
            told[one.unit] = told.get(one.unit, 0) + one.item.count


def adding(entries: Sequence[Entry]) -> list[Entry]:
    """The last running total, which sets aside all others up to its day, and what came after."""
    running = [one for one in entries if one.item.cumulative]
    if not running:
        return list(entries)
    last = max(running, key=lambda one: one.day)
    last = [one for one in running if one.day == last.day][-1]
    return [last, *(one for one in entries if one.day > last.day)]


def _entries(report: Report) -> list[Entry]:
    assert report.unit is not None
    return [
        Entry(report.id, report.joint, position, report.unit, report.day, column_of(item), item)
        for position, item in enumerate(report.items)
        if item.activity in activities()
    ]
