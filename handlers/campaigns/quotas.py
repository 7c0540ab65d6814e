"""What a unit owes of a task, and over which days: pure arithmetic on the register."""

import calendar
from collections.abc import Iterator
from datetime import date, timedelta

from handlers.campaigns.workdays import Workdays
from storage.records import EVERY_KIND, Campaign, Per, Period, Task, Unit

Stretch = tuple[date, date]
"""Both days are in it."""

WEEK_DAYS, MOST_OF_A_WEEK = 7, 4


def owes(task: Task, unit: Unit) -> bool:
    """Whether the task is given to the unit, by its kind or by its name."""
    return bool(unit.id in task.units or task.kinds & {unit.kind, EVERY_KIND})


def owed(task: Task, unit: Unit) -> int | None:
    """How much the unit owes in one stretch; None: shown, never owed.

    None too where the register lacks the number that 计数 multiplies by.
    """
    if not owes(task, unit):
        return None
    if task.whole:
        return unit.households
    times = _times(task.per, unit)
    return None if task.minimum is None or times is None else task.minimum * times


def _times(per: Per, unit: Unit) -> int | None:
    match per:
        case Per.UNIT:
            return 1
        case Per.GROUP:
            return unit.groups
        case Per.VILLAGE_AND_GROUPS:
            return None if unit.groups is None else unit.groups + 1
        case Per.CLASS:
            return unit.classes
        case Per.SITE:
            return unit.sites
        case Per.HOUSEHOLDS:
            return unit.households


def lacks_number(task: Task, unit: Unit) -> bool:
    """Whether 计数 multiplies by a number that the register does not give for the unit."""
    counts = task.whole or (task.minimum is not None and task.per is not Per.UNIT)
    return counts and owes(task, unit) and owed(task, unit) is None


def deadline(task: Task, campaign: Campaign, workdays: Workdays, rolls_on: bool) -> date:
    """期限, else 报送截止; with 遇节假日顺延 the next workday after a day of rest."""
    return rolled(task.due or campaign.due, workdays, rolls_on)


def rolled(day: date, workdays: Workdays, rolls_on: bool) -> date:
    """The day, or with 遇节假日顺延 the next workday after a day of rest."""
    return workdays.roll_on(day) if rolls_on else day


def stretches(task: Task, campaign: Campaign) -> list[Stretch]:
    """The days over each of which the quota is owed once, in order.

    活动, 每周 and 每月 keep to the window; 每季 and 全年 are whole and go beyond it. A week that
    the window cuts counts where at least four of its days are left.
    """
    start, end = campaign.start, campaign.end
    match task.period:
        case Period.CAMPAIGN:
            return [(start, end)]
        case Period.WEEK:
            cut = [_cut(week, campaign) for week in _weeks(start, end)]
            return [week for week in cut if _days(week) >= MOST_OF_A_WEEK] or [(start, end)]
        case Period.MONTH:
            return [_cut(month, campaign) for month in _months(start, end, 1)]
        case Period.QUARTER:
            return list(_months(start, end, 3))
        case Period.YEAR:
            return list(_months(start, end, 12))


def _cut(stretch: Stretch, campaign: Campaign) -> Stretch:
    return max(stretch[0], campaign.start), min(stretch[1], campaign.end)


def _days(stretch: Stretch) -> int:
    return (stretch[1] - stretch[0]).days + 1


def _weeks(start: date, end: date) -> Iterator[Stretch]:
    monday = start - timedelta(days=start.weekday())
    while monday <= end:
        yield monday, monday + timedelta(days=WEEK_DAYS - 1)
        monday += timedelta(days=WEEK_DAYS)


def _months(start: date, end: date, length: int) -> Iterator[Stretch]:
    """Calendar stretches of so many months (1, 3 or 12) that the window touches."""
    year, month = start.year, (start.month - 1) // length * length + 1
    while date(year, month, 1) <= end:
        last = month + length - 1
        yield date(year, month, 1), date(year, last, calendar.monthrange(year, last)[1])
        year, month = (year, last + 1) if last < 12 else (year + 1, 1)
