"""In a flood of messages answering goes first, and nobody waits for a receipt for long."""

import asyncio

import pytest

from bot import readiness
from bot.backlog import LASTS, MUCH, PAUSE, Backlog
from handlers.reports import lexicon


class Seconds:
    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


def test_a_few_messages_hold_no_receipt_back(seconds: Seconds) -> None:
    backlog = Backlog(seconds)
    backlog.found(MUCH - 1)
    assert backlog.pause() == 0
    assert backlog.pause() == 0


def test_a_flood_lets_receipts_go_once_a_second(seconds: Seconds) -> None:
    backlog = Backlog(seconds)
    went = []
    for _ in range(32):
        backlog.found(MUCH)
        if backlog.pause() == 0:
            went.append(seconds.now)
        seconds.now += 0.125
    assert went == [101, 102, 103]


def test_once_the_flood_is_answered_receipts_go_at_once(seconds: Seconds) -> None:
    backlog = Backlog(seconds)
    backlog.found(5 * MUCH)
    seconds.now += 0.1
    assert 0 < backlog.pause() <= LASTS
    seconds.now += backlog.pause()
    assert backlog.pause() == 0


def test_it_is_asked_again_no_later_than_the_second_ends(seconds: Seconds) -> None:
    backlog = Backlog(seconds)
    while seconds.now < 100 + PAUSE - 0.05:
        backlog.found(MUCH)
        seconds.now += 0.09
    assert 0 < backlog.pause() <= PAUSE - (seconds.now - 100)


async def test_the_first_message_finds_the_word_lists_loaded(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(readiness, "FIRST", 0.0)
    lexicon.finder.cache_clear()
    ready = asyncio.create_task(readiness.go_on_ready())
    async with asyncio.timeout(20):
        while not lexicon.finder.cache_info().currsize:
            await asyncio.sleep(0.01)
    ready.cancel()
