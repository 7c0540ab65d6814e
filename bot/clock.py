"""The only reader of the time; app.py builds one and hands it on."""

import time
from datetime import UTC, datetime, timedelta


class Clock:
    """Aware UTC moments of the machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class SampleClock(Clock):
    """A clock of its own: starts where it is told, runs on, and moves forward only."""

    def __init__(self, start: datetime) -> None:
        self._start = start.astimezone(UTC)
        self._since = time.monotonic()

    def now(self) -> datetime:
        return self._start + timedelta(seconds=time.monotonic() - self._since)

    def move_to(self, moment: datetime) -> bool:
        """False, and nothing happens, when `moment` is not later than now."""
        if moment <= self.now():
            return False
        self._start = moment.astimezone(UTC)
        self._since = time.monotonic()
        return True
