"""Answerer: inbox -> handlers -> outbox; each message alone, in order within a chat."""

import asyncio
from collections.abc import Callable, Mapping, Sequence

from bot.backlog import Backlog
from bot.channels.base import Channel, Unreadable
from bot.clock import Clock
from bot.faults import log, where
from bot.posting import post
from bot.retry import next_try
from handlers.answering import answer
from handlers.desk import Desk
from storage import inbox
from storage.inbox import AlreadyAnswered, Waiting
from storage.store import NotActive, Store, StoreUnavailable, Transaction, Work

TIMES = 5
TOGETHER = 100


class Answerer:
    """What keeps failing is set aside after five tries and never blocks the next."""

    def __init__(
        self,
        store: Store,
        channels: Mapping[str, Channel],
        clock: Clock,
        desk: Desk,
        wake: Callable[[], None],
        backlog: Backlog | None = None,
    ) -> None:
        self._store = store
        self._channels = channels
        self._clock = clock
        self._desk = desk
        self._wake = wake
        self._backlog = backlog or Backlog()

    async def step(self) -> bool:
        """True: look again at once. Chats are answered side by side."""
        now = self._clock.now()

        def look(tx: Transaction) -> list[tuple[tuple[str, str], list[Waiting]]]:
            chats = inbox.waiting_chats(tx, now)
            return [(chat, inbox.waiting_in(tx, *chat, now, TOGETHER)) for chat in chats]

        waiting = await asyncio.wrap_future(self._store.read(look))
        self._backlog.found(sum(len(found) for _, found in waiting))
        if not waiting:
            return False
        await asyncio.gather(*(self._answer_chat(chat, found) for chat, found in waiting))
        self._wake()
        return True

    async def _answer_chat(self, chat: tuple[str, str], waiting: Sequence[Waiting]) -> None:
        works = [self._work(one) for one in waiting]
        results = await asyncio.wrap_future(self._store.write_each(works, chat))
        for one, result in zip(waiting, results, strict=True):
            if isinstance(result, (NotActive, StoreUnavailable, asyncio.CancelledError)):
                raise result
            if isinstance(result, BaseException) and not isinstance(result, AlreadyAnswered):
                await self._set_back(one, result)

    def _work(self, waiting: Waiting) -> Work[None]:
        channel = self._channels.get(waiting.raw.channel)

        def work(tx: Transaction) -> None:
            if channel is None:
                raise Unreadable("no such channel")
            now = self._clock.now()
            message = channel.read(waiting.raw)
            done = answer(message, tx, now, self._desk.for_row(waiting))
            post(tx, done.messages, now)
            if done.again_at is not None:
                tried = max(1, waiting.attempts)
                inbox.try_again(tx, waiting.id, tried, done.again_at, done.why)
                return
            inbox.finish(
                tx,
                waiting.id,
                done.outcome,
                done.why,
                now,
                message.sender,
                message.text,
                message.kind,
            )
            if done.forget:
                inbox.forget(tx, waiting.id)

        return work

    async def _set_back(self, waiting: Waiting, error: BaseException) -> None:
        now = self._clock.now()
        attempts = waiting.attempts + 1
        unreadable = isinstance(error, Unreadable)
        log.error("inbox %s, try %s: %s", waiting.id, attempts, where(error))

        def work(tx: Transaction) -> None:
            if unreadable or attempts >= TIMES:
                outcome = "unreadable" if unreadable else "failed"
                inbox.park(tx, waiting.id, attempts, outcome, where(error), now)
            else:
                inbox.try_again(tx, waiting.id, attempts, next_try(attempts, now), where(error))

        await asyncio.wrap_future(self._store.write(work))
