"""Nothing that Telegram has confirmed is lost: pages, offsets, other pollers, refused tokens."""

import asyncio
from typing import Any

import pytest

from bot.channels.base import ChannelStopped
from bot.channels.telegram_polling import ALLOWED_UPDATES
from handlers import wording
from storage import inbox
from storage.store import StoreUnavailable
from tests.telegram_office import GROUP, WANG, TelegramOffice
from tests.telegram_server.faults import Fault, Way, refusal

REPORT = "今天挂横幅2条"


pytestmark = pytest.mark.usefixtures("impatient")


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
