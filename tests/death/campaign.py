"""A campaign of deaths on one database, and the toll of it."""

import json
import random
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, fields
from functools import partial
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
Turn = Callable[[], object]


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
    alone: int = 0
    in_recovery: int = 0
    first_calls: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    cut_short: int = 0
    slowest_takeover: float = 0.0
    slowest_stop: float = 0.0
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

    def to_json(self) -> str:
        told = {one.name: getattr(self, one.name) for one in fields(self)}
        return json.dumps({k: dict(v) if isinstance(v, Counter) else v for k, v in told.items()})

    @classmethod
    def from_json(cls, text: str) -> "Toll":
        told = json.loads(text)
        return cls(**{k: Counter(v) if isinstance(v, dict) else v for k, v in told.items()})

    def add_share(self, other: "Toll") -> None:
        """What another worker of the same campaign came to; all measure the same chapters."""
        self.cycles += other.cycles
        self.killed += other.killed
        self.acknowledged += other.acknowledged
        self.unknown += other.unknown
        self.alone += other.alone
        self.in_recovery += other.in_recovery
        self.cut_short += other.cut_short
        self.slowest_takeover = max(self.slowest_takeover, other.slowest_takeover)
        self.slowest_stop = max(self.slowest_stop, other.slowest_stop)
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
    """One database's deaths; each method gives this worker's turns, to be taken in any order."""

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

    def take(self, turns: list[Turn]) -> None:
        """In an order of chance: what is cut short has seen something of everything."""
        self._chance.shuffle(turns)
        for turn in turns:
            turn()

    def die_at_calls(self, most: int | None) -> list[Turn]:
        """At each call of each chapter: once alone, and once more in the recovery."""
        turns: list[Turn] = []
        for chapter, call in self._chosen(most):
            turns.append(partial(self.die_at, chapter, call))
            turns.append(partial(self.die_at, chapter, call, self._in_recovery(chapter, call)))
        return turns

    def die_at(self, chapter: str, *calls: int) -> None:
        deaths = [Death(call) for call in calls]
        outcome = self._play(f"{chapter}, calls {calls}", deaths, CHAPTERS[chapter])
        self.toll.alone += len(calls) == 1 and bool(outcome.deaths)
        self.toll.in_recovery += len(outcome.deaths) == 2

    def die_in_first_start(self, most: int | None) -> list[Turn]:
        """At each call of `cunbao try` on an empty database, and again in the start after it."""
        first = FirstStart(self._home, self._databases)
        outcome = first.undisturbed()
        self.toll.add("first start, undisturbed", outcome, first.folder)
        assert outcome.calls is not None, "it does not even start undisturbed"
        last = self.toll.first_calls = outcome.calls[0]
        step = 1 if most is None else max(1, last // max(most, 1))
        chosen = range(1 + self._seed % step, last + 1, step)
        return [
            partial(self._die_first, first, call, 1 + (call * 37 + self._seed) % last)
            for call in chosen
            if call % self._share.workers == self._share.number
        ]

    def _die_first(self, first: FirstStart, *calls: int) -> None:
        self.toll.add(f"first start, calls {calls}", first.die_at(*calls), first.folder)

    def kill(self, times: int) -> list[Turn]:
        """SIGKILL at random moments; in half of the cycles the recovery is killed as well."""
        # Chapters are quicker; the whole story is told in every fifth cycle.
        stories: Sequence[tuple[str, Story]] = [
            ("all", STORY),
            *CHAPTERS.items(),
            *CHAPTERS.items(),
        ]
        return [
            partial(self._kill_in, *stories[turn % len(stories)]) for turn in self._share.of(times)
        ]

    def _kill_in(self, name: str, story: Story) -> None:
        seconds = self._seconds[name]
        deaths = [Death(after=self._chance.uniform(0, seconds * 1.05))]
        if self._chance.random() < 0.5:
            deaths.append(Death(after=self._chance.uniform(0, seconds * 0.8)))
        outcome = self._play(f"{name}: {deaths}", deaths, story)
        if not outcome.killed:
            # A machine that was slow for a while must not leave all moments behind the end.
            self._seconds[name] = 0.8 * seconds + 0.2 * outcome.seconds

    def start_cold(self, times: int) -> list[Turn]:
        """`cunbao try` in an interpreter of its own, killed while it starts or soon after."""
        return [self._kill_cold] * len(self._share.of(times))

    def _kill_cold(self) -> None:
        after = self._chance.uniform(0.1, 3.0)
        story = CHAPTERS["taken and corrected"]
        cycle = ColdCycle(self._home, self._databases, [Death(after=after)], story)
        self.toll.add(f"cold start, killed after {after:.2f} s", cycle.play(), cycle.folder)

    def start_rivals(self, times: int) -> list[Turn]:
        """Two processes on one database: the holder is killed, or paused and overtaken."""
        both = (self._two_processes, self._paused_holder)
        return [turn for turn in both for _ in self._share.of(times)]

    def _two_processes(self) -> None:
        outcome, folder = two_processes(self._home, self._databases)
        self.toll.add("two processes", outcome, folder)
        self.toll.slowest_takeover = max(self.toll.slowest_takeover, outcome.seconds)

    def _paused_holder(self) -> None:
        self.toll.add("paused holder", *paused_holder(self._home, self._databases))

    def break_lines(self, times: int) -> list[Turn]:
        """The server ends all sessions every second or two (PostgreSQL only)."""
        return [self._break_lines] * len(self._share.of(times))

    def _break_lines(self) -> None:
        cycle = BrokenLines(self._home, self._databases, ())
        self.toll.add("broken lines", cycle.play(), cycle.folder)

    def stop(self, times: int) -> list[Turn]:
        """SIGTERM in the middle of a burst of posts."""
        return [self._stop] * len(self._share.of(times))

    def _stop(self) -> None:
        outcome, folder = stop_under_load(self._home, self._databases)
        self.toll.add("stop under load", outcome, folder)
        self.toll.slowest_stop = max(self.toll.slowest_stop, outcome.seconds)

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
        if most is not None and most < len(every):
            step = len(every) / max(most, 1)
            start = random.Random(self._seed).uniform(0, step)
            every = [every[int(start + turn * step)] for turn in range(most)]
        # Each worker counts a few calls more or less: the call's own number says whose it is.
        return [one for one in every if one[1] % self._share.workers == self._share.number]

    def _in_recovery(self, chapter: str, call: int) -> int:
        """Another call for every first one, over all that the recovery is likely to make."""
        left = self._calls["start"] + self._calls[chapter] - call
        return 1 + (call * 37 + self._seed) % max(left, 1)
