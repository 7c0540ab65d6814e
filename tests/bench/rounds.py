"""Bars: ratios of medians over interleaved rounds of one run, told and judged."""

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, slots=True)
class Bar:
    """`at_least` or `at_most` is the bar that `value` has to meet."""

    what: str
    value: float
    at_least: float | None = None
    at_most: float | None = None

    @property
    def met(self) -> bool:
        high_enough = self.at_least is None or self.value >= self.at_least
        return high_enough and (self.at_most is None or self.value <= self.at_most)

    def __str__(self) -> str:
        bar = f">= {self.at_least:g}" if self.at_least is not None else f"<= {self.at_most:g}"
        return f"{'met   ' if self.met else 'MISSED'}  {self.what}: {self.value:.2f}  (bar {bar})"


def interleaved(
    rounds: int, sides: Sequence[Callable[[], float]], first: int = 0
) -> list[list[float]]:
    """Each side's figures; every round runs all sides, each round beginning with another one."""
    found: list[list[float]] = [[] for _ in sides]
    for number in range(rounds):
        for step in range(len(sides)):
            side = (first + number + step) % len(sides)
            found[side].append(sides[side]())
    return found


def spread(figures: Sequence[float], unit: str) -> str:
    """`median (lowest to highest) unit`."""
    return f"{median(figures):.4g} ({min(figures):.4g} to {max(figures):.4g}) {unit}"


def judge(bars: Sequence[Bar]) -> None:
    """Print every bar and leave with 1 when one is missed."""
    for bar in bars:
        print(bar)
    sys.exit(0 if all(bar.met for bar in bars) else 1)
