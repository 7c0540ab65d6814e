"""A child forked from this warm process: how it is started, heard, killed and waited for."""

import ctypes
import os
import select
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from types import FrameType

from tests.death.life import live
from tests.death.setting import Call, Setting

PATIENCE = 300.0
_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True)


class Hangs(Exception):
    """A process did neither speak nor end within the time that even a slow machine needs."""


@dataclass(frozen=True, slots=True)
class Death:
    """At that call, or by SIGKILL after so many seconds."""

    at_call: Call | None = None
    after: float | None = None


NEVER = Death()


class Process:
    """Forked at once; `died_at` is the call that it died at, `calls` those of its whole life."""

    def __init__(
        self, setting: Setting, report_life: Callable[[Setting, int], None] = live
    ) -> None:
        self.died_at: tuple[int, str] | None = None
        self.calls: tuple[int, dict[str, int]] | None = None
        self.code: int | None = None
        self._port: int | None = None
        self._heard = b""
        self._reading, writing = os.pipe()
        parent = os.getpid()
        self.pid = os.fork()
        if self.pid == 0:
            _die_with(parent)
            os.close(self._reading)
            report_life(setting, writing)
            os._exit(1)
        os.close(writing)
        self.started = time.monotonic()

    def kill_after(self, seconds: float) -> None:
        """SIGKILL by this process's own timer; only one process at a time can have it."""

        def kill(_number: int, _frame: FrameType | None) -> None:
            # The timer may ring between its being reaped and its code being noted.
            if self.code is None:
                with suppress(ProcessLookupError):
                    os.kill(self.pid, signal.SIGKILL)

        signal.signal(signal.SIGALRM, kill)
        signal.setitimer(signal.ITIMER_REAL, max(seconds, 0.0001))

    def port(self) -> int | None:
        """Where its page answers; None when it died before."""
        while self._port is None:
            if not self._hear(PATIENCE):
                return None
        return self._port

    @property
    def answers(self) -> bool:
        """True once it has said where its page is."""
        return self._port is not None

    def signal(self, number: int) -> None:
        if self.code is None:
            os.kill(self.pid, number)

    def wait(self, seconds: float = PATIENCE) -> int:
        """The exit code, negative for a signal; raises Hangs."""
        until = time.monotonic() + seconds
        while self.code is None and self._hear(until - time.monotonic()):
            pass
        return self._reap(until)

    def ends_within(self, seconds: float) -> bool:
        try:
            self.wait(seconds)
        except Hangs:
            return False
        return True

    def close(self) -> None:
        """Whatever happened: nothing is left running or open."""
        signal.setitimer(signal.ITIMER_REAL, 0)
        if self.code is None:
            os.kill(self.pid, signal.SIGKILL)
            os.kill(self.pid, signal.SIGCONT)
            _, status = os.waitpid(self.pid, 0)
            self.code = os.waitstatus_to_exitcode(status)
        if self._reading >= 0:
            os.close(self._reading)
            self._reading = -1

    def _hear(self, seconds: float) -> bool:
        """One more piece of what it has to say; False at its end. Raises Hangs."""
        if not select.select([self._reading], [], [], max(seconds, 0))[0]:
            raise Hangs(f"process {self.pid} says nothing")
        piece = os.read(self._reading, 1 << 16)
        self._heard += piece
        *lines, self._heard = self._heard.split(b"\n")
        for line in lines:
            self._understand(*line.decode().split("\t"))
        return bool(piece)

    def _understand(self, word: str, *rest: str) -> None:
        if word == "port":
            self._port = int(rest[0])
        elif word == "died":
            self.died_at = (int(rest[0]), rest[1])
        elif word == "calls":
            pairs = (pair.rsplit("=", 1) for pair in rest[1].split(";") if pair)
            self.calls = (int(rest[0]), {kind: int(count) for kind, count in pairs})

    def _reap(self, until: float) -> int:
        while self.code is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.code = os.waitstatus_to_exitcode(status)
            elif time.monotonic() > until:
                raise Hangs(f"process {self.pid} does not end")
            else:
                time.sleep(0.001)
        return self.code


def _die_with(parent: int) -> None:
    """A test that is killed itself must not leave its children running."""
    _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)
    signal.setitimer(signal.ITIMER_REAL, 0)
    for number in (signal.SIGALRM, signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_DFL)
