"""What a text is understood as: plain values, no decisions of what to do with them."""

from datetime import date
from enum import StrEnum

from msgspec import Struct

from storage.records import ReportItem


class Intent(StrEnum):
    """What the writer wants the text to do."""

    REPORT = "report"
    AMENDMENT = "amendment"
    WITHDRAWAL = "withdrawal"
    ANOTHER = "another"
    NOTHING = "nothing"


class Mention(Struct, frozen=True):
    """What a text tells of one unit on one day; no id: it names none, several: ambiguous."""

    units: frozenset[int] = frozenset()
    village: str | None = None
    day: date | None = None
    items: tuple[ReportItem, ...] = ()


class Change(Struct, frozen=True):
    """A figure that the writer corrects; `before` is None where the text does not name it."""

    activity: str
    before: int | None
    after: ReportItem


class Reading(Struct, frozen=True):
    """`items`, `day` and `village` follow the annotation rules; `mentions` part them by unit."""

    intent: Intent = Intent.NOTHING
    mentions: tuple[Mention, ...] = ()
    items: tuple[ReportItem, ...] = ()
    day: date | None = None
    village: str | None = None
    changes: tuple[Change, ...] = ()
    unsure: str | None = None
    """Why a person must check it, a sentence of handlers/wording.py."""
    missing: str | None = None
    """The activity that is named as done without its number."""
    supplement_said: bool = False
