"""The local chat as a channel: what it tells the loops, and what it does for them."""

import asyncio
import hashlib
import json
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.channels.base import FetchError, SendError, Unreadable
from bot.channels.local_ids import MessageIds
from bot.channels.local_tidying import LocalTidying
from bot.clock import Clock
from storage import inbox, local_messages
from storage.messages import Attachment, OutgoingMessage, RawUpdate
from storage.records import Place
from storage.store import Store, Transaction
from storage.tables import outbox
from tests.bot.local_chat import RESIDENTS, WORK_GROUP, LocalChat, open_chat, picture


@pytest.fixture
async def chat(store: Store, tmp_path: Path, noon: datetime) -> AsyncIterator[LocalChat]:
    async with open_chat(store, tmp_path, noon, run=False) as opened:
        yield opened


async def put_outbox(chat: LocalChat, number: int) -> None:
    def work(tx: Transaction) -> None:
        now = chat.clock.now()
        tx.execute(
            outbox.insert().values(
                id=number,
                key=f"k{number}",
                channel="local",
                chat=WORK_GROUP,
                kind="receipt",
                text="",
                created_at=now,
                due_at=now,
                state="sending",
            )
        )

    await asyncio.wrap_future(chat.store.write(work))


def receipt(text: str, **rest: object) -> OutgoingMessage:
    return OutgoingMessage("local", WORK_GROUP, "receipt", text, key="r1", **rest)  # type: ignore[arg-type]


async def test_a_posted_message_is_read_as_it_was_posted(chat: LocalChat) -> None:
    first = await chat.say("开始")
    status, answer = await chat.post(
        ("photo", ("a.jpg", picture())),
        text="枫林村横幅2条",
        latitude="31.1",
        longitude="116.2",
        datum="GCJ-02",
        reply_to=first,
    )

    raw = (await chat.kept())[-1]
    message = chat.channel.read(raw)

    assert status == 200
    assert raw.key.startswith(f"local/{WORK_GROUP}/{answer['message']}/0/")
    assert (message.chat, message.message, message.kind) == (WORK_GROUP, answer["message"], "photo")
    assert (message.sender, message.sender_name) == ("wang", "汪某")
    assert (message.text, message.reply_to) == ("枫林村横幅2条", first)
    assert (message.private, message.chat_title) == (False, "柳溪镇宣传工作群")
    assert message.place == Place(31.1, 116.2, "GCJ-02")
    assert [file.name for file in message.attachments] == ["a.jpg"]


async def test_a_photo_can_be_fetched_as_it_was_posted(chat: LocalChat) -> None:
    data = picture(size=(300, 200))
    await chat.post(("photo", ("a.jpg", data)))
    (attachment,) = chat.channel.read((await chat.kept())[0]).attachments

    fetched = b"".join([chunk async for chunk in chat.channel.fetch(attachment)])

    assert fetched == data
    assert attachment.bytes == len(data)


@pytest.mark.parametrize("reference", ["0" * 64, "../../etc/passwd", ""])
async def test_a_file_that_never_was_never_comes(chat: LocalChat, reference: str) -> None:
    with pytest.raises(FetchError) as caught:
        async for _ in chat.channel.fetch(Attachment("photo", reference, "a.jpg")):
            pass

    assert caught.value.permanent


async def test_a_private_chat_is_the_speakers_own(chat: LocalChat) -> None:
    await chat.say("你好", chat="private")

    message = chat.channel.read((await chat.kept())[0])

    assert (message.chat, message.private) == ("private:wang", True)
    assert [shown["text"] for shown in await chat.messages("private")] == ["你好"]
    assert await chat.messages("private", speaker="chen") == []


async def test_an_edit_keeps_the_id_and_counts_up(chat: LocalChat) -> None:
    await chat.post(("photo", ("a.jpg", picture())), text="横幅2条")
    number = (await chat.messages())[0]["id"]

    assert await chat.say("横幅3条", edits=number) == number
    assert await chat.say("横幅4条", edits=number, chat="") == number

    read = [chat.channel.read(raw) for raw in await chat.kept()]
    assert [(message.message, message.edit, message.text) for message in read] == [
        (number, 0, "横幅2条"),
        (number, 1, "横幅3条"),
        (number, 2, "横幅4条"),
    ]
    assert [len(message.attachments) for message in read] == [1, 1, 1]
    (shown,) = await chat.messages()
    assert (shown["text"], shown["edited"], len(shown["files"])) == ("横幅4条", True, 1)


