"""Which campaign a report belongs to."""

from datetime import date

import pytest

from handlers.campaigns.choice import choose_campaign
from storage.records import Campaign


def campaign(key: int, name: str, start: str, end: str) -> Campaign:
    first, last = date.fromisoformat(start), date.fromisoformat(end)
    return Campaign(key, name, first, last, last)


OCTOBER = campaign(1, "2026年10月宣传月", "2026-10-09", "2026-10-31")
FRAUD = campaign(2, "2026年反诈宣传月", "2026-10-01", "2026-10-20")
AUTUMN = campaign(3, "秋季行动", "2026-09-01", "2026-11-30")
ASKS = {3: frozenset({"广播播放"})}


@pytest.mark.parametrize(
    ("label", "day", "text", "activities", "expected"),
    [
        ("no window holds the day", "2026-12-01", "", [], None),
        ("the first and the last day are in the window", "2026-11-30", "", [], AUTUMN),
        ("of several the first to end", "2026-10-14", "", [], FRAUD),
        ("the one the text names", "2026-10-14", "秋季行动发单子3份", ["广播播放"], AUTUMN),
        ("a name is said without its year", "2026-10-14", "反诈 宣传月 横幅2条", [], FRAUD),
        (
            "a named one whose window is over counts for nothing",
            "2026-10-25",
            "反诈宣传月",
            [],
            OCTOBER,
        ),
        ("one whose tasks ask for the activity", "2026-10-14", "", ["广播播放"], AUTUMN),
        ("tasks that ask for something else decide nothing", "2026-10-14", "", ["宣传品"], FRAUD),
    ],
)
def test_a_report_belongs_to_one_campaign(
    label: str, day: str, text: str, activities: list[str], expected: Campaign | None
) -> None:
    campaigns = (OCTOBER, FRAUD, AUTUMN)
    chosen = choose_campaign(campaigns, ASKS, date.fromisoformat(day), text, activities)
    assert chosen == expected
