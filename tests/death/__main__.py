"""`python -m tests.death`: dies at every numbered call and at random moments; 0 lost, 0 doubled."""

import argparse
import gc
import random
import shutil
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.death.cold import ColdCycle
from tests.death.cycle import Cycle, Outcome
from tests.death.databases import Databases, PostgresqlDatabases, SqliteDatabases
from tests.death.oracle import DOUBLED, LOST, WRONG
from tests.death.process import Death
from tests.death.rivals import paused_holder, two_processes
from tests.death.stopping import stop_under_load
from tests.death.story import CHAPTERS, STORY, Say, Wait
from tests.postgresql import Cluster, binaries

SHOWN = 20
Story = Sequence[Say | Wait]


@dataclass(slots=True)
class Toll:
    """What all cycles together came to."""

    cycles: int = 0
    killed: int = 0
    acknowledged: int = 0
    unknown: int = 0
    faults: Counter[str] = field(default_factory=Counter)
    died_at: Counter[str] = field(default_factory=Counter)
    shown: int = 0

    def add(self, what: str, outcome: Outcome, folder: Path | None = None) -> None:
        self.cycles += 1
        self.killed += outcome.killed
        self.acknowledged += outcome.acknowledged
        self.unknown += outcome.unknown
        self.died_at.update(kind for _, kind in outcome.deaths)
        self.faults.update(fault.kind for fault in outcome.faults)
        if outcome.faults and self.shown < SHOWN:
            self.shown += 1
            print(f"\n{what}; died at {outcome.deaths}", flush=True)
            for fault in outcome.faults:
                print(f"  {fault.kind}: {fault.what}")
            for told in sorted(folder.glob("stderr-*")) if folder else ():
                print(f"  {told.name}: {told.read_text()[-2000:]}")
        if self.cycles % 100 == 0:
            print(f"{self.cycles} cycles, {dict(self.faults)}", file=sys.stderr, flush=True)

    @property
    def is_clean(self) -> bool:
        return not self.faults


class Campaign:
    """One database's deaths, one after another."""

    def __init__(self, home: Path, databases: Databases, seed: int) -> None:
        self.toll = Toll()
        self.points = 0
        self.kinds: Counter[str] = Counter()
        self._home = home
        self._databases = databases
        self._seed = seed
        self._chance = random.Random(seed)
        self._seconds: dict[str, float] = {}
        self._calls: dict[str, int] = {}

    def measure(self) -> None:
        """Play each chapter undisturbed: how many calls it makes, of which kinds, how long."""
        stories: dict[str, Story] = {**CHAPTERS, "start": (), "all": STORY}
        for name, story in stories.items():
            outcome = self._play(f"{name}, undisturbed", (), story)
            assert outcome.calls is not None, f"{name} does not even run undisturbed"
            self._calls[name], kinds = outcome.calls
            self._seconds[name] = outcome.seconds
            if name in CHAPTERS:
                self.points += self._calls[name]
                self.kinds.update(kinds)

    def die_at_calls(self, most: int | None) -> None:
        """At each call of each chapter: once alone, and once more in the recovery."""
        for chapter, call in self._chosen(most):
            story = CHAPTERS[chapter]
            again = self._in_recovery(chapter, call)
            self._play(f"{chapter}, call {call}", (Death(call),), story)
            self._play(f"{chapter}, calls {call}, {again}", (Death(call), Death(again)), story)

    def only(self, chapter: str, calls: Sequence[int]) -> None:
        """The same deaths again, to look closer."""
        self._play(f"{chapter}, calls {calls}", [Death(call) for call in calls], CHAPTERS[chapter])

    def kill(self, times: int) -> None:
        """SIGKILL at random moments; in half of the cycles the recovery is killed as well."""
        stories: Sequence[tuple[str, Story]] = [("all", STORY), *CHAPTERS.items()]
        for turn in range(times):
            name, story = stories[turn % len(stories)]
            seconds = self._seconds[name]
            deaths = [Death(after=self._chance.uniform(0, seconds * 1.05))]
            if self._chance.random() < 0.5:
                deaths.append(Death(after=self._chance.uniform(0, seconds * 0.8)))
            outcome = self._play(f"kill {turn}, {name}: {deaths}", deaths, story)
            if not outcome.killed:
                # A machine that was slow for a while must not leave all moments behind the end.
                self._seconds[name] = 0.8 * seconds + 0.2 * outcome.seconds

    def start_cold(self, times: int) -> None:
        story = CHAPTERS["taken and corrected"]
        for turn in range(times):
            after = self._chance.uniform(0.1, 3.0)
            cycle = ColdCycle(self._home, self._databases, [Death(after=after)], story)
            self.toll.add(
                f"cold start {turn}, killed after {after:.2f} s", cycle.play(), cycle.folder
            )

    def _play(self, what: str, deaths: Sequence[Death], story: Story) -> Outcome:
        cycle = Cycle(self._home, self._databases, deaths, story)
        outcome = cycle.play()
        self.toll.add(what, outcome, cycle.folder)
        return outcome

    def _chosen(self, most: int | None) -> list[tuple[str, int]]:
        """All calls, or `most` of them at equal distances from a place that the seed gives."""
        every = [
            (name, call) for name in CHAPTERS for call in range(1, self._calls.get(name, 0) + 1)
        ]
        if most is None or most >= len(every):
            return every
        step = len(every) / max(most, 1)
        start = self._chance.uniform(0, step)
        return [every[int(start + turn * step)] for turn in range(most)]

    def _in_recovery(self, chapter: str, call: int) -> int:
        """Another call for every first one, over all that the recovery is likely to make."""
        left = self._calls["start"] + self._calls[chapter] - call
        return 1 + (call * 37 + self._seed) % max(left, 1)


