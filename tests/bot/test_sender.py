"""A send is sent, surely not sent, or unknown; what was sent never goes again."""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.backlog import MUCH, Backlog
from bot.channels.base import NotSupported, SendError
from bot.sender import Sender
from storage import outbox
from storage.messages import OutgoingMessage
from storage.store import Store, StoreUnavailable, Work
from storage.tables import outbox as table
from tests.township import HandClock


class LetterBox:
    """A channel that writes down what arrives and fails as it is told."""

    name = "telegram"
    repeat_is_harmless = False

    def __init__(self) -> None:
        self.arrived: list[tuple[str, str]] = []
        self.edited: list[tuple[str, str]] = []
        self.faults: dict[str, BaseException] = {}

    async def send(self, _id: int, message: OutgoingMessage, _now: datetime) -> Sequence[str]:
        if message.text in self.faults:
            raise self.faults[message.text]
        self.arrived.append((message.chat, message.text))
        return [f"m{len(self.arrived)}"]

    async def edit(self, sent_id: str, message: OutgoingMessage, _now: datetime) -> None:
        if message.text in self.faults:
            raise self.faults[message.text]
        self.edited.append((sent_id, message.text))


class Post:
    """An outbox, a letter box and the Sender between them."""

    def __init__(self, store: Store, noon: datetime) -> None:
        self.store = store
        self.clock = HandClock(noon)
        self.channel = LetterBox()
        channels: dict[str, LetterBox] = {"telegram": self.channel}
        self.backlog = Backlog(lambda: self.clock.now().timestamp())
        self.sender = Sender(store, channels, self.clock, backlog=self.backlog)  # type: ignore[arg-type]

    def put(self, text: str, chat: str = "群", **more) -> int | None:
        one = OutgoingMessage("telegram", chat, "receipt", text, more.pop("key", text), **more)
        now = self.clock.now()
        return self.store.write(lambda tx: outbox.put(tx, one, now)).result()

    async def send_all(self) -> None:
        while await self.sender.step():
            pass

    def states(self) -> dict[str, str]:
        rows = self.store.read(lambda tx: list(tx.execute(table.select().order_by(table.c.id))))
        return {row.text: row.state for row in rows.result()}


@pytest.fixture
def post(store: Store, noon: datetime) -> Post:
    return Post(store, noon)


async def test_messages_of_a_chat_arrive_in_order_and_once(post: Post) -> None:
    for text in ("一", "二", "三"):
        post.put(text)
    post.put("甲", chat="另一群")
    await post.send_all()
    await post.send_all()
    assert [text for chat, text in post.channel.arrived if chat == "群"] == ["一", "二", "三"]
    assert len(post.channel.arrived) == 4
    assert set(post.states().values()) == {"sent"}


async def test_while_many_messages_wait_for_their_answer_one_receipt_a_second_goes_to_a_chat(
    post: Post,
) -> None:
    for text in ("一", "二", "三"):
        post.put(text)
    for _ in range(15):
        post.backlog.found(MUCH)
        await post.sender.step()
        post.clock.moment += timedelta(seconds=0.1)
    assert [text for _, text in post.channel.arrived] == ["一"]
    assert post.sender.look_again_in is not None

    post.clock.moment += timedelta(seconds=1)
    await post.send_all()
    assert [text for _, text in post.channel.arrived] == ["一", "二", "三"]


async def test_the_same_key_is_kept_once(post: Post) -> None:
    assert post.put("一", key="k") is not None
    assert post.put("二", key="k") is None
    await post.send_all()
    assert post.channel.arrived == [("群", "一")]


@pytest.mark.parametrize(
    ("fault", "state"),
    [
        (SendError("timeout", sent=None), "unknown"),
        (SendError("kicked", sent=False, permanent=True), "failed"),
        (SendError("no line", sent=False), "waiting"),
        (RuntimeError("a bug"), "unknown"),
    ],
)
async def test_a_failed_send_ends_as_it_should(
    post: Post, fault: BaseException, state: str
) -> None:
    post.put("一")
    post.channel.faults["一"] = fault
    await post.send_all()
    assert post.states() == {"一": state}
    post.channel.faults.clear()
    post.clock.moment += timedelta(hours=1)
    await post.send_all()
    assert len(post.channel.arrived) == (1 if state == "waiting" else 0)


@pytest.mark.parametrize("fault", [SendError("timeout", sent=None), RuntimeError("a bug")])
async def test_where_repeating_is_harmless_an_unknown_send_goes_again(
    post: Post, fault: BaseException
) -> None:
    post.channel.repeat_is_harmless = True
    post.put("一")
    post.channel.faults["一"] = fault
    await post.send_all()
    assert post.states() == {"一": "waiting"}
    post.channel.faults.clear()
    post.clock.moment += timedelta(hours=1)
    await post.send_all()
    assert (post.states(), post.channel.arrived) == ({"一": "sent"}, [("群", "一")])


