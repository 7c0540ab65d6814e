"""The life of one process: the real App with the local chat, told when to die."""

import asyncio
import os
import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from time import monotonic
from typing import NoReturn

import bot.active
import bot.app
from bot import running
from bot.app import Parts, open_parts
from bot.backlog import PAUSE
from bot.bell import Bell
from bot.channels.local import LocalChannel
from bot.channels.local_draft import Speaker
from bot.clock import Clock
from bot.config import Config, Limits, Local, Storage
from storage.messages import OutgoingMessage
from tests.death.calls import Calls
from tests.death.setting import JOIN_MINUTES, QUIET_SECONDS, Setting

SPEAKERS = (Speaker("wang", "汪某"), Speaker("wu", "吴某"))
LONGEST_WORK = 240.0
_open, _write = os.open, os.write


class ToldClock(Clock):
    """Runs on by itself and is moved forward when told, like the sample's."""

    def __init__(self, now: datetime) -> None:
        self._start, self._since = now, monotonic()

    def now(self) -> datetime:
        return self._start + timedelta(seconds=monotonic() - self._since)

    def move_to(self, moment: datetime) -> None:
        if moment > self.now():
            self._start, self._since = moment.astimezone(UTC), monotonic()


class WatchedBell(Bell):
    """Says whether its loop waits: when all of them do, nothing is left to be done."""

    every: "list[WatchedBell]" = []  # noqa: RUF012

    def __init__(self) -> None:
        super().__init__()
        self.waits = False
        self.rung = False
        self.every.append(self)

    def ring(self) -> None:
        self.rung = True
        super().ring()

    async def wait(self, seconds: float) -> None:
        # Who looks again within a second holds something back.
        self.waits = seconds > PAUSE
        try:
            await super().wait(seconds)
        finally:
            self.waits = self.rung = False


class LoggedChannel(LocalChannel):
    """The local chat, and a line on disk for every call that the Sender makes."""

    def log_to(self, setting: Setting) -> None:
        self._setting = setting
        self._log = _open(setting.deliveries, os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    async def send(self, outbox_id: int, message: OutgoingMessage, now: datetime) -> Sequence[str]:
        _write(self._log, f"{self._setting.number} {outbox_id}\n".encode())
        return await super().send(outbox_id, message, now)


def live(setting: Setting, report: int) -> NoReturn:
    """Never returns: what the process has to say goes to `report`, a line each."""
    try:
        sys.stderr = (setting.folder / f"stderr-{setting.number}").open("w", buffering=1)
        os.dup2(sys.stderr.fileno(), 2)
        calls = Calls(str(setting.folder), setting.die_at, report)
        calls.number_all()
        code = _run(setting, report)
        _write(report, f"calls\t{calls.number}\t{_told(calls)}\n".encode())
        os._exit(code)
    except BaseException:
        import traceback

        traceback.print_exc()
    finally:
        os._exit(1)


def _told(calls: Calls) -> str:
    return ";".join(f"{kind}={count}" for kind, count in sorted(calls.kinds.items()))


def _run(setting: Setting, report: int) -> int:
    running._log_to_stderr()
    bot.app.Bell = WatchedBell  # type: ignore[misc, attr-defined]
    if setting.eager:
        bot.active.LOOK_SECONDS = 0.02
    if setting.watchful:
        bot.active.HELD_SECONDS = 0.02
    config = Config(
        folder=setting.folder,
        storage=Storage(setting.database, str(setting.files)),
        local=Local(port=0),
        limits=Limits(
            quiet_seconds=QUIET_SECONDS, join_minutes=JOIN_MINUTES, receipt_batch_per_minute=0
        ),
    )
    clock = ToldClock(setting.now)
    parts = open_parts(config, clock)
    return asyncio.run(_run_app(parts, clock, setting, report))


async def _run_app(parts: Parts, clock: ToldClock, setting: Setting, report: int) -> int:
    async def move_and_finish(moment: datetime) -> None:
        clock.move_to(moment)
        for bell in WatchedBell.every:
            bell.ring()
        until = monotonic() + LONGEST_WORK
        while monotonic() < until:
            if all(bell.waits and not bell.rung for bell in WatchedBell.every):
                return
            await asyncio.sleep(0.002)

    limits, zone = parts.config.limits, parts.config.zone
    page = LoggedChannel(
        parts.store,
        parts.shelf,
        limits,
        clock,
        zone,
        "127.0.0.1",
        0,
        SPEAKERS,
        move_and_finish,
    )
    page.log_to(setting)

    async def announce() -> None:
        await page.started.wait()
        _write(report, f"port\t{page.address.rpartition(':')[2]}\n".encode())

    announcing = asyncio.create_task(announce())
    code = await running._run(parts, [page], None)
    announcing.cancel()
    return code
