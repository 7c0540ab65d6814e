import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.reports.numbers import find_numbers
from handlers.reports.numerals import read_numeral
from handlers.reports.script import fold
from tests.corpus.numerals import (
    capitals,
    chinese,
    full_width,
    spoken,
    ten_thousands,
    thousands,
)

EXACT = [
    ("260份", 260),
    ("4,600份", 4600),
    ("3.5万份", 35000),
    ("1.2w份", 12000),
    ("1万2千份", 12000),
    ("三万五份", 35000),
    ("一千二份", 1200),
    ("两百六份", 260),
    ("一百零五份", 105),
    ("一万零五十份", 10050),
    ("二六〇份", 260),
    ("壹佰贰拾份", 120),
    ("廿五份", 25),
    ("俩份", 2),
    ("半百份", 50),
    ("十五户", 15),
]
ABOUT = [
    ("近20万份", 200000),
    ("4.2万余条次", 42000),
    ("1万多份", 10000),
    ("近百次", 100),
    ("百余份", 100),
    ("数百份", 100),
    ("数千份", 1000),
    ("好几百份", 100),
    ("十几个", 10),
    ("几十份", 10),
    ("十几万份", 100000),
    ("七八十份", 70),
    ("八九十本", 80),
    ("三五百份", 300),
    ("一百七八十份", 170),
    ("十七八个", 17),
    ("两三户", 2),
    ("两百来份", 200),
    ("30余人次", 30),
    ("300份左右", 300),
    ("2条以上", 2),
    ("上百户", 100),
    ("30-40份", 30),
    ("三到五场", 3),
    ("百把份", 100),
]
NONE = ["第3份", "A4纸", "几份", "这一份", "八一小学", "3.5份", "万一", "0.7份"]


@pytest.mark.parametrize(("words", "count"), EXACT)
def test_an_exact_number_is_read_as_it_is_meant(words: str, count: int) -> None:
    (number,) = find_numbers(fold(words))

    assert (number.count, number.approximate) == (count, False)


@pytest.mark.parametrize(("words", "count"), ABOUT)
def test_a_vague_number_is_read_as_its_lower_bound(words: str, count: int) -> None:
    (number,) = find_numbers(fold(words))

    assert (number.count, number.approximate) == (count, True)


@pytest.mark.parametrize("words", NONE)
def test_what_only_looks_like_a_number_counts_nothing(words: str) -> None:
    assert [number for number in find_numbers(words) if number.measure] == []


def test_the_qualifier_stays_with_the_number() -> None:
    numbers = find_numbers("近20份,30余份,约40份,50份左右,60份以上,上百份")

    assert [number.qualifier for number in numbers] == ["近", "余", "约", "左右", "以上", "上"]


def test_money_time_and_length_are_never_counts() -> None:
    numbers = find_numbers("3元 5公里 2小时 14号 3楼 8岁 30亩")

    assert [number.counts for number in numbers] == [False] * 7


NUMBERS = st.integers(min_value=1, max_value=99_999_999)


@pytest.mark.parametrize("style", [str, chinese, capitals, full_width, thousands, spoken])
@settings(max_examples=200, deadline=None)
@given(number=NUMBERS)
def test_a_number_in_any_style_is_read_back(style, number: int) -> None:
    value = read_numeral(fold(style(number)))

    assert value is not None
    assert (value.count, value.approximate) == (number, False)


@settings(max_examples=200, deadline=None)
@given(hundreds=st.integers(min_value=1, max_value=99_999))
def test_tens_of_thousands_with_a_point_are_whole_numbers(hundreds: int) -> None:
    value = read_numeral(ten_thousands(hundreds * 100))

    assert value is not None
    assert value.count == hundreds * 100
