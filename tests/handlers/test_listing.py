"""接龙: re-posted lists are idempotent, changed lines are amendments, forks are merged."""

from datetime import timedelta

import pytest

from handlers.reports.listing import list_head
from tests.township import VILLAGES, Township

HEAD = "#接龙 村/资料/横幅/户"


@pytest.mark.parametrize(
    ("text", "head"),
    [
        (f"{HEAD}\n1.枫林 260/2/22", HEAD),
        ("接龙\n资料发放情况\n1. 枫林村 260份", "接龙 资料发放情况"),
        ("1、枫林村 260份\n2、石桥村 150份", "接龙"),
        ("今日汇总\n1) 枫林村 260份\n2) 石桥村 150份", "今日汇总"),
        ("横幅2条", None),
        ("1.5万份折页", None),
        ("10.14 梨园村 展板12块\n10.15 展板2块", None),
        ("通知\n3.每村横幅2条", None),
    ],
)
def test_a_list_is_known_by_its_numbered_lines(text: str, head: str | None) -> None:
    assert list_head(text) == head


def posted(*rows: str, head: str = HEAD) -> str:
    return "\n".join([head, *(f"{number}.{row}" for number, row in enumerate(rows, 1))])


def counted(town: Township) -> list[tuple[str, str, dict[str, int]]]:
    return [(unit, state, figures) for unit, _, state, figures in town.figures()]


def three(sheets: int, banners: int, homes: int) -> dict[str, int]:
    return {"发放宣传资料": sheets, "悬挂横幅标语": banners, "入户走访": homes}


async def test_a_list_posted_again_with_a_line_more_adds_that_line_only(town: Township) -> None:
    await town.say("汪", posted("枫林 260/2/22"))
    await town.pass_time(minutes=1)
    await town.say("石", posted("枫林 260/2/22", "石桥 150/2/17"))
    await town.pass_time(minutes=1)
    await town.say("双", posted("枫林 260/2/22", "石桥 150/2/17", "双塘 90/1/8"))
    await town.pass_time(minutes=1)
    assert counted(town) == [
        ("枫林村", "recorded", three(260, 2, 22)),
        ("石桥村", "recorded", three(150, 2, 17)),
        ("双塘村", "recorded", three(90, 1, 8)),
    ]
    assert town.said() == [
        "枫林村10/14:资料260份、横幅2条、入户22户,已记。",
        "石桥村10/14:资料150份、横幅2条、入户17户,已记。",
        "双塘村10/14:资料90份、横幅1条、入户8户,已记。",
    ]


async def test_a_silently_changed_line_is_an_amendment_with_its_history(town: Township) -> None:
    await town.say("汪", posted("枫林 260/2/22"))
    await town.pass_time(minutes=1)
    await town.say("石", posted("枫林 280/2/22", "石桥 150/2/17"))
    await town.pass_time(minutes=1)
    assert counted(town)[0] == ("枫林村", "recorded", three(280, 2, 22))
    assert town.reports()[0].amended
    assert "枫林村10/14资料由260份改为280份。" in town.said()


async def test_forks_of_two_people_are_merged_and_an_old_copy_changes_nothing(
    town: Township,
) -> None:
    await town.say("汪", posted("枫林 260/2/22"))
    await town.say("汪", posted("枫林 280/2/22"))
    await town.say("石", posted("枫林 260/2/22", "石桥 150/2/17"))
    await town.say("双", posted("枫林 280/2/22", "双塘 90/1/8"))
    await town.pass_time(minutes=1)
    assert counted(town) == [
        ("枫林村", "recorded", three(280, 2, 22)),
        ("石桥村", "recorded", three(150, 2, 17)),
        ("双塘村", "recorded", three(90, 1, 8)),
    ]


async def test_thirty_posts_two_forks_and_one_changed_line_double_nothing(
    sqlite_store, noon
) -> None:
    town = Township(sqlite_store, noon)
    rows: list[str] = []
    for number in range(30):
        unit = VILLAGES[number % 4].removesuffix("村").removesuffix("社区")
        rows = [*rows, f"{unit} {100 + number}/2/3"] if number < 4 else rows
        if number == 10:
            rows = ["枫林 111/2/3", *rows[1:]]
        await town.say(("汪", "石", "双")[number % 3], posted(*rows))
        await town.pass_time(minutes=2)
    await town.say("汪", posted(*rows[:3]))
    await town.say("石", posted(*rows[:2], rows[3]))
    await town.pass_time(minutes=2)
    figures = [report for report in town.reports() if report.state == "recorded"]
    assert [one.items[0].count for one in figures] == [111, 101, 102, 103]
    assert [one.amended for one in town.reports()] == [True, False, False, False]


async def test_a_withdrawn_line_is_not_brought_back_by_the_next_post(
    sqlite_town: Township,
) -> None:
    town = sqlite_town
    await town.say("汪", posted("枫林 260/2/22"))
    await town.pass_time(minutes=1)
    await town.say("汪", "枫林村的作废")
    await town.say("石", posted("枫林 260/2/22", "石桥 150/2/17"))
    await town.pass_time(minutes=1)
    assert [state for _, state, _ in counted(town)] == ["withdrawn", "recorded"]


async def test_a_new_days_list_under_the_same_head_is_new(sqlite_town: Township) -> None:
    town = sqlite_town
    await town.say("汪", posted("枫林 260/2/22"))
    await town.pass_time(minutes=1)
    town.clock.moment += timedelta(days=1)
    await town.say("汪", posted("枫林 30/1/5"))
    await town.pass_time(minutes=1)
    assert [(day, state) for _, day, state, _ in town.figures()] == [
        ("10/14", "recorded"),
        ("10/15", "recorded"),
    ]


async def test_a_list_that_goes_on_next_morning_stays_one_list(sqlite_town: Township) -> None:
    town = sqlite_town
    await town.say("汪", posted("枫林 260/2/22"))
    await town.pass_time(minutes=1)
    town.clock.moment += timedelta(hours=21)
    await town.say("石", posted("枫林 260/2/22", "石桥 150/2/17"))
    await town.pass_time(minutes=1)
    assert [unit for unit, _, _ in counted(town)] == ["枫林村", "石桥村"]
