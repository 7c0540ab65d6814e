"""`python -m tests.month --seeds 50`: every seed a month; tells faults and the longest time.

`--database postgresql` plays on a server of its own, on a free port, which ends with the run.
"""

import argparse
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tests.month.world import play
from tests.postgresql import Cluster, binaries

LONGEST = 60.0
POSTGRESQL = "postgresql"


@contextmanager
def databases(kind: str) -> Iterator[Callable[[], str | None]]:
    """Gives the address of a fresh database each time; None is a file that the month makes."""
    if kind != POSTGRESQL:
        yield lambda: None
        return
    found = binaries()
    if found is None:
        sys.exit("apt-get install postgresql")
    server = Cluster(found)
    server.start()
    try:
        server.make_template()
        yield server.new_database
    finally:
        server.stop()


def play_seed(seed: int, database: str | None) -> tuple[bool, float]:
    """(faulty, seconds); tells the first faults."""
    started = time.monotonic()
    faults, told = play(seed, database=database)
    took = time.monotonic() - started
    said = f"{told['reminder']} reminders, {told['digest']} digests, {len(faults)} faults"
    print(f"seed {seed}: {said}, {took:.1f} s", flush=True)
    for fault in faults[:10]:
        print(f"  {fault}")
    return bool(faults), took


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.month")
    parser.add_argument("--seeds", type=int, default=50)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--database", choices=("sqlite", POSTGRESQL), default="sqlite")
    asked = parser.parse_args()
    with databases(asked.database) as fresh:
        played = [
            play_seed(seed, fresh()) for seed in range(asked.first, asked.first + asked.seeds)
        ]
    faulty = sum(is_faulty for is_faulty, _ in played)
    longest = max((took for _, took in played), default=0.0)
    print(f"{asked.seeds} seeds, {faulty} with faults, longest {longest:.1f} s (bar {LONGEST:g} s)")
    return 0 if not faulty and longest <= LONGEST else 1


sys.exit(main())
