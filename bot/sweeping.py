"""Sweeping: once a day the shelf is cleared of files that no message and no photo names."""

import asyncio
from collections.abc import Collection, Sequence
from datetime import timedelta

from bot.clock import Clock
from bot.faults import log, where
from storage import shelf_use
from storage.files import FileShelf, Swept
from storage.store import NotActive, Store

AGE = timedelta(days=1)
"""A younger file may be a photo in flight: it stands on the shelf before its row says so."""
EVERY_SECONDS = 24 * 3600.0
AFTER_START = 600.0
"""A start has more urgent things to do; and who restarts often is not swept each time."""


class SweepEnded(Exception):
    """The bot stops: the sweep goes no further."""


class Sweeping:
    """`clock` must be the machine's own: it is compared with the files' times."""

    def __init__(self, store: Store, shelf: FileShelf, clock: Clock) -> None:
        self._store = store
        self._shelf = shelf
        self._clock = clock
        self._ended = False

    async def go_on(self, after: float = AFTER_START) -> None:
        """Until cancelled; what goes wrong is logged, and tried again the next day."""
        try:
            while True:
                await asyncio.sleep(after)
                after = EVERY_SECONDS
                try:
                    await self.step()
                except NotActive:
                    raise
                except Exception as error:
                    log.error("the sweep failed: %s", where(error))
        finally:
            self._ended = True

    async def step(self) -> Swept:
        """Raises StoreUnavailable; then nothing that the database may name was taken away."""
        before = self._clock.now() - AGE
        swept = await asyncio.to_thread(self._shelf.sweep, self._known, before)
        if swept.left:
            log.warning("%s files are unknown to this database and were left", swept.left)
        return swept

    def _known(self, names: Sequence[str]) -> Collection[str]:
        if self._ended:
            raise SweepEnded
        return self._store.read(lambda tx: shelf_use.in_use(tx, names)).result()
