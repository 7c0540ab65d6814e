"""When a digest is due and for whom, as tables."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from handlers.campaigns.digest_times import halfway_day, in_office_time, plan_digests
from handlers.campaigns.workdays import Workdays
from handlers.office import Office, make_office
from storage.decisions import Decision, DecisionKind
from storage.records import Campaign, Group, GroupPurpose, Membership, Person, Role, Unit

SHANGHAI = ZoneInfo("Asia/Shanghai")
TOWN = Unit(1, "柳溪镇", "乡镇")
VILLAGE = Unit(2, "枫林村", "村", parent=1)
LEADERS = Group(1, "local", "主管群", "主管群", 1, GroupPurpose.SUPERVISORS)
ZHOU = Person(9, "local", "周", "周某", (Membership(1, Role.SUPERVISOR),))


def campaign(start: str, end: str, due: str) -> Campaign:
    return Campaign(1, "宣传月", *(date.fromisoformat(day) for day in (start, end, due)))


OCTOBER = campaign("2026-10-09", "2026-10-31", "2026-11-03")


def house(one: Campaign = OCTOBER, groups: tuple[Group, ...] = (LEADERS,), **more: str) -> Office:
    return make_office([TOWN, VILLAGE], [ZHOU], groups, [one], settings=more)


def planned(office: Office) -> list[tuple[str, str]]:
    workdays = Workdays(SHANGHAI, office.holidays, office.settings.office_hours)
    rows = plan_digests(office, office.campaigns[0], workdays)
    return [(one.step, f"{one.due_at.astimezone(SHANGHAI):%m-%d %H:%M}") for one in rows]


def test_one_on_every_workday_the_made_up_saturday_too() -> None:
    days = [day for step, day in planned(house()) if step in ("日报", "半程报告")]
    assert days[:4] == ["10-09 17:00", "10-10 17:00", "10-12 17:00", "10-13 17:00"]
    assert days[-1] == "11-06 17:00"
    assert not {"10-11 17:00", "10-17 17:00", "10-31 17:00"} & set(days)


@pytest.mark.parametrize(
    ("label", "window", "expected"),
    [
        ("23 days: half is over on the twelfth", ("2026-10-09", "2026-10-31"), "2026-10-21"),
        ("22 days", ("2026-10-09", "2026-10-30"), "2026-10-20"),
        ("half lies before a weekend", ("2026-10-12", "2026-10-21"), "2026-10-19"),
        ("across two months", ("2026-08-11", "2026-09-10"), "2026-08-27"),
        ("half is over in a week of holidays", ("2026-09-21", "2026-10-20"), "2026-10-08"),
        ("over before anybody works again", ("2026-09-24", "2026-10-06"), None),
        ("a single day", ("2026-10-14", "2026-10-14"), None),
    ],
)
def test_the_halfway_report_comes_on_the_workday_after_half(
    label: str, window: tuple[str, str], expected: str | None
) -> None:
    found = halfway_day(campaign(*window, window[1]), Workdays(SHANGHAI))
    assert (None if found is None else found.isoformat()) == expected, label


def test_the_halfway_report_takes_the_place_of_that_days_digest() -> None:
    of_day = [step for step, day in planned(house()) if day.startswith("10-21")]
    assert of_day == ["半程报告"]
    assert "半程报告" not in {step for step, _ in planned(house(半程报告="否"))}


HOURS = ((time(8), time(12)), (time(14, 30), time(17, 30)))


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (time(17), time(17)),
        (time(11, 59), time(11, 59)),
        (time(17, 30), time(17, 15)),
        (time(22), time(17, 15)),
        (time(13), time(11, 45)),
        (time(6), time(8)),
    ],
)
def test_a_digest_time_outside_office_hours_is_moved_into_them(
    wanted: time, expected: time
) -> None:
    assert in_office_time(wanted, HOURS) == expected


def test_an_office_span_shorter_than_a_quarter_of_an_hour_still_holds_it() -> None:
    assert in_office_time(time(9), ((time(8), time(8, 5)),)) == time(8)


def test_a_digest_is_good_until_the_office_closes() -> None:
    office = house()
    row = plan_digests(office, OCTOBER, Workdays(SHANGHAI))[0]
    assert row.until == datetime(2026, 10, 9, 17, 30, tzinfo=SHANGHAI)


def test_a_correction_of_its_own_is_planned_only_where_the_day_may_have_room() -> None:
    alone = [day for step, day in planned(house()) if step == "更正"]
    assert alone == [f"11-{day:02} 08:30" for day in (9, 10, 11, 12, 13)]
    roomy = [day for step, day in planned(house(每群每日主动消息="2")) if step == "更正"]
    assert roomy[:2] == ["10-10 08:30", "10-12 08:30"]


def readers(office: Office) -> set[tuple[int | None, int | None]]:
    rows = plan_digests(office, OCTOBER, Workdays(SHANGHAI))
    return {(one.group, one.unit) for one in rows}


def test_the_supervisors_group_hears_it_else_the_supervisor_in_private() -> None:
    quiet = Group(1, "local", "主管群", "主管群", 1, GroupPurpose.SUPERVISORS, reminders=False)
    work = Group(2, "local", "工作群", "工作群", 1, GroupPurpose.REPORTS)
    assert readers(house(groups=(LEADERS, work))) == {(1, None)}
    assert readers(house(groups=(work,))) == {(None, 1)}
    assert readers(house(groups=(quiet,))) == set()


def test_an_ended_campaign_has_none() -> None:
    ended = Decision(DecisionKind.ENDED, "周某", 1)
    office = make_office([TOWN], [ZHOU], [LEADERS], [OCTOBER], decisions=[ended])
    assert plan_digests(office, OCTOBER, Workdays(SHANGHAI)) == []
