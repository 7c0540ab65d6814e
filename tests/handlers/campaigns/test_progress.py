"""Who owes what: the arithmetic of each way of counting, as tables."""

from datetime import date
from zoneinfo import ZoneInfo

import pytest

from handlers.campaigns.counted import Counted, Counting, done
from handlers.campaigns.progress import Progress, Stage, progress_of, within_reach
from handlers.campaigns.workdays import Workdays
from handlers.office import Office, make_office
from storage.decisions import Decision, DecisionKind
from storage.progress import Tally, Told
from storage.records import (
    Campaign,
    Group,
    GroupPurpose,
    Measure,
    Membership,
    Per,
    Person,
    Place,
    Role,
    Task,
    Unit,
)

TODAY = date(2026, 10, 28)
CAMPAIGN = Campaign(1, "2026年10月宣传月", date(2026, 10, 9), date(2026, 10, 31), date(2026, 11, 3))
TOWN = Unit(1, "柳溪镇", "乡镇")
FENGLIN = Unit(2, "枫林村", "村", parent=1, groups=9, households=40)
SHIQIAO = Unit(3, "石桥村", "村", parent=1, groups=7, households=30)
PARTY, BANNERS, PAPERS, VISITS = "集中宣传活动", "悬挂横幅标语", "发放宣传资料", "入户走访"
DAY = date(2026, 10, 14)
VILLAGES = frozenset({"村"})


def task(*contents: str, minimum: int | None = 1, number: int = 1, **more: object) -> Task:
    kinds = more.pop("kinds", VILLAGES)
    return Task(number, kinds, frozenset(), contents, minimum=minimum, **more)  # type: ignore[arg-type]


def tally(unit: int, activity: str, count: int, measure: str, *days: int, **more: bool) -> Tally:
    told_on = frozenset(f"2026-10-{day:02}" for day in days)
    return Tally(unit, activity, measure, count, more.get("running", False), told_on)


def told(unit: int, activity: str, count: int, measure: str, day: int, **more: object) -> Told:
    return Told(unit, activity, measure, count, date(2026, 10, day), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("label", "wanted", "counting", "units", "expected"),
    [
        ("figures add up", task(BANNERS), Counting([tally(2, BANNERS, 3, "条")]), [2], 3),
        (
            "a measure that says the same adds",
            task(PAPERS),
            Counting([tally(2, PAPERS, 30, "份"), tally(2, PAPERS, 20, "张")]),
            [2],
            50,
        ),
        ("次 is never turned into 户", task(VISITS), Counting([tally(2, VISITS, 9, "次")]), [2], 0),
        (
            "any of several contents",
            task(BANNERS, PARTY, minimum=2),
            Counting([tally(2, BANNERS, 1, "条"), tally(2, PARTY, 1, "场")]),
            [2],
            2,
        ),
        (
            "reports of those below count above",
            task(BANNERS),
            Counting([tally(2, BANNERS, 3, "条"), tally(3, BANNERS, 4, "条")]),
            [1, 2, 3],
            7,
        ),
        (
            "次数 are different days, whatever the figures",
            task(BANNERS, measure=Measure.TIMES),
            Counting([tally(2, BANNERS, 40, "条", 12, 14)]),
            [2],
            2,
        ),
        (
            "one day in two places is two times",
            task(VISITS, measure=Measure.TIMES),
            Counting(
                [tally(2, VISITS, 9, "户", 14)],
                placed=[
                    told(2, VISITS, 5, "户", 14, place=Place(31.10, 116.20)),
                    told(2, VISITS, 4, "户", 14, place=Place(31.13, 116.20)),
                    told(2, VISITS, 4, "户", 14, place=Place(31.1301, 116.2001)),
                ],
            ),
            [2],
            2,
        ),
        (
            "走访日 are the days of visits",
            task("走访日", minimum=3),
            Counting([tally(2, VISITS, 9, "户", 12, 13, 14)]),
            [2],
            3,
        ),
        (
            "有 is met by one",
            task(BANNERS, measure=Measure.THERE),
            Counting([tally(2, BANNERS, 9, "块")]),
            [2],
            1,
        ),
        (
            "a running total sets aside what was told up to its day",
            task(PAPERS),
            Counting(
                [tally(2, PAPERS, 1500, "份", running=True)],
                running=[
                    told(2, PAPERS, 200, "份", 12),
                    told(2, PAPERS, 1200, "份", 14, running=True),
                    told(2, PAPERS, 100, "张", 15),
                ],
            ),
            [2],
            1300,
        ),
        (
            "a joint event is credited to each",
            task(PARTY),
            Counting(
                [tally(2, PARTY, 1, "场")],
                hosts=[told(2, PARTY, 1, "场", 14, event=7)],
                partners=[told(3, PARTY, 1, "场", 14, event=7)],
            ),
            [3],
            1,
        ),
        (
            "a joint event counts once above",
            task(PARTY),
            Counting(
                [tally(2, PARTY, 1, "场"), tally(3, PARTY, 1, "场")],
                hosts=[told(2, PARTY, 1, "场", 14, event=7), told(3, PARTY, 1, "场", 14, event=7)],
                partners=[told(3, PARTY, 1, "场", 14, event=7)],
            ),
            [1, 2, 3],
            1,
        ),
        (
            "photos are 图片资料",
            task("图片资料"),
            Counting([], attached=[(2, "photo", "a.jpg"), (2, "file", "总结.docx")]),
            [2],
            1,
        ),
        (
            "a file called 总结 is the summary",
            task("活动总结"),
            Counting([], attached=[(2, "file", "枫林村总结.docx")]),
            [2],
            1,
        ),
    ],
)
def test_how_much_is_done(
    label: str, wanted: Task, counting: Counting, units: list[int], expected: int
) -> None:
    assert done(counting.count(), wanted, units, {}) == expected, label


