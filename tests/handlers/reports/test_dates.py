from datetime import date

import pytest

from handlers.reports.dates import find_days
from handlers.reports.text import read_text

WEDNESDAY = date(2026, 10, 21)
DAYS = [
    ("今天", date(2026, 10, 21)),
    ("今早", date(2026, 10, 21)),
    ("昨晚", date(2026, 10, 20)),
    ("昨日下午", date(2026, 10, 20)),
    ("前天", date(2026, 10, 19)),
    ("大前天", date(2026, 10, 18)),
    ("上周五", date(2026, 10, 16)),
    ("上上周五", date(2026, 10, 9)),
    ("周五", date(2026, 10, 16)),
    ("周三", date(2026, 10, 21)),
    ("本周一", date(2026, 10, 19)),
    ("礼拜天", date(2026, 10, 18)),
    ("14号", date(2026, 10, 14)),
    ("十四号", date(2026, 10, 14)),
    ("10月14日", date(2026, 10, 14)),
    ("十月十四日", date(2026, 10, 14)),
    ("10.14", date(2026, 10, 14)),
    ("10/14", date(2026, 10, 14)),
    ("10-14", date(2026, 10, 14)),
    ("2026-10-14", date(2026, 10, 14)),
    ("2026年10月14日", date(2026, 10, 14)),
    ("上月28号", date(2026, 9, 28)),
    ("9月30日", date(2026, 9, 30)),
    ("去年10月14日", date(2025, 10, 14)),
]
SPANS = [
    "国庆期间",
    "9号到11号",
    "10月12日至15日",
    "周末",
    "本周",
    "这两天",
    "截至目前",
    "18、19两日",
]


@pytest.mark.parametrize(("words", "day"), DAYS)
def test_a_day_is_the_last_one_of_that_name(words: str, day: date) -> None:
    (found,) = find_days(words + "走访3户", WEDNESDAY)

    assert (found.day, found.span) == (day, False)


@pytest.mark.parametrize("words", SPANS)
def test_a_span_of_days_is_no_day(words: str) -> None:
    found = find_days(words + "走访3户", WEDNESDAY)

    assert [(day.day, day.span) for day in found] == [(None, True)]


@pytest.mark.parametrize(
    "words", ["3号楼", "14号线", "4.2万", "12345", "30日报", "10.14万", "5.15政务公开日", "A-3"]
)
def test_what_only_looks_like_a_day_is_none(words: str) -> None:
    assert [day.day for day in find_days(words, WEDNESDAY) if day.day] == []


def test_without_today_only_a_full_date_is_a_day() -> None:
    assert read_text("昨天走访3户", None).day is None
    assert read_text("10月14日走访3户", None).day is None
    assert read_text("2026年10月14日走访3户", None).day == date(2026, 10, 14)


def test_a_day_that_may_lie_ahead_or_behind_is_for_a_person_to_check() -> None:
    reading = read_text("28号走访了3户", WEDNESDAY)

    assert [item.count for item in reading.items] == []


def test_the_first_of_the_month_still_finds_the_end_of_the_last() -> None:
    assert read_text("31号走访3户", date(2026, 11, 2)).day == date(2026, 10, 31)


def test_a_line_without_items_has_no_day() -> None:
    assert read_text("今天没有走访", WEDNESDAY).day is None
