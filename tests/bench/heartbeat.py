"""How long an event loop stood still: a task that wants to run every two milliseconds."""

import asyncio
import multiprocessing
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection

BEAT = 0.002


class Heartbeat:
    """Starts with the running loop; `stop` gives the longest delay of a beat in seconds."""

    def __init__(self) -> None:
        self.longest = 0.0
        self._task = asyncio.create_task(self._beat())

    async def _beat(self) -> None:
        while True:
            before = time.perf_counter()
            await asyncio.sleep(BEAT)
            self.longest = max(self.longest, time.perf_counter() - before - BEAT)

    async def stop(self) -> float:
        self._task.cancel()
        with suppress(asyncio.CancelledError):
            await self._task
        return self.longest


class Elsewhere:
    """`longest` is how long a loop that does nothing stood still in a process of its own."""

    longest = 0.0


@contextmanager
def idle_loop() -> Iterator[Elsewhere]:
    """What the machine itself does to a loop meanwhile: known only after the block."""
    ours, theirs = multiprocessing.get_context("spawn").Pipe()
    child = multiprocessing.get_context("spawn").Process(target=_idle, args=(theirs,))
    child.start()
    ours.recv()
    elsewhere = Elsewhere()
    yield elsewhere
    ours.send(None)
    elsewhere.longest = ours.recv()
    child.join()


def _idle(pipe: Connection) -> None:
    pipe.send(None)
    pipe.send(asyncio.run(_beat_until_told(pipe)))


async def _beat_until_told(pipe: Connection) -> float:
    heart = Heartbeat()
    while not pipe.poll():
        await asyncio.sleep(0.05)
    return await heart.stop()
