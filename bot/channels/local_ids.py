"""Message ids of the local chat: a counter in memory, after the greatest id ever kept."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from storage.local_messages import greatest_id
from storage.store import Store


class MessageIds:
    """Good only in the one active process; an id whose commit failed is never used again."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._last: int | None = None
        self._open: set[int] = set()
        self._starting = asyncio.Lock()

    async def ready(self) -> None:
        """Raises StoreUnavailable."""
        async with self._starting:
            if self._last is None:
                self._last = await asyncio.wrap_future(self._store.read(greatest_id))

    @contextmanager
    def next(self) -> Iterator[int]:
        """The next id, until its commit has ended; call `ready` first."""
        assert self._last is not None
        self._last += 1
        mine = self._last
        self._open.add(mine)
        try:
            yield mine
        finally:
            self._open.discard(mine)

    @property
    def settled(self) -> int:
        """Every id below is kept or never will be: who reads up to here misses none later."""
        return min(self._open, default=(self._last or 0) + 1)
