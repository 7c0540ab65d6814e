"""How much waits to be answered; while it is much, answering goes before speaking."""

import time
from collections.abc import Callable

MUCH = 50
"""Messages found waiting at one look."""
LASTS = 0.2
"""Seconds that it counts as much after such a look: pages come in one by one."""
PAUSE = 1.0


class Backlog:
    """Receipts of a rush wait until it is answered, but never longer than a second.

    Both take turns on one processor: what is kept sooner is worth more than what is said sooner,
    and what waits may still be said in one line. `elapsed` gives monotonic seconds.
    """

    def __init__(self, elapsed: Callable[[], float] = time.monotonic) -> None:
        self._elapsed = elapsed
        self._lasts_until = elapsed()
        self._spoke_at = elapsed()

    def found(self, waiting: int) -> None:
        """So many messages waited at a look into the inbox."""
        if waiting < MUCH:
            return
        now = self._elapsed()
        if now >= self._lasts_until:
            self._spoke_at = now
        self._lasts_until = now + LASTS

    def pause(self) -> float:
        """Seconds until it is asked again; 0: sends may begin, and then not for a second."""
        now = self._elapsed()
        left = min(self._lasts_until, self._spoke_at + PAUSE) - now
        if left > 0:
            return left
        self._spoke_at = now
        return 0.0
