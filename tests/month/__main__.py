"""`python -m tests.month --seeds 50`: every seed a month; tells faults and the longest time."""

import argparse
import sys
import time

from tests.month.world import play

LONGEST = 60.0


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.month")
    parser.add_argument("--seeds", type=int, default=50)
    parser.add_argument("--first", type=int, default=0)
    asked = parser.parse_args()
    faulty, longest = 0, 0.0
    for seed in range(asked.first, asked.first + asked.seeds):
        started = time.monotonic()
        faults, told = play(seed)
        took = time.monotonic() - started
        longest = max(longest, took)
        faulty += bool(faults)
        said = f"{told['reminder']} reminders, {told['digest']} digests, {len(faults)} faults"
        print(f"seed {seed}: {said}, {took:.1f} s", flush=True)
        for fault in faults[:10]:
            print(f"  {fault}")
    print(f"{asked.seeds} seeds, {faulty} with faults, longest {longest:.1f} s (bar {LONGEST:g} s)")
    sys.exit(0 if not faulty and longest <= LONGEST else 1)


main()
