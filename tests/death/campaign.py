"""A campaign of deaths on one database, and the toll of it."""

import random
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.death.broken_lines import BrokenLines
from tests.death.cold import ColdCycle
from tests.death.cycle import Cycle, Outcome
from tests.death.databases import Databases
from tests.death.first_start import FirstStart
from tests.death.process import Death
from tests.death.rivals import paused_holder, two_processes
from tests.death.stopping import stop_under_load
from tests.death.story import CHAPTERS, STORY, Say, Wait

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
    points: int = 0
    first_calls: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    cut_short: int = 0
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

    def add_share(self, other: "Toll") -> None:
        """What another worker of the same campaign came to; all measure the same chapters."""
        self.cycles += other.cycles
        self.killed += other.killed
        self.acknowledged += other.acknowledged
        self.unknown += other.unknown
        self.cut_short += other.cut_short
        self.faults += other.faults
        self.died_at += other.died_at
        self.points = max(self.points, other.points)
        self.first_calls = max(self.first_calls, other.first_calls)
        self.kinds |= other.kinds


@dataclass(frozen=True, slots=True)
class Share:
    """Which part of a campaign a worker does: the `number`-th (from 0) of `workers`."""

    number: int = 0
    workers: int = 1

    def of(self, times: int) -> range:
        return range(self.number, times, self.workers)


class Campaign:
    """One database's deaths, one after another."""

    def __init__(self, home: Path, databases: Databases, seed: int, share: Share) -> None:
        self.toll = Toll()
        self._share = share
        self._home = home
        self._databases = databases
        self._seed = seed
        self._chance = random.Random(f"{seed}/{share.number}")
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
                self.toll.points += self._calls[name]
                self.toll.kinds.update(kinds)

    def die_at_calls(self, most: int | None) -> None:
        """At each call of each chapter: once alone, and once more in the recovery."""
        chosen = self._chosen(most)
        for chapter, call in (chosen[turn] for turn in self._share.of(len(chosen))):
            story = CHAPTERS[chapter]
            again = self._in_recovery(chapter, call)
            self._play(f"{chapter}, call {call}", (Death(call),), story)
            self._play(f"{chapter}, calls {call}, {again}", (Death(call), Death(again)), story)

    def only(self, chapter: str, calls: Sequence[int]) -> None:
        """The same deaths again, to look closer."""
        self._play(f"{chapter}, calls {calls}", [Death(call) for call in calls], CHAPTERS[chapter])

    def die_in_first_start(self, most: int | None) -> None:
        """At each call of `cunbao try` on an empty database, and again in the start after it."""
        first = FirstStart(self._home, self._databases)
        outcome = first.undisturbed()
        self.toll.add("first start, undisturbed", outcome, first.folder)
        assert outcome.calls is not None, "it does not even start undisturbed"
        last = self.toll.first_calls = outcome.calls[0]
        step = 1 if most is None else max(1, last // max(most, 1))
        chosen = range(1 + self._seed % step, last + 1, step)
        for call in (chosen[turn] for turn in self._share.of(len(chosen))):
            again = 1 + (call * 37 + self._seed) % last
            self.toll.add(f"first start, call {call}", first.die_at(call, again), first.folder)

    def kill(self, times: int) -> None:
        """SIGKILL at random moments; in half of the cycles the recovery is killed as well."""
        # Chapters are quicker; the whole story is told in every fifth cycle.
        stories: Sequence[tuple[str, Story]] = [
            ("all", STORY),
            *CHAPTERS.items(),
            *CHAPTERS.items(),
        ]
        for turn in self._share.of(times):
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
        for turn in self._share.of(times):
            after = self._chance.uniform(0.1, 3.0)
            cycle = ColdCycle(self._home, self._databases, [Death(after=after)], story)
            self.toll.add(
                f"cold start {turn}, killed after {after:.2f} s", cycle.play(), cycle.folder
            )

    def start_rivals(self, times: int) -> None:
        """Two processes on one database: the holder is killed, or paused and overtaken."""
        for turn in self._share.of(times):
            for rivalry in (two_processes, paused_holder):
                outcome, folder = rivalry(self._home, self._databases)
                self.toll.add(f"{rivalry.__name__} {turn}", outcome, folder)

    def break_lines(self, times: int) -> None:
        """The server ends all sessions every second or two (PostgreSQL only)."""
        for turn in self._share.of(times):
            cycle = BrokenLines(self._home, self._databases, ())
            self.toll.add(f"broken lines {turn}", cycle.play(), cycle.folder)

    def stop(self, times: int) -> None:
        """SIGTERM in the middle of a burst of posts."""
        for turn in self._share.of(times):
            self.toll.add(f"stop {turn}", *stop_under_load(self._home, self._databases))

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
