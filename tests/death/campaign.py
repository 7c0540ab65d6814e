"""A campaign of deaths on one database."""

import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from tests.death.broken_lines import BrokenLines
from tests.death.cold import ColdCycle
from tests.death.cycle import Cycle, Outcome
from tests.death.databases import Databases
from tests.death.first_start import FirstStart
from tests.death.process import Death
from tests.death.rivals import paused_holder, two_processes
from tests.death.setting import Call
from tests.death.stopping import stop_under_load
from tests.death.story import CHAPTERS, STORY, Say, Wait
from tests.death.toll import Toll

Story = Sequence[Say | Wait]
Turn = Callable[[], object]


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
        self._calls: dict[str, Counter[str]] = {}

    def measure(self) -> None:
        """Play each chapter undisturbed: how many calls it makes, of which kinds, how long."""
        stories: dict[str, Story] = {**CHAPTERS, "start": (), "all": STORY}
        for name, story in stories.items():
            outcome = self._play(f"{name}, undisturbed", (), story)
            assert outcome.calls is not None, f"{name} does not even run undisturbed"
            kinds = self._calls[name] = Counter(outcome.calls[1])
            self._seconds[name] = outcome.seconds
            if name in CHAPTERS:
                self.toll.points += kinds.total()
                self.toll.kinds.update(kinds)

    def take(self, turns: list[Turn]) -> None:
        """In an order of chance: what is cut short has seen something of everything."""
        self._chance.shuffle(turns)
        for turn in turns:
            turn()

    def die_at_calls(self, most: int | None) -> list[Turn]:
        """At each call of each chapter: once alone, and once more in the recovery."""
        turns: list[Turn] = []
        for chapter, call, place in self._chosen(most):
            turns.append(partial(self.die_at, chapter, call))
            again = Call(self._in_recovery(chapter, place))
            turns.append(partial(self.die_at, chapter, call, again))
        return turns

    def die_at(self, chapter: str, *calls: Call) -> None:
        deaths = [Death(call) for call in calls]
        told = ", ".join(map(str, calls))
        outcome = self._play(f"{chapter}, calls {told}", deaths, CHAPTERS[chapter])
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
        outcome = first.die_at(*map(Call, calls))
        self.toll.add(f"first start, calls {calls}", outcome, first.folder)

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

    def _chosen(self, most: int | None) -> list[tuple[str, Call, int]]:
        """All calls, or `most` of them at equal distances from a place that the seed gives.

        Each is told by its kind: how often a waiting process looks around moves all numbers.
        """
        every = [
            (name, call, place)
            for name in CHAPTERS
            for place, call in enumerate(_calls_of(self._calls.get(name, Counter())), 1)
        ]
        if most is not None and most < len(every):
            step = len(every) / max(most, 1)
            start = random.Random(self._seed).uniform(0, step)
            every = [every[int(start + turn * step)] for turn in range(most)]
        # Each worker counts a few calls more or less: the call's own number says whose it is.
        ours = self._share
        return [one for one in every if one[1].number % ours.workers == ours.number]

    def _in_recovery(self, chapter: str, place: int) -> int:
        """Another call for every first one, over all that the recovery is likely to make."""
        left = self._calls["start"].total() + self._calls[chapter].total() // 2
        return 1 + (place * 37 + self._seed) % max(left, 1)


def _calls_of(kinds: Counter[str]) -> list[Call]:
    return [Call(nth, kind) for kind in sorted(kinds) for nth in range(1, kinds[kind] + 1)]
