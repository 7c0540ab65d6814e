from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from handlers.summaries.file_names import file_name
from handlers.summaries.tables import MonthTables, month_tables, unit_lines
from storage.records import Campaign, Photo, Place, Report, ReportItem, ReportState, Unit

TOWN = Unit(1, "柳溪镇", "乡镇")
UNITS = [
    TOWN,
    Unit(4, "柳溪小学", "学校", parent=1, position=3),
    Unit(2, "枫林村", "村", parent=1, position=1),
    Unit(3, "石桥村", "村", parent=1, position=2),
]
CAMPAIGN = Campaign(1, "2026年10月宣传月", date(2026, 10, 9), date(2026, 10, 31), date(2026, 11, 3))
NOON = datetime(2026, 10, 14, 4, tzinfo=UTC)
BASE = Report(
    id=1,
    channel="local",
    group=1,
    chat="g1",
    sender="s",
    reporter="汪某",
    unit=2,
    day=date(2026, 10, 14),
    state=ReportState.RECORDED,
    text="",
    sent_at=NOON,
    received_at=NOON,
    campaign=1,
    items=(ReportItem("发放宣传资料", 260, "份"), ReportItem("悬挂横幅标语", 2, "条")),
)


def tables(*reports: Report, unit: Unit = TOWN, until: date = CAMPAIGN.end) -> MonthTables:
    made_on = date(2026, 11, 3)
    return month_tables(CAMPAIGN, unit, UNITS, reports, until, made_on)


def shown(made: MonthTables) -> list[tuple[str, dict[str, str], str]]:
    """Each row of the table as somebody sees it: only figures that are there."""
    return [
        (
            row.unit,
            {
                column.activity: str(figure)
                for column, figure in zip(made.columns, row.figures, strict=True)
                if figure is not None
            },
            row.remark,
        )
        for row in made.rows
    ]


def test_every_unit_has_a_row_in_the_offices_order_and_silence_is_called_so() -> None:
    assert shown(tables(BASE)) == [
        ("枫林村", {"发放宣传资料": "260", "悬挂横幅标语": "2"}, ""),
        ("石桥村", {}, "未报"),
        ("柳溪小学", {}, "未报"),
    ]


def test_a_village_alone_has_a_table_of_one_row() -> None:
    assert [row[0] for row in shown(tables(BASE, unit=UNITS[2]))] == ["枫林村"]


def test_the_town_has_a_row_of_its_own_once_it_reports_itself() -> None:
    made = tables(BASE, replace(BASE, id=2, unit=1))

    assert [row[0] for row in shown(made)] == ["柳溪镇", "枫林村", "石桥村", "柳溪小学"]
    assert str(made.sums[0]) == "520"


@pytest.mark.parametrize(
    "other",
    [
        replace(BASE, id=2, state=ReportState.WITHDRAWN),
        replace(BASE, id=2, state=ReportState.UNSURE),
        replace(BASE, id=2, campaign=2),
        replace(BASE, id=2, campaign=None),
        replace(BASE, id=2, unit=None),
        replace(BASE, id=2, unit=99),
        replace(BASE, id=2, day=date(2026, 10, 21)),
    ],
    ids=["withdrawn", "unsure", "other campaign", "none", "no unit", "elsewhere", "later"],
)
def test_what_does_not_belong_is_in_neither_table(other: Report) -> None:
    assert tables(BASE, other, until=date(2026, 10, 20)) == tables(BASE, until=date(2026, 10, 20))


def test_sums_and_rows_and_ledger_have_equal_figures() -> None:
    made = tables(
        BASE,
        replace(BASE, id=2, unit=3, items=(ReportItem("发放宣传资料", 80, "本", True),)),
        replace(BASE, id=3, unit=4, items=(ReportItem("发放宣传资料", 30, "张"),)),
    )

    rows = [row.figures[0].count for row in made.rows if row.figures[0]]
    ledger = [row.papers.count for row in made.ledger if row.papers]
    assert rows == ledger == [260, 80, 30]
    assert str(made.sums[0]) == "约370"


def test_a_retired_unit_keeps_its_line_only_where_it_had_reported() -> None:
    gone = [Unit(8, "老街村", "村", parent=1), Unit(9, "旧村", "村", parent=1)]
    heard = [replace(BASE, unit=8)]

    made = month_tables(CAMPAIGN, TOWN, UNITS, heard, CAMPAIGN.end, CAMPAIGN.due, gone)

    assert [row.unit for row in made.rows] == ["老街村", "枫林村", "石桥村", "柳溪小学"]


