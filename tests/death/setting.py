"""What one process of a cycle is told before it starts, and the moment the story begins."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

START = datetime(2026, 10, 14, 0, 0, tzinfo=UTC)
"""08:00 in Shanghai on the sample campaign's focus day."""

QUIET_SECONDS = 30
JOIN_MINUTES = 15


@dataclass(frozen=True, slots=True)
class Call:
    """The `number`-th call of a process, from 1; of this kind alone where one is named."""

    number: int
    kind: str = ""

    @classmethod
    def of(cls, text: str) -> "Call":
        """As `str` writes it: `3`, or `3 sql INSERT inbox`."""
        number, _, kind = text.partition(" ")
        return cls(int(number), kind)

    def __str__(self) -> str:
        return f"{self.number} {self.kind}".strip()


@dataclass(frozen=True, slots=True)
class Setting:
    """`number` counts a cycle's processes from 1; `die_at` None: it dies by no call of its own.

    `eager`: it looks for a dead holder's lock every 20 ms instead of every two seconds;
    `watchful`: it asks as often whether it still holds its own.
    """

    folder: Path
    database: str
    number: int
    now: datetime
    die_at: Call | None = None
    eager: bool = True
    watchful: bool = False

    @property
    def deliveries(self) -> Path:
        return self.folder / "deliveries"

    @property
    def files(self) -> Path:
        return self.folder / "files"