@contextmanager
def databases_of(kind: str, home: Path, server: str | None) -> Iterator[Databases]:
    if kind == "sqlite":
        yield SqliteDatabases(home)
    elif server is not None:
        yield PostgresqlDatabases(home, server)
    else:
        found = binaries()
        assert found is not None, "apt-get install postgresql"
        cluster = Cluster(found)
        cluster.start()
        try:
            yield PostgresqlDatabases(home, cluster.url("postgres"))
        finally:
            cluster.stop()


def main(given: Sequence[str] | None = None) -> int:
    asked = _read(given)
    home = Path(tempfile.mkdtemp(prefix="cunbao-death-"))
    began = time.monotonic()
    try:
        with databases_of(asked.database, home, asked.server) as databases:
            campaign = Campaign(home, databases, asked.seed)
            assert threading.active_count() == 1, "a fork must not copy other threads' locks"
            gc.collect()
            gc.freeze()
            _run(campaign, asked, home, databases)
    finally:
        shutil.rmtree(home, ignore_errors=True)
    _tell(campaign, asked, time.monotonic() - began)
    return 0 if campaign.toll.is_clean else 1


def _read(given: Sequence[str] | None) -> argparse.Namespace:
    asked = argparse.ArgumentParser(prog="python -m tests.death", description=__doc__)
    asked.add_argument("--database", choices=["sqlite", "postgresql"], required=True)
    asked.add_argument("--points", default="all", help="all, or how many calls to die at")
    asked.add_argument("--kills", type=int, default=1000, help="SIGKILLs at random moments")
    asked.add_argument("--cold", type=int, default=30, help="SIGKILLs from a cold start")
    asked.add_argument("--rivals", type=int, default=3, help="times two processes are started")
    asked.add_argument("--stops", type=int, default=3, help="clean stops under load")
    asked.add_argument("--seed", type=int, default=20261014)
    asked.add_argument("--server", help="a PostgreSQL address where databases may be made")
    asked.add_argument("--only", nargs="+", metavar=("CHAPTER", "CALL"), help="one cycle again")
    return asked.parse_args(given)


def _run(campaign: Campaign, asked: argparse.Namespace, home: Path, databases: Databases) -> None:
    if asked.only:
        campaign.only(asked.only[0], [int(call) for call in asked.only[1:]])
        return
    if asked.points != "0" or asked.kills:
        campaign.measure()
    campaign.die_at_calls(None if asked.points == "all" else int(asked.points))
    campaign.kill(asked.kills)
    campaign.start_cold(asked.cold)
    for turn in range(asked.rivals):
        for rivalry in (two_processes, paused_holder):
            campaign.toll.add(f"{rivalry.__name__} {turn}", *rivalry(home, databases))
    for turn in range(asked.stops):
        campaign.toll.add(f"stop {turn}", *stop_under_load(home, databases))


def _tell(campaign: Campaign, asked: argparse.Namespace, seconds: float) -> None:
    toll = campaign.toll
    print(f"{asked.database}: {toll.cycles} cycles, seed {asked.seed}, {seconds:.0f} s")
    print(f"points: {campaign.points} calls in {len(CHAPTERS)} undisturbed chapters")
    for kind, count in sorted(campaign.kinds.items()):
        print(f"  {kind}: {count}, died at {toll.died_at[kind]} times")
    for kind in sorted(toll.died_at.keys() - campaign.kinds.keys()):
        print(f"  {kind}: only in a recovery, died at {toll.died_at[kind]} times")
    print(f"died at a call: {toll.died_at.total()}, killed at a moment: {toll.killed}")
    print(f"acknowledged messages: {toll.acknowledged}; sends listed as unknown: {toll.unknown}")
    print(
        f"lost {toll.faults[LOST]}, doubled {toll.faults[DOUBLED]}, "
        f"otherwise wrong {toll.faults[WRONG]}"
    )


if __name__ == "__main__":
    sys.exit(main())
