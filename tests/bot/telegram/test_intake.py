"""Nothing that Telegram has confirmed is lost: pages, offsets, other pollers, refused tokens."""

import asyncio
import json
import random
from typing import Any

import pytest

from bot.channels.base import ChannelStopped
from bot.channels.telegram_polling import ALLOWED_UPDATES, Polling
from bot.receiver import Receiver
from handlers import wording
from storage import inbox
from storage.store import StoreUnavailable
from tests.telegram_office import GROUP, WANG, TelegramOffice, jpeg
from tests.telegram_server.faults import Fault, Way, refusal

REPORT = "今天挂横幅2条"


async def no_pause(_seconds: float) -> None:
    await asyncio.sleep(0)


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Between two tries nothing has to pass but a turn of the loop."""
    original = Polling.__init__

    def begin(self: Polling, *given: Any) -> None:
        *before, _pause, contact = given
        original(self, *before, no_pause, contact)

    monkeypatch.setattr(Polling, "__init__", begin)


async def test_killed_before_the_commit_the_page_comes_again(
    office: TelegramOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        await office.people.say(GROUP, WANG, REPORT)
    died = asyncio.Event()

    async def die(*_page: Any) -> None:
        died.set()
        await asyncio.Event().wait()

    monkeypatch.setattr(office.receiver, "receive", die)
    office.listen()
    await died.wait()
    assert len(office.server.world.updates) == 3
    await office.restart()
    await office.hear()

    assert [kind for kind, _ in office.heard()] == ["text"] * 3


async def test_killed_after_the_commit_a_hundred_come_twice_and_stand_once(
    office: TelegramOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(100):
        await office.people.say(GROUP, WANG, f"随便聊聊{number}")
    died, receive = asyncio.Event(), office.receiver.receive

    async def keep_and_die(*page: Any) -> None:
        await receive(*page)
        died.set()
        await asyncio.Event().wait()

    monkeypatch.setattr(office.receiver, "receive", keep_and_die)
    office.listen()
    await died.wait()
    await office.restart()
    await office.hear()

    assert len(office.heard()) == 100


async def test_a_page_served_twice_stands_once(town: TelegramOffice) -> None:
    town.server.page_twice = True
    await town.people.say(GROUP, WANG, REPORT)
    await town.people.say(GROUP, WANG, "作废")
    await town.hear()

    assert len(town.heard()) == 2
    assert [one[1] for one in town.figures()] == ["withdrawn"]


async def test_updates_out_of_their_order_are_answered_in_order(town: TelegramOffice) -> None:
    await town.people.say(GROUP, WANG, "今天挂横幅2条")
    await town.people.say(GROUP, WANG, "更正:横幅3条")
    town.server.world.updates.reverse()
    await town.hear()

    assert town.figures() == [("枫林村", "waiting", {"悬挂横幅标语": 3})]


async def test_after_an_idle_week_the_numbers_may_begin_lower(town: TelegramOffice) -> None:
    await town.people.say(GROUP, WANG, "早上好")
    await town.hear()
    town.server.world.next_update = 17
    await town.people.say(GROUP, WANG, "晚上好")
    await town.hear()

    assert [row.sequence for row in town.rows("inbox")] == [5000, 17]


async def test_what_is_asked_for_is_named_and_nothing_is_ever_dropped(
    town: TelegramOffice,
) -> None:
    await town.people.say(GROUP, WANG, REPORT)
    await town.hear()

    assert town.server.world.allowed == set(ALLOWED_UPDATES)
    assert "deleteWebhook" not in town.server.calls


async def test_another_poller_is_named_and_waited_for(
    town: TelegramOffice, caplog: pytest.LogCaptureFixture
) -> None:
    conflict = refusal(
        409,
        "Conflict: terminated by other getUpdates request; "
        "make sure that only one bot instance is running",
    )
    town.server.faults.once("getUpdates", *[conflict] * 5)
    await town.people.say(GROUP, WANG, REPORT)
    await town.hear()

    assert caplog.messages.count(wording.TELEGRAM_OTHER_POLLER) == 1
    assert town.heard() == [("text", "report")]


async def test_a_webhook_of_another_program_is_named_by_its_address(
    town: TelegramOffice, caplog: pytest.LogCaptureFixture
) -> None:
    await town.people.say(GROUP, WANG, "早上好")
    await town.hear()
    town.server.webhook = {"url": "https://elsewhere.example/hook"}
    await town.server.tell()
    await town.people.say(GROUP, WANG, REPORT)
    while not any("elsewhere" in message for message in caplog.messages):
        await asyncio.sleep(0)
    town.server.webhook = None
    await town.hear()

    assert len(town.heard()) == 2


async def test_a_refused_token_stops_loudly_and_drops_nothing(
    town: TelegramOffice,
) -> None:
    town.server.faults.always("getUpdates", refusal(401, "Unauthorized"))
    town.say("一")
    await town.people.say(GROUP, WANG, REPORT)
    with pytest.raises(ChannelStopped, match="令牌"):
        await town.channel.listen(town.receiver.receive)
    assert town.server.calls.count("getUpdates") == 1
    assert town.sent() == {"一": "waiting"}

    town.server.faults.always("getUpdates", None)
    await town.hear()
    await town.send_all()
    assert town.heard() == [("text", "report")]
    assert town.said() == ["一"]


async def test_a_page_of_some_proxy_is_no_refusal_of_the_token(town: TelegramOffice) -> None:
    town.server.faults.once("getUpdates", *[Fault(Way.HTML_BEFORE, 404, "Not Found")] * 3)
    town.server.faults.once("getUpdates", Fault(Way.HTML_BEFORE, 502), Fault(Way.CUT_AFTER))
    town.server.faults.once("getUpdates", Fault(Way.DROP_BEFORE))
    await town.people.say(GROUP, WANG, REPORT)
    await town.hear()

    assert town.heard() == [("text", "report")]


async def test_a_full_disk_freezes_the_offset_until_there_is_room(
    town: TelegramOffice, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    add, full = inbox.add, [True] * 3

    def no_room(*given: Any, **more: Any) -> int:
        if full:
            full.pop()
            raise StoreUnavailable("database or disk is full")
        return add(*given, **more)

    monkeypatch.setattr("bot.receiver.inbox.add", no_room)
    await town.people.say(GROUP, WANG, REPORT)
    await town.hear()

    assert caplog.messages.count(wording.TELEGRAM_FULL) == 1
    assert town.heard() == [("text", "report")]


async def test_a_burst_left_unanswered_at_a_stop_is_answered_after_the_start(
    town: TelegramOffice,
) -> None:
    for number in range(250):
        await town.people.say(GROUP, WANG, f"今天挂横幅{number + 1}条")
    town.listen()
    await town.server.confirmed()
    await town.restart()
    await town.answer()

    assert len(town.figures()) == 250


POISON: list[Any] = [
    {"update_id": 1, "message": {"message_id": 1, "chat": {"id": GROUP, "type": "group"}}},
    {"update_id": 1, "message": {"message_id": "x", "date": 1791950400, "chat": 5}},
    {"update_id": 1, "message": None},
    {"update_id": 1, "edited_message": {"date": 10**30, "message_id": 1, "chat": {"id": 1}}},
    {"update_id": 1, "callback_query": {"id": 5}},
    {"update_id": 1, "my_chat_member": {"chat": {"id": GROUP}, "date": 1791950400}},
    {"update_id": 1, "message": {"text": "\ud800\x00"}},
    {"update_id": 1, "message": {"text": "长" * 5_000_000}},
    {"update_id": 1},
    {"update_id": 10**40, "x": 1},
    ["no object"],
    17,
    None,
]


async def test_poison_updates_hold_none_of_the_good_ones_behind_them(
    town: TelegramOffice,
) -> None:
    for number in range(48):
        await town.people.say(GROUP, WANG, f"今天挂横幅{number + 1}条")
    numbered = [
        one | {"update_id": 4000 + place}
        if isinstance(one, dict) and one["update_id"] == 1
        else one
        for place, one in enumerate(POISON)
    ]
    town.server.world.updates[:0] = numbered
    await town.hear()

    assert len(town.figures()) == 48
    assert len(town.heard()) == 48 + len(POISON)
    assert town.heard().count(("text", "report")) == 48
    assert {outcome for _, outcome in town.heard()} == {"report", "unreadable"}


async def test_an_update_that_breaks_every_reader_is_set_aside_raw(town: TelegramOffice) -> None:
    deep = '{"update_id":4999,"message":' + "[" * 100_000 + "]" * 100_000 + "}"
    town.server.raw_first = deep
    await town.people.say(GROUP, WANG, REPORT)
    await town.hear()

    assert town.heard()[0] == ("other", "unreadable")
    assert town.heard()[1] == ("text", "report")
    assert town.rows("inbox")[0].sequence == 4999


def mutated(random_: random.Random, value: Any, depth: int = 0) -> Any:
    """The same update with one thing in it spoilt."""
    odd: list[Any] = [None, True, -1, 0, 10**19, 1e308, "", "\ud83d", "\x00", "㊗️𠮷‮", [], {}]
    if not isinstance(value, dict | list) or not value or random_.random() < 0.15 * depth:
        return random_.choice(odd)
    keys = list(value) if isinstance(value, dict) else list(range(len(value)))
    chosen = random_.choice(keys)
    changed: Any = dict(value) if isinstance(value, dict) else list(value)
    if isinstance(changed, dict) and random_.random() < 0.2:
        del changed[chosen]
    else:
        changed[chosen] = mutated(random_, value[chosen], depth + 1)
    return changed


async def test_ten_thousand_mutated_updates_are_a_row_each_and_stop_nothing(
    town: TelegramOffice,
) -> None:
    people, world = town.people, town.server.world
    await people.say(GROUP, WANG, REPORT)
    first = await people.photo(GROUP, WANG, jpeg(), caption=REPORT)
    await people.edit(GROUP, first, caption="今天挂横幅3条")
    place = {"latitude": 1.0, "longitude": 2.0}
    venue = {"location": place, "title": "老街集市", "address": "柳溪镇老街"}
    await people.do(GROUP, WANG, venue=venue)
    await people.press(WANG, GROUP, first, "1:0")
    await people.membership(GROUP, WANG, "member")
    originals = [json.loads(json.dumps(one)) for one in world.updates]
    world.updates.clear()
    random_ = random.Random(20261014)
    for number in range(10_000):
        update = dict(random_.choice(originals))
        kind = next(name for name in update if name != "update_id")
        if isinstance(update[kind], dict) and "message_id" in update[kind]:
            update[kind] = update[kind] | {"message_id": 10_000 + number}
        spoilt = mutated(random_, {kind: update[kind]}, 1)
        spoilt = spoilt if isinstance(spoilt, dict) else {"spoilt": spoilt}
        world.updates.append({"update_id": 10_000 + number, **spoilt, f"n{number}": 1})
    receive = Receiver(town.store, town.clock, lambda: None).receive
    town.receiver.receive = receive  # type: ignore[method-assign]
    town.listen()
    await town.server.confirmed()
    rows = town.rows("inbox")
    await people.say(GROUP, WANG, "今天发宣传单7份")
    await town.hear()

    kept = {row.sequence for row in rows}
    assert kept <= set(range(10_000, 20_000))
    pressed = sum(row.kind == "press" for row in rows)
    assert len(rows) + pressed >= 8_000
    assert {row.state for row in town.rows("inbox")} <= {"done", "failed"}
    assert any(figures == {"发放宣传资料": 7} for _, _, figures in town.figures())
