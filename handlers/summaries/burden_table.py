"""减负清单 as values: what the bot itself cost each group in a campaign."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class BurdenRow:
    """One group, or all private chats together; `outside_hours` must be 0."""

    group: str
    purpose: str
    messages: int = 0
    asked: int = 0
    outside_hours: int = 0
    names: int = 0

    @property
    def figures(self) -> tuple[int, int, int, int]:
        return self.messages, self.asked, self.outside_hours, self.names


@dataclass(frozen=True, slots=True)
class BurdenTable:
    """Of what went out from the first day to the last, both included."""

    since: date
    until: date
    rows: tuple[BurdenRow, ...]

    @property
    def sums(self) -> Sequence[int]:
        figures = [row.figures for row in self.rows]
        return [sum(column) for column in zip(*figures, strict=True)] or [0, 0, 0, 0]
