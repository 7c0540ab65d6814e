"""Due: what the passing of time leads to (receipts, parts without a text, reminders)."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime

from bot.clock import Clock
from bot.posting import post
from bot.reminding import Reminding
from handlers.desk import Desk
from handlers.reports.loose import fire_loose
from handlers.reports.receipt import fire_receipt
from handlers.reports.rush import fire_rush
from storage import photos, places, report_search
from storage.messages import OutgoingMessage
from storage.store import Store, Transaction, Work


class Due:
    """`step()` asks what is due now and fires it; each moment is one transaction."""

    def __init__(self, store: Store, clock: Clock, desk: Desk, wake: Callable[[], None]) -> None:
        self._store = store
        self._clock = clock
        self._desk = desk
        self._wake = wake
        self._reminding = Reminding(store, clock, desk.zone)

    async def step(self) -> bool:
        """True: look again at once."""
        receipts = await self._receipts()
        loose = await self._loose()
        reminded = await self._reminding.step()
        if receipts or loose or reminded:
            self._wake()
        return receipts or loose or reminded

    async def _receipts(self) -> bool:
        now = self._clock.now()
        look = lambda tx: report_search.due_receipts(tx, now)  # noqa: E731
        due = await asyncio.wrap_future(self._store.read(look))
        chats: dict[tuple[str, str], list[str]] = {}
        for channel, chat, message in due:
            chats.setdefault((channel, chat), []).append(message)
        await asyncio.gather(*(self._tell(*chat, said, now) for chat, said in chats.items()))
        return bool(due)

    async def _tell(self, channel: str, chat: str, messages: Sequence[str], now: datetime) -> None:
        """The receipts of one chat in the order of their texts, then what a rush held back."""
        desk = self._desk
        receipts: list[Work[list[OutgoingMessage]]] = [
            lambda tx, m=message: fire_receipt(tx, channel, chat, m, now, desk)
            for message in messages
        ]
        rush: Work[list[OutgoingMessage]] = lambda tx: fire_rush(tx, channel, chat, now, desk)  # noqa: E731
        await self._fire(channel, chat, *receipts, rush)

    async def _loose(self) -> bool:
        now = self._clock.now()
        before = now - self._desk.join_window

        def look(tx: Transaction) -> set[tuple[str, str, str]]:
            loose = photos.loose(tx, before) + places.loose(tx, before)
            return {(one.channel, one.chat, one.sender) for one in loose}

        due = await asyncio.wrap_future(self._store.read(look))
        await asyncio.gather(
            *(
                self._fire(
                    channel,
                    chat,
                    lambda tx, s=sender, c=channel, g=chat: fire_loose(
                        tx, c, g, s, now, self._desk
                    ),
                )
                for channel, chat, sender in sorted(due)
            )
        )
        return bool(due)

    async def _fire(self, channel: str, chat: str, *works: Work[list[OutgoingMessage]]) -> None:
        """Each work alone, one after another: what it says stands in the outbox in that order."""
        now = self._clock.now()

        def posting(work: Work[list[OutgoingMessage]]) -> Work[None]:
            return lambda tx: post(tx, work(tx), now)

        posts = [posting(work) for work in works]
        fired = await asyncio.wrap_future(self._store.write_each(posts, (channel, chat)))
        if fault := next((one for one in fired if isinstance(one, BaseException)), None):
            raise fault
