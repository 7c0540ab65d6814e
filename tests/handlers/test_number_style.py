"""Numbers as offices write them (domain: 数字)."""

import pytest

from handlers.summaries.number_style import written
from handlers.summaries.totals import Figure


@pytest.mark.parametrize(
    ("count", "mark", "unit", "style", "expected"),
    [
        (2536, "", "份", "约数", "2500余份"),
        (2500, "", "份", "约数", "2500份"),
        (2500, "余", "份", "约数", "2500余份"),
        (12680, "", "份", "约数", "1.2万余份"),
        (10000, "", "份", "约数", "1万份"),
        (10999, "", "份", "约数", "1万余份"),
        (868, "", "户", "约数", "860余户"),
        (99, "", "户", "约数", "99户"),
        (99, "余", "户", "约数", "99余户"),
        (100, "", "人次", "约数", "100人次"),
        (101, "", "人次", "约数", "100余人次"),
        (180, "", "条", "约数", "180条"),
        (999, "", "条", "约数", "999条"),
        (1049, "", "条", "约数", "1000余条"),
        (42000, "余", "条次", "约数", "4.2万余条次"),
        (2616, "约", "份", "约数", "约2600份"),
        (20, "近", "篇", "约数", "近20篇"),
        (1980, "近", "份", "约数", "近1980份"),
        (2536, "", "份", "精确", "2536份"),
        (2536, "余", "份", "精确", "2536余份"),
        (0, "", "份", "约数", "0份"),
    ],
)
def test_numbers_are_rounded_down_and_marked(
    count: int, mark: str, unit: str, style: str, expected: str
) -> None:
    assert written(Figure(count, mark), unit, style) == expected
