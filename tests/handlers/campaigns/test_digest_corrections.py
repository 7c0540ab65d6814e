"""Which figures of a digest are put right, as tables."""

import json
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from handlers.campaigns.counted import Counting
from handlers.campaigns.digest_corrections import (
    correction_line,
    differences,
    is_far,
    sent_from,
    sent_of,
)
from handlers.campaigns.digest_facts import Facts, has_news, scope_of
from handlers.campaigns.digest_figures import DigestFigures, figures_of
from handlers.campaigns.progress import progress_of
from handlers.campaigns.workdays import Workdays
from handlers.office import make_office
from storage.decisions import Decision, DecisionKind
from storage.news import Change
from storage.progress import Tally
from storage.records import Campaign, Task, Unit

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 10, 15, 17, tzinfo=ZONE)
OCTOBER = Campaign(1, "2026年10月宣传月", date(2026, 10, 9), date(2026, 10, 31), date(2026, 11, 3))
UNITS = [
    Unit(1, "柳溪镇", "乡镇"),
    Unit(2, "枫林村", "村", parent=1),
    Unit(3, "石桥村", "村", parent=1),
]
PAPERS, BANNERS = "发放宣传资料", "悬挂横幅标语"
TASK = Task(1, frozenset({"村"}), frozenset(), (BANNERS,), minimum=2)


def counted(
    *told: tuple[int, str, int, str], decisions: tuple[Decision, ...] = ()
) -> DigestFigures:
    office = make_office(UNITS, [], [], [OCTOBER], {}, [TASK], decisions=decisions)
    tallies = [Tally(unit, name, word, count, False) for unit, name, count, word in told]
    totals = Counting(tallies).count()
    workdays = Workdays(ZONE)
    progress = progress_of(office, OCTOBER, {1: totals}, workdays, frozenset({1, 2, 3}))
    return figures_of(office, Facts(progress, totals), scope_of(office, 1), workdays, NOW)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (100, 105, False),
        (100, 106, True),
        (100, 95, False),
        (100, 94, True),
        (20, 21, False),
        (19, 20, True),
        (1, 2, True),
        (0, 0, False),
        (0, 1, True),
        (5, 0, True),
    ],
)
def test_five_in_a_hundred_is_not_yet_far(before: int, after: int, expected: bool) -> None:
    assert is_far(before, after) is expected


HALF = ((2, PAPERS, 2536, "份"), (2, BANNERS, 2, "条"))


@pytest.mark.parametrize(
    ("label", "now", "expected"),
    [
        ("all of it holds", HALF, []),
        ("a little less", ((2, PAPERS, 2410, "份"), (2, BANNERS, 2, "条")), []),
        (
            "much less",
            ((2, PAPERS, 536, "份"), (2, BANNERS, 2, "条")),
            ["资料累计2500余份改为530余份"],
        ),
        (
            "withdrawn altogether",
            ((2, BANNERS, 2, "条"),),
            ["资料累计2500余份改为0份"],
        ),
        (
            "who was called silent had reported",
            (*HALF, (3, PAPERS, 20, "份")),
            ["石桥村当时已报,不应列未报", "村进行中0个改为1个", "村未报1个改为0个"],
        ),
        (
            "a stage falls back",
            ((2, PAPERS, 2536, "份"), (2, BANNERS, 1, "条")),
            [
                "横幅累计2条改为1条",
                "村已齐1个改为0个",
                "村进行中0个改为1个",
                "还差横幅1个改为2个",
            ],
        ),
    ],
)
def test_what_turned_out_wrong(
    label: str, now: tuple[tuple[int, str, int, str], ...], expected: list[str]
) -> None:
    told = json.loads(json.dumps(sent_of(counted(*HALF)).as_json()))
    assert differences(sent_from(told), counted(*now), "约数") == expected, label


def test_an_excuse_given_since_is_no_mistake() -> None:
    excused = Decision(DecisionKind.EXCUSED, "周某", 1, 3)
    now = counted(*HALF, decisions=(excused,))
    assert differences(sent_of(counted(*HALF)), now, "约数") == []


def test_a_campaign_told_in_brief_is_corrected_in_what_was_told() -> None:
    brief = sent_of(counted(*HALF), brief=True)
    assert differences(brief, counted((2, BANNERS, 2, "条")), "约数") == []
    wrong = differences(brief, counted((2, BANNERS, 1, "条")), "约数")
    assert wrong[0] == "村已齐1个改为0个"


def test_the_line_names_the_number_and_is_never_long() -> None:
    wrong = [f"资料累计{number}份改为1份" for number in range(9)]
    line = correction_line(5, counted(*HALF), wrong)
    assert line.startswith("更正第5号(10月15日):资料累计0份改为1份;")
    assert line.endswith(";另有5处。")


@pytest.mark.parametrize(
    ("label", "change", "expected"),
    [
        ("heard before", Change(2, 1, 7, NOW, None), False),
        ("a newer report", Change(2, 1, 8, NOW, None), True),
        ("heard later", Change(2, 1, 7, NOW.replace(hour=18), None), True),
        ("changed later", Change(2, 1, 7, NOW, NOW.replace(hour=18)), True),
        ("changed before", Change(2, 1, 7, NOW, NOW.replace(hour=9)), False),
        ("another town's", Change(9, 1, 8, NOW.replace(hour=18), None), False),
        ("nobody's, in a group of another town", Change(None, 4, 8, NOW, None), False),
    ],
)
def test_what_is_news(label: str, change: Change, expected: bool) -> None:
    office = make_office(UNITS, [], [], [OCTOBER])
    assert has_news([change], scope_of(office, 1), 7, NOW) is expected, label
