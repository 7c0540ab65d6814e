"""Every kind of message that people send in Telegram: one row each, and the right reading."""

from typing import Any

import pytest

from tests.telegram_office import (
    GROUP,
    RESIDENTS,
    SHI,
    STRANGER,
    WANG,
    ZHOU,
    TelegramOffice,
    jpeg,
)

REPORT = "今天发宣传单260份,挂横幅2条"
FIGURES = {"发放宣传资料": 260, "悬挂横幅标语": 2}


async def test_a_text_in_the_work_group_becomes_a_report_with_one_receipt(
    office: TelegramOffice,
) -> None:
    message = await office.people.say(GROUP, WANG, REPORT)
    await office.hear()
    await office.pass_time(seconds=31)

    assert office.heard() == [("text", "report")]
    assert office.said() == ["枫林村10/14:资料260份、横幅2条,已记。"]
    assert office.server.world.delivered[0].reply_to == message
    assert office.figures() == [("枫林村", "recorded", FIGURES)]


async def test_the_largest_size_of_a_photo_is_kept_with_its_caption(town: TelegramOffice) -> None:
    await town.people.photo(GROUP, WANG, jpeg(), caption=REPORT)
    await town.hear()
    await town.fetcher.step()
    await town.pass_time(seconds=31)

    assert town.heard() == [("photo", "report")]
    photo = town.rows("photos")[0]
    assert (photo.state, photo.bytes) == ("stored", len(jpeg()))
    assert town.shelf.path(photo.sha256).read_bytes() == jpeg()
    assert town.said() == ["枫林村10/14:资料260份、横幅2条、照片1张,已记。"]


async def test_a_picture_sent_as_a_file_keeps_every_byte(town: TelegramOffice) -> None:
    document = town.people.file(jpeg(7), mime_type="image/jpeg")
    await town.people.do(GROUP, WANG, document=document, caption=REPORT)
    await town.hear()
    await town.fetcher.step()

    assert town.heard() == [("file", "report")]
    assert town.shelf.path(town.rows("photos")[0].sha256).read_bytes() == jpeg(7)


async def test_an_album_is_one_report_with_all_its_photos(town: TelegramOffice) -> None:
    await town.people.album(GROUP, WANG, [jpeg(n) for n in range(6)], REPORT)
    await town.hear()
    await town.pass_time(seconds=31)

    assert len(town.heard()) == 6
    assert town.figures() == [("枫林村", "recorded", FIGURES)]
    assert town.said() == ["枫林村10/14:资料260份、横幅2条、照片6张,已记。"]


PLACES: dict[str, tuple[dict[str, Any], str | None]] = {
    "a location": ({"location": {"latitude": 31.1, "longitude": 116.2}}, None),
    "a live location": (
        {"location": {"latitude": 31.1, "longitude": 116.2, "live_period": 900}},
        None,
    ),
    "a venue": (
        {
            "location": {"latitude": 31.1, "longitude": 116.2},
            "venue": {
                "location": {"latitude": 31.1, "longitude": 116.2},
                "title": "枫林村部",
                "address": "",
            },
        },
        "枫林村部",
    ),
}


@pytest.mark.parametrize("name", PLACES)
async def test_a_place_joins_the_report(town: TelegramOffice, name: str) -> None:
    content, label = PLACES[name]
    await town.people.say(GROUP, WANG, REPORT)
    message = await town.people.do(GROUP, WANG, **content)
    await town.hear()
    if "live_period" in content["location"]:
        moved = {"location": content["location"] | {"latitude": 31.9}}
        await town.people.edit(GROUP, message, **moved)
        await town.hear()

    place = town.reports()[0].place
    assert place is not None
    assert (place.latitude, place.longitude, place.datum) == (31.1, 116.2, "WGS-84")
    assert place.label == label


async def test_an_edited_message_corrects_its_report_and_the_receipt(
    office: TelegramOffice,
) -> None:
    message = await office.people.say(GROUP, WANG, REPORT)
    await office.hear()
    await office.pass_time(seconds=31)
    await office.people.edit(GROUP, message, text="今天发宣传单280份,挂横幅2条")
    await office.hear()
    await office.pass_time(seconds=31)

    assert office.heard() == [("text", "report"), ("text", "amendment")]
    assert office.said() == ["枫林村10/14:资料280份、横幅2条,已记。"]
    assert len(office.server.world.delivered) == 1


