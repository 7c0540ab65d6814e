"""What the bot says arrives once, in order, within Telegram's limits, or is listed."""

from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from bot.channels import telegram_bot
from handlers import wording
from storage.messages import Attachment, OutgoingMessage
from storage.store import Store
from tests.telegram_office import (
    GROUP,
    SHI,
    SUPERVISORS,
    WANG,
    TelegramOffice,
    jpeg,
    open_office,
)
from tests.telegram_server.faults import Fault, Way, flood, refusal
from tests.telegram_server.limits import floods
from tests.telegram_server.server import TelegramServer
from tests.township import HandClock


def files(town: TelegramOffice, count: int, kind: str = "photo") -> tuple[Attachment, ...]:
    made = []
    for number in range(count):
        stored = town.shelf.put_bytes(jpeg(number))
        name = f"{number}.jpg"
        made.append(Attachment(kind, stored.sha256, name, stored.bytes, stored.sha256))
    return tuple(made)


async def test_a_long_text_arrives_in_pieces_cut_at_line_ends(town: TelegramOffice) -> None:
    lines = [f"第{number}村:资料{number}份、横幅2条,已记。" for number in range(600)]
    town.say("\n".join(lines))
    await town.send_all()

    pieces = town.said()
    assert len(pieces) > 1
    assert "\n".join(pieces).split("\n") == lines
    assert all(len(piece) < 4096 for piece in pieces)


async def test_characters_that_telegram_counts_twice_fit_as_well(town: TelegramOffice) -> None:
    town.say("𠮷" * 5000)
    await town.send_all()

    assert "".join(town.said()) == "𠮷" * 5000


async def test_twelve_photos_arrive_as_two_albums_with_their_words_once(
    town: TelegramOffice,
) -> None:
    town.say("枫林村的照片", attachments=files(town, 12))
    await town.send_all()

    sent = town.server.world.delivered
    assert [one.method for one in sent] == ["sendMediaGroup"] * 12
    assert [one.text for one in sent if one.text] == ["枫林村的照片"]
    assert [one.files[0][1] for one in sent] == [jpeg(number) for number in range(12)]
    assert len(town.rows("outbox")) == 2


async def test_a_photo_left_over_goes_alone_and_long_words_go_before(
    town: TelegramOffice,
) -> None:
    town.say("长" * 1500, attachments=files(town, 11))
    await town.send_all()

    methods = [one.method for one in town.server.world.delivered]
    assert methods == ["sendMessage", *["sendMediaGroup"] * 10, "sendPhoto"]


async def test_photos_and_files_never_share_an_album(town: TelegramOffice) -> None:
    both = (*files(town, 2), *files(town, 2, kind="file"))
    town.say("材料", attachments=both)
    await town.send_all()

    assert len(town.rows("outbox")) == 2
    assert town.sent() == {"材料": "sent", "": "sent"}


async def test_a_file_too_large_for_one_message_comes_in_parts(
    town: TelegramOffice, tmp_path: Path
) -> None:
    temp = town.shelf.new_temp()
    with temp.open("wb") as file:
        file.truncate((49 << 20) + 5)
    stored = town.shelf.put_file(temp)
    archive = Attachment("file", stored.sha256, "归档.zip", stored.bytes, stored.sha256)
    town.say("归档", attachments=(archive,))
    await town.send_all()

    parts = [one.files[0] for one in town.server.world.delivered]
    assert [name for name, _ in parts] == ["归档.zip.001", "归档.zip.002"]
    assert sum(len(content) for _, content in parts) == stored.bytes


async def test_a_photo_beyond_ten_megabytes_goes_as_a_file(town: TelegramOffice) -> None:
    stored = town.shelf.put_bytes(jpeg() + b"\0" * (10 << 20))
    photo = Attachment("photo", stored.sha256, "原图.jpg", stored.bytes, stored.sha256)
    town.say("原图", attachments=(photo,))
    await town.send_all()

    assert [one.method for one in town.server.world.delivered] == ["sendDocument"]


