import random
import re
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.reports.numerals import read_numeral
from handlers.reports.script import fold
from handlers.reports.text import read_text
from tests.corpus.reports import PATTERNS, report_lines
from tests.corpus.silence import silent_lines

TODAY = date(2026, 10, 21)
REPORTS = [line.text for line in report_lines(PATTERNS, 3)]
SILENCE = [line.text for line in silent_lines(1, 3)]
CHATTER_BEFORE = ["收到。", "大家辛苦了!", "领导好,", "报一下:", "@周主任 ", "嗯,"]
CHATTER_AFTER = ["。辛苦了", " 👍", ",请查收", "。照片稍后发", "\n收到请回复"]
PIECES = st.sampled_from(
    [
        *"横幅条份户资料发了挂共各每不是改为一二三十百万余来近,。、:()\n ",
        *"0123456789村社区今昨天号月日",
        "走访",
        "折页",
        "座谈会",
    ]
)


def figures(text: str) -> list[tuple]:
    return [(i.activity, i.count, i.unit, i.approximate) for i in read_text(text, TODAY).items]


@pytest.mark.parametrize("before", CHATTER_BEFORE)
def test_chatter_before_a_report_does_not_change_it(before: str) -> None:
    changed = [text for text in REPORTS[:300] if figures(before + text) != figures(text)]

    assert changed == []


@pytest.mark.parametrize("after", CHATTER_AFTER)
def test_chatter_after_a_report_does_not_change_it(after: str) -> None:
    changed = [text for text in REPORTS[:300] if figures(text + after) != figures(text)]

    assert changed == []


def test_traditional_and_simplified_read_the_same() -> None:
    import opencc

    convert = opencc.OpenCC("s2t").convert
    changed = [text for text in REPORTS if figures(convert(text)) != figures(text)]

    assert changed == []


def test_full_width_and_half_width_read_the_same() -> None:
    wide = {code: chr(code + 0xFEE0) for code in range(0x21, 0x7F) if chr(code) != '"'}
    changed = [text for text in REPORTS if figures(text.translate(wide)) != figures(text)]

    assert changed == []


def test_a_list_split_into_lines_reads_the_same() -> None:
    random_ = random.Random(5)
    rows = [
        f"横幅{random_.randint(2, 99)}条、折页{random_.randint(2, 99)}份、走访{n}户"
        for n in range(2, 60)
    ]
    changed = [row for row in rows if figures(row.replace("、", "\n")) != figures(row)]

    assert changed == []


@settings(max_examples=1500, deadline=None)
@given(st.lists(PIECES, max_size=40).map("".join))
def test_a_random_text_gives_no_number_that_it_does_not_hold(text: str) -> None:
    check(text)


@settings(max_examples=500, deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_read_without_an_error(text: str) -> None:
    check(text)


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(REPORTS + SILENCE), st.sampled_from(REPORTS), st.integers(0, 60))
def test_two_texts_run_together_give_no_number_that_neither_holds(
    one: str, other: str, cut: int
) -> None:
    check(one[:cut] + other[cut:])


def check(text: str) -> None:
    """Words stand in the text; a count stands there too, or is a product of two that do."""
    for item in read_text(text, TODAY).items:
        assert item.words in text
        assert 0 <= item.count < 10**9
        held = set(numbers_of(item.words)) | {1}
        products = {one * two for one in held for two in held}
        assert item.count in held | products, (text, item)


_RUN = re.compile(
    r"[0-9,.零〇一二两三四五六七八九十百千万亿廿卅壹贰叁肆伍陆柒捌玖拾佰仟俩仨几数半wW]+"
)


def numbers_of(words: str) -> list[int]:
    runs = [run.strip(",.") for run in _RUN.findall(fold(words))]
    values = [read_numeral(part) for run in runs for part in (run, *run.split(","))]
    return [value.count for value in values if value is not None]


@pytest.mark.parametrize(
    "text",
    [
        "9" * 20_000,
        "横幅3条," * 4_000,
        "\x00" * 20_000,
        "\ud800横幅3条",
        "😀" * 100_000,
        "枫林村" * 6_600,
        "(" * 20_000,
        "3-" * 10_000,
        "\t3" * 10_000,
        "横幅3条共3条" * 3_000,
        "村 资料 横幅\n" + "枫林村 2 3\n" * 1_500,
    ],
    ids=lambda text: repr(text[:6]),
)
def test_a_hostile_text_is_read_to_its_end(text: str) -> None:
    check(text)
