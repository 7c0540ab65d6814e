"""By hand: `python -m tests.joining --seeds 200 [--from 1]`; exit code 1 below the bar."""

import argparse
import asyncio
import sys
import tempfile
import time
from pathlib import Path

from storage.schema import open_store
from tests.joining.playing import Score, play

BAR = 0.99
MEMORY = Path("/dev/shm")


def _play(seed: int) -> Score:
    with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.exists() else None) as folder:
        store = open_store(f"sqlite:///{folder}/day.db", Path(folder))
        try:
            return asyncio.run(play(store, seed))
        finally:
            store.close()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=200)
    parser.add_argument("--from", type=int, default=1, dest="first")
    parser.add_argument("--show", type=int, default=20, help="how many faults to print")
    asked = parser.parse_args()
    total, began = Score(), time.monotonic()
    for seed in range(asked.first, asked.first + asked.seeds):
        total += _play(seed)
    for line in total.wrong[: asked.show]:
        print(line)
    print(
        f"{asked.seeds} days, {total.parts} parts, {total.right / total.parts:.4%} in the right "
        f"report, {total.foreign} in another unit's; {total.reports} reports, "
        f"{total.reports_right / total.reports:.4%} as told; {time.monotonic() - began:.0f} s"
    )
    return 0 if total.right >= BAR * total.parts and total.foreign == 0 else 1


if __name__ == "__main__":
    sys.exit(main())
