"""What is heard late, twice or in another order than it was said."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from storage.messages import Attachment, IncomingMessage
from tests.township import GROUP, SUPERVISORS, Township


def said(
    town: Township, message: str, minutes: float, text: str = "", photos: int = 0, edit: int = 0
) -> IncomingMessage:
    """A message of 汪 at so many minutes past noon."""
    return IncomingMessage(
        channel="local",
        chat=GROUP,
        message=message,
        sender="汪",
        sender_name="汪",
        sent_at=town.clock.moment + timedelta(minutes=minutes),
        edit=edit,
        text=text,
        attachments=tuple(Attachment("photo", f"{message}-{n}", "a.jpg") for n in range(photos)),
    )


async def test_an_album_of_which_no_words_come_is_one_report(sqlite_town: Township) -> None:
    town = sqlite_town
    for _ in range(4):
        await town.say("汪", photos=1)
        await town.pass_time(seconds=2)
    await town.pass_time(minutes=14, seconds=53)
    await town.pass_time(minutes=5)
    assert [(one.state, len(one.photos)) for one in town.reports()] == [("unsure", 4)]


async def test_photos_hours_apart_are_two_reports_to_check(sqlite_town: Township) -> None:
    town = sqlite_town
    await town.say("汪", photos=1)
    town.clock.moment += timedelta(hours=4)
    await town.say("汪", photos=2)
    await town.pass_time(minutes=16)
    assert [len(one.photos) for one in town.reports()] == [1, 2]


async def test_words_heard_after_their_photos_were_listed_take_them_back(
    sqlite_town: Township,
) -> None:
    town = sqlite_town
    words = said(town, "w", 1, "枫林横幅2条")
    await town.say("汪", photos=2)
    await town.pass_time(minutes=40)
    await town.hear([words])
    await town.pass_time(minutes=1)
    listed, report = town.reports()
    assert (listed.state, listed.photos) == ("withdrawn", ())
    assert (report.state, len(report.photos)) == ("recorded", 2)


async def test_a_photo_heard_late_may_take_another_ones_place(sqlite_town: Township) -> None:
    town = sqlite_town
    first, late = said(town, "f", 1, photos=1), said(town, "l", 20, photos=1)
    await town.say("汪", "枫林横幅2条")
    await town.pass_time(minutes=21)
    await town.hear([late])
    assert len(town.reports()[0].photos) == 1
    await town.hear([first])
    await town.pass_time(minutes=20)
    joined, listed = town.reports()
    assert [joined.messages, listed.messages] == [("1", "f"), ("l",)]


@pytest.mark.parametrize(
    ("text", "state", "count"),
    [("更正:横幅3条", "recorded", 3), ("刚才那条发错群了,作废", "withdrawn", 2)],
)
async def test_a_correction_heard_before_what_it_corrects_is_not_lost(
    sqlite_town: Township, text: str, state: str, count: int
) -> None:
    town = sqlite_town
    words, after = said(town, "1", 0, "枫林横幅2条"), said(town, "2", 5, text)
    await town.pass_time(minutes=6)
    await town.hear([after])
    assert town.reports() == []
    await town.hear([words])
    await town.pass_time(minutes=1)
    assert [(one.state, one.items[0].count) for one in town.reports()] == [(state, count)]


async def test_a_withdrawal_heard_late_does_not_reach_what_was_said_after_it(
    sqlite_town: Township,
) -> None:
    town = sqlite_town
    wrong, after = said(town, "1", 0, "枫林横幅2条"), said(town, "2", 2, "刚才那条作废")
    right = said(town, "3", 3, "枫林横幅5条")
    await town.pass_time(minutes=4)
    await town.hear([wrong])
    await town.hear([right])
    await town.hear([after])
    await town.pass_time(minutes=1)
    figures = [(one.items[0].count, one.state) for one in town.reports()]
    assert figures == [(2, "withdrawn"), (5, "recorded")]


async def test_photos_of_withdrawn_words_go_on_to_what_is_said_in_their_place(
    sqlite_town: Township,
) -> None:
    town = sqlite_town
    await town.say("汪", photos=3)
    await town.say("汪", "枫林横幅20条")
    await town.pass_time(minutes=1)
    await town.say("汪", "上一条作废")
    await town.pass_time(minutes=1)
    await town.say("汪", "枫林横幅2条")
    await town.pass_time(minutes=1)
    figures = [(one.items[0].count, one.state, len(one.photos)) for one in town.reports()]
    assert figures == [(20, "withdrawn", 0), (2, "recorded", 3)]
    assert town.said()[-1] == "枫林村10/14:横幅2条、照片3张,已记。"


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0), (2, 0, 1)])
async def test_the_last_edit_stands_whatever_is_heard_first(
    sqlite_town: Township, order: tuple[int, ...]
) -> None:
    town = sqlite_town
    versions = [
        said(town, "7", 0, "枫林横幅2条", photos=1),
        said(town, "7", 3, "枫林横幅3条", photos=1, edit=1),
        said(town, "7", 9, "枫林横幅4条", photos=1, edit=2),
    ]
    await town.pass_time(minutes=10)
    for number in order:
        await town.hear([versions[number]])
    await town.pass_time(minutes=1)
    (report,) = town.reports()
    assert (report.items[0].count, len(report.photos)) == (4, 1)
    assert report.sent_at == versions[0].sent_at
    assert town.said()[-1] == "枫林村10/14:横幅4条、照片1张,已记。"


async def test_today_in_an_edited_text_is_the_day_it_was_first_sent(
    sqlite_town: Township,
) -> None:
    town = sqlite_town
    message = await town.say("汪", "枫林今天横幅2条")
    town.clock.moment += timedelta(days=1)
    await town.say("汪", "枫林今天横幅3条", message=message, edit=1)
    await town.pass_time(minutes=1)
    assert town.figures() == [("枫林村", "10/14", "recorded", {"悬挂横幅标语": 3})]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("横幅2条", "横幅不是2条,是3条", [("枫林村", "recorded", 3)]),
        ("横幅2条", "作废", [("枫林村", "withdrawn", 2)]),
        ("横幅2条", "横幅2条,都挂好了", [("枫林村", "recorded", 2)]),
        ("石桥村横幅2条", "枫林村横幅2条", [("枫林村", "recorded", 2)]),
        ("枫林村横幅2条", "石桥村横幅2条", [("石桥村", "unsure", 2)]),
        ("横幅2条", "横幅的事明天再说", [("枫林村", "unsure", 2)]),
        ("12号横幅2条", "13号横幅2条", [("枫林村", "recorded", 2)]),
    ],
)
async def test_an_edit_says_anew_whose_report_it_is_and_whether_it_counts(
    sqlite_town: Township, before: str, after: str, expected: list[tuple[str, str, int]]
) -> None:
    town = sqlite_town
    message = await town.say("汪", before)
    await town.pass_time(minutes=1)
    await town.say("汪", after, message=message, edit=1)
    await town.pass_time(minutes=1)
    figures = [(unit, state, *items.values()) for unit, _, state, items in town.figures()]
    assert figures == expected


async def test_a_repeated_report_edited_to_other_figures_counts(sqlite_town: Township) -> None:
    town = sqlite_town
    await town.say("汪", "入户22户")
    message = await town.say("汪", "入户22户")
    await town.pass_time(minutes=1)
    await town.say("汪", "入户9户", message=message, edit=1)
    states = [(state, *items.values()) for _, _, state, items in town.figures()]
    assert states == [("recorded", 22), ("recorded", 9)]


async def test_a_unit_left_out_of_an_edited_text_leaves_the_others_alone(
    sqlite_town: Township,
) -> None:
    town = sqlite_town
    message = await town.say("陈", "枫林入户22户,石桥入户17户", photos=2)
    await town.pass_time(minutes=1)
    await town.say("陈", "石桥入户18户", message=message, edit=1)
    assert [(unit, state, *items.values()) for unit, _, state, items in town.figures()] == [
        ("枫林村", "withdrawn", 22),
        ("石桥村", "recorded", 18),
    ]


async def test_an_edit_is_all_that_was_heard_of_a_message(sqlite_town: Township) -> None:
    town = sqlite_town
    await town.hear([said(town, "x", 0, "枫林横幅2条", photos=2, edit=1)])
    await town.pass_time(minutes=1)
    assert town.said() == ["枫林村10/14:横幅2条、照片2张,已记。"]


async def test_a_quoted_report_not_heard_yet_is_waited_for(sqlite_town: Township) -> None:
    town = sqlite_town
    await town.say("汪", "枫林横幅2条")
    words = said(town, "w", 1, "枫林横幅5条")
    after = replace(said(town, "a", 2, "更正:横幅6条"), reply_to="w")
    await town.pass_time(minutes=3)
    await town.hear([after])
    await town.hear([words])
    await town.pass_time(minutes=1)
    assert [one.items[0].count for one in town.reports()] == [2, 6]


async def test_a_correction_means_the_report_of_the_same_group(sqlite_town: Township) -> None:
    town = sqlite_town
    await town.say("陈", "枫林横幅2条")
    await town.say("陈", "枫林横幅5条", chat=SUPERVISORS)
    await town.say("陈", "枫林横幅7条", private=True, chat="private:陈")
    await town.pass_time(minutes=2)
    await town.say("陈", "更正:枫林横幅3条")
    assert [one.items[0].count for one in town.reports()] == [3, 7]


@pytest.mark.parametrize(
    ("who", "text", "withdrawn"),
    [
        ("汪", "上一条作废", [3]),
        ("汪", "昨天那条作废", [2]),
        ("汪", "10月13日的作废", [2]),
        ("周", "枫林村昨天的发错了,作废", [2]),
        ("周", "石桥村的作废", [5]),
        ("汪", "前天那条作废", []),
        ("石", "枫林村的作废", []),
    ],
)
async def test_a_withdrawal_means_the_unit_and_the_day_it_says(
    sqlite_town: Township, who: str, text: str, withdrawn: list[int]
) -> None:
    town = sqlite_town
    await town.say("汪", "昨天横幅2条")
    await town.say("汪", "横幅3条")
    await town.say("石", "横幅5条")
    await town.pass_time(minutes=1)
    await town.say(who, text)
    gone = [one.items[0].count for one in town.reports() if one.state == "withdrawn"]
    assert gone == withdrawn


async def test_a_photo_taken_back_leaves_the_receipt_and_an_empty_report_is_let_go(
    sqlite_town: Township,
) -> None:
    town = sqlite_town
    await town.say("汪", "横幅2条")
    photo = await town.say("汪", photos=2)
    alone = await town.say("石", photos=1)
    await town.pass_time(minutes=16)
    assert [one.state for one in town.reports()] == ["recorded", "unsure"]
    await town.say("汪", withdraws=photo)
    await town.say("石", withdraws=alone)
    assert town.said() == ["枫林村10/14:横幅2条,已记。"]
    assert [one.state for one in town.reports()] == ["recorded", "withdrawn"]


async def test_words_taken_back_keep_their_photos_with_them(sqlite_town: Township) -> None:
    town = sqlite_town
    await town.say("汪", photos=2)
    words = await town.say("汪", "横幅2条")
    await town.pass_time(minutes=1)
    await town.say("汪", withdraws=words)
    await town.pass_time(minutes=20)
    assert [(one.state, len(one.photos)) for one in town.reports()] == [("withdrawn", 2)]
