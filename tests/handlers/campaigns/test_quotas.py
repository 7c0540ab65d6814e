"""What a unit owes: the arithmetic of plans as offices write them."""

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from handlers.campaigns.quotas import deadline, lacks_number, owed, owes, stretches
from handlers.campaigns.workdays import Workdays
from storage.records import EVERY_KIND, Campaign, Per, Period, Task, Unit

GROUPS = (9, 8, 7, 7, 6, 6)
VILLAGES = [
    Unit(number, f"村{number}", "村", groups=groups) for number, groups in enumerate(GROUPS, 1)
]
FULL = Unit(9, "枫林村", "村", groups=9, households=412, classes=6, sites=3)
BARE = Unit(10, "石桥村", "村")


def task(**more: Any) -> Task:
    given = {"kinds": frozenset({"村"}), "units": frozenset(), "contents": ("悬挂横幅标语",)}
    return Task(1, **{**given, **more})


@pytest.mark.parametrize(
    ("per", "total"), [(Per.UNIT, 12), (Per.GROUP, 86), (Per.VILLAGE_AND_GROUPS, 98)]
)
def test_two_banners_for_six_villages_with_forty_three_groups(per: Per, total: int) -> None:
    asked = task(minimum=2, per=per)
    assert sum(GROUPS) == 43
    assert sum(owed(asked, village) or 0 for village in VILLAGES) == total


@pytest.mark.parametrize(
    ("more", "full", "bare"),
    [
        ({"minimum": 1}, 1, 1),
        ({"minimum": 2, "per": Per.GROUP}, 18, None),
        ({"minimum": 2, "per": Per.VILLAGE_AND_GROUPS}, 20, None),
        ({"minimum": 1, "per": Per.CLASS}, 6, None),
        ({"minimum": 1, "per": Per.SITE}, 3, None),
        ({"whole": True, "per": Per.HOUSEHOLDS}, 412, None),
        ({"minimum": 2, "per": Per.HOUSEHOLDS}, 824, None),
        ({}, None, None),
        ({"per": Per.GROUP}, None, None),
        ({"minimum": 1, "required": False}, 1, 1),
        ({"minimum": 1, "kinds": frozenset({"学校"})}, None, None),
        ({"minimum": 1, "kinds": frozenset(), "units": frozenset({9})}, 1, None),
        ({"minimum": 1, "kinds": frozenset({EVERY_KIND})}, 1, 1),
    ],
)
def test_what_one_unit_owes(more: dict[str, Any], full: int | None, bare: int | None) -> None:
    assert (owed(task(**more), FULL), owed(task(**more), BARE)) == (full, bare)


def test_a_unit_without_groups_owes_only_for_itself() -> None:
    alone = Unit(11, "上畈村", "村", groups=0)
    assert owed(task(minimum=2, per=Per.GROUP), alone) == 0
    assert owed(task(minimum=2, per=Per.VILLAGE_AND_GROUPS), alone) == 2


def test_a_missing_number_is_told_only_where_something_is_owed() -> None:
    assert lacks_number(task(minimum=2, per=Per.GROUP), BARE)
    assert lacks_number(task(whole=True, per=Per.HOUSEHOLDS), BARE)
    assert not lacks_number(task(minimum=2, per=Per.GROUP), FULL)
    assert not lacks_number(task(per=Per.GROUP), BARE)
    assert not owes(task(minimum=1, kinds=frozenset({"学校"})), BARE)


OCTOBER = Campaign(1, "十月", date(2026, 10, 9), date(2026, 10, 31), date(2026, 11, 3))
ACROSS = Campaign(2, "跨月", date(2026, 8, 11), date(2026, 9, 10), date(2026, 9, 15))
WINTER = Campaign(3, "跨年", date(2026, 12, 20), date(2027, 1, 10), date(2027, 1, 12))
LEAP = Campaign(4, "二月", date(2028, 2, 1), date(2028, 2, 29), date(2028, 3, 3))
SHORT = Campaign(5, "三天", date(2026, 10, 9), date(2026, 10, 11), date(2026, 10, 12))


@pytest.mark.parametrize(
    ("campaign", "period", "days"),
    [
        (OCTOBER, Period.CAMPAIGN, ["10-09 10-31"]),
        (OCTOBER, Period.WEEK, ["10-12 10-18", "10-19 10-25", "10-26 10-31"]),
        (OCTOBER, Period.MONTH, ["10-09 10-31"]),
        (OCTOBER, Period.QUARTER, ["10-01 12-31"]),
        (OCTOBER, Period.YEAR, ["01-01 12-31"]),
        (ACROSS, Period.MONTH, ["08-11 08-31", "09-01 09-10"]),
        (ACROSS, Period.QUARTER, ["07-01 09-30"]),
        (WINTER, Period.MONTH, ["12-20 12-31", "01-01 01-10"]),
        (WINTER, Period.QUARTER, ["10-01 12-31", "01-01 03-31"]),
        (WINTER, Period.YEAR, ["01-01 12-31", "01-01 12-31"]),
        (LEAP, Period.MONTH, ["02-01 02-29"]),
        (SHORT, Period.WEEK, ["10-09 10-11"]),
    ],
)
def test_the_days_over_which_a_quota_is_owed_once(
    campaign: Campaign, period: Period, days: list[str]
) -> None:
    found = stretches(task(period=period), campaign)
    assert [f"{first:%m-%d} {last:%m-%d}" for first, last in found] == days


def test_a_deadline_of_its_own_comes_before_that_of_the_campaign_and_rolls_on() -> None:
    workdays = Workdays(ZoneInfo("Asia/Shanghai"))
    own = task(due=date(2026, 10, 3))
    saturday = task(due=date(2026, 10, 10))
    assert deadline(task(), OCTOBER, workdays, True) == date(2026, 11, 3)
    assert deadline(own, OCTOBER, workdays, True) == date(2026, 10, 8)
    assert deadline(own, OCTOBER, workdays, False) == date(2026, 10, 3)
    assert deadline(saturday, OCTOBER, workdays, True) == date(2026, 10, 10)
