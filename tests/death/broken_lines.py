"""The server ends every session again and again while the story is told; nobody dies."""

import signal
from datetime import datetime
from types import FrameType

from tests.death.cycle import Cycle
from tests.death.process import Death, Process
from tests.death.setting import Setting
from tests.death.story import STORY, NotTaken, Say, Wait

EVERY = 1.5
TRIES = 50
END_SESSIONS = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
)


class BrokenLines(Cycle):
    """PostgreSQL only: a commit whose line breaks may be kept or not, and is never kept twice."""

    def new_process(self, number: int, now: datetime, death: Death) -> Process:
        signal.signal(signal.SIGALRM, self._break_lines)
        return Process(Setting(self.folder, self._url, number, now, watchful=True))

    def _break_lines(self, _number: int, _frame: FrameType | None) -> None:
        with self._databases.reading(self._url) as connection:
            connection.execute(END_SESSIONS)
        # Set again only now: a second alarm must not end the session of this one.
        signal.setitimer(signal.ITIMER_REAL, EVERY if self._steps else 0)

    def _step(self, port: int, process: Process, step: Say | Wait) -> None:
        """The first step starts the breaking; with the last of the story it ends."""
        if len(self._steps) == len(STORY) - 1:
            signal.setitimer(signal.ITIMER_REAL, EVERY)
        for _ in range(TRIES):
            try:
                super()._step(port, process, step)
            except NotTaken:
                if process.ends_within(0.1):
                    raise
                if isinstance(step, Wait):
                    continue
            return
