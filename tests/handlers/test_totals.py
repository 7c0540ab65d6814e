from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.summaries.totals import Column, Figure, add, total
from storage.records import Report, ReportItem, ReportState

PAPERS, BANNERS, VISITS = "发放宣传资料", "悬挂横幅标语", "入户走访"
NOON = datetime(2026, 10, 14, 4, tzinfo=UTC)


def item(activity: str, count: int, unit: str, mark: str = "", running: bool = False) -> ReportItem:
    return ReportItem(activity, count, unit, bool(mark), running, qualifier=mark)


def report(
    number: int,
    *items: ReportItem,
    unit: int | None = 1,
    day: int = 14,
    state: ReportState = ReportState.RECORDED,
    joint: int | None = None,
) -> Report:
    return Report(
        id=number,
        channel="local",
        group=1,
        chat="g1",
        sender="汪某",
        reporter="汪某",
        unit=unit,
        day=date(2026, 10, day),
        state=state,
        text="",
        sent_at=NOON,
        received_at=NOON,
        items=items,
        joint=joint,
    )


def figure(reports: list[Report], activity: str, unit: str, of: int = 1) -> str | None:
    found = total(reports).of([of], Column(activity, unit))
    return None if found is None else str(found)


TABLE: list[tuple[str, list[Report], str, str, str | None]] = [
    ("one figure", [report(1, item(PAPERS, 260, "份"))], PAPERS, "份", "260"),
    (
        "measures that say the same add",  # 260 份 + 40 本
        [report(1, item(PAPERS, 260, "份")), report(2, item(PAPERS, 40, "本"))],
        PAPERS,
        "份",
        "300",
    ),
    (
        "other measures never add",
        [report(1, item(VISITS, 22, "户")), report(2, item(VISITS, 3, "次"))],
        VISITS,
        "户",
        "22",
    ),
    (
        "other measures stand in a column of their own",
        [report(1, item(VISITS, 22, "户")), report(2, item(VISITS, 3, "次"))],
        VISITS,
        "次",
        "3",
    ),
    (
        "nothing is not nought",
        [report(1, item(PAPERS, 260, "份"))],
        BANNERS,
        "条",
        None,
    ),
    ("nought is nought", [report(1, item(BANNERS, 0, "条"))], BANNERS, "条", "0"),
    (
        "one 余 makes the sum 余",  # 30余 + 12
        [report(1, item(PAPERS, 30, "份", "余")), report(2, item(PAPERS, 12, "份"))],
        PAPERS,
        "份",
        "42余",
    ),
    (
        "多 counts as 余",
        [report(1, item(PAPERS, 30, "份", "多"))],
        PAPERS,
        "份",
        "30余",
    ),
    ("近 stays 近 when alone", [report(1, item(PAPERS, 100, "份", "近"))], PAPERS, "份", "近100"),
    (
        "近 and an exact figure are 约",
        [report(1, item(PAPERS, 100, "份", "近")), report(2, item(PAPERS, 7, "份"))],
        PAPERS,
        "份",
        "约107",
    ),
    (
        "a running total sets aside what came up to its day",  # 1200 + 50
        [
            report(1, item(PAPERS, 300, "份"), day=10),
            report(2, item(PAPERS, 500, "份"), day=14),
            report(3, item(PAPERS, 1200, "份", running=True), day=14),
            report(4, item(PAPERS, 50, "份"), day=15),
        ],
        PAPERS,
        "份",
        "1250",
    ),
    (
        "a report of the same day heard after a running total is set aside too",
        [
            report(1, item(PAPERS, 1200, "份", running=True), day=14),
            report(2, item(PAPERS, 50, "份"), day=14),
        ],
        PAPERS,
        "份",
        "1200",
    ),
    (
        "the later of two running totals holds, also when it is lower",
        [
            report(1, item(PAPERS, 1200, "份", running=True), day=14),
            report(2, item(PAPERS, 1100, "份", running=True), day=20),
        ],
        PAPERS,
        "份",
        "1100",
    ),
    (
        "a running total of another unit sets nothing aside",
        [
            report(1, item(PAPERS, 300, "份"), day=10),
            report(2, item(PAPERS, 1200, "份", running=True), unit=2, day=14),
        ],
        PAPERS,
        "份",
        "300",
    ),
    (
        "a running total of another activity sets nothing aside",
        [
            report(1, item(PAPERS, 300, "份"), day=10),
            report(2, item(VISITS, 310, "户", running=True), day=14),
        ],
        PAPERS,
        "份",
        "300",
    ),
    *[
        (
            f"{state} does not count",
            [report(1, item(PAPERS, 9, "份"), state=state)],
            PAPERS,
            "份",
            None,
        )
        for state in (
            ReportState.WAITING,
            ReportState.UNSURE,
            ReportState.WITHDRAWN,
            ReportState.DUPLICATE,
        )
    ],
    (
        "incomplete counts",
        [report(1, item(PAPERS, 9, "份"), state=ReportState.INCOMPLETE)],
        PAPERS,
        "份",
        "9",
    ),
]


