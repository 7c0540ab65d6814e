"""When a digest is due, and for whom: rows with a due time and a unique key; pure."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from handlers import wording
from handlers.campaigns.quotas import rolled
from handlers.campaigns.rhythm import AFTER_OPENING, STILL_GOOD, is_ended
from handlers.campaigns.workdays import DAY, Workdays
from handlers.office import Office
from handlers.settings import Hours
from storage.records import Campaign, GroupPurpose, Role
from storage.reminders import Reminder

TARGET = "digest"
BEFORE_CLOSING = timedelta(minutes=15)
CORRECTED_AFTERWARDS = 5
"""Workdays after the last digest on which it may still be put right."""


def plan_digests(office: Office, campaign: Campaign, workdays: Workdays) -> list[Reminder]:
    """One a workday for every supervisors' group, else for a unit's supervisor in private."""
    if is_ended(office, campaign):
        return []
    steps = list(_steps(office, campaign, workdays))
    times = {step: _times(*step, office, workdays) for step in steps}
    return [
        Reminder(
            key=f"{campaign.id}/{TARGET}:{whom}/{step}/{day.isoformat()}",
            campaign=campaign.id,
            target=TARGET,
            group=group,
            unit=unit,
            step=step,
            day=day,
            due_at=times[day, step][0],
            until=times[day, step][1],
        )
        for whom, group, unit in _readers(office)
        for day, step in steps
    ]


def _readers(office: Office) -> Iterator[tuple[str, int | None, int | None]]:
    """(key, group, unit); a group where 提醒 is 否 is left in peace, and asks when it wants."""
    groups = {
        group.id: group
        for group in office.groups.values()
        if group.purpose is GroupPurpose.SUPERVISORS
    }
    for group in groups.values():
        if group.reminders:
            yield str(group.id), group.id, None
    told = {group.unit for group in groups.values()}
    people = (*office.people.values(), *office.unaccounted)
    led = {held.unit for one in people for held in one.memberships if held.role is Role.SUPERVISOR}
    for unit in sorted(led - told):
        if unit in office.units:
            yield f"u{unit}", None, unit


def _steps(office: Office, campaign: Campaign, workdays: Workdays) -> Iterator[tuple[date, str]]:
    settings = office.settings
    halfway = halfway_day(campaign, workdays) if settings.halfway_report else None
    due = rolled(campaign.due, workdays, settings.holiday_rolls_on)
    last = workdays.roll_on(max(campaign.end, due) + settings.grace_days * DAY)
    day = workdays.roll_on(campaign.start)
    while day <= last:
        yield day, wording.HALFWAY_REPORT if day == halfway else wording.DIGEST
        if settings.messages_per_group_day > 1 and day > campaign.start:
            yield day, wording.CORRECTION
        day = workdays.after(day)
    # Until now a digest of every day has had room for what the one before had wrong.
    for _ in range(CORRECTED_AFTERWARDS):
        yield day, wording.CORRECTION
        day = workdays.after(day)


def halfway_day(campaign: Campaign, workdays: Workdays) -> date | None:
    """The workday after half of the window; None where the window is over by then."""
    day = workdays.after(campaign.start + (campaign.end - campaign.start) / 2)
    return day if day <= campaign.end else None


def _times(day: date, step: str, office: Office, workdays: Workdays) -> tuple[datetime, datetime]:
    """(due at, until), both in office hours of the day; an earlier or later 日报时间 is moved."""
    hours, zone = workdays.hours, workdays.zone
    at = office.settings.digest_time
    if step == wording.CORRECTION:
        at = (datetime.combine(day, hours[0][0]) + AFTER_OPENING).time()
    due = datetime.combine(day, in_office_time(at, hours), zone)
    until = min(due + STILL_GOOD, datetime.combine(day, hours[-1][1], zone))
    return due.astimezone(UTC), until.astimezone(UTC)


def in_office_time(wanted: time, hours: Hours) -> time:
    """The time itself, else a quarter of an hour before the closing that lies before it."""
    if any(start <= wanted < end for start, end in hours):
        return wanted
    closed = [span for span in hours if span[1] <= wanted]
    if not closed:
        return hours[0][0]
    start, end = closed[-1]
    anchor = datetime.combine(date.min, end) - BEFORE_CLOSING
    return max(start, anchor.time())
