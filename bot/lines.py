"""Lines: keeps how channels stand to their platforms, and tells of what these let go."""

import asyncio
from collections.abc import Mapping
from datetime import datetime, timedelta, tzinfo
from typing import Protocol, runtime_checkable

from bot.channels.base import Channel, Contact
from bot.clock import Clock
from bot.posting import post
from handlers.gap import gap_between, tell_gap
from handlers.office import office_of
from storage import lines
from storage.lines import Line
from storage.store import Store, Transaction

EVERY = timedelta(minutes=1)


@runtime_checkable
class Lined(Protocol):
    """A channel with a platform far away."""

    contact: Contact

    async def backlog(self) -> int | None:
        """How many updates wait at the platform; None when it cannot be asked."""


class Lines:
    """Keeps each line once a minute, and at once when it turns good or bad."""

    def __init__(
        self, store: Store, channels: Mapping[str, Channel], clock: Clock, zone: tzinfo
    ) -> None:
        self._store = store
        self._clock = clock
        self._zone = zone
        self._lined = {name: one for name, one in channels.items() if isinstance(one, Lined)}
        self._kept: dict[str, tuple[datetime, str, bool]] = {}

    async def step(self) -> bool:
        """False: there is no hurry."""
        for name, channel in self._lined.items():
            if self._is_news(name, channel.contact):
                backlog = await channel.backlog()
                await self._keep(name, channel.contact, backlog)
        return False

    async def end(self) -> None:
        """How the lines stood at the last, without asking anybody."""
        for name, channel in self._lined.items():
            await self._keep(name, channel.contact, None)

    def _is_news(self, name: str, contact: Contact) -> bool:
        if name not in self._kept:
            return True
        at, trouble, answered = self._kept[name]
        turned = trouble != contact.trouble or answered != (contact.answered_at is not None)
        return turned or abs(self._clock.now() - at) >= EVERY

    async def _keep(self, name: str, contact: Contact, backlog: int | None) -> None:
        now, zone = self._clock.now(), self._zone
        line = Line(name, contact.mode, contact.trouble, contact.answered_at, backlog)

        def work(tx: Transaction) -> None:
            before = lines.find(tx, name)
            last = None if before is None else before.answered_at
            gap = gap_between(name, last, line.answered_at)
            lines.put(tx, line, gap)
            if gap is not None:
                post(tx, tell_gap(office_of(tx), name, gap, now, zone), now)

        await asyncio.wrap_future(self._store.write(work))
        self._kept[name] = (now, line.trouble, line.answered_at is not None)
