"""`python -m tests.death`: dies at every numbered call and at random moments; 0 lost, 0 doubled."""

import argparse
import gc
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.death.campaign import Campaign, Share
from tests.death.databases import Databases, PostgresqlDatabases, SqliteDatabases
from tests.death.record import DOUBLED, LOST, WRONG
from tests.death.setting import Call
from tests.death.story import CHAPTERS
from tests.death.toll import Toll
from tests.postgresql import Cluster, binaries


class CutShort(BaseException):
    """Ended from outside: the server and the folders must still go, and the toll be told."""


def _cut_short(*_: object) -> None:
    """Once: a second signal must not keep the toll from being told."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_IGN)
    raise CutShort


def main(given: Sequence[str] | None = None) -> int:
    asked = _read(given)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _cut_short)
    home = Path(tempfile.mkdtemp(prefix="cunbao-death-"))
    began = time.monotonic()
    try:
        with server_of(asked) as server:
            if asked.workers > 1 and asked.share is None:
                toll = _share_out(asked, home, server)
            else:
                toll = _run(asked, home, server)
    finally:
        shutil.rmtree(home, ignore_errors=True)
    if asked.share is not None:
        Path(asked.toll).write_text(toll.to_json())
    else:
        _tell(toll, asked, time.monotonic() - began)
    return 1 if toll.faults or toll.cut_short else 0


def _read(given: Sequence[str] | None) -> argparse.Namespace:
    asked = argparse.ArgumentParser(prog="python -m tests.death", description=__doc__)
    asked.add_argument("--database", choices=["sqlite", "postgresql"], required=True)
    asked.add_argument("--points", default="all", help="all, or how many calls to die at")
    asked.add_argument("--kills", type=int, default=1000, help="SIGKILLs at random moments")
    asked.add_argument("--cold", type=int, default=30, help="SIGKILLs from a cold start")
    asked.add_argument("--rivals", type=int, default=3, help="times two processes are started")
    asked.add_argument("--stops", type=int, default=3, help="clean stops under load")
    asked.add_argument("--breaks", type=int, default=3, help="PostgreSQL: stories of broken lines")
    asked.add_argument("--seed", type=int, default=20261014)
    asked.add_argument("--workers", type=int, default=1, help="how many work side by side")
    asked.add_argument("--server", help="a PostgreSQL address where databases may be made")
    asked.add_argument("--only", nargs="+", metavar=("CHAPTER", "CALL"), help="one cycle again")
    asked.add_argument("--share", type=int, help=argparse.SUPPRESS)
    asked.add_argument("--toll", help=argparse.SUPPRESS)
    return asked.parse_args(given)


@contextmanager
def server_of(asked: argparse.Namespace) -> Iterator[str | None]:
    """The address of the PostgreSQL server: the one given, else one of our own; None for SQLite."""
    if asked.database == "sqlite" or asked.server is not None:
        yield asked.server
        return
    found = binaries()
    assert found is not None, "apt-get install postgresql"
    cluster = Cluster(found)
    cluster.start()
    try:
        yield cluster.url("postgres")
    finally:
        cluster.stop()


def _share_out(asked: argparse.Namespace, home: Path, server: str | None) -> Toll:
    """Each worker is a warm parent of its own, with databases of its own."""
    own = [*sys.argv[1:], *(["--server", server] if server else [])]
    tolls = [home / f"toll-{number}" for number in range(asked.workers)]
    running = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.death", *own, f"--share={number}", f"--toll={toll}"]
        )
        for number, toll in enumerate(tolls)
    ]
    total = Toll()
    try:
        for worker in running:
            worker.wait()
    except CutShort:
        total.cut_short = 1
    finally:
        for worker in running:
            worker.terminate()
            worker.wait()
    for toll in tolls:
        if not toll.exists():
            total.faults[WRONG] += 1
            continue
        total.add_share(Toll.from_json(toll.read_text()))
    return total


def _run(asked: argparse.Namespace, home: Path, server: str | None) -> Toll:
    share = Share(asked.share or 0, asked.workers)
    databases: Databases = (
        SqliteDatabases(home) if server is None else PostgresqlDatabases(home, server)
    )
    campaign = Campaign(home, databases, asked.seed, share)
    assert threading.active_count() == 1, "a fork must not copy other threads' locks"
    gc.collect()
    gc.freeze()
    try:
        _go(campaign, asked)
    except CutShort:
        campaign.toll.cut_short = 1
    return campaign.toll


def _go(campaign: Campaign, asked: argparse.Namespace) -> None:
    if asked.only:
        campaign.die_at(asked.only[0], *(Call.of(call) for call in asked.only[1:]))
        return
    most = None if asked.points == "all" else int(asked.points)
    if most != 0 or asked.kills:
        campaign.measure()
    turns = campaign.die_at_calls(most)
    if most != 0:
        turns += campaign.die_in_first_start(None if most is None else most // 4)
    turns += campaign.kill(asked.kills) + campaign.start_cold(asked.cold)
    turns += campaign.start_rivals(asked.rivals) + campaign.stop(asked.stops)
    if asked.database == "postgresql":
        turns += campaign.break_lines(asked.breaks)
    campaign.take(turns)


def _tell(toll: Toll, asked: argparse.Namespace, seconds: float) -> None:
    print(f"{asked.database}: {toll.cycles} cycles, seed {asked.seed}, {seconds:.0f} s")
    if toll.cut_short:
        print("cut short: not all that was asked for was done")
    print(f"points: {toll.points} calls in {len(CHAPTERS)} undisturbed chapters")
    print(f"  and {toll.first_calls} in the first start of the sample")
    for kind, count in sorted(toll.kinds.items()):
        print(f"  {kind}: {count}, died at {toll.died_at[kind]} times")
    for kind in sorted(toll.died_at.keys() - toll.kinds.keys()):
        print(f"  {kind}: not in the chapters, died at {toll.died_at[kind]} times")
    print(f"alone at {toll.alone} calls, twice with one in the recovery: {toll.in_recovery}")
    print(f"died at a call: {toll.died_at.total()}, killed at a moment: {toll.killed}")
    print(
        f"slowest take-over {toll.slowest_takeover:.1f} s, "
        f"slowest stop under load {toll.slowest_stop:.1f} s"
    )
    print(f"acknowledged messages: {toll.acknowledged}; sends listed as unknown: {toll.unknown}")
    print(
        f"lost {toll.faults[LOST]}, doubled {toll.faults[DOUBLED]}, "
        f"otherwise wrong {toll.faults[WRONG]}"
    )


if __name__ == "__main__":
    sys.exit(main())
