"""How each channel stands to its platform: kept, so that a restart knows how long it was away."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select, update

from storage.inserting import insert_once
from storage.store import Transaction
from storage.tables import lines


@dataclass(frozen=True, slots=True)
class Line:
    """`answered_at`: up to then all that the platform had is kept; `backlog` waits there still.

    `trouble` is empty or one of conflict, refused, away, full.
    """

    channel: str
    mode: str
    trouble: str = ""
    answered_at: datetime | None = None
    backlog: int | None = None


@dataclass(frozen=True, slots=True)
class Gap:
    """What a platform had from `start` to `end` did not wait for the bot."""

    start: datetime
    end: datetime


def find(tx: Transaction, channel: str) -> Line | None:
    row = tx.execute(select(lines).where(lines.c.channel == channel)).first()
    return None if row is None else _line(row)


def all_lines(tx: Transaction) -> dict[str, tuple[Line, Gap | None]]:
    """Channel -> how it stands, and its last gap."""
    return {
        row.channel: (
            _line(row),
            None if row.gap_start is None else Gap(row.gap_start, row.gap_end),
        )
        for row in tx.execute(select(lines))
    }


def _line(row: Row[*tuple[Any, ...]]) -> Line:
    return Line(row.channel, row.mode, row.trouble, row.answered_at, row.backlog)


def put(tx: Transaction, line: Line, gap: Gap | None) -> None:
    """Without an answer yet the earlier one stands; a gap stands until the next."""
    tx.execute(insert_once(tx, lines), {"channel": line.channel, "mode": line.mode})
    values = {name: value for name, value in asdict(line).items() if name != "channel"}
    if line.answered_at is None:
        del values["answered_at"]
    if gap is not None:
        values |= {"gap_start": gap.start, "gap_end": gap.end}
    tx.execute(update(lines).where(lines.c.channel == line.channel).values(values))