async def test_edits_at_once_get_numbers_of_their_own(chat: LocalChat) -> None:
    number = await chat.say("0")

    await asyncio.gather(*(chat.say(str(turn), edits=number) for turn in range(1, 9)))

    assert sorted(raw.edit for raw in await chat.kept()) == list(range(9))


async def test_a_withdrawal_names_the_message_and_has_an_id_of_its_own(chat: LocalChat) -> None:
    number = await chat.say("发错了")
    status, answer = await chat.post(withdraws=number)
    later = await chat.say("下一条")

    read = chat.channel.read((await chat.kept())[1])
    assert status == 200
    assert (read.kind, read.withdraws, read.message) == ("text", number, answer["message"])
    assert len({number, answer["message"], later}) == 3
    shown = await chat.messages()
    assert [(row["id"], row["withdrawn"], row["text"]) for row in shown] == [
        (number, True, ""),
        (later, False, "下一条"),
    ]


async def test_ids_go_on_after_a_restart(store: Store, tmp_path: Path, noon: datetime) -> None:
    async with open_chat(store, tmp_path, noon, run=False) as chat:
        number = await chat.say("一")
        _, withdrawn = await chat.post(withdraws=number)
        assert await MessageIdsOf(store).next() == int(withdrawn["message"]) + 1


class MessageIdsOf:
    def __init__(self, store: Store) -> None:
        self.ids = MessageIds(store)

    async def next(self) -> int:
        await self.ids.ready()
        with self.ids.next() as number:
            return number


async def test_who_reads_misses_no_message_that_is_still_being_kept(store: Store) -> None:
    ids = MessageIds(store)
    await ids.ready()

    with ids.next() as slow:
        with ids.next():
            pass
        assert ids.settled == slow

    assert ids.settled == slow + 2


async def test_sending_again_says_it_once(chat: LocalChat) -> None:
    await put_outbox(chat, 7)
    now = chat.clock.now()

    first = await chat.channel.send(7, receipt("已记。"), now)
    again = await chat.channel.send(7, receipt("已记。"), now)

    assert first == again
    (shown,) = await chat.messages()
    assert (shown["id"], shown["bot"], shown["text"]) == (first[0], True, "已记。")
    assert shown["sender_name"] == "村报"


async def test_sending_again_in_other_words_changes_what_was_said(chat: LocalChat) -> None:
    await put_outbox(chat, 7)
    now = chat.clock.now()

    first = await chat.channel.send(7, receipt("横幅2条,已记。"), now)
    again = await chat.channel.send(7, receipt("横幅3条,已记。"), now)

    assert first == again
    (shown,) = await chat.messages()
    assert (shown["id"], shown["text"], shown["edited"]) == (first[0], "横幅3条,已记。", True)


async def test_a_receipt_can_be_changed(chat: LocalChat) -> None:
    await put_outbox(chat, 7)
    (number,) = await chat.channel.send(7, receipt("横幅2条,已记。"), chat.clock.now())

    await chat.channel.edit(number, receipt("横幅3条,已记。"), chat.clock.now())

    (shown,) = await chat.messages()
    assert (shown["id"], shown["text"], shown["edited"]) == (number, "横幅3条,已记。", True)


async def test_what_was_never_said_cannot_be_changed(chat: LocalChat) -> None:
    mine = await chat.say("我的")

    with pytest.raises(SendError) as caught:
        await chat.channel.edit(mine, receipt("你的"), chat.clock.now())

    assert caught.value.permanent
    assert (await chat.messages())[0]["text"] == "我的"


async def test_a_private_answer_reaches_the_persons_own_chat(chat: LocalChat) -> None:
    await put_outbox(chat, 7)
    message = OutgoingMessage("local", "chen", "document", "明细", key="d", private=True)

    await chat.channel.send(7, message, chat.clock.now())

    assert [row["text"] for row in await chat.messages("private", speaker="chen")] == ["明细"]


