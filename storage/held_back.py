"""What was kept instead of sent, and until when it has been told to whom."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from storage.spoken import GONE_OUT, TRIAL_LIST
from storage.store import Transaction
from storage.tables import outbox


@dataclass(frozen=True, slots=True)
class HeldBack:
    """`of` is the line's own number, for an edit the number of the line it would have changed."""

    of: int
    channel: str
    chat: str
    kind: str
    text: str
    at: datetime


def held_back(tx: Transaction, why: str, since: datetime, before: datetime) -> list[HeldBack]:
    """Made since the one moment and before the other, oldest first."""
    statement = select(outbox).where(
        outbox.c.state == "dropped",
        outbox.c.why == why,
        outbox.c.created_at >= since,
        outbox.c.created_at < before,
    )
    return [
        HeldBack(row.edits or row.id, row.channel, row.chat, row.kind, row.text, row.created_at)
        for row in tx.execute(statement.order_by(outbox.c.created_at, outbox.c.id))
    ]


def last_list(tx: Transaction, channel: str, chat: str) -> datetime | None:
    """When the newest list for a chat was made that went out or is about to; None: none yet."""
    statement = select(func.max(outbox.c.created_at)).where(
        outbox.c.channel == channel,
        outbox.c.chat == chat,
        outbox.c.key.startswith(TRIAL_LIST, autoescape=True),
        outbox.c.state.in_(GONE_OUT),
    )
    return tx.execute(statement).scalar()
