"""The figures of a digest: what stands below one supervisor at one moment; pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from handlers.campaigns.burden import summed
from handlers.campaigns.counted import told_together
from handlers.campaigns.digest_facts import Facts, Scope
from handlers.campaigns.progress import Stage, UnitProgress
from handlers.campaigns.quotas import rolled
from handlers.campaigns.task_words import content_words, task_words
from handlers.campaigns.workdays import Workdays
from handlers.office import Office
from handlers.reports.activities import activities, canonical_unit
from handlers.reports.partners import EVENTS
from handlers.summaries.totals import AT_LEAST, Figure
from storage.news import Doubtful
from storage.records import Campaign, Report, ReportItem, Task
from storage.reminders import Reminder

VILLAGES = ("村", "社区")
"""Kinds that are spoken of together, before all others."""


@dataclass(frozen=True, slots=True)
class Block:
    """Units of one kind (villages: two) that owe something, by how far they are."""

    kinds: tuple[str, ...]
    units: tuple[UnitProgress, ...]

    def at(self, stage: Stage) -> list[UnitProgress]:
        return [one for one in self.units if one.stage is stage]


@dataclass(frozen=True, slots=True)
class Short:
    """What is short, and the units that are short of it."""

    content: str
    units: tuple[UnitProgress, ...]


@dataclass(frozen=True, slots=True)
class TaskState:
    """One required task: the units that owe it, and how many of them are complete."""

    task: Task
    words: str
    complete: int
    owing: int


@dataclass(frozen=True, slots=True)
class Said:
    """What a report of the day tells."""

    unit: str
    items: tuple[ReportItem, ...]


@dataclass(frozen=True, slots=True)
class Today:
    """What was said since midnight, and how many reports between the last digest and midnight."""

    units: int = 0
    reports: int = 0
    photos: int = 0
    before: int = 0
    said: tuple[Said, ...] = ()


@dataclass(frozen=True, slots=True)
class DigestFigures:
    """`day` of `days` is out of 1..days outside the window; `at` is local."""

    office: str
    campaign: Campaign
    at: datetime
    day: int
    days: int
    blocks: tuple[Block, ...]
    short: tuple[Short, ...]
    tasks: tuple[TaskState, ...]
    today: Today
    totals: tuple[tuple[str, str, Figure], ...]
    doubts: tuple[tuple[str, Doubtful], ...]
    same_photos: tuple[tuple[str, ...], ...]
    missed: tuple[Reminder, ...]
    burden: tuple[int, int, int, int]
    due: date
    workdays_left: int
    assumed: tuple[int, ...]

    @property
    def owing(self) -> list[UnitProgress]:
        return [one for block in self.blocks for one in block.units]


def figures_of(
    office: Office,
    facts: Facts,
    scope: Scope,
    workdays: Workdays,
    now: datetime,
    before: Mapping[int, int] | None = None,
) -> DigestFigures:
    """`before`: unit -> reports that came after the digest before and are not of today."""
    campaign, local = facts.progress.campaign, now.astimezone(workdays.zone)
    owing = facts.progress.owing(scope.units)
    due = rolled(campaign.due, workdays, office.settings.holiday_rolls_on)
    matters = (campaign.start, campaign.end, due, local.date())
    return DigestFigures(
        office=scope.name,
        campaign=campaign,
        at=local,
        day=(local.date() - campaign.start).days + 1,
        days=(campaign.end - campaign.start).days + 1,
        blocks=_blocks(owing),
        short=_short(owing),
        tasks=_tasks(owing),
        today=_today(office, facts.heard, scope, local, before or {}),
        totals=_totals(facts, scope),
        doubts=tuple(
            (_name(office, one.unit), one)
            for one in facts.doubts
            if scope.holds(one.unit, one.group)
        ),
        same_photos=_same_photos(office, facts.same_photos, scope),
        missed=tuple(one for one in facts.missed if scope.holds(one.unit, one.group)),
        burden=summed(facts.costs, scope.chats),
        due=due,
        workdays_left=workdays.count(local.date(), due),
        assumed=tuple(sorted({day.year for day in matters if workdays.is_assumed(day)})),
    )


def _blocks(owing: Sequence[UnitProgress]) -> tuple[Block, ...]:
    """Villages and communities first, then each kind in the office's order."""
    found: dict[tuple[str, ...], list[UnitProgress]] = {}
    for one in owing:
        kind = one.unit.kind
        found.setdefault(VILLAGES if kind in VILLAGES else (kind,), []).append(one)
    ordered = sorted(found.items(), key=lambda pair: pair[0] != VILLAGES)
    return tuple(
        Block(tuple(dict.fromkeys(one.unit.kind for one in units)), tuple(units))
        for _, units in ordered
    )


def _short(owing: Sequence[UnitProgress]) -> tuple[Short, ...]:
    """What most units are short of comes first."""
    found: dict[str, list[UnitProgress]] = {}
    for one in owing:
        for name in content_words(one.short):
            found.setdefault(name, []).append(one)
    ordered = sorted(found.items(), key=lambda pair: -len(pair[1]))
    return tuple(Short(name, tuple(units)) for name, units in ordered)


def _tasks(owing: Sequence[UnitProgress]) -> tuple[TaskState, ...]:
    found: dict[int, tuple[Task, list[bool]]] = {}
    for one in owing:
        for line in one.must:
            found.setdefault(line.task.id, (line.task, []))[1].append(not line.short)
    return tuple(
        TaskState(task, task_words(task), sum(done), len(done)) for task, done in found.values()
    )


def _today(
    office: Office,
    heard: Iterable[Report],
    scope: Scope,
    local: datetime,
    before: Mapping[int, int],
) -> Today:
    midnight = datetime.combine(local.date(), time(), local.tzinfo)
    today = [
        one
        for one in heard
        if one.unit in scope.units
        and one.sent_at >= midnight
        and (one.sent_at <= local or one.received_at <= local)
    ]
    return Today(
        units=len({one.unit for one in today}),
        reports=len(today),
        photos=sum(len(one.photos) for one in today),
        before=sum(count for unit, count in before.items() if unit in scope.units),
        said=tuple(
            Said(_name(office, one.unit), one.items)
            for one in sorted(today, key=_is_no_event)
            if one.items
        ),
    )


def _name(office: Office, unit: int | None) -> str:
    known = None if unit is None else office.units.get(unit)
    return "" if known is None else known.name


def _is_no_event(report: Report) -> bool:
    return not any(item.activity in EVENTS for item in report.items)


def _totals(facts: Facts, scope: Scope) -> tuple[tuple[str, str, Figure], ...]:
    """(activity, measure, figure) of what was told at all; a figure that nobody gave is absent."""
    found = []
    told = {activity for unit, activity in facts.totals.amounts if unit in scope.units}
    units = sorted(scope.units)
    for activity in activities():
        if activity in told:
            count = told_together(facts.totals, activity, units)
            marks = [facts.marks.get((unit, activity), frozenset()) for unit in units]
            mark = _mark(frozenset().union(*marks))
            found.append((activity, canonical_unit(activity), Figure(count, mark)))
    return tuple(found)


def _mark(qualifiers: frozenset[str]) -> str:
    """One 余 makes the sum 余; 近 is not true of a sum."""
    if qualifiers & AT_LEAST:
        return "余"
    return "约" if qualifiers else ""


def _same_photos(
    office: Office, found: Iterable[frozenset[int]], scope: Scope
) -> tuple[tuple[str, ...], ...]:
    return tuple(
        tuple(_name(office, unit) for unit in sorted(units))
        for units in found
        if units & scope.units
    )
