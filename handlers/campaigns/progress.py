"""Who owes what in a campaign: complete, under way or nothing, by unit and task; pure."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property

from handlers.campaigns.counted import Counted, done
from handlers.campaigns.quotas import deadline, owed, owes
from handlers.campaigns.workdays import Workdays
from handlers.office import Office
from handlers.people.recognition import in_force
from storage.decisions import DecisionKind
from storage.records import Campaign, GroupPurpose, Role, Task, Unit

REPORTERS = frozenset({Role.LIAISON, Role.ASSIGNED, Role.DEPARTMENT})


class Stage(StrEnum):
    """How far a unit is with what it must do; the words are those that people read."""

    COMPLETE = "已齐"
    UNDER_WAY = "进行中"
    NOTHING = "未报"


@dataclass(frozen=True, slots=True)
class Line:
    """One task of one unit; `owed` None is shown and never owed, `due` holds any extension."""

    task: Task
    owed: int | None
    done: int
    due: date
    lacks_number: bool = False

    @property
    def short(self) -> int:
        return 0 if self.owed is None else max(0, self.owed - self.done)

    @property
    def is_open(self) -> bool:
        """Only what must be done can be short: a wish (鼓励) never is."""
        return self.task.required and self.short > 0


@dataclass(frozen=True)
class UnitProgress:
    """`excused` and `extended` are the reasons given; `can_report` False: nobody is there to."""

    unit: Unit
    lines: tuple[Line, ...]
    reported: bool = False
    excused: str | None = None
    extended: str | None = None
    can_report: bool = True

    @cached_property
    def must(self) -> tuple[Line, ...]:
        return tuple([line for line in self.lines if line.task.required and line.owed])

    @cached_property
    def short(self) -> tuple[Line, ...]:
        """What is owed and not done; nothing where the unit is excused."""
        if self.excused is not None:
            return ()
        return tuple([line for line in self.lines if line.is_open])

    @property
    def owes(self) -> bool:
        """Whether it is counted among those that owe: with a quota, and not excused."""
        return self.excused is None and bool(self.must)

    @property
    def stage(self) -> Stage:
        if not self.short:
            return Stage.COMPLETE
        begun = self.reported or any(line.done for line in self.must)
        return Stage.UNDER_WAY if begun else Stage.NOTHING

    def short_by(self, day: date) -> tuple[Line, ...]:
        """What is short and has that deadline."""
        return tuple(line for line in self.short if line.due == day)

    def is_late(self, today: date) -> bool:
        """Short after its deadline, though somebody could have reported."""
        return self.can_report and any(line.due < today for line in self.short)


@dataclass(frozen=True, slots=True)
class Progress:
    """The units that have any task in the campaign, in the office's order."""

    campaign: Campaign
    units: Mapping[int, UnitProgress] = field(default_factory=dict)

    def owing(self, units: Iterable[int] | None = None) -> list[UnitProgress]:
        """Those with a quota that are not excused, of these units or of all."""
        wanted = None if units is None else frozenset(units)
        return [
            one for key, one in self.units.items() if one.owes and (wanted is None or key in wanted)
        ]

    def open(self, units: Iterable[int] | None = None) -> list[UnitProgress]:
        return [one for one in self.owing(units) if one.short]


@dataclass(frozen=True, slots=True)
class Verdicts:
    """What was decided of a campaign's units in chat."""

    extended: Mapping[int, tuple[date, str]]
    excused: Mapping[int, str]
    adopted: Mapping[int, int]


def verdicts(office: Office, campaign: int) -> Verdicts:
    """Of two decisions on one unit the later one holds; adoptions add up."""
    extended: dict[int, tuple[date, str]] = {}
    excused: dict[int, str] = {}
    adopted: dict[int, int] = {}
    for one in office.decisions:
        if one.campaign != campaign or one.unit is None:
            continue
        if one.kind is DecisionKind.EXTENDED and one.until is not None:
            extended[one.unit] = (one.until, one.value)
        elif one.kind is DecisionKind.EXCUSED:
            excused[one.unit] = one.value
        elif one.kind is DecisionKind.ADOPTED:
            adopted[one.unit] = adopted.get(one.unit, 0) + int(one.value)
    return Verdicts(extended, excused, adopted)


def progress_of(
    office: Office,
    campaign: Campaign,
    counted: Mapping[int, Counted],
    workdays: Workdays,
    reach: Collection[int],
    only: Iterable[int] | None = None,
) -> Progress:
    """`counted` by task id, over the days in which the task is asked for; `reach` can report."""
    said = verdicts(office, campaign.id)
    tasks = office.tasks_of(campaign.id)
    rolls_on = office.settings.holiday_rolls_on
    due = [(task, deadline(task, campaign, workdays, rolls_on)) for task in tasks]
    seen = list({id(one): one for one in counted.values()}.values())
    below = office.below
    found: dict[int, UnitProgress] = {}
    for key in office.units if only is None else only:
        unit = office.units[key]
        until, reason = said.extended.get(key, (date.min, None))
        its = below.get(key, (key,))
        lines = tuple(
            _line(task, unit, done(counted[task.id], task, its, said.adopted), max(day, until))
            for task, day in due
            if owes(task, unit)
        )
        if lines:
            found[key] = UnitProgress(
                unit=unit,
                lines=lines,
                reported=_has_reported(seen, its),
                excused=said.excused.get(key),
                extended=reason,
                can_report=key in reach,
            )
    return Progress(campaign, found)


def _line(task: Task, unit: Unit, count: int, due: date) -> Line:
    amount = owed(task, unit)
    asks = task.whole or task.minimum is not None
    return Line(task, amount, count, due, lacks_number=asks and amount is None)


def _has_reported(counted: Sequence[Counted], units: Sequence[int]) -> bool:
    return any(unit in one.reported for one in counted for unit in units)


def within_reach(office: Office, today: date) -> frozenset[int]:
    """Units that somebody can report for: a person of their own, or a work group above them."""
    held = {
        membership.unit
        for person in (*office.people.values(), *office.unaccounted)
        for membership in person.memberships
        if membership.role in REPORTERS and in_force(membership, today)
    }
    work = [
        group.unit
        for group in office.groups.values()
        if group.purpose is GroupPurpose.REPORTS and group.unit is not None
    ]
    below = {unit for top in work for unit in office.below.get(top, (top,))}
    return frozenset(held | below)
