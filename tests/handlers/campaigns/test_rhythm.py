"""When reminders fall due: holidays, make-up days, years, leap days and zones, as tables."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from handlers.campaigns.rhythm import Step, plan_reminders
from handlers.campaigns.workdays import Workdays
from handlers.office import Office, make_office
from storage.decisions import Decision, DecisionKind
from storage.records import Campaign, Group, GroupPurpose, Holiday, Task, Unit

VILLAGE = Unit(2, "枫林村", "村")
GROUP = Group(1, "local", "g", "枫林村工作群", 2, GroupPurpose.REPORTS)
SHANGHAI = ZoneInfo("Asia/Shanghai")


def house(
    start: str,
    end: str,
    due: str,
    settings: dict[str, str] | None = None,
    decided: tuple[Decision, ...] = (),
    own_due: str | None = None,
    holidays: tuple[Holiday, ...] = (),
) -> Office:
    days = [date.fromisoformat(day) for day in (start, end, due)]
    task = Task(1, frozenset({"村"}), frozenset(), ("悬挂横幅标语",), minimum=2)
    if own_due is not None:
        earlier = date.fromisoformat(own_due)
        task = Task(1, frozenset({"村"}), frozenset(), ("悬挂横幅标语",), minimum=2, due=earlier)
    return make_office(
        [VILLAGE],
        groups=[GROUP],
        campaigns=[Campaign(1, "宣传月", *days)],
        settings=settings,
        tasks=[task],
        decisions=decided,
        holidays=holidays,
    )


def planned(office: Office, zone: ZoneInfo = SHANGHAI) -> list[tuple[str, str]]:
    workdays = Workdays(zone, office.holidays, office.settings.office_hours)
    rows = plan_reminders(office, office.campaigns[0], workdays)
    return [(one.step, f"{one.due_at.astimezone(zone):%m-%d %H:%M}") for one in rows]


@pytest.mark.parametrize(
    ("label", "window", "expected"),
    [
        (
            "an ordinary October",
            ("2026-10-09", "2026-10-31", "2026-11-03"),
            [
                (Step.CARD, "10-09 08:30"),
                (Step.MIDWAY, "10-20 08:30"),
                (Step.SOON, "10-29 08:30"),
                (Step.MORNING, "11-03 08:30"),
            ],
        ),
        (
            "October opens with its holiday: the card waits for the first workday",
            ("2026-10-01", "2026-10-31", "2026-11-03"),
            [
                (Step.CARD, "10-08 08:30"),
                (Step.MIDWAY, "10-16 08:30"),
                (Step.SOON, "10-29 08:30"),
                (Step.MORNING, "11-03 08:30"),
            ],
        ),
        (
            "a deadline on a make-up Saturday is a workday",
            ("2026-09-21", "2026-10-09", "2026-10-10"),
            [
                (Step.CARD, "09-21 08:30"),
                (Step.SOON, "09-30 08:30"),
                (Step.MORNING, "10-10 08:30"),
            ],
        ),
        (
            "a deadline on a holiday rolls on to the next workday",
            ("2026-09-07", "2026-09-30", "2026-10-03"),
            [
                (Step.CARD, "09-07 08:30"),
                (Step.MIDWAY, "09-18 08:30"),
                (Step.SOON, "09-28 08:30"),
                (Step.MORNING, "10-08 08:30"),
            ],
        ),
        (
            "a window across New Year",
            ("2025-12-15", "2026-01-10", "2026-01-12"),
            [
                (Step.CARD, "12-15 08:30"),
                (Step.MIDWAY, "12-29 08:30"),
                (Step.SOON, "01-07 08:30"),
                (Step.MORNING, "01-12 08:30"),
            ],
        ),
        (
            "a leap day",
            ("2024-02-19", "2024-02-29", "2024-02-29"),
            [
                (Step.CARD, "02-19 08:30"),
                (Step.SOON, "02-26 08:30"),
                (Step.MORNING, "02-29 08:30"),
            ],
        ),
        (
            "so short that only the card and the morning are left",
            ("2026-10-12", "2026-10-13", "2026-10-14"),
            [(Step.CARD, "10-12 08:30"), (Step.MORNING, "10-14 08:30")],
        ),
    ],
)
def test_the_rhythm(
    label: str, window: tuple[str, str, str], expected: list[tuple[str, str]]
) -> None:
    assert planned(house(*window)) == expected, label


def test_a_deadline_that_does_not_roll_on_is_spoken_of_on_the_workday_before() -> None:
    office = house("2026-09-07", "2026-09-30", "2026-10-03", {"遇节假日顺延": "否"})
    assert planned(office)[-1] == (Step.MORNING, "09-30 08:30")


def test_what_the_office_says_of_a_day_overrules_the_notice() -> None:
    rests = (Holiday(date(2026, 11, 3), works=False),)
    office = house("2026-10-09", "2026-10-31", "2026-11-03", holidays=rests)
    assert planned(office)[-1] == (Step.MORNING, "11-04 08:30")


def test_no_reminder_in_the_first_week_of_october_of_a_year_without_a_notice() -> None:
    steps = planned(house("2031-09-25", "2031-10-20", "2031-10-22"))
    assert all(not "10-01" <= day < "10-08" for _, day in steps)
    assert planned(house("2031-10-02", "2031-10-30", "2031-11-03"))[0][1] == "10-08 08:30"


def test_a_tasks_own_deadline_has_its_own_steps() -> None:
    office = house("2026-10-09", "2026-10-31", "2026-11-03", own_due="2026-10-22")
    assert planned(office)[-2:] == [(Step.SOON, "10-19 08:30"), (Step.MORNING, "10-22 08:30")]


def test_an_extension_moves_the_steps_of_that_unit() -> None:
    until = Decision(DecisionKind.EXTENDED, "周某", 1, 2, until=date(2026, 11, 10))
    office = house("2026-10-09", "2026-10-31", "2026-11-03", decided=(until,))
    assert planned(office)[-2:] == [(Step.SOON, "11-05 08:30"), (Step.MORNING, "11-10 08:30")]


@pytest.mark.parametrize("kind", [DecisionKind.ENDED, DecisionKind.EXCUSED])
def test_what_is_ended_or_excused_is_not_reminded_of(kind: DecisionKind) -> None:
    unit = 2 if kind is DecisionKind.EXCUSED else None
    decided = (Decision(kind, "周某", 1, unit),)
    assert planned(house("2026-10-09", "2026-10-31", "2026-11-03", decided=decided)) == []


def test_the_office_hours_are_the_offices_own() -> None:
    office = house("2026-10-09", "2026-10-31", "2026-11-03", {"上班时间": "09:00-09:20"})
    assert planned(office)[0] == (Step.CARD, "10-09 09:00")


@pytest.mark.parametrize(
    ("zone", "before", "after"),
    [
        ("Europe/Berlin", datetime(2026, 10, 22, 6, 30, tzinfo=UTC), "07:30"),
        ("America/New_York", datetime(2026, 10, 22, 12, 30, tzinfo=UTC), "12:30"),
        ("Asia/Shanghai", datetime(2026, 10, 22, 0, 30, tzinfo=UTC), "00:30"),
        ("Asia/Kathmandu", datetime(2026, 10, 22, 2, 45, tzinfo=UTC), "02:45"),
    ],
)
def test_the_clock_of_the_office_is_kept_through_a_change_of_time(
    zone: str, before: datetime, after: str
) -> None:
    """Berlin changes on 25 October: 8:30 there is another instant before and after it."""
    office = house("2026-10-09", "2026-10-26", "2026-10-27", own_due="2026-10-22")
    rows = plan_reminders(office, office.campaigns[0], Workdays(ZoneInfo(zone)))
    assert [one.due_at for one in rows if one.step == Step.MORNING] == [before]
    later = house("2026-10-09", "2026-10-26", "2026-10-27")
    rows = plan_reminders(later, later.campaigns[0], Workdays(ZoneInfo(zone)))
    morning = next(one.due_at for one in rows if one.step == Step.MORNING)
    assert f"{morning.astimezone(UTC):%H:%M}" == after
