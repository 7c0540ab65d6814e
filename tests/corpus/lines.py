"""One annotated line, and the day on which the corpus plays."""

from dataclasses import dataclass
from datetime import date

TODAY = date(2026, 10, 21)


@dataclass(frozen=True)
class Item:
    activity: str
    count: int
    unit: str
    approx: bool = False


@dataclass(frozen=True)
class Line:
    """A text with its items by the annotation rules; `kind` names the pattern it was made by."""

    kind: str
    text: str
    items: tuple[Item, ...] = ()
    day: date | None = None
    village: str | None = None
    today: date = TODAY
