"""When to try again, and when to stop trying; pure, apart from doing it."""

from datetime import datetime, timedelta

FIRST = timedelta(seconds=2)
LONGEST = timedelta(minutes=10)
PATIENCE = timedelta(hours=24)


def next_try(attempt: int, now: datetime) -> datetime:
    """After the `attempt`-th failure (from 1): 2, 4, 8 … seconds later, never over 10 minutes."""
    # Beyond 2**20 the sum would only overflow; the bound has long been reached.
    doubled = FIRST * (1 << min(max(attempt - 1, 0), 20))
    return now + min(doubled, LONGEST)


def gives_up(since: datetime, now: datetime) -> bool:
    """True once 24 hours have passed since the first try was due."""
    return now - since >= PATIENCE
