"""The figures of a digest: what stands below one supervisor at one moment; pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from handlers.campaigns.burden import summed
from handlers.campaigns.counted import told_together
from handlers.campaigns.digest_facts import Facts, Scope
from handlers.campaigns.digest_today import Today, name_of, today_of
from handlers.campaigns.progress import Stage, UnitProgress
from handlers.campaigns.quotas import rolled
from handlers.campaigns.task_words import content_words, task_words
from handlers.campaigns.workdays import Workdays
from handlers.office import Office
from handlers.reports.activities import activities, canonical_unit
from handlers.summaries.totals import AT_LEAST, Figure
from storage.news import Doubtful
from storage.records import Campaign, Task
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
class When:
    """`at` is local; outside the window `day` is not one of 1 to `days`.

    `assumed` are the years of which nobody has said on which days people work.
    """

    at: datetime
    day: int
    days: int
    due: date
    workdays_left: int
    assumed: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class DigestFigures:
    """Everything that the words and pictures of a digest are made from."""

    office: str
    campaign: Campaign
    when: When
    blocks: tuple[Block, ...]
    short: tuple[Short, ...]
    tasks: tuple[TaskState, ...]
    today: Today
    totals: tuple[tuple[str, str, Figure], ...]
    doubts: tuple[tuple[str, Doubtful], ...]
    same_photos: tuple[tuple[str, ...], ...]
    missed: tuple[Reminder, ...]
    burden: tuple[int, int, int, int]

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
    return DigestFigures(
        office=scope.name,
        campaign=campaign,
        when=_when(campaign, local, workdays, office.settings.holiday_rolls_on),
        blocks=_blocks(owing),
        short=_short(owing),
        tasks=_tasks(owing),
        today=today_of(office, facts.heard, scope, local, before or {}),
        totals=_totals(facts, scope),
        doubts=_doubts(office, facts.doubts, scope),
        same_photos=_same_photos(office, facts.same_photos, scope),
        missed=tuple([one for one in facts.missed if scope.holds(one.unit, one.group)]),
        burden=summed(facts.costs, scope.chats),
    )


def _when(campaign: Campaign, local: datetime, workdays: Workdays, rolls_on: bool) -> When:
    due = rolled(campaign.due, workdays, rolls_on)
    matters = (campaign.start, campaign.end, due, local.date())
    return When(
        at=local,
        day=(local.date() - campaign.start).days + 1,
        days=(campaign.end - campaign.start).days + 1,
        due=due,
        workdays_left=workdays.count(local.date(), due),
        assumed=tuple(sorted({day.year for day in matters if workdays.is_assumed(day)})),
    )


def _doubts(
    office: Office, doubts: Iterable[Doubtful], scope: Scope
) -> tuple[tuple[str, Doubtful], ...]:
    ours = (one for one in doubts if scope.holds(one.unit, one.group))
    return tuple([(name_of(office, one.unit), one) for one in ours])


def _blocks(owing: Sequence[UnitProgress]) -> tuple[Block, ...]:
    """Villages and communities first, then each kind in the office's order."""
    found: dict[tuple[str, ...], list[UnitProgress]] = {}
    for one in owing:
        kind = one.unit.kind
        found.setdefault(VILLAGES if kind in VILLAGES else (kind,), []).append(one)
    ordered = sorted(found.items(), key=lambda pair: pair[0] != VILLAGES)
    there = {one.unit.kind for one in owing}
    return tuple(
        Block(tuple(kind for kind in kinds if kind in there), tuple(units))
        for kinds, units in ordered
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
        tuple(name_of(office, unit) for unit in sorted(units))
        for units in found
        if units & scope.units
    )
