"""What the digest's two pictures show: values only, drawn elsewhere."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path


class Cell(StrEnum):
    """How far one unit is with one task."""

    DONE = "done"
    PARTLY = "partly"
    NOTHING = "nothing"
    NOT_OWED = "not owed"


@dataclass(frozen=True, slots=True)
class Bulletin:
    """`totals` are (activity, number as written), `tasks` (name, units complete, units owing)."""

    office: str
    campaign: str
    as_of: datetime
    day: int
    days: int
    totals: tuple[tuple[str, str], ...]
    tasks: tuple[tuple[str, int, int], ...]
    photos: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """`cells` by unit, then by task."""

    office: str
    campaign: str
    as_of: datetime
    day: int
    days: int
    units: tuple[str, ...]
    tasks: tuple[str, ...]
    cells: tuple[tuple[Cell, ...], ...]