async def test_what_must_wait_holds_its_own_chat_back_and_no_other(post: Post) -> None:
    post.put("一")
    post.put("二")
    post.put("甲", chat="另一群")
    post.channel.faults["一"] = SendError("flood", sent=False, retry_after=30)
    await post.send_all()
    assert post.channel.arrived == [("另一群", "甲")]

    post.channel.faults.clear()
    post.clock.moment += timedelta(seconds=29)
    await post.send_all()
    assert post.channel.arrived == [("另一群", "甲")]
    post.clock.moment += timedelta(seconds=1)
    await post.send_all()
    assert post.channel.arrived[1:] == [("群", "一"), ("群", "二")]


async def test_what_was_under_way_at_a_death_is_unknown_and_stays_so(post: Post) -> None:
    row = post.put("一")
    post.store.write(lambda tx: outbox.claim(tx, row or 0)).result()
    await post.sender.recover()
    await post.send_all()
    assert post.states() == {"一": "unknown"}
    assert post.channel.arrived == []


async def test_where_repeating_is_harmless_it_goes_again_after_a_death(post: Post) -> None:
    post.channel.repeat_is_harmless = True
    row = post.put("一")
    post.store.write(lambda tx: outbox.claim(tx, row or 0)).result()
    await post.sender.recover()
    await post.send_all()
    assert post.channel.arrived == [("群", "一")]


async def test_words_that_change_before_it_goes_out_are_the_words_that_go(post: Post) -> None:
    row = post.put("一") or 0
    read = post.store.read

    def read_and_reword(work: Work[Any]) -> Future[Any]:
        found = read(work)
        found.result()
        post.store.write(lambda tx: outbox.reword(tx, row, "二")).result()
        return found

    post.store.read = read_and_reword  # type: ignore[method-assign]
    await post.send_all()
    assert post.channel.arrived == [("群", "二")]


@pytest.mark.parametrize(("harmless", "state"), [(True, "sent"), (False, "unknown")])
async def test_a_send_whose_end_the_database_did_not_keep_does_not_stay_under_way(
    post: Post, harmless: bool, state: str
) -> None:
    post.channel.repeat_is_harmless = harmless
    post.put("一")
    write, writes = post.store.write, []

    def write_but_not_the_end(work: Work[Any], chat: tuple[str, str] | None = None) -> Future[Any]:
        writes.append(work)
        if len(writes) == 2:
            raise StoreUnavailable("no database")
        return write(work, chat)

    post.store.write = write_but_not_the_end  # type: ignore[method-assign]
    with pytest.raises(StoreUnavailable):
        await post.sender.step()
    assert post.states() == {"一": "sending"}
    await post.send_all()
    assert post.states() == {"一": state}


async def test_an_edit_changes_the_message_that_arrived(post: Post) -> None:
    row = post.put("一")
    await post.send_all()
    post.put("一改", edits=row)
    await post.send_all()
    assert post.channel.edited == [("m1", "一改")]
    assert len(post.channel.arrived) == 1


@pytest.mark.parametrize("make_fail", [True, False])
async def test_an_edit_that_cannot_be_made_is_never_a_second_message(
    post: Post, make_fail: bool
) -> None:
    row = post.put("一")
    if make_fail:
        post.channel.faults["一"] = SendError("timeout", sent=None)
    else:
        post.channel.faults["一改"] = NotSupported("no edits here")
    await post.send_all()
    post.put("一改", edits=row)
    await post.send_all()
    assert post.states()["一改"] == "dropped"
    assert len(post.channel.arrived) == (0 if make_fail else 1)


async def test_what_comes_too_late_is_dropped_and_says_so(post: Post) -> None:
    post.put("旧", deadline=post.clock.now() - timedelta(minutes=1))
    await post.send_all()
    assert post.states() == {"旧": "dropped"}


async def test_nothing_goes_before_its_time(post: Post) -> None:
    post.put("晚", due_at=post.clock.now() + timedelta(minutes=5))
    await post.send_all()
    assert post.channel.arrived == []
    post.clock.moment += timedelta(minutes=5)
    await post.send_all()
    assert post.channel.arrived == [("群", "晚")]


async def test_a_slow_chat_does_not_hold_the_others(sqlite_store: Store, noon: datetime) -> None:
    post = Post(sqlite_store, noon)
    gate = asyncio.Event()
    original: Callable[..., object] = post.channel.send

    async def slow(row: int, message: OutgoingMessage, now: datetime) -> Sequence[str]:
        if message.chat == "慢":
            await gate.wait()
        return await original(row, message, now)  # type: ignore[misc]

    post.channel.send = slow  # type: ignore[method-assign]
    post.put("一", chat="慢")
    post.put("二", chat="快")
    step = asyncio.create_task(post.sender.step())
    while not post.channel.arrived:
        await asyncio.sleep(0)
    assert post.channel.arrived == [("快", "二")]
    await step
    post.put("三", chat="更晚")
    await post.sender.step()
    assert post.channel.arrived == [("快", "二"), ("更晚", "三")]
    gate.set()
    await post.send_all()
    assert len(post.channel.arrived) == 3
