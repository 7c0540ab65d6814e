"""When an office works: make-up Saturdays, holidays, zones, and years nobody has announced."""

import subprocess
import sys
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from handlers.campaigns.spring_festival import near_spring_festival
from handlers.campaigns.workdays import Workdays

SHANGHAI, BERLIN = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin")
PLAIN = Workdays(SHANGHAI)


@pytest.mark.parametrize(
    ("day", "works", "why"),
    [
        ("2026-09-30", True, "Wednesday before the holiday"),
        *((f"2026-10-0{day}", False, "国庆") for day in range(1, 8)),
        ("2026-10-08", True, "Thursday after it"),
        ("2026-09-20", True, "make-up Sunday"),
        ("2026-10-10", True, "make-up Saturday"),
        ("2026-10-17", False, "Saturday"),
        ("2026-05-09", True, "make-up Saturday"),
        ("2026-01-01", False, "元旦"),
        ("2026-01-04", True, "make-up Sunday after New Year"),
        ("2024-02-29", True, "leap day, a Thursday"),
        ("2028-02-29", True, "leap day of a year without a notice, a Tuesday"),
        ("2027-10-08", True, "Friday after an assumed week of rest"),
        ("2027-10-05", False, "assumed week of rest"),
        ("2027-02-06", False, "春节, a Saturday"),
        ("2027-02-08", False, "Monday after it"),
        ("2027-02-15", True, "Monday a week later"),
        ("2027-01-01", False, "元旦 by law"),
        ("2027-10-16", False, "an assumed Saturday"),
    ],
)
def test_whether_people_work(day: str, works: bool, why: str) -> None:
    assert PLAIN.works(date.fromisoformat(day)) is works, why


def test_the_office_overrules_the_notice_and_the_assumption() -> None:
    own = Workdays(
        SHANGHAI,
        {
            date(2026, 10, 9): False,
            date(2026, 10, 3): True,
            date(2027, 10, 5): True,
            date(2027, 3, 1): False,
        },
    )
    assert [own.works(day) for day in own.stated] == [False, True, True, False]
    assert not any(own.is_assumed(day) or own.is_quiet(day) for day in own.stated)


def test_a_year_without_a_notice_is_told_apart_and_quiet_where_holidays_must_lie() -> None:
    days = [date(2026, 10, 1), date(2027, 3, 1), date(2027, 10, 7), date(2027, 2, 5)]
    assert [PLAIN.is_assumed(day) for day in days] == [False, True, True, True]
    assert [PLAIN.is_quiet(day) for day in days] == [False, False, True, True]


@pytest.mark.parametrize(
    ("day", "near"),
    [
        ("2027-02-03", False),
        ("2027-02-04", True),
        ("2027-02-13", True),
        ("2027-02-14", False),
        ("2028-01-26", True),
        ("2055-01-19", True),
        ("2055-02-27", True),
        ("2055-03-01", False),
    ],
)
def test_the_days_around_spring_festival(day: str, near: bool) -> None:
    assert near_spring_festival(date.fromisoformat(day)) is near


@pytest.mark.parametrize(
    ("day", "rolled"),
    [
        ("2026-10-01", "2026-10-08"),
        ("2026-10-08", "2026-10-08"),
        ("2026-10-10", "2026-10-10"),
        ("2026-10-11", "2026-10-12"),
        ("2026-12-31", "2026-12-31"),
        ("2025-12-31", "2025-12-31"),
        ("2026-01-01", "2026-01-04"),
        ("2027-01-01", "2027-01-04"),
        ("2027-10-01", "2027-10-08"),
    ],
)
def test_a_deadline_on_a_day_of_rest_rolls_on(day: str, rolled: str) -> None:
    assert PLAIN.roll_on(date.fromisoformat(day)) == date.fromisoformat(rolled)


@pytest.mark.parametrize(
    ("day", "count", "before"),
    [
        ("2026-11-03", 3, "2026-10-29"),
        ("2026-10-12", 1, "2026-10-10"),
        ("2026-10-12", 3, "2026-10-08"),
        ("2026-10-12", 4, "2026-09-30"),
        ("2026-10-10", 1, "2026-10-09"),
        ("2026-01-05", 1, "2026-01-04"),
        ("2026-01-05", 2, "2025-12-31"),
        ("2024-03-01", 1, "2024-02-29"),
    ],
)
def test_so_many_workdays_before(day: str, count: int, before: str) -> None:
    assert PLAIN.before(date.fromisoformat(day), count) == date.fromisoformat(before)


def test_workdays_that_are_left_are_counted_without_today_and_with_the_last_day() -> None:
    assert PLAIN.count(date(2026, 10, 15), date(2026, 11, 3)) == 13
    assert PLAIN.count(date(2026, 11, 3), date(2026, 11, 3)) == 0
    assert PLAIN.count(date(2026, 9, 30), date(2026, 10, 10)) == 3


def test_an_office_that_never_works_ends_nobody_in_a_loop() -> None:
    start = date(2026, 10, 1)
    shut = Workdays(SHANGHAI, {start + timedelta(days=n): False for n in range(-100, 100)})
    assert shut.after(start) == date(2026, 10, 2)


@pytest.mark.parametrize(
    ("moment", "inside", "opening"),
    [
        ("2026-10-09T07:55", False, "2026-10-09T08:00"),
        ("2026-10-09T08:00", True, "2026-10-09T08:00"),
        ("2026-10-09T11:59", True, "2026-10-09T11:59"),
        ("2026-10-09T12:00", False, "2026-10-09T14:30"),
        ("2026-10-09T17:30", False, "2026-10-10T08:00"),
        ("2026-10-10T23:59", False, "2026-10-12T08:00"),
        ("2026-10-01T09:00", False, "2026-10-08T08:00"),
        ("2026-12-31T18:00", False, "2027-01-04T08:00"),
    ],
)
def test_office_time(moment: str, inside: bool, opening: str) -> None:
    local = datetime.fromisoformat(moment).replace(tzinfo=SHANGHAI)
    assert PLAIN.in_hours(local) is inside
    assert PLAIN.in_hours(local.astimezone(UTC)) is inside
    assert PLAIN.opening(local.astimezone(UTC)) == datetime.fromisoformat(opening).replace(
        tzinfo=SHANGHAI
    )


@pytest.mark.parametrize(
    ("utc", "opening"),
    [
        ("2026-03-27T07:30", "2026-03-27T07:30"),
        ("2026-03-29T06:30", "2026-03-30T06:00"),
        ("2026-10-23T06:30", "2026-10-23T06:30"),
        ("2026-10-25T12:00", "2026-10-26T07:00"),
    ],
)
def test_office_time_keeps_to_the_wall_clock_where_summer_time_begins_and_ends(
    utc: str, opening: str
) -> None:
    there = Workdays(BERLIN)
    found = there.opening(datetime.fromisoformat(utc).replace(tzinfo=UTC))
    assert found.astimezone(UTC) == datetime.fromisoformat(opening).replace(tzinfo=UTC)


def test_an_office_has_the_hours_of_its_settings() -> None:
    late = Workdays(SHANGHAI, hours=((time(9, 0), time(12, 0)), (time(13, 0), time(20, 0))))
    evening = datetime(2026, 10, 9, 19, 59, tzinfo=SHANGHAI)
    assert late.in_hours(evening)
    assert not late.in_hours(datetime(2026, 10, 9, 8, 30, tzinfo=SHANGHAI))


def test_the_calendar_is_loaded_only_when_a_day_is_asked_for() -> None:
    program = "import sys, handlers.campaigns.workdays; print('chinese_calendar' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert ran.stdout.strip() == "False"
