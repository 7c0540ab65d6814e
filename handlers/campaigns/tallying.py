"""Reading from storage what progress is computed from; the pure part is progress.py."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, datetime, tzinfo

from handlers.campaigns.counted import CONTENT_ACTIVITY, Counted, Counting, running_keys
from handlers.campaigns.progress import Progress, progress_of, within_reach
from handlers.campaigns.quotas import stretches
from handlers.campaigns.workdays import Workdays
from handlers.office import Office
from handlers.reports.activities import EVENTS
from storage import progress
from storage.progress import Stretch
from storage.records import DOCUMENTS, Campaign, Measure, Period, Task
from storage.store import Transaction

FILES = frozenset(DOCUMENTS) - set(CONTENT_ACTIVITY)


def workdays_of(office: Office, zone: tzinfo) -> Workdays:
    return Workdays(zone, office.holidays, office.settings.office_hours)


def read_progress(
    tx: Transaction,
    office: Office,
    campaign: Campaign,
    workdays: Workdays,
    today: date,
    only: Collection[int] | None = None,
    waiting: bool = False,
    known_by: datetime | None = None,
) -> Progress:
    """Of all units or `only` these; `waiting` counts what is heard and in its quiet time too.

    `known_by` looks back: as reports stand now, but only those said or heard by then.
    """
    tasks = office.tasks_of(campaign.id)
    by_stretch: dict[Stretch, list[Task]] = {}
    for task in tasks:
        stretch = replace(stretch_of(task, campaign, today), waiting=waiting, known_by=known_by)
        by_stretch.setdefault(stretch, []).append(task)
    asked = None if only is None else _with_below(office, only)
    counted: dict[int, Counted] = {}
    for stretch, its_tasks in by_stretch.items():
        found = read_counted(tx, replace(stretch, units=asked), its_tasks)
        counted |= {task.id: found for task in its_tasks}
    return progress_of(office, campaign, counted, workdays, _reach(tx, office, today), only)


def _reach(tx: Transaction, office: Office, today: date) -> frozenset[int]:
    """Worked out once a day for each state of the register."""

    def build(_tx: Transaction) -> dict[date, frozenset[int]]:
        return {}

    known = tx.remember("reach", build)
    if today not in known:
        known.clear()
        known[today] = within_reach(office, today)
    return known[today]


def _with_below(office: Office, only: Collection[int]) -> tuple[int, ...]:
    return tuple(sorted({held for unit in only for held in office.below.get(unit, (unit,))}))


def stretch_of(task: Task, campaign: Campaign, today: date) -> Stretch:
    """The days over which the task is asked for on that day: the running ones, else the last."""
    if task.period is Period.CAMPAIGN:
        return Stretch(campaign.id)
    known = stretches(task, campaign)
    begun = [one for one in known if one[0] <= today] or known[:1]
    since, until = begun[-1]
    beyond = task.period in (Period.QUARTER, Period.YEAR)
    return Stretch(None if beyond else campaign.id, since, until)


def read_counted(tx: Transaction, stretch: Stretch, tasks: Sequence[Task]) -> Counted:
    """Only asks storage for what these tasks need."""
    contents = {content for task in tasks for content in task.contents}
    activities = {CONTENT_ACTIVITY.get(one, one) for one in contents - FILES}
    on_days = _on_days(tasks)
    tallies = progress.tallies(tx, stretch, on_days)
    running = running_keys(tallies)
    events = activities & EVENTS
    return Counting(
        tallies=tallies,
        running=progress.figures(
            tx, stretch, {unit for unit, _ in running}, {activity for _, activity in running}
        )
        if running
        else (),
        hosts=progress.joint_events(tx, stretch, events) if events else (),
        partners=progress.partner_events(tx, stretch, events) if events else (),
        placed=progress.placed(tx, stretch, on_days) if on_days else (),
        attached=progress.attached(tx, stretch) if contents & FILES else (),
    ).count()


def read_totals(tx: Transaction, stretch: Stretch) -> Counted:
    """Every activity that was told of, whether or not a task asks for it."""
    tallies = progress.tallies(tx, stretch, ())
    running = running_keys(tallies)
    units, activities = {unit for unit, _ in running}, {activity for _, activity in running}
    return Counting(
        tallies=tallies,
        running=progress.figures(tx, stretch, units, activities) if running else (),
        hosts=progress.joint_events(tx, stretch, EVENTS),
        partners=progress.partner_events(tx, stretch, EVENTS),
    ).count()


def _on_days(tasks: Sequence[Task]) -> frozenset[str]:
    """Activities of which the days count, not the figures."""
    return frozenset(
        CONTENT_ACTIVITY.get(content, content)
        for task in tasks
        for content in task.contents
        if (task.measure is Measure.TIMES or content in CONTENT_ACTIVITY) and content not in FILES
    )