def test_adopted_counts_what_the_supervisor_says() -> None:
    wanted = task("信息稿件", measure=Measure.ADOPTED)
    assert done(Counted(), wanted, [2], {2: 3}) == 3


def office(*tasks: Task, decided: tuple[Decision, ...] = (), people: bool = True) -> Office:
    liaisons = [
        Person(n, "local", f"p{n}", f"{n}", (Membership(n, Role.LIAISON),)) for n in (1, 2, 3)
    ]
    return make_office(
        [TOWN, FENGLIN, SHIQIAO],
        liaisons if people else liaisons[:2],
        campaigns=[CAMPAIGN],
        tasks=tasks,
        decisions=decided,
    )


def progress(house: Office, *tallies: Tally) -> Progress:
    counted = Counting(tallies).count()
    by_task = {one.id: counted for one in house.tasks}
    workdays = Workdays(ZoneInfo("Asia/Shanghai"))
    return progress_of(house, CAMPAIGN, by_task, workdays, within_reach(house, TODAY))


def test_stages_are_told_apart() -> None:
    found = progress(
        office(task(BANNERS, minimum=2), task(PARTY, number=2)),
        tally(2, BANNERS, 2, "条"),
        tally(2, PARTY, 1, "场"),
        tally(3, BANNERS, 1, "条"),
    )
    assert {one.unit.name: one.stage for one in found.owing()} == {
        "枫林村": Stage.COMPLETE,
        "石桥村": Stage.UNDER_WAY,
    }
    assert [(line.task.contents[0], line.short) for line in found.units[3].short] == [
        (BANNERS, 1),
        (PARTY, 1),
    ]


def test_who_told_nothing_is_not_under_way() -> None:
    found = progress(office(task(BANNERS)))
    assert {one.stage for one in found.owing()} == {Stage.NOTHING}


def test_a_wish_is_never_a_shortfall_and_what_has_no_number_never_owed() -> None:
    found = progress(
        office(task(BANNERS, required=False), task("广播播放", minimum=None, number=2))
    )
    assert found.open() == []
    assert found.owing() == []
    assert len(found.units[2].lines) == 2


def test_all_households_are_the_registers_number() -> None:
    found = progress(
        office(task(VISITS, minimum=None, whole=True, per=Per.HOUSEHOLDS)),
        tally(2, VISITS, 35, "户"),
    )
    assert [(one.unit.name, one.short[0].short) for one in found.open()] == [
        ("枫林村", 5),
        ("石桥村", 30),
    ]


def test_a_number_that_the_register_lacks_is_told_and_not_owed() -> None:
    found = progress(office(task("展板宣传栏", per=Per.CLASS)))
    assert found.units[2].lines[0].lacks_number
    assert found.owing() == []


def test_an_excused_unit_owes_nothing() -> None:
    excused = Decision(DecisionKind.EXCUSED, "周某", 1, 2, value="搬迁")
    found = progress(office(task(BANNERS), decided=(excused,)))
    assert [one.unit.name for one in found.owing()] == ["石桥村"]
    assert found.units[2].excused == "搬迁"


def test_an_extension_moves_the_deadline_of_one_unit() -> None:
    extended = Decision(DecisionKind.EXTENDED, "周某", 1, 2, value="暴雨", until=date(2026, 11, 9))
    found = progress(office(task(BANNERS), decided=(extended,)))
    assert [found.units[n].short[0].due for n in (2, 3)] == [date(2026, 11, 9), date(2026, 11, 3)]
    assert not found.units[2].is_late(date(2026, 11, 5))
    assert found.units[3].is_late(date(2026, 11, 5))


def test_what_cannot_be_met_is_told_apart_from_what_is_late() -> None:
    found = progress(office(task(BANNERS), people=False))
    assert [(one.unit.name, one.can_report) for one in found.open()] == [
        ("枫林村", True),
        ("石桥村", False),
    ]
    assert not found.units[3].is_late(date(2026, 11, 5))


def test_a_work_group_above_is_somebody_to_report() -> None:
    group = Group(1, "local", "g", "工作群", 1, GroupPurpose.REPORTS)
    house = make_office([TOWN, FENGLIN, SHIQIAO], groups=[group], tasks=[task(BANNERS)])
    assert within_reach(house, TODAY) == {1, 2, 3}