NOT_SENT = [
    refusal(400, "Bad Request: something of the kind"),
    refusal(413, "Request Entity Too Large"),
    flood(3),
]
UNKNOWN = [
    Fault(Way.DROP_AFTER),
    Fault(Way.CUT_AFTER),
    Fault(Way.HTML_AFTER, 502),
    Fault(Way.HTML_AFTER, 504, "Gateway Timeout"),
    Fault(Way.HTML_AFTER, 403, "Forbidden"),
    Fault(Way.DROP_BEFORE),
    refusal(500, "Internal Server Error"),
]


@pytest.mark.parametrize("fault", UNKNOWN, ids=str)
async def test_what_may_have_arrived_is_listed_and_never_sent_again(
    town: TelegramOffice, fault: Fault
) -> None:
    town.server.faults.once("sendMessage", fault)
    town.say("一")
    town.say("二")
    await town.send_all()
    await town.pass_time(hours=2)

    assert town.sent() == {"一": "unknown", "二": "sent"}
    assert town.said().count("一") <= 1


@pytest.mark.parametrize("fault", NOT_SENT, ids=str)
async def test_what_was_refused_is_never_doubled(town: TelegramOffice, fault: Fault) -> None:
    town.server.faults.once("sendMessage", fault)
    town.say("一")
    await town.send_all()
    await town.pass_time(minutes=1)

    waits = "retry_after" in fault.parameters
    assert town.sent() == {"一": "sent" if waits else "failed"}
    assert town.said() == (["一"] if waits else [])


