"""The toll of a campaign of deaths."""

import json
import sys
from collections import Counter
from dataclasses import dataclass, field, fields
from pathlib import Path

from tests.death.cycle import Outcome

SHOWN = 20


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
