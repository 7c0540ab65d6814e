"""Each message is answered alone: what fails is tried again, set aside, and blocks nothing."""

from datetime import datetime, timedelta

import pytest
from msgspec.structs import replace

from bot.channels.local_body import write_raw
from storage import inbox, tables
from storage.messages import IncomingMessage, RawUpdate
from storage.store import Store
from tests.township import GROUP, Township


def raw_of(town: Township, message: str, text: str) -> RawUpdate:
    now = town.clock.now()
    return write_raw(IncomingMessage("local", GROUP, message, "汪", "汪", now, text=text))


async def hear(town: Township, *updates: RawUpdate) -> None:
    now = town.clock.now()
    town.store.write(lambda tx: inbox.add(tx, updates, now)).result()
    while await town._answerer.step():
        pass


def rows(town: Township) -> list[tuple[str, str, int]]:
    found = town.store.read(
        lambda tx: list(tx.execute(tables.inbox.select().order_by(tables.inbox.c.id)))
    ).result()
    return [(row.state, row.outcome, row.attempts) for row in found]


async def test_an_unreadable_update_is_kept_and_those_behind_it_are_answered(
    town: Township,
) -> None:
    bad = replace(raw_of(town, "1", "x"), body='{"text": 7', key="bad")
    await hear(town, bad, raw_of(town, "2", "横幅2条"))
    assert rows(town) == [("failed", "unreadable", 1), ("done", "report", 0)]


async def test_what_keeps_failing_is_set_aside_after_five_tries(
    sqlite_town: Township, monkeypatch: pytest.MonkeyPatch
) -> None:
    town = sqlite_town
    from bot import answerer

    real = answerer.answer

    def breaks(message, tx, now, desk):
        if message.text == "坏":
            raise RuntimeError("13812345678")
        return real(message, tx, now, desk)

    monkeypatch.setattr(answerer, "answer", breaks)
    await hear(town, raw_of(town, "1", "坏"), raw_of(town, "2", "横幅2条"))
    assert rows(town) == [("waiting", "waiting", 1), ("done", "report", 0)]
    for _ in range(10):
        town.clock.moment += timedelta(hours=12)
        while await town._answerer.step():
            pass
    assert rows(town)[0] == ("failed", "failed", 5)
    why = town.store.read(lambda tx: tx.execute(tables.inbox.select()).first().why).result()
    assert "138" not in why
    assert "RuntimeError" in why


async def test_messages_of_a_chat_are_answered_by_the_platforms_time(
    sqlite_town: Township,
) -> None:
    town = sqlite_town
    later = raw_of(town, "9", "更正:横幅3条")
    town.clock.moment -= timedelta(minutes=1)
    earlier = raw_of(town, "8", "横幅2条")
    town.clock.moment += timedelta(minutes=1)
    await hear(town, later, earlier)
    assert town.figures() == [("枫林村", "10/14", "waiting", {"悬挂横幅标语": 3})]


async def test_answering_again_leaves_no_second_trace(town: Township) -> None:
    await hear(town, raw_of(town, "1", "横幅2条"))
    waiting = inbox.Waiting(1, raw_of(town, "1", "横幅2条"), town.clock.now(), 0, "live")
    done = town.store.write(town._answerer._work(waiting))
    assert isinstance(done.exception(), inbox.AlreadyAnswered)
    assert len(town.reports()) == 1


async def test_a_page_that_comes_twice_is_kept_once(store: Store, noon: datetime) -> None:
    town = Township(store, noon)
    page = [raw_of(town, str(n), f"横幅{n}条") for n in range(1, 6)]

    for _ in range(2):
        store.write(lambda tx: inbox.add(tx, page, noon)).result()
    assert rows(town) == [("waiting", "waiting", 0)] * 5
