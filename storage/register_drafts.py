"""Registers that were sent in chat, from the file's name to what its sender confirms."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, select, update

from storage.columns import written
from storage.inserting import insert_once
from storage.messages import Attachment
from storage.prepared import Prepared
from storage.store import Transaction
from storage.tables import register_drafts

_OPEN = register_drafts.c.state != written("ended")


@dataclass(frozen=True, slots=True)
class RegisterDraft:
    """`files` is the JSON of what was read, empty until then."""

    id: int
    channel: str
    chat: str
    sender: str
    attachment: Attachment
    state: str
    files: str
    attempts: int
    added_at: datetime


def add(
    tx: Transaction,
    inbox_id: int,
    chat: tuple[str, str],
    sender: str,
    attachment: Attachment,
    now: datetime,
) -> None:
    """A newer one takes the place of what its sender sent before; once for each message."""
    channel, number = chat
    for earlier in _of_sender(tx, channel, sender):
        end(tx, earlier.id)
    row = {
        "inbox_id": inbox_id,
        "channel": channel,
        "chat": number,
        "sender": sender,
        "reference": attachment.reference,
        "name": attachment.name,
        "bytes": attachment.bytes,
        "state": "pending",
        "next_try_at": now,
        "added_at": now,
    }
    tx.execute(insert_once(tx, register_drafts), row)


_NEXT = Prepared(
    select(register_drafts)
    .where(
        _OPEN,
        register_drafts.c.state == written("pending"),
        register_drafts.c.next_try_at <= bindparam("now"),
    )
    .order_by(register_drafts.c.id)
    .limit(1)
)
_OLDER = Prepared(
    select(register_drafts.c.id)
    .where(_OPEN, register_drafts.c.added_at < bindparam("before"))
    .limit(1)
)


def next_pending(tx: Transaction, now: datetime) -> RegisterDraft | None:
    """The oldest whose file is to be fetched now."""
    row = _NEXT.first(tx, {"now": now})
    return None if row is None else _draft(row)


def forget_before(tx: Transaction, before: datetime) -> None:
    """Nobody confirms what is that old: it is ended and wiped."""
    statement = update(register_drafts).where(_OPEN, register_drafts.c.added_at < before)
    tx.execute(statement.values(state="ended", files=""))


def has_older(tx: Transaction, before: datetime) -> bool:
    return _OLDER.first(tx, {"before": before}) is not None


def standing(tx: Transaction, channel: str, sender: str) -> RegisterDraft | None:
    """What its sender may confirm, or waits to be read; None: nothing."""
    return next(iter(_of_sender(tx, channel, sender)), None)


def _of_sender(tx: Transaction, channel: str, sender: str) -> list[RegisterDraft]:
    statement = select(register_drafts).where(
        _OPEN, register_drafts.c.channel == channel, register_drafts.c.sender == sender
    )
    rows = tx.execute(statement.order_by(register_drafts.c.id.desc()))
    return [_draft(row) for row in rows]


def put_shown(tx: Transaction, draft: int, files: str) -> bool:
    """False where it was ended meanwhile."""
    statement = update(register_drafts).where(
        register_drafts.c.id == draft, register_drafts.c.state == "pending"
    )
    return bool(tx.execute(statement.values(state="shown", files=files)).rowcount)


def put_later(tx: Transaction, draft: int, at: datetime) -> None:
    statement = update(register_drafts).where(
        register_drafts.c.id == draft, register_drafts.c.state == "pending"
    )
    attempts = register_drafts.c.attempts + 1
    tx.execute(statement.values(next_try_at=at, attempts=attempts))


def end(tx: Transaction, draft: int) -> bool:
    """What was read is wiped: it holds people's numbers; False where it was ended already."""
    statement = update(register_drafts).where(register_drafts.c.id == draft, _OPEN)
    return bool(tx.execute(statement.values(state="ended", files="")).rowcount)


def _draft(row: Row[*tuple[Any, ...]]) -> RegisterDraft:
    return RegisterDraft(
        id=row.id,
        channel=row.channel,
        chat=row.chat,
        sender=row.sender,
        attachment=Attachment("file", row.reference, row.name, row.bytes),
        state=row.state,
        files=row.files,
        attempts=row.attempts,
        added_at=row.added_at,
    )
