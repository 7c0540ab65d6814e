"""Receiver: channel -> inbox, and nothing else; the channel acknowledges after it returns."""

import asyncio
from collections.abc import Callable, Sequence

from bot.clock import Clock
from storage import inbox
from storage.messages import RawUpdate
from storage.store import Store, Transaction, Work


class Receiver:
    def __init__(self, store: Store, clock: Clock, wake: Callable[[], None]) -> None:
        self._store = store
        self._clock = clock
        self._wake = wake

    async def receive(self, updates: Sequence[RawUpdate], also: Work[None] | None = None) -> None:
        """Keep a whole page in one commit; raises StoreUnavailable, and then nothing is kept."""
        now = self._clock.now()

        def keep(tx: Transaction) -> None:
            inbox.add(tx, updates, now)
            if also is not None:
                also(tx)

        await asyncio.wrap_future(self._store.write(keep))
        self._wake()
