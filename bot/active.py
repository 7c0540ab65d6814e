"""One process is active; another waits, says who it is, and takes over when the lock is free."""

import asyncio
from collections.abc import Callable
from contextlib import suppress

from storage import active
from storage.active import ActiveLock
from storage.store import Store, StoreUnavailable

LOOK_SECONDS = 2.0
HELD_SECONDS = 5.0


async def become_active(store: Store, lock: ActiveLock, say: Callable[[str], None]) -> None:
    """Wait for the lock, then take the next fencing number; `say` hears once who holds it."""
    said = False
    while not await _took(lock):
        if not said:
            with suppress(StoreUnavailable):
                say(await asyncio.wrap_future(store.read(active.holder)))
                said = True
        await asyncio.sleep(LOOK_SECONDS)
    store.fence = None
    store.fence = await asyncio.wrap_future(store.write(active.next_fence))


async def watch_lock(store: Store, lock: ActiveLock) -> None:
    """Returns when another process has taken over.

    A lock whose line broke is taken again; a database that is away is waited for meanwhile.
    """
    while True:
        while await asyncio.to_thread(lock.held):
            await asyncio.sleep(HELD_SECONDS)
        with suppress(StoreUnavailable):
            taken = await asyncio.to_thread(lock.take)
            fence = await asyncio.wrap_future(store.read(active.fence_in_force))
            if not taken or fence != store.fence:
                return
        await asyncio.sleep(LOOK_SECONDS)


async def _took(lock: ActiveLock) -> bool:
    try:
        return await asyncio.to_thread(lock.take)
    except StoreUnavailable:
        return False
