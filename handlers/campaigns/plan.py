"""Whether the plan can be carried out: what a reading warns of, and `cunbao check` repeats."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import combinations

from handlers import wording
from handlers.campaigns.quotas import lacks_number, owed, owes
from handlers.campaigns.workdays import Workdays
from handlers.office import Office
from handlers.people.roles import RIGHTS, Action
from handlers.register.finding import Finding, SheetFindings
from handlers.register.foreseen import PlanRows
from handlers.register.sheets import CAMPAIGNS, HOLIDAYS, TASKS, UNITS
from storage.records import Campaign, Per, Task, Unit

SHOWN = 8
HANDED_IN = frozenset({"活动总结", "图片资料", "影像资料", "归档"})
"""What can be complete only once the window has ended."""

_COLUMNS: Mapping[Per, str] = {
    Per.GROUP: "村民组数",
    Per.VILLAGE_AND_GROUPS: "村民组数",
    Per.CLASS: "班级数",
    Per.SITE: "项目点数",
    Per.HOUSEHOLDS: "户数",
}


@dataclass(frozen=True)
class Plan:
    """`since`: campaigns that were over before that day are left alone."""

    office: Office
    workdays: Workdays
    rows: PlanRows = field(default_factory=PlanRows)
    since: date = date.min

    @cached_property
    def campaigns(self) -> list[Campaign]:
        return [one for one in self.office.campaigns if max(one.end, one.due) >= self.since]

    @cached_property
    def tasks(self) -> list[Task]:
        ids = {None, *(campaign.id for campaign in self.campaigns)}
        return [task for task in self.office.tasks if task.campaign in ids]

    @cached_property
    def lowest(self) -> list[Unit]:
        parents = {unit.parent for unit in self.office.units.values()}
        return [unit for unit in self.office.units.values() if unit.id not in parents]

    @cached_property
    def heard(self) -> frozenset[int]:
        """Units for which somebody of the register reports, there or below."""
        found: set[int] = set()
        for person in (*self.office.people.values(), *self.office.unaccounted):
            for held in person.memberships:
                at = held.unit if Action.REPORT in RIGHTS[held.role] else None
                while at is not None and at in self.office.units and at not in found:
                    found.add(at)
                    at = self.office.units[at].parent
        return frozenset(found)

    @property
    def people_known(self) -> bool:
        """People come by recognition too: without any, nothing is known to be wrong."""
        return bool(self.office.people or self.office.unaccounted)

    @cached_property
    def _owing(self) -> Mapping[int, list[Unit]]:
        units = self.office.units.values()
        return {task.id: [unit for unit in units if owes(task, unit)] for task in self.tasks}

    def units_of(self, task: Task) -> list[Unit]:
        return self._owing[task.id]

    def campaigns_of(self, task: Task) -> list[Campaign]:
        return [one for one in self.campaigns if task.campaign in (None, one.id)]


def check_plan(plan: Plan) -> list[Finding]:
    """Warnings only: the office may know better; none where there are no tasks."""
    findings: list[Finding] = []
    if not plan.tasks or not plan.office.units:
        return findings
    _check_days(plan, findings)
    into = SheetFindings(TASKS, findings)
    for task in plan.tasks:
        _check_deadline(plan, task, into)
        _check_addressees(plan, task, into)
    _check_conflicts(plan, into)
    _check_idle(plan, SheetFindings(UNITS, findings))
    return list(dict.fromkeys(findings))


def check_reporters(plan: Plan) -> list[Finding]:
    """Units that have tasks and nobody of the register who reports for them."""
    findings: list[Finding] = []
    busy = {unit.id for task in plan.tasks for unit in plan.units_of(task)}
    silent = [unit for unit in plan.lowest if unit.id in busy and unit.id not in plan.heard]
    if silent and plan.people_known:
        row, names = plan.rows.units.get(silent[0].id), _names(silent)
        into = SheetFindings(UNITS, findings)
        into.warn(wording.UNITS_UNREPORTED, row, None, None, count=len(silent), names=names)
    return findings


def _check_days(plan: Plan, findings: list[Finding]) -> None:
    into = SheetFindings(CAMPAIGNS, findings)
    for campaign in plan.campaigns:
        _check_rest(plan, campaign.due, into, plan.rows.campaigns.get(campaign.id), "报送截止")
    days = [day for one in plan.campaigns for day in (one.start, one.end, one.due)]
    days += [task.due for task in plan.tasks if task.due is not None]
    years = sorted({day.year for day in days if plan.workdays.is_assumed(day)})
    for year in years:
        SheetFindings(HOLIDAYS, findings).warn(wording.YEAR_ASSUMED, year=year)


def _check_rest(plan: Plan, day: date, into: SheetFindings, row: int | None, column: str) -> None:
    if plan.workdays.works(day):
        return
    rolled = plan.workdays.roll_on(day)
    rolls_on = plan.office.settings.holiday_rolls_on
    fault = wording.DUE_ROLLS_ON if rolls_on else wording.DUE_ON_REST
    into.warn(fault, row, column, day.isoformat(), day=rolled)


def _check_deadline(plan: Plan, task: Task, into: SheetFindings) -> None:
    campaigns = plan.campaigns_of(task)
    if task.due is None or not campaigns:
        return
    row, shown = plan.rows.tasks.get(task.id), task.due.isoformat()
    if task.due < min(campaign.start for campaign in campaigns):
        start = min(campaign.start for campaign in campaigns)
        into.warn(wording.TASK_DUE_BEFORE, row, "期限", shown, start=start)
    elif HANDED_IN & set(task.contents) and task.due < min(one.end for one in campaigns):
        end = min(campaign.end for campaign in campaigns)
        into.warn(wording.TASK_DUE_EARLY, row, "期限", shown, end=end)
    elif task.due > max(max(one.end, one.due) for one in campaigns):
        due = max(max(one.end, one.due) for one in campaigns)
        into.warn(wording.TASK_DUE_LATE, row, "期限", shown, due=due)
    _check_rest(plan, task.due, into, row, "期限")


def _check_addressees(plan: Plan, task: Task, into: SheetFindings) -> None:
    row, units = plan.rows.tasks.get(task.id), plan.units_of(task)
    if not units:
        # A kind without units is told where the row is read; here the units have gone since.
        if not task.kinds or row is None:
            into.warn(wording.TASK_NO_UNIT, row, "适用", None, content="/".join(task.contents))
        return
    lacking = [unit for unit in units if lacks_number(task, unit)]
    if lacking:
        column, names = _COLUMNS[task.per], _names(lacking)
        into.warn(wording.TASK_LACKS_NUMBER, row, "计数", None, names=names, column=column)
    if plan.people_known and not any(unit.id in plan.heard for unit in units):
        into.warn(wording.TASK_NOBODY, row, "适用", None, names=_names(units))


def _check_conflicts(plan: Plan, into: SheetFindings) -> None:
    for one, other in _rivals(plan.tasks):
        both = [] if _asks_alike(one, other) else _owing_both(plan, one, other)
        if both:
            into.warn(
                wording.TASK_CONFLICT,
                plan.rows.tasks.get(other.id),
                "至少",
                None,
                content="/".join(other.contents),
                names=_names(both),
                row=wording.row_place(plan.rows.tasks.get(one.id)),
                low=owed(one, both[0]),
                high=owed(other, both[0]),
            )


def _asks_alike(one: Task, other: Task) -> bool:
    return (one.minimum, one.whole) == (other.minimum, other.whole)


def _owing_both(plan: Plan, one: Task, other: Task) -> list[Unit]:
    same = {unit.id for unit in plan.units_of(other)}
    return [unit for unit in plan.units_of(one) if unit.id in same]


def _rivals(tasks: Sequence[Task]) -> Iterator[tuple[Task, Task]]:
    """Pairs that ask for the same by the same day, counted in the same way."""
    alike: dict[tuple[object, ...], list[Task]] = {}
    for task in tasks:
        if task.required and (task.minimum is not None or task.whole):
            key = (task.contents, task.measure, task.period, task.due, task.per)
            alike.setdefault(key, []).append(task)
    for group in alike.values():
        for one, other in combinations(group, 2):
            if None in (one.campaign, other.campaign) or one.campaign == other.campaign:
                yield one, other


def _check_idle(plan: Plan, into: SheetFindings) -> None:
    busy = {unit.id for task in plan.tasks for unit in plan.units_of(task)}
    idle = [unit for unit in plan.lowest if unit.id not in busy]
    if idle:
        row = plan.rows.units.get(idle[0].id)
        into.warn(wording.UNITS_IDLE, row, None, None, count=len(idle), names=_names(idle))


def _names(units: Sequence[Unit]) -> str:
    more = "等" if len(units) > SHOWN else ""
    return "、".join(unit.name for unit in units[:SHOWN]) + more