@pytest.mark.parametrize(
    ("reports", "activity", "unit", "shown"),
    [pytest.param(*rest, id=name) for name, *rest in TABLE],
)
def test_a_units_figure(reports: list[Report], activity: str, unit: str, shown: str | None) -> None:
    assert figure(reports, activity, unit) == shown


def test_a_running_total_says_which_reports_it_holds() -> None:
    reports = [
        report(1, item(BANNERS, 2, "条"), item(PAPERS, 300, "份"), day=10),
        report(2, item(PAPERS, 1200, "份", running=True), day=14),
    ]

    assert total(reports).set_aside == {(1, 1)}


def test_the_columns_are_the_24_activities_and_other_measures_behind_their_own() -> None:
    columns = total([report(1, item(VISITS, 3, "次"))]).columns()

    names = [f"{one.activity}({one.unit})" for one in columns]
    assert len(columns) == 25
    assert names[:3] == ["发放宣传资料(份)", "宣传品(个)", "悬挂横幅标语(条)"]
    assert names[11:13] == ["入户走访(户)", "入户走访(次)"]
    assert names[-1] == "参与人数(人)"


def test_a_unit_that_reported_without_any_figure_has_reported() -> None:
    assert total([report(1, unit=7)]).reported == {7}


@given(
    st.lists(
        st.tuples(st.integers(1, 3), st.integers(9, 31), st.integers(0, 5000), st.booleans()),
        max_size=30,
    )
)
def test_the_sum_over_units_is_the_sum_of_their_figures(
    heard: list[tuple[int, int, int, bool]],
) -> None:
    reports = [
        report(number, item(PAPERS, count, "份", running=running), unit=unit, day=day)
        for number, (unit, day, count, running) in enumerate(heard)
    ]
    totals, column = total(reports), Column(PAPERS, "份")

    parts = [totals.of([unit], column) for unit in (1, 2, 3)]

    assert totals.of([1, 2, 3], column) == add(part for part in parts if part)
    assert (totals.of([1, 2, 3], column) or Figure(0)).count >= 0


STALL, ASKED = "集中宣传活动", "现场咨询"


def test_a_joint_event_counts_for_each_unit_and_once_above_them() -> None:
    reports = [
        report(1, item(STALL, 1, "场"), item(ASKED, 30, "人次"), unit=1, joint=1),
        report(2, item(STALL, 1, "场"), item(ASKED, 20, "人次"), unit=2, joint=1),
        report(3, item(STALL, 2, "场"), unit=3),
    ]
    totals, stalls = total(reports), Column(STALL, "场")

    assert [totals.of([unit], stalls) for unit in (1, 2, 3)] == [Figure(1), Figure(1), Figure(2)]
    assert totals.of([1, 2], stalls) == Figure(1)
    assert totals.of([1, 2, 3], stalls) == Figure(3)
    assert totals.of([1, 2], Column(ASKED, "人次")) == Figure(50)
