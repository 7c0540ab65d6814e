"""One cell's text into a value, and the spoilt ones named."""

from datetime import date

import pytest

from handlers.register import cells
from handlers.register.aliases import read_aliases
from handlers.register.finding import Wrong
from storage.records import Alias


@pytest.mark.parametrize(
    "text",
    [
        "2026-10-09",
        "2026/10/9",
        "2026.10.9",
        "2026年10月9日",
        "\uff12\uff10\uff12\uff16年10月9日",
        "2026/10/9 0:00",
        "2026-10-09 00:00:00",
        " 2026 - 10 - 9 ",
    ],
)
def test_every_way_an_office_writes_a_day_is_that_day(text: str) -> None:
    assert cells.day(cells.clean(text)) == date(2026, 10, 9)


@pytest.mark.parametrize(
    "text",
    ["10月9日", "2026-13-01", "2026-02-30", "26-10-9", "20261009", "明天", "2026-10", "1026-10-09"],
)
def test_what_is_no_full_day_is_refused(text: str) -> None:
    with pytest.raises(Wrong):
        cells.day(text)


def test_a_date_serial_is_refused_with_the_day_it_stands_for() -> None:
    with pytest.raises(Wrong) as wrong:
        cells.day("46304")
    assert wrong.value.blanks == {"date": date(2026, 10, 9)}


@pytest.mark.parametrize(
    ("text", "number"),
    [("320", 320), ("\uff13\uff12\uff10", 320), ("1,320", 1320), ("320.0", 320), ("0", 0)],
)
def test_a_count_is_read_however_its_digits_stand(text: str, number: int) -> None:
    assert cells.whole_number(cells.clean(text)) == number


@pytest.mark.parametrize("text", ["三百", "3.5", "-1", "1,32", "1E+3", "320户左右", "99999999999"])
def test_what_is_no_count_is_refused(text: str) -> None:
    with pytest.raises(Wrong):
        cells.whole_number(text)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("-1001234567890", "-1001234567890"),
        ("'12345", "12345"),
        ('="0012345"', "0012345"),
        ("12345.0", "12345"),
        ("wxid_ab12", "wxid_ab12"),
        ("012", "012"),
    ],
)
def test_a_number_that_names_something_is_kept_as_text(text: str, kept: str) -> None:
    assert cells.identifier(cells.clean(text)) == kept


@pytest.mark.parametrize("text", ["1.23457E+12", "1e5", "1234567890123456", "340123199001011234"])
def test_a_number_that_excel_has_spoilt_is_refused(text: str) -> None:
    with pytest.raises(Wrong):
        cells.identifier(text)


def test_blanks_that_even_out_a_column_are_no_part_of_a_name() -> None:
    assert cells.name(cells.clean("汪\u3000某")) == "汪某"
    assert cells.name(cells.clean(" 枫 林 村\u200b\ufeff")) == "枫林村"
    assert cells.name("Wang Wei") == "Wang Wei"


@pytest.mark.parametrize("text", ["甲、乙", "甲\uff0c乙", "甲, 乙", "甲\uff1b乙", "甲\n乙、"])
def test_a_list_is_parted_however_it_was_typed(text: str) -> None:
    assert cells.names_list(text) == ["甲", "乙"]


@pytest.mark.parametrize(
    ("text", "aliases"),
    [
        ("枫林", (Alias("枫林"),)),
        ("老枫林(\u20142024-06)", (Alias("老枫林", None, date(2024, 6, 30)),)),
        (
            "老枫林\uff082020-01\u20142024-06\uff09、枫林",
            (Alias("老枫林", date(2020, 1, 1), date(2024, 6, 30)), Alias("枫林")),
        ),
        ("老枫林(2020-01-2024-06)", (Alias("老枫林", date(2020, 1, 1), date(2024, 6, 30)),)),
        ("老枫林(2020年1月至2024年6月)", (Alias("老枫林", date(2020, 1, 1), date(2024, 6, 30)),)),
        ("老枫林(2024-07\u2014)", (Alias("老枫林", date(2024, 7, 1)),)),
        ("老枫林(\u20142024-06-15)", (Alias("老枫林", None, date(2024, 6, 15)),)),
        ("老枫林(\u20142023)", (Alias("老枫林", None, date(2023, 12, 31)),)),
        ("枫林(北)", (Alias("枫林(北)"),)),
    ],
)
def test_an_alias_may_carry_the_time_it_was_in_use(text: str, aliases: tuple[Alias, ...]) -> None:
    assert read_aliases(text) == aliases


@pytest.mark.parametrize(
    "text",
    [
        "老枫林(2024-06)",
        "老枫林(\u20142024-13)",
        "老枫林(2024-06\u20142020-01)",
        "老枫林(6月\u2014)",
    ],
)
def test_an_alias_whose_time_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(Wrong):
        read_aliases(text)


def test_a_word_that_is_not_allowed_is_refused_with_the_nearest() -> None:
    with pytest.raises(Wrong) as wrong:
        cells.one_of(("联络员", "包保", "主管"))("包村")
    assert wrong.value.blanks["near"] == "包保"


def test_words_are_understood_in_traditional_characters_and_capitals() -> None:
    assert cells.one_of(("联络员", "主管"))("聯絡員") == "联络员"
    assert cells.platform("WeChat") == "wechat"
    assert cells.yes_or_no("TRUE") == "是"