async def test_a_button_that_is_pressed_comes_in_as_a_press(chat: LocalChat) -> None:
    await put_outbox(chat, 7)
    choices = (("yes", "对"), ("no", "不对"))
    (number,) = await chat.channel.send(7, receipt("对吗?", choices=choices), chat.clock.now())

    status, answer = await chat.ask(
        "POST", "/api/press", json={"message": number, "choice": "yes", "speaker": "汪某"}
    )

    read = chat.channel.read((await chat.kept())[0])
    assert status == 200
    assert (read.kind, read.text, read.reply_to) == ("press", "yes", number)
    assert (read.message, read.sender) == (answer["message"], "wang")
    (shown,) = await chat.messages()
    assert shown["choices"] == [{"id": "yes", "text": "对"}, {"id": "no", "text": "不对"}]


@pytest.mark.parametrize("body", ["", "[]", "{}", '{"sent_at":1}', "nonsense"])
async def test_a_body_of_another_make_is_unreadable(chat: LocalChat, body: str) -> None:
    raw = RawUpdate("k", "local", WORK_GROUP, "1", 0, "text", chat.clock.now(), body)

    with pytest.raises(Unreadable):
        chat.channel.read(raw)


async def forget(chat: LocalChat, group: str, message: str) -> None:
    await asyncio.wrap_future(
        chat.store.write(lambda tx: local_messages.forget(tx, group, message))
    )


async def test_small_talk_of_residents_is_forgotten_with_its_sender(chat: LocalChat) -> None:
    await chat.post(("photo", ("a.jpg", picture())), chat=RESIDENTS, text="吃了吗")
    (number,) = [row["id"] for row in await chat.messages(RESIDENTS)]

    await forget(chat, RESIDENTS, number)

    (shown,) = await chat.messages(RESIDENTS)
    assert shown["forgotten"]
    assert (shown["text"], shown["sender"], shown["files"]) == ("", "", [])
    # The sender is forgotten too: nobody can change it any more.
    assert (await chat.post(chat=RESIDENTS, withdraws=number))[0] == 400


async def test_the_inbox_forgets_in_the_chat_as_well(chat: LocalChat) -> None:
    await chat.say("吃了吗", chat=RESIDENTS)

    await asyncio.wrap_future(chat.store.write(lambda tx: inbox.forget(tx, 1)))

    assert [row["forgotten"] for row in await chat.messages(RESIDENTS)] == [True]
    assert [raw.body for raw in await chat.kept()] == ["{}"]


class LaterClock(Clock):
    def now(self) -> datetime:
        return super().now() + timedelta(minutes=5)


async def test_a_forgotten_photo_leaves_the_shelf_unless_another_message_has_it(
    chat: LocalChat,
) -> None:
    alone, shared = picture(size=(9, 9)), picture(size=(8, 8))
    photos = [("photo", ("a.jpg", alone)), ("photo", ("b.jpg", shared))]
    _, first = await chat.post(*photos, chat=RESIDENTS)
    await chat.post(photos[1])
    await forget(chat, RESIDENTS, first["message"])
    files = {data: chat.shelf.path(hashlib.sha256(data).hexdigest()) for data in (alone, shared)}

    # A photo put this very moment may belong to a message that is still being kept.
    await LocalTidying(chat.store, chat.shelf, Clock()).step()
    assert [files[alone].exists(), files[shared].exists()] == [True, True]

    await LocalTidying(chat.store, chat.shelf, LaterClock()).step()
    assert [files[alone].exists(), files[shared].exists()] == [False, True]
    dropped = await asyncio.wrap_future(chat.store.read(local_messages.find_dropped))
    assert dropped == {}


async def test_forgetting_asks_for_the_right_chat(chat: LocalChat) -> None:
    number = await chat.say("横幅2条")

    for group, message in ((RESIDENTS, number), (WORK_GROUP, "999"), (WORK_GROUP, "x")):
        await forget(chat, group, message)

    assert (await chat.messages())[0]["text"] == "横幅2条"


async def test_a_message_is_dated_by_the_sample_clock(chat: LocalChat) -> None:
    await chat.move_clock(chat.clock.now() + timedelta(hours=3))
    await chat.say("晚了")

    (raw,) = await chat.kept()

    assert json.loads(raw.body)["sent_at"] == raw.sent_at.isoformat()
    assert raw.sent_at >= chat.clock.now() - timedelta(minutes=5)