async def test_today_in_an_edit_is_the_day_of_the_message_it_changes(town: TelegramOffice) -> None:
    message = await town.people.say(GROUP, WANG, REPORT)
    await town.hear()
    await town.pass_time(days=1)
    await town.people.edit(GROUP, message, text="今天发宣传单280份,挂横幅2条")
    await town.hear()

    assert [f"{one.day:%m-%d}" for one in town.reports()] == ["10-14"]


async def test_a_quoted_report_is_the_one_corrected(town: TelegramOffice) -> None:
    first = await town.people.say(GROUP, WANG, "昨天挂横幅3条")
    await town.people.say(GROUP, WANG, "今天挂横幅5条")
    await town.people.say(GROUP, WANG, "更正:横幅2条", reply_to=first)
    await town.hear()

    assert [one[2] for one in town.figures()] == [{"悬挂横幅标语": 2}, {"悬挂横幅标语": 5}]


async def test_in_a_topic_pointing_at_its_first_message_is_no_quote(town: TelegramOffice) -> None:
    topic = await town.people.do(
        GROUP, ZHOU, forum_topic_created={"name": "报送", "icon_color": 0}, message_thread_id=100
    )
    first = town.server.world.chats[GROUP].messages[topic]
    await town.people.do(
        GROUP,
        WANG,
        text=REPORT,
        message_thread_id=topic,
        is_topic_message=True,
        reply_to_message=first,
    )
    await town.hear()
    await town.pass_time(seconds=31)

    assert town.figures() == [("枫林村", "recorded", FIGURES)]
    assert town.server.world.delivered[0].reply_to is not None


ORIGINS: dict[str, tuple[dict[str, Any], str]] = {
    "a person": (
        {"type": "user", "sender_user": {"id": 5, "is_bot": False, "first_name": "外村人"}},
        "外村人",
    ),
    "a hidden person": ({"type": "hidden_user", "sender_user_name": "某人"}, "某人"),
    "a group": (
        {"type": "chat", "sender_chat": {"id": -5, "type": "group", "title": "邻县群"}},
        "邻县群",
    ),
    "a channel": (
        {
            "type": "channel",
            "chat": {"id": -6, "type": "channel", "title": "县里频道"},
            "message_id": 9,
        },
        "县里频道",
    ),
}


@pytest.mark.parametrize("name", ORIGINS)
async def test_a_forward_is_listed_with_its_origin_and_never_counts(
    town: TelegramOffice, name: str
) -> None:
    origin, shown = ORIGINS[name]
    await town.people.say(GROUP, WANG, REPORT)
    await town.people.do(
        GROUP, WANG, text="石桥村今天入户40户", forward_origin=origin | {"date": 1}
    )
    await town.people.do(GROUP, WANG, text="作废", forward_origin=origin | {"date": 1})
    await town.hear()
    await town.pass_time(seconds=31)

    assert [kind for kind, _ in town.heard()] == ["text", "forward", "forward"]
    assert [one[1] for one in town.figures()] == ["recorded", "unsure"]
    assert f"转发自{shown}" in town.reports()[1].why
    assert len(town.said()) == 1


async def test_forwarded_photos_do_not_swell_the_forwarders_own_report(
    town: TelegramOffice,
) -> None:
    origin = ORIGINS["a group"][0] | {"date": 1}
    await town.people.say(GROUP, WANG, REPORT)
    await town.people.photo(GROUP, WANG, jpeg(), forward_origin=origin)
    await town.hear()
    await town.pass_time(minutes=16)

    assert [len(report.photos) for report in town.reports()] == [0, 1]
    assert town.figures()[1][1] == "unsure"


async def test_a_contact_stays_unsaid(town: TelegramOffice) -> None:
    contact = {"phone_number": "13800001111", "first_name": "李婶"}
    await town.people.do(GROUP, WANG, contact=contact)
    await town.hear()

    assert town.heard() == [("contact", "chatter")]
    assert "1380000" not in town.rows("inbox")[0].text
    assert town.reports() == []


