"""The running bot: built here and nowhere else, stopped in the reverse order of starting."""

import asyncio
import contextlib
import errno
import gc
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from bot.active import become_active, watch_lock
from bot.backlog import Backlog
from bot.bell import Bell
from bot.channels.base import Channel, ChannelStopped
from bot.claiming import claims
from bot.clock import Clock, SampleClock
from bot.config import Config
from bot.faults import log, where
from bot.fetcher import Fetcher
from bot.lines import Lines
from bot.pacing import RATES, Pacing
from bot.readiness import go_on_ready
from bot.receiver import Receiver
from bot.sender import Sender
from bot.sweeping import Sweeping
from bot.ticks import AlarmClock
from bot.watch import Watch
from bot.workshop import Workshop
from handlers import wording
from handlers.desk import Desk
from storage import sample_clock
from storage.active import ActiveLock, AdvisoryLock, FileLock
from storage.files import FileShelf
from storage.schema import open_store, sqlite_path
from storage.store import NotActive, Store, StoreUnavailable

LONGEST_WAIT = 30.0
HEAD_START = 0.2
READER = "handlers.answering"
CLOCK_KEPT_EVERY = 5.0
STEPS = ("answerer", "due", "fetcher", "illustrator", "lines", "register", "sender")


@dataclass(frozen=True)
class Parts:
    """Everything that a channel or a loop is built from."""

    config: Config
    store: Store
    lock: ActiveLock
    shelf: FileShelf
    clock: Clock


def open_parts(config: Config, clock: Clock | None = None) -> Parts:
    """Open database and shelf; raises what storage.schema.open_store raises."""
    store = open_store(config.storage.database, config.folder, checkpoints=True)
    path = sqlite_path(config.storage.database, config.folder)
    lock: ActiveLock = FileLock(path) if path else AdvisoryLock(store.engine)
    return Parts(config, store, lock, FileShelf(Path(config.files_folder)), clock or Clock())


