"""When what is reminded: the rhythm of domain.md §2 as rows with a due time; pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from handlers.campaigns.progress import verdicts
from handlers.campaigns.quotas import deadline, owed
from handlers.campaigns.targets import groups_by_id, is_of_one, leads, work_groups
from handlers.campaigns.workdays import Workdays
from handlers.office import Office
from storage.decisions import DecisionKind
from storage.records import Campaign
from storage.reminders import Reminder

AFTER_OPENING = timedelta(minutes=30)
STILL_GOOD = timedelta(hours=3)
"""A reminder later than this is no help any more: it is listed instead."""
WORKDAYS_AHEAD = 3
A_WEEK = timedelta(days=7)


class Step(StrEnum):
    """The steps in the order of a campaign; each can be switched off (设置 提醒环节)."""

    CARD = "任务卡"
    MIDWAY = "期中"
    SOON = "前三天"
    MORNING = "截止日"
    AFTER = "截止后"


@dataclass(frozen=True, slots=True)
class Moment:
    """One step on one day; `deadline` is the day it speaks of."""

    step: Step
    day: date
    deadline: date


def card_and_midway(campaign: Campaign, due: date, workdays: Workdays) -> list[Moment]:
    """The first workday, and the middle where both it and the next step are a week away."""
    first = workdays.roll_on(campaign.start)
    found = [Moment(Step.CARD, first, due)] if first < due else []
    middle = workdays.roll_on(campaign.start + (campaign.end - campaign.start) / 2)
    soon = workdays.before(_morning(due, workdays), WORKDAYS_AHEAD)
    if first + A_WEEK <= middle <= soon - A_WEEK:
        found.append(Moment(Step.MIDWAY, middle, due))
    return found


def _morning(due: date, workdays: Workdays) -> date:
    return due if workdays.works(due) else workdays.before(due)


def before_deadline(due: date, campaign: Campaign, workdays: Workdays) -> list[Moment]:
    """Three workdays before, and the morning of the day or of the last workday before it."""
    first = workdays.roll_on(campaign.start)
    morning = _morning(due, workdays)
    soon = workdays.before(morning, WORKDAYS_AHEAD)
    found = [(Step.SOON, soon), (Step.MORNING, morning)]
    return [Moment(step, day, due) for step, day in found if day > first]


def plan_reminders(office: Office, campaign: Campaign, workdays: Workdays) -> list[Reminder]:
    """Every step for every group, unit and supervisor of a campaign; [] once it is ended."""
    if is_ended(office, campaign):
        return []
    due = unit_deadlines(office, campaign, workdays)
    known = groups_by_id(office)
    calendar = _Calendar(campaign, workdays)
    found: list[Reminder] = []
    alone: set[int] = set()
    for group, units in work_groups(office, due).items():
        of_one = is_of_one(office, known[group])
        if of_one or not known[group].reminders:
            alone |= set(units)
        if known[group].reminders:
            found += _of_group(calendar, group, units, due, of_one)
    for unit in due:
        # In a group of its own the unit hears all of it there; where 提醒 is 否 nothing at all.
        if unit not in alone:
            found += _of_unit(calendar, unit, due[unit])
    for lead, units in leads(office, due, campaign.start).items():
        found += _of_lead(calendar, lead, units, due)
    wanted = office.settings.reminder_steps
    return [one for one in found if one.step in wanted]


def is_ended(office: Office, campaign: Campaign) -> bool:
    """结束活动 was said: nobody is reminded any more."""
    return any(
        one.kind is DecisionKind.ENDED and one.campaign == campaign.id for one in office.decisions
    )


@dataclass(frozen=True, slots=True)
class Deadlines:
    """A unit's deadlines by its tasks, and the one that an extension gives it."""

    own: frozenset[date]
    extended: date | None = None

    @property
    def all(self) -> frozenset[date]:
        if self.extended is None:
            return self.own
        return frozenset(max(day, self.extended) for day in self.own)


def unit_deadlines(office: Office, campaign: Campaign, workdays: Workdays) -> dict[int, Deadlines]:
    """Of every unit that owes anything; a wish and what has no number are never reminded of."""
    said = verdicts(office, campaign.id)
    rolls_on = office.settings.holiday_rolls_on
    tasks = [
        (task, deadline(task, campaign, workdays, rolls_on))
        for task in office.tasks_of(campaign.id)
        if task.required
    ]
    found: dict[int, Deadlines] = {}
    for unit in office.units.values():
        days = frozenset(day for task, day in tasks if owed(task, unit))
        if days and unit.id not in said.excused:
            extended = said.extended.get(unit.id)
            found[unit.id] = Deadlines(days, extended[0] if extended else None)
    return found


class _Calendar:
    """A campaign's moments and due times, each worked out once."""

    def __init__(self, campaign: Campaign, workdays: Workdays) -> None:
        self.campaign = campaign
        self.workdays = workdays
        self._times: dict[date, tuple[datetime, datetime]] = {}
        self._moments: dict[frozenset[date], list[Moment]] = {}

    def moments(self, days: frozenset[date]) -> list[Moment]:
        if days not in self._moments:
            found = card_and_midway(self.campaign, max(days), self.workdays)
            for day in sorted(days):
                found += before_deadline(day, self.campaign, self.workdays)
            self._moments[days] = found
        return self._moments[days]

    def times(self, day: date) -> tuple[datetime, datetime]:
        """(due at, until): half an hour after the office opens, good for three hours."""
        if day not in self._times:
            zone, hours = self.workdays.zone, self.workdays.hours
            opens, closes = hours[0]
            due = datetime.combine(day, opens, zone) + AFTER_OPENING
            if due.time() >= closes:
                due = datetime.combine(day, opens, zone)
            last = datetime.combine(day, hours[-1][1], zone)
            until = min(due + STILL_GOOD, last)
            self._times[day] = (due.astimezone(UTC), until.astimezone(UTC))
        return self._times[day]

    def row(
        self, moment: Moment, target: str, group: int | None = None, unit: int | None = None
    ) -> Reminder:
        due_at, until = self.times(moment.day)
        once = moment.step in (Step.CARD, Step.MIDWAY)
        spoken_of = "" if once else f"/{moment.deadline.isoformat()}"
        return Reminder(
            key=f"{self.campaign.id}/{target}:{group or unit}/{moment.step}{spoken_of}",
            campaign=self.campaign.id,
            target=target,
            group=group,
            unit=unit,
            step=moment.step,
            day=moment.deadline,
            due_at=due_at,
            until=until,
        )


def _of_group(
    calendar: _Calendar,
    group: int,
    units: Sequence[int],
    due: Mapping[int, Deadlines],
    of_one: bool,
) -> list[Reminder]:
    """A unit's extension is its own matter: a group of several hears of the common days only."""
    days = frozenset(day for unit in units for day in (due[unit].all if of_one else due[unit].own))
    return [calendar.row(moment, "group", group=group) for moment in calendar.moments(days)]


def _of_unit(calendar: _Calendar, unit: int, due: Deadlines) -> list[Reminder]:
    return [
        calendar.row(moment, "unit", unit=unit)
        for moment in calendar.moments(due.all)
        if moment.step is not Step.CARD
    ]


def _of_lead(
    calendar: _Calendar, lead: int, units: Sequence[int], due: Mapping[int, Deadlines]
) -> list[Reminder]:
    days = sorted({day for unit in units for day in due[unit].all})
    moments = [Moment(Step.AFTER, calendar.workdays.after(day), day) for day in days]
    return [calendar.row(moment, "lead", unit=lead) for moment in moments]
