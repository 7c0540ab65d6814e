"""Takes the photos of forgotten messages from the shelf, once nothing else can be using them."""

import asyncio
from datetime import timedelta

from bot.clock import Clock
from storage import local_messages
from storage.files import FileShelf
from storage.store import NotActive, Store, StoreUnavailable

AGE = timedelta(seconds=60)
"""A photo that was put again within this time may belong to a message not committed yet."""


class LocalTidying:
    """`clock` must be the machine's own: it is compared with the files' times."""

    def __init__(self, store: Store, shelf: FileShelf, clock: Clock, pause: float = 70.0) -> None:
        self._store = store
        self._shelf = shelf
        self._clock = clock
        self._pause = pause
        self.wanted = asyncio.Event()
        self.wanted.set()

    async def go_on(self) -> None:
        """Until cancelled; looks once at the start and whenever `wanted` was set."""
        while True:
            await self.wanted.wait()
            self.wanted.clear()
            await asyncio.sleep(self._pause)
            try:
                await self.step()
            except (StoreUnavailable, NotActive):
                self.wanted.set()

    async def step(self) -> None:
        """Remove what is old enough; what is not stays named and is asked for again."""
        before = self._clock.now() - AGE
        dropped = await asyncio.wrap_future(self._store.read(local_messages.find_dropped))
        for message, files in dropped.items():
            gone = [await asyncio.to_thread(self._shelf.remove, file, before) for file in files]
            if all(gone):
                await asyncio.wrap_future(
                    self._store.write(
                        lambda tx, message=message: local_messages.forget_dropped(tx, message)
                    )
                )
            else:
                self.wanted.set()