@pytest.mark.parametrize(
    ("content", "kind", "word"),
    [
        ({"voice": {"file_id": "v", "file_unique_id": "v", "duration": 3}}, "voice", "打字"),
        (
            {
                "video": {
                    "file_id": "v",
                    "file_unique_id": "v",
                    "duration": 3,
                    "width": 9,
                    "height": 9,
                }
            },
            "video",
            "视频",
        ),
        (
            {"video_note": {"file_id": "v", "file_unique_id": "v", "duration": 3, "length": 9}},
            "video",
            "视频",
        ),
    ],
)
async def test_voice_and_video_are_kept_and_answered_once(
    town: TelegramOffice, content: dict[str, Any], kind: str, word: str
) -> None:
    for user in (WANG, WANG, SHI):
        await town.people.do(GROUP, user, **content)
    await town.hear()
    await town.send_all()

    assert town.heard() == [(kind, "notice")] * 3
    assert len(town.said()) == 2
    assert all(word in line for line in town.said())


async def test_an_anonymous_admin_reports_when_the_words_name_the_unit_and_never_commands(
    town: TelegramOffice,
) -> None:
    group = town.server.world.chats[GROUP].as_json()
    admin = {"id": 1087968824, "is_bot": True, "first_name": "Group"}
    for text in ("石桥村今天挂横幅2条", "今天挂横幅9条", "作废"):
        await town.people.do(GROUP, WANG, text=text, sender_chat=group, **{"from": admin})
    await town.hear()
    await town.pass_time(seconds=31)

    assert town.figures() == [
        ("石桥村", "recorded", {"悬挂横幅标语": 2}),
        ("", "unsure", {"悬挂横幅标语": 9}),
    ]
    assert town.heard()[2] == ("text", "unsure")


async def test_a_channel_speaking_in_the_group_is_no_person(town: TelegramOffice) -> None:
    channel = {"id": -77, "type": "channel", "title": "枫林村"}
    bot = {"id": 136817688, "is_bot": True, "first_name": "Channel"}
    await town.people.do(GROUP, WANG, text="今天挂横幅2条", sender_chat=channel, **{"from": bot})
    await town.hear()

    assert town.figures() == [("", "unsure", {"悬挂横幅标语": 2})]


async def test_a_deleted_account_loses_nothing(town: TelegramOffice) -> None:
    gone = {"id": STRANGER, "is_bot": False, "first_name": ""}
    await town.people.do(GROUP, STRANGER, text="石桥村今天挂横幅2条", **{"from": gone})
    await town.hear()

    assert town.figures()[0][0] == "石桥村"


async def test_what_telegram_invents_next_is_kept_and_counted(town: TelegramOffice) -> None:
    await town.people.do(GROUP, WANG, dice={"emoji": "🎲", "value": 3})
    await town.server.put_anything({"update_id": 9001, "message_of_the_future": {"x": 1}})
    await town.hear()

    assert town.heard() == [("other", "chatter"), ("other", "unreadable")]


async def test_of_a_group_that_is_not_in_the_register_nothing_is_kept(
    town: TelegramOffice,
) -> None:
    town.server.world.add_chat(-500, "买菜群")
    await town.people.say(-500, STRANGER, REPORT)
    await town.hear()

    row = town.rows("inbox")[0]
    assert (row.outcome, row.text, row.sender, row.body) == ("chatter", "", "", "{}")
    assert town.said(-500) == []


async def test_residents_chatter_is_not_kept(town: TelegramOffice) -> None:
    await town.people.say(RESIDENTS, STRANGER, "今晚谁打牌")
    await town.people.photo(RESIDENTS, STRANGER, jpeg())
    await town.hear()

    assert [(row.text, row.body) for row in town.rows("inbox")] == [("", "{}")] * 2
    assert town.rows("photos") == []


async def test_a_known_person_reports_in_private(town: TelegramOffice) -> None:
    await town.people.say(WANG, WANG, REPORT)
    await town.hear()
    await town.pass_time(seconds=31)

    assert town.said(WANG) == ["枫林村10/14:资料260份、横幅2条,已记。"]
    assert town.rows("people")[0].reachable is True


async def test_a_command_of_the_menu_stands_for_its_chinese_word(town: TelegramOffice) -> None:
    await town.people.say(GROUP, WANG, REPORT)
    await town.people.say(GROUP, WANG, "/zuofei@cunbao_strict_bot")
    await town.people.say(GROUP, SHI, "/bangzhu")
    await town.hear()
    await town.send_all()

    assert town.figures()[0][1] == "withdrawn"
    assert any("在群里发一句话就行" in line for line in town.said())
