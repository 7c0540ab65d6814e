"""Getting ready while nothing is to do: the first message finds loaded what it needs."""

import asyncio
import gc

FIRST = 2.0
"""Seconds that a start has for itself: the page answers and the channels listen by then."""


async def go_on_ready() -> None:
    """Beside the loop, once; then it waits to be cancelled."""
    await asyncio.sleep(FIRST)
    await asyncio.to_thread(_load)
    await asyncio.Event().wait()


def _load() -> None:
    import handlers.reports.partners  # noqa: F401
    from handlers.reports import text

    text.load()
    # What is loaded stays for good: no collection need look at it again.
    gc.freeze()