LEDGER: list[tuple[str, Report, str, str]] = [
    ("what was done", BASE, "content", "发放宣传资料260份、悬挂横幅标语2条"),
    ("in which form", BASE, "form", "发放宣传资料、悬挂横幅标语"),
    (
        "a figure that is no exact number",
        replace(BASE, items=(ReportItem("现场咨询", 30, "人次", True, qualifier="余"),)),
        "content",
        "现场咨询30余人次",
    ),
    (
        "words without a figure, without the phone in them",
        replace(BASE, items=(), text="双塘今天入户的，电话13812341234"),
        "content",
        "双塘今天入户的，电话138****1234",
    ),
    (
        "a reporter's phone",
        replace(BASE, reporter="汪某13812341234"),
        "responsible",
        "汪某138****1234",
    ),
    (
        "a place by its label",
        replace(BASE, place=Place(31.1, 116.2, label="老街")),
        "place",
        "老街",
    ),
    (
        "a place by its degrees",
        replace(BASE, place=Place(31.1, 116.2)),
        "place",
        "31.1000,116.2000",
    ),
    ("no photo", BASE, "photos", "无图"),
    (
        "photos by number, those that never came named",
        replace(
            BASE,
            photos=(
                Photo(1, "a", "stored"),
                Photo(2, "b", "failed"),
                Photo(3, "c", "stored"),
                Photo(4, "d", "pending"),
            ),
        ),
        "photos",
        "001—002",
    ),
    ("late", replace(BASE, late=True), "remark", "迟报"),
    ("after closing", replace(BASE, late=True, supplement=True), "remark", "补报"),
    (
        "corrected and incomplete",
        replace(BASE, amended=True, state=ReportState.INCOMPLETE),
        "remark",
        "待补、更正过",
    ),
    (
        "a photo that never came",
        replace(BASE, photos=(Photo(2, "b", "failed"),)),
        "remark",
        "照片1张未取到",
    ),
]


@pytest.mark.parametrize(
    ("report", "field", "said"), [pytest.param(*rest, id=name) for name, *rest in LEDGER]
)
def test_a_line_of_the_ledger_says(report: Report, field: str, said: str) -> None:
    assert getattr(tables(report).ledger[0], field) == said


def test_photo_numbers_run_on_through_the_ledger() -> None:
    two = (Photo(1, "a", "stored"), Photo(2, "b", "stored"))
    made = tables(
        replace(BASE, id=7, day=date(2026, 10, 15), photos=two),
        replace(BASE, id=8, day=date(2026, 10, 12), photos=two[:1]),
    )

    assert [row.photos for row in made.ledger] == ["001", "002—003"]


def test_a_running_total_and_what_it_holds_are_named_in_the_ledger() -> None:
    running = ReportItem("发放宣传资料", 1200, "份", cumulative=True)
    made = tables(BASE, replace(BASE, id=2, day=date(2026, 10, 20), items=(running,)))

    assert [row.remark for row in made.ledger] == ["已含在之后的累计数内", "累计数"]
    assert str(made.sums[0]) == "1200"


def test_a_county_has_one_line_a_town_with_all_its_villages() -> None:
    county = Unit(10, "青岭县", "县")
    towns = [replace(unit, parent=10) if unit.id == 1 else unit for unit in UNITS]

    lines = unit_lines(county, [county, *towns])

    assert [(unit.name, set(below)) for unit, below in lines] == [
        ("青岭县", {10}),
        ("柳溪镇", {1, 2, 3, 4}),
    ]


def test_a_register_that_turns_in_a_circle_hangs_no_table() -> None:
    circle = [Unit(1, "甲", "村", parent=2), Unit(2, "乙", "村", parent=1)]

    lines = unit_lines(circle[0], circle)

    assert [unit.name for unit, _ in lines] == ["甲", "乙"]


@pytest.mark.parametrize(
    ("parts", "name"),
    [
        (("2026年10月宣传月", "柳溪镇", "统计表"), "2026年10月宣传月_柳溪镇_统计表.xlsx"),
        (("../../etc", "a\\b:c*?", '"<>|'), "_.._etc_a_b_c_______.xlsx"),
        (("a\nb\x00",), "a_b_.xlsx"),
        (("con",), "_con.xlsx"),
        (("  . ",), "_.xlsx"),
        (("村" * 200,), "村" * 80 + ".xlsx"),
    ],
)
def test_a_file_name_suits_every_system(parts: tuple[str, ...], name: str) -> None:
    assert file_name(*parts, ending=".xlsx") == name