class App:
    """Four loops, an alarm clock and the channels, on one store."""

    def __init__(self, parts: Parts, channels: Sequence[Channel]) -> None:
        limits = parts.config.limits
        self._parts = parts
        self._channels: Mapping[str, Channel] = {channel.name: channel for channel in channels}
        self._desk = Desk(
            zone=parts.config.zone,
            quiet=timedelta(seconds=limits.quiet_seconds),
            join_window=timedelta(minutes=limits.join_minutes),
            batch_per_minute=limits.receipt_batch_per_minute,
        )
        self._bells = {name: Bell() for name in STEPS}
        self._stop = asyncio.Event()
        self.ready = asyncio.Event()
        store, clock = parts.store, parts.clock
        self._workshop = Workshop(limits.photo_megapixels)
        self._receiver = Receiver(store, clock, self._bells["answerer"].ring)
        self._fetcher = Fetcher(store, parts.shelf, self._workshop, self._channels, clock, limits)
        self._sweeping = Sweeping(store, parts.shelf, Clock())
        looks = claims(clock, parts.config.zone, draws=True)
        self._lines = Lines(store, self._channels, clock, parts.config.zone)
        paces = _paces(parts.config, self._channels)
        self._backlog = Backlog()
        self._sender = Sender(store, self._channels, clock, paces, looks, self._backlog)

    def ring(self) -> None:
        """Let every loop look at its rows now."""
        for bell in self._bells.values():
            bell.ring()
        self._sender.ring()

    def _wake_for_answers(self) -> None:
        """An answer may have made photos to fetch and messages to send."""
        self._bells["fetcher"].ring()
        self._bells["register"].ring()
        self._wake_sender()

    def _wake_sender(self) -> None:
        """Whether its loop waits, or its step for calls under way."""
        self._bells["sender"].ring()
        self._sender.ring()

    def stop(self) -> None:
        """Ask for a clean stop: intake first, then the loops after their step under way."""
        self._stop.set()
        self.ring()

    async def run(self, say: Callable[[str], None]) -> bool:
        """Until stopped; False when it ended because another process took over or of a fault."""
        parts = self._parts
        waiting = asyncio.create_task(
            become_active(parts.store, parts.lock, lambda who: say(wording.waits_for_active(who)))
        )
        if not await self._unless_stopped(waiting):
            return True
        await self._sender.recover()
        alarm = AlarmClock(self.ring)
        alarm.start()
        try:
            return await self._run_loops(say)
        finally:
            alarm.stop()

    async def _unless_stopped(self, task: "asyncio.Task[None]") -> bool:
        stopped = asyncio.create_task(self._stop.wait())
        await asyncio.wait({task, stopped}, return_when=asyncio.FIRST_COMPLETED)
        stopped.cancel()
        if not task.done():
            task.cancel()
            return False
        task.result()
        return True

    async def _run_loops(self, say: Callable[[str], None]) -> bool:
        intake = [
            asyncio.create_task(channel.listen(self._receiver.receive))
            for channel in self._channels.values()
        ]
        if READER not in sys.modules:
            # Loading it takes longest: the channels listen, and the page answers, before.
            await asyncio.wait(intake, timeout=HEAD_START)
        steps = await asyncio.to_thread(self._steps)
        loops = [
            asyncio.create_task(self._go_on(step, self._bells[name]))
            for name, step in steps.items()
        ]
        loops.append(asyncio.create_task(self._send_on()))
        watched = [
            asyncio.create_task(watch_lock(self._parts.store, self._parts.lock)),
            asyncio.create_task(self._sweeping.go_on()),
            asyncio.create_task(go_on_ready()),
        ]
        if self._parts.config.watch is not None:
            watch = Watch(self._parts.store, self._parts.config.watch.listen)
            intake.append(asyncio.create_task(watch.listen()))
        if isinstance(self._parts.clock, SampleClock):
            loops.append(asyncio.create_task(self._keep_sample_clock()))
        stopped = asyncio.create_task(self._stop.wait())
        self.ready.set()
        await asyncio.wait(
            {*intake, *loops, *watched, stopped}, return_when=asyncio.FIRST_COMPLETED
        )
        clean = stopped.done()
        fault = next((t for t in (*intake, *loops) if t.done()), None)
        self.stop()
        await self._end(intake, loops, [*watched, stopped])
        if not clean:
            say(_why_ended(fault))
        return clean

    def _steps(self) -> dict[str, Callable[[], Awaitable[bool]]]:
        """Called beside the loop: building them loads what reads texts."""
        from bot.answerer import Answerer
        from bot.due import Due
        from bot.illustrator import Illustrator
        from bot.register_intake import RegisterIntake

        gc.collect()
        gc.freeze()
        store, clock, desk = self._parts.store, self._parts.clock, self._desk
        wake, backlog = self._wake_for_answers, self._backlog
        answerer = Answerer(store, self._channels, clock, desk, wake, backlog)
        due = Due(store, clock, desk, self._wake_sender)
        illustrator = Illustrator(store, self._parts.shelf, self._workshop, clock, desk.zone)
        return {
            "answerer": answerer.step,
            "due": due.step,
            "fetcher": self._fetcher.step,
            "illustrator": illustrator.step,
            "lines": self._lines.step,
            "register": RegisterIntake(
                store, self._parts.shelf, self._workshop, self._channels, clock
            ).step,
        }

    async def _send_on(self) -> None:
        """A call that has begun may end; what is cut off is told apart at the next start."""
        longest = lambda: _longest(self._sender.look_again_in)  # noqa: E731
        try:
            await self._go_on(self._sender.step, self._bells["sender"], longest)
        finally:
            await self._sender.finish()

    async def _end(
        self,
        intake: Sequence["asyncio.Task[None]"],
        loops: Sequence["asyncio.Task[None]"],
        others: Sequence["asyncio.Task[object]"],
    ) -> None:
        """Intake is ended first; what a loop has begun may end within half of stop_seconds."""
        patience = self._parts.config.limits.stop_seconds / 2
        for task in (*intake, *others):
            task.cancel()
        await asyncio.wait([*intake, *others], timeout=patience)
        if any(not task.done() for task in loops):
            await asyncio.wait(loops, timeout=patience / 2)
        for task in loops:
            task.cancel()
        await asyncio.gather(*intake, *loops, *others, return_exceptions=True)
        with contextlib.suppress(Exception):
            await self._lines.end()

    async def _go_on(
        self,
        step: Callable[[], Awaitable[bool]],
        bell: Bell,
        longest: Callable[[], float] = lambda: LONGEST_WAIT,
    ) -> None:
        """Run one loop until stopped; a database that is away is waited for, nothing is lost."""
        failures = 0
        while not self._stop.is_set():
            try:
                again = await step()
                failures = 0
            except NotActive:
                raise
            except Exception as error:
                failures += 1
                word = "no database" if isinstance(error, StoreUnavailable) else where(error)
                log.error("a step failed (%s), time %s", word, failures)
                await self._pause(min(LONGEST_WAIT, 0.25 * 2**failures))
                continue
            if not again:
                await bell.wait(longest())

    async def _pause(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._stop.wait()

    async def _keep_sample_clock(self) -> None:
        while not self._stop.is_set():
            await self._pause(CLOCK_KEPT_EVERY)
            now = self._parts.clock.now()
            work = lambda tx, now=now: sample_clock.keep(tx, now)  # noqa: E731
            await asyncio.wrap_future(self._parts.store.write(work))

    async def close(self) -> None:
        """Let go of children, channels, the database and the lock, in that order."""
        with contextlib.suppress(Exception):
            await self._workshop.close()
        for channel in self._channels.values():
            with contextlib.suppress(Exception):
                await channel.close()
        await asyncio.to_thread(self._parts.store.close)
        self._parts.lock.release()


def _longest(wait: timedelta | None) -> float:
    return LONGEST_WAIT if wait is None else min(LONGEST_WAIT, wait.total_seconds())


def _paces(config: Config, channels: Mapping[str, Channel]) -> dict[str, Pacing]:
    on = {"telegram": config.telegram.pacing}
    return {name: Pacing(RATES[name]) for name in channels if name in RATES and on[name]}


def _why_ended(fault: "asyncio.Task[None] | None") -> str:
    error = fault.exception() if fault is not None and not fault.cancelled() else None
    if isinstance(error, ChannelStopped):
        return str(error)
    if isinstance(error, OSError) and error.errno == errno.EADDRINUSE:
        return wording.PORT_IN_USE
    if error is None or isinstance(error, NotActive):
        return wording.NOT_ACTIVE_ANY_MORE
    return wording.stopped_by_fault(where(error))
