"""What stands in the database once all is quiet, and what the one who posted knows of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.death.databases import Rows, rows
from tests.death.story import Say

LOST, DOUBLED, WRONG = "lost", "doubled", "wrong"


@dataclass(frozen=True, slots=True)
class Fault:
    kind: str
    what: str


@dataclass(frozen=True, slots=True)
class Posted:
    """A step that was posted; `message` is None when it did not get its 200."""

    say: Say
    message: str | None


@dataclass(slots=True)
class Record:
    """Everything that stands in the database, table by table."""

    inbox: Rows
    chat: Rows
    reports: Rows
    items: Rows
    report_messages: Rows
    history: Rows
    photos: Rows
    places: Rows
    outbox: Rows
    units: Rows


@dataclass(slots=True)
class Evidence:
    """`shown` is what GET /api/messages gave; `deliveries` are (process, outbox id) in order."""

    posted: Sequence[Posted]
    shown: Sequence[Mapping[str, Any]]
    files: Path
    deliveries: Sequence[tuple[int, int]] = ()
    sent_before: Mapping[int, frozenset[int]] = field(default_factory=dict)


def read_record(connection: Any) -> Record:
    tables = (
        ("inbox", "id"),
        ("local_messages", "id"),
        ("reports", "id"),
        ("report_items", "report_id, position"),
        ("report_messages", "report_id, inbox_id"),
        ("report_history", "report_id, version"),
        ("photos", "id"),
        ("places", "id"),
        ("outbox", "id"),
        ("units", "id"),
    )
    return Record(
        *(rows(connection, f"SELECT * FROM {name} ORDER BY {order}") for name, order in tables)
    )
