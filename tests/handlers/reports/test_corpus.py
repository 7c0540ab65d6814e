"""The third of the corpus that was kept aside while the rules were written."""

from collections.abc import Iterable, Iterator

from tests.corpus.lines import Line
from tests.corpus.reports import DICTATED, PATTERNS, report_lines
from tests.corpus.score import score
from tests.corpus.silence import silent_lines

SEED = 20261121


def aside(lines: Iterable[Line]) -> Iterator[Line]:
    return (line for number, line in enumerate(lines) if number % 3 == 2)


def test_reports_of_many_voices_are_read_with_day_and_village() -> None:
    lines = list(report_lines(PATTERNS, SEED))
    found = score(aside(lines))

    assert len(lines) >= 1000
    assert found.f1 >= 0.98, found.wrong[:10]
    assert found.exact >= 0.95 * found.lines
    assert found.days_right >= 0.98 * found.dated
    assert found.villages_right >= 0.98 * found.placed


def test_dictated_reports_are_read_without_punctuation_and_with_misheard_measure_words() -> None:
    lines = list(report_lines(DICTATED, SEED))
    found = score(aside(lines))

    assert len(lines) >= 300
    assert found.f1 >= 0.95, found.wrong[:10]


def test_lines_that_report_nothing_are_left_alone() -> None:
    lines = list(silent_lines(32, SEED))
    found = score(aside(lines))

    assert len(lines) >= 5000
    assert found.false_reports <= 0.002 * found.silent, found.wrong[:10]
