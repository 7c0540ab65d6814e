"""Photos: pending until their bytes stand on the shelf, and joined to a report or loose."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, select, update

from storage.columns import written
from storage.inserting import insert_once
from storage.messages import Attachment, IncomingMessage
from storage.parts import Part, is_of_message, near_statement, part
from storage.prepared import Prepared
from storage.store import Transaction
from storage.tables import photos

PICTURES = (".jpg", ".jpeg", ".png", ".webp", ".gif", ".bmp", ".heic", ".heif", ".avif")


@dataclass(frozen=True, slots=True)
class PendingPhoto:
    """A photo still to be fetched; `attempts` counts the tries that failed."""

    id: int
    channel: str
    attachment: Attachment
    attempts: int
    added_at: datetime


def is_picture(attachment: Attachment) -> bool:
    """True for photos, and for files sent as originals (原图) by their name's ending."""
    return attachment.kind == "photo" or attachment.name.lower().endswith(PICTURES)


def add(tx: Transaction, inbox_id: int, message: IncomingMessage, now: datetime) -> list[Part]:
    """Keep a message's pictures as pending and loose; once, however often it is asked."""
    rows = [
        {
            "inbox_id": inbox_id,
            "position": position,
            "channel": message.channel,
            "chat": message.chat,
            "message": message.message,
            "sender": message.sender,
            "sent_at": message.sent_at,
            "kind": attachment.kind,
            "reference": attachment.reference,
            "name": attachment.name,
            "bytes": attachment.bytes,
            "sha256": attachment.sha256,
            "state": "pending",
            "next_try_at": now,
            "added_at": now,
        }
        for position, attachment in enumerate(message.attachments)
        if is_picture(attachment)
    ]
    if not rows:
        return []
    tx.execute(insert_once(tx, photos), rows)
    return _parts(tx, photos.c.inbox_id == inbox_id)


_PENDING = Prepared(
    select(photos)
    .where(photos.c.state == written("pending"), photos.c.next_try_at <= bindparam("now"))
    .order_by(photos.c.id)
    .limit(bindparam("limit"))
)


def pending(tx: Transaction, now: datetime, limit: int = 8) -> list[PendingPhoto]:
    """What is due to be fetched, oldest first."""
    return [
        PendingPhoto(
            id=row.id,
            channel=row.channel,
            attachment=Attachment(row.kind, row.reference, row.name, row.bytes, row.sha256),
            attempts=row.attempts,
            added_at=row.added_at,
        )
        for row in _PENDING.rows(tx, {"now": now, "limit": limit})
    ]


def put_stored(
    tx: Transaction, photo_id: int, sha256: str, size: int, width: int, height: int
) -> bool:
    """Only for bytes that stand on the shelf already; False when it was not pending."""
    values = {"sha256": sha256, "bytes": size, "width": width, "height": height}
    return _end(tx, photo_id, values | {"state": "stored", "next_try_at": None, "why": ""})


def put_failed(tx: Transaction, photo_id: int, why: str) -> bool:
    """It will not be asked for again; `why` stands on the supervisor's list."""
    return _end(tx, photo_id, {"state": "failed", "next_try_at": None, "why": why})


def put_retry(tx: Transaction, photo_id: int, next_try_at: datetime, why: str) -> bool:
    values = {"next_try_at": next_try_at, "why": why, "attempts": photos.c.attempts + 1}
    return _end(tx, photo_id, values)


def _end(tx: Transaction, photo_id: int, values: dict[str, Any]) -> bool:
    statement = update(photos).where(photos.c.id == photo_id, photos.c.state == "pending")
    return tx.execute(statement.values(values)).rowcount == 1


_NEAR = near_statement(photos)


def near(
    tx: Transaction, channel: str, chat: str, sender: str, since: datetime, until: datetime
) -> list[Part]:
    """One sender's photos in a chat between two moments of the platform's time, in order."""
    values = {"channel": channel, "chat": chat, "sender": sender, "since": since, "until": until}
    return _read(_NEAR.rows(tx, values))


def loose(tx: Transaction, before: datetime, limit: int = 500) -> list[Part]:
    """Photos heard until `before` that no report has taken, oldest first."""
    free = (photos.c.report_id.is_(None), photos.c.withdrawn_at.is_(None))
    return _parts(tx, *free, photos.c.added_at <= before, limit=limit)


def withdraw(tx: Transaction, channel: str, chat: str, message: str, now: datetime) -> None:
    """Its sender took the message back: it leaves its report and joins no other."""
    statement = update(photos).where(is_of_message(photos, channel, chat, message))
    tx.execute(statement.values(report_id=None, withdrawn_at=now))


def join(tx: Transaction, photo_ids: Sequence[int], report_id: int | None, why: str) -> None:
    """Give photos to a report (None: loose again); `why` is kept for whoever asks."""
    statement = update(photos).where(photos.c.id.in_(photo_ids))
    tx.execute(statement.values(report_id=report_id, joined_why=why))


def counts(tx: Transaction) -> dict[str, int]:
    """State -> rows of what is not stored, for `status`."""
    statement = select(photos.c.state, func.count().label("total"))
    rows = tx.execute(statement.where(photos.c.state != written("stored")).group_by(photos.c.state))
    return dict.fromkeys(("pending", "failed"), 0) | {row.state: row.total for row in rows}


def _parts(tx: Transaction, *conditions: Any, limit: int | None = None) -> list[Part]:
    statement = select(photos).where(*conditions).order_by(photos.c.sent_at, photos.c.id)
    return _read(tx.execute(statement.limit(limit)))


def _read(rows: Iterable[Any]) -> list[Part]:
    return [part(row) for row in rows]
