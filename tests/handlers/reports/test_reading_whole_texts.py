from datetime import date

import pytest

from handlers import wording
from handlers.reports.own_words import OwnWords
from handlers.reports.reading import Intent
from handlers.reports.text import read_text
from handlers.reports.units import UnitNames
from storage.records import Unit

TODAY = date(2026, 10, 21)
NAMES = UnitNames(
    [
        Unit(1, "柳溪镇", "乡镇"),
        Unit(2, "枫林村", "村", parent=1),
        Unit(3, "石桥村", "村", parent=1),
    ]
)


def told(text: str) -> list[tuple]:
    """Per mention: units, day, and each item's activity and count."""
    return [
        (set(m.units), m.day, [(item.activity, item.count) for item in m.items])
        for m in read_text(text, TODAY, NAMES).mentions
    ]


def test_a_cadre_who_reports_for_two_villages_gives_each_its_own() -> None:
    text = "我是包枫林、石桥的老陈:枫林22户,石桥17户,意见3条(枫林2石桥1)"

    assert told(text) == [
        ({2}, None, [("入户走访", 22), ("意见建议", 2)]),
        ({3}, None, [("入户走访", 17), ("意见建议", 1)]),
    ]
    assert [item.count for item in read_text(text, TODAY, NAMES).items] == [22, 17, 3]


@pytest.mark.parametrize(
    "text",
    [
        "横幅2条(枫林),3条(石桥)",
        "横幅2条（枫林），3条（石桥）",
        "今天横幅2条(枫林村)、3条(石桥村)",
    ],
)
def test_figures_whose_units_stand_behind_them_in_brackets(text: str) -> None:
    assert [(units, items) for units, _, items in told(text)] == [
        ({2}, [("悬挂横幅标语", 2)]),
        ({3}, [("悬挂横幅标语", 3)]),
    ]


def test_a_chain_list_gives_one_mention_a_row_in_the_order_of_its_heading() -> None:
    text = "#接龙 村/资料/横幅/户\n1.枫林 260/2/22\n2.石桥 150/2/17"

    assert told(text) == [
        ({2}, None, [("发放宣传资料", 260), ("悬挂横幅标语", 2), ("入户走访", 22)]),
        ({3}, None, [("发放宣传资料", 150), ("悬挂横幅标语", 2), ("入户走访", 17)]),
    ]


def test_a_text_of_two_days_gives_each_day_its_own() -> None:
    assert told("12号枫林走访20户,13号走访17户") == [
        ({2}, date(2026, 10, 12), [("入户走访", 20)]),
        ({2}, date(2026, 10, 13), [("入户走访", 17)]),
    ]


def test_the_words_of_an_item_stand_in_the_original_script() -> None:
    (item,) = read_text("今天發宣傳單約二百三十份", TODAY).items

    assert (item.words, item.count, item.qualifier, item.unit) == ("約二百三十份", 230, "约", "份")


def test_households_beside_villages_alone_may_be_stock_and_are_left_alone() -> None:
    assert read_text("枫林村312户,石桥村280户", TODAY).items == ()


@pytest.mark.parametrize(
    ("text", "before", "after"),
    [
        ("更正:石桥昨天横幅是2条不是3条", 3, 2),
        ("石桥横幅由3条改为2条", 3, 2),
        ("石桥由3条改为2条横幅", 3, 2),
        ("石桥的单页不是340份,是430份", 340, 430),
    ],
)
def test_a_correction_names_the_old_and_the_new_figure(text: str, before: int, after: int) -> None:
    reading = read_text(text, TODAY, NAMES)

    assert reading.intent is Intent.AMENDMENT
    assert [(c.before, c.after.count) for c in reading.changes] == [(before, after)]
    assert [item.count for item in reading.items] == [after]


@pytest.mark.parametrize("text", ["刚才那条发错群了,作废", "上一条撤回", "报错了,删掉"])
def test_a_withdrawal_is_told_from_a_report(text: str) -> None:
    assert read_text(text, TODAY).intent is Intent.WITHDRAWAL


def test_another_event_is_told_from_chatter() -> None:
    assert read_text("另一场", TODAY).intent is Intent.ANOTHER
    assert read_text("收到", TODAY).intent is Intent.NOTHING


def test_a_late_entry_says_so() -> None:
    reading = read_text("补报12号:枫林村走访3户", TODAY)

    assert (reading.supplement_said, reading.day) == (True, date(2026, 10, 12))


def test_a_running_total_is_marked() -> None:
    (item,) = read_text("截至今天枫林村累计发了1200份", TODAY).items

    assert (item.count, item.cumulative) == (1200, True)


def test_an_act_without_its_number_is_named() -> None:
    reading = read_text("枫林今天入户的", TODAY, NAMES)

    assert (reading.intent, reading.missing) == (Intent.NOTHING, "入户走访")
    assert [(set(m.units), m.items) for m in reading.mentions] == [({2}, ())]


@pytest.mark.parametrize("text", ["枫林今天没入户", "枫林明天入户的", "入户的注意安全了"])
def test_an_act_that_was_not_done_misses_no_number(text: str) -> None:
    assert read_text(text, TODAY, NAMES).missing is None


def test_a_daily_schedule_is_never_multiplied_but_given_to_a_person() -> None:
    reading = read_text("村村响早中晚各一遍,1号放到今天", TODAY)

    assert reading.items == ()
    assert reading.unsure == wording.SCHEDULE_WITHOUT_TOTAL


def test_a_total_that_differs_from_its_parts_is_given_to_a_person() -> None:
    reading = read_text("6个组每组刷标语2条,村部2条,共15条", TODAY)

    assert [item.count for item in reading.items] == [15]
    assert reading.unsure == wording.TOTAL_DIFFERS


def test_the_offices_own_words_name_activities() -> None:
    own = OwnWords([("明白墙", "展板宣传栏", "面"), ("小红本", "发放宣传资料", "")])

    items = read_text("小红本发了30本,明白墙4面", TODAY, None, own).items

    assert [(item.activity, item.count) for item in items] == [
        ("发放宣传资料", 30),
        ("展板宣传栏", 4),
    ]