async def test_an_answer_that_never_comes_leaves_the_send_unknown(
    town: TelegramOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(telegram_bot, "READ_SECONDS", 0.5)
    await town.restart()
    town.server.faults.once("sendMessage", Fault(Way.STALL_AFTER))
    town.say("一")
    await town.send_all()
    await town.pass_time(hours=2)

    assert town.sent() == {"一": "unknown"}
    assert town.said() == ["一"]


async def test_ten_minutes_without_a_line_lose_and_double_nothing(
    town: TelegramOffice,
) -> None:
    port = int(town.server.root.rpartition(":")[2])
    await town.server.stop()
    for number in range(3):
        town.say(str(number))
    for _ in range(10):
        await town.pass_time(minutes=1)
    assert set(town.sent().values()) == {"waiting"}

    await town.server.start(port)
    await town.pass_time(minutes=11)

    assert town.said() == ["0", "1", "2"]


async def test_a_chat_that_is_asked_to_wait_waits_alone_and_also_after_a_restart(
    office: TelegramOffice,
) -> None:
    office.server.faults.once("sendMessage", flood(30))
    office.say("一")
    await office.send_all()
    office.say("甲", chat=SUPERVISORS)
    await office.send_all()
    assert office.said(SUPERVISORS) == ["甲"]

    await office.restart()
    office.clock.moment += timedelta(seconds=29)
    await office.send_all()
    assert office.said() == []
    office.clock.moment += timedelta(seconds=1)
    await office.send_all()
    assert office.said() == ["一"]


async def test_when_every_chat_is_asked_to_wait_all_stop_and_the_urgent_goes_first(
    town: TelegramOffice,
) -> None:
    later = town.clock.now() + timedelta(hours=1)
    town.server.faults.always("sendMessage", flood(60))
    town.say("一")
    town.say("二", chat=SUPERVISORS)
    await town.send_all()
    town.say("三", chat=WANG)
    town.say("急", chat=SHI, deadline=later)
    asked = len(town.server.calls)
    await town.send_all()
    assert len(town.server.calls) == asked

    message = await town.people.say(GROUP, WANG, "今天挂横幅2条")
    await town.hear()
    assert town.heard() == [("text", "report")]

    town.server.faults.always("sendMessage", None)
    town.clock.moment += timedelta(seconds=61)
    await town.send_all()
    assert {"一", "二", "三", "急"} <= {one.text for one in town.server.world.delivered}
    assert town.server.world.delivered[0].text == "急"
    assert message


CLOSED = {
    "kicked": ("kicked", None, wording.BOT_REMOVED),
    "muted": (None, "may_speak", wording.BOT_MUTED),
}


@pytest.mark.parametrize("name", CLOSED)
async def test_a_group_that_shut_the_bot_out_is_left_alone_and_the_office_told_once(
    office: TelegramOffice, name: str
) -> None:
    status, _, why = CLOSED[name]
    chat = office.server.world.chats[GROUP]
    chat.status = status or chat.status
    chat.may_speak = status is not None
    for text in ("一", "二", "三"):
        office.say(text)
    office.say("甲", chat=WANG)
    await office.send_all()

    assert [state for text, state in office.sent().items() if text in "一二三"] == ["failed"] * 3
    assert office.server.calls.count("sendMessage") == 3
    assert len(office.said(SUPERVISORS)) == 1
    assert why in office.said(SUPERVISORS)[0]
    assert office.said(WANG) == ["甲"]


async def test_a_closed_topic_leaves_the_rest_of_the_group_open(town: TelegramOffice) -> None:
    town.server.faults.once("sendMessage", refusal(400, "Bad Request: TOPIC_CLOSED"))
    for text in ("一", "二"):
        town.say(text)
    await town.send_all()

    assert (town.sent()["一"], town.sent()["二"]) == ("failed", "sent")
    assert wording.TOPIC_CLOSED in town.said(SUPERVISORS)[0]


async def test_told_that_it_was_removed_the_bot_sends_nothing_until_it_is_back(
    town: TelegramOffice,
) -> None:
    await town.people.membership(GROUP, WANG, "kicked")
    await town.hear()
    town.say("一")
    await town.send_all()
    assert town.said() == []
    assert "sendMessage" in town.server.calls
    assert len(town.said(SUPERVISORS)) == 1

    await town.people.membership(GROUP, WANG, "member")
    await town.hear()
    town.say("二")
    await town.send_all()
    assert town.said() == ["二"]
    assert len(town.said(SUPERVISORS)) == 1


async def test_someone_who_blocks_the_bot_counts_as_unreachable(town: TelegramOffice) -> None:
    await town.people.say(WANG, WANG, "今天挂横幅2条")
    await town.hear()
    await town.people.membership(WANG, WANG, "kicked")
    await town.hear()

    assert town.rows("people")[0].reachable is False
    assert town.heard()[1] == ("member", "notice")


async def test_no_send_goes_above_the_limits_and_none_is_forgotten(
    town: TelegramOffice,
) -> None:
    for number in range(300):
        town.say(str(number), chat=GROUP if number % 6 == 0 else 1000 + number % 80)
    for number in range(80):
        town.server.world.add_chat(1000 + number, "某", "private")
    town.say("照片", attachments=files(town, 10))
    await town.send_all()

    assert len(town.server.world.moments) == 310
    assert floods(town.server.world.moments) == []
    assert set(town.sent().values()) == {"sent"}


async def test_a_restart_does_not_forget_what_went_out_just_before(town: TelegramOffice) -> None:
    for number in range(20):
        town.say(str(number))
    await town.send_all()
    await town.restart()
    town.say("后来")
    await town.send_all()

    assert town.said()[-1] == "后来"
    assert floods(town.server.world.moments) == []


async def test_an_edit_that_got_lost_on_the_way_is_made_again(town: TelegramOffice) -> None:
    message = await town.people.say(GROUP, WANG, "今天挂横幅2条")
    await town.hear()
    await town.pass_time(seconds=31)
    town.server.faults.once("editMessageText", Fault(Way.DROP_AFTER))
    await town.people.edit(GROUP, message, text="今天挂横幅3条")
    await town.hear()
    await town.pass_time(minutes=1)
    await town.pass_time(minutes=1)

    assert town.said() == ["枫林村10/14:横幅3条,已记。"]
    assert [one.state for one in town.rows("outbox")] == ["sent", "sent"]


async def test_a_receipt_that_somebody_deleted_is_not_sent_again(town: TelegramOffice) -> None:
    message = await town.people.say(GROUP, WANG, "今天挂横幅2条")
    await town.hear()
    await town.pass_time(seconds=31)
    del town.server.world.chats[GROUP].messages[town.server.world.delivered[0].message]
    await town.people.edit(GROUP, message, text="今天挂横幅3条")
    await town.hear()
    await town.pass_time(minutes=1)

    assert [one.state for one in town.rows("outbox")] == ["sent", "dropped"]
    assert len(town.server.world.delivered) == 1


async def test_what_was_quoted_and_deleted_keeps_no_receipt_back(town: TelegramOffice) -> None:
    message = await town.people.say(GROUP, WANG, "今天挂横幅2条")
    await town.hear()
    del town.server.world.chats[GROUP].messages[message]
    await town.pass_time(seconds=31)

    assert town.said() == ["枫林村10/14:横幅2条,已记。"]


async def test_a_group_may_get_a_reaction_instead_of_a_receipt(town: TelegramOffice) -> None:
    town.store.write(lambda tx: (_react(tx), tx.bump_register())).result()
    message = await town.people.say(GROUP, WANG, "今天挂横幅2条")
    await town.people.say(GROUP, SHI, "今天挂横幅2条")
    await town.hear()
    await town.pass_time(seconds=31)
    await town.people.edit(GROUP, message, text="今天挂横幅3条")
    await town.hear()
    await town.pass_time(seconds=31)

    assert town.server.world.reactions[0] == (GROUP, message, "👍")
    assert len(town.server.world.reactions) == 2
    assert town.said() == []


def _react(tx):
    from storage import tables

    tx.execute(tables.groups.update().where(tables.groups.c.id == 1).values(receipts="表情"))


async def test_the_button_of_a_repetition_counts_it_and_only_for_its_sender(
    office: TelegramOffice,
) -> None:
    for _ in range(2):
        await office.people.say(GROUP, WANG, "今天挂横幅2条")
    await office.hear()
    await office.pass_time(seconds=31)
    shown = office.server.world.delivered[1]
    assert [words for words, _ in shown.buttons] == ["另一场"]
    data = shown.buttons[0][1]

    await office.people.press(SHI, GROUP, shown.message, data)
    await office.hear()
    await office.send_all()
    assert [one[1] for one in office.figures()] == ["recorded", "duplicate"]
    await office.people.press(WANG, GROUP, shown.message, data)
    await office.people.press(WANG, GROUP, shown.message, data)
    await office.hear()
    await office.pass_time(seconds=31)

    assert [one[1] for one in office.figures()] == ["recorded", "recorded"]
    answers = [words for _, words in office.server.world.answered]
    assert answers == [wording.CHOICE_OF_OTHERS, wording.CHOICE_TAKEN, wording.CHOICE_LATE]
    assert office.said()[1] == "枫林村10/14:横幅2条,已记。"


@pytest.mark.parametrize("data", ["999:0", "1:9", "x", "另一场/../", ""])
async def test_a_forged_press_is_answered_and_changes_nothing(
    town: TelegramOffice, data: str
) -> None:
    for _ in range(2):
        await town.people.say(GROUP, WANG, "今天挂横幅2条")
    await town.hear()
    await town.pass_time(seconds=31)
    shown = town.server.world.delivered[1]
    await town.people.press(WANG, GROUP, shown.message, data)
    await town.hear()
    await town.send_all()

    assert [one[1] for one in town.figures()] == ["recorded", "duplicate"]
    assert [words for _, words in town.server.world.answered] == [wording.CHOICE_UNKNOWN]


async def test_the_word_of_a_button_does_what_the_button_does(town: TelegramOffice) -> None:
    for _ in range(2):
        await town.people.say(GROUP, WANG, "今天挂横幅2条")
    await town.people.say(GROUP, WANG, "另一场")
    await town.hear()
    await town.pass_time(seconds=31)

    assert [one[1] for one in town.figures()] == ["recorded", "recorded"]


async def test_an_answer_to_an_old_press_is_no_failure(town: TelegramOffice) -> None:
    late = OutgoingMessage("telegram", str(GROUP), "answer", "好的。", "k", answers="1")
    town.put(replace(late, private=True))
    await town.send_all()

    assert town.sent() == {"好的。": "sent"}


async def test_without_pacing_nothing_is_held_back(
    sqlite_store: Store, tmp_path: Path, telegram: TelegramServer, clock: HandClock
) -> None:
    town = open_office(sqlite_store, tmp_path, telegram, clock, pacing=False)
    for number in range(40):
        town.say(str(number))
    await town.send()
    await town.close()

    assert len(town.said()) == 40
