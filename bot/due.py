"""Due: what the passing of time leads to (receipts, parts without a text, reminders)."""

import asyncio
from collections.abc import Callable

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
        await asyncio.gather(
            *(
                self._fire(
                    channel,
                    chat,
                    lambda tx, m=message, c=channel, g=chat: fire_receipt(
                        tx, c, g, m, now, self._desk
                    ),
                )
                for channel, chat, message in due
            )
        )
        await asyncio.gather(
            *(
                self._fire(
                    channel,
                    chat,
                    lambda tx, c=channel, g=chat: fire_rush(tx, c, g, now, self._desk),
                )
                for channel, chat in sorted({(channel, chat) for channel, chat, _ in due})
            )
        )
        return bool(due)

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

    async def _fire(self, channel: str, chat: str, work: Work[list[OutgoingMessage]]) -> None:
        now = self._clock.now()

        def fire(tx: Transaction) -> None:
            post(tx, work(tx), now)

        await asyncio.wrap_future(self._store.write(fire, chat=(channel, chat)))
