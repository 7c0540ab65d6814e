"""One process is active; another waits, says who it is, and takes over when the lock is free."""

import asyncio
from collections.abc import Callable

from storage import active
from storage.active import ActiveLock
from storage.store import Store

LOOK_SECONDS = 2.0
HELD_SECONDS = 5.0


async def become_active(store: Store, lock: ActiveLock, say: Callable[[str], None]) -> None:
    """Wait for the lock, then take the next fencing number; `say` hears once who holds it."""
    said = False
    while not await asyncio.to_thread(lock.take):
        if not said:
            said = True
            say(await asyncio.wrap_future(store.read(active.holder)))
        await asyncio.sleep(LOOK_SECONDS)
    store.fence = None
    store.fence = await asyncio.wrap_future(store.write(active.next_fence))


async def watch_lock(lock: ActiveLock) -> None:
    """Returns when the lock may have gone to another process."""
    while await asyncio.to_thread(lock.held):
        await asyncio.sleep(HELD_SECONDS)
