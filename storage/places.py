"""Places: shared locations in the datum they came in, joined to a report or loose."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from storage.inserting import insert_once
from storage.messages import IncomingMessage
from storage.parts import Part, is_of_message, near_statement, part
from storage.records import Place
from storage.store import Transaction
from storage.tables import places


def add(tx: Transaction, inbox_id: int, message: IncomingMessage, now: datetime) -> Part | None:
    """Keep a message's place as loose, once; None when it has none."""
    if message.place is None:
        return None
    row = {
        "inbox_id": inbox_id,
        "channel": message.channel,
        "chat": message.chat,
        "message": message.message,
        "sender": message.sender,
        "sent_at": message.sent_at,
        "latitude": message.place.latitude,
        "longitude": message.place.longitude,
        "datum": message.place.datum,
        "label": message.place.label,
        "added_at": now,
    }
    tx.execute(insert_once(tx, places), row)
    return _parts(tx, places.c.inbox_id == inbox_id)[0]


_NEAR = near_statement(places)


def near(
    tx: Transaction, channel: str, chat: str, sender: str, since: datetime, until: datetime
) -> list[Part]:
    """One sender's places in a chat between two moments of the platform's time, in order."""
    values = {"channel": channel, "chat": chat, "sender": sender, "since": since, "until": until}
    return _read(_NEAR.rows(tx, values))


def loose(tx: Transaction, before: datetime, limit: int = 500) -> list[Part]:
    """Places heard until `before` that no report has taken, oldest first."""
    free = (places.c.report_id.is_(None), places.c.withdrawn_at.is_(None))
    return _parts(tx, *free, places.c.added_at <= before, limit=limit)


def withdraw(tx: Transaction, channel: str, chat: str, message: str, now: datetime) -> None:
    """Its sender took the message back: it leaves its report and joins no other."""
    statement = update(places).where(is_of_message(places, channel, chat, message))
    tx.execute(statement.values(report_id=None, withdrawn_at=now))


def join(tx: Transaction, place_ids: Sequence[int], report_id: int | None, why: str) -> None:
    """Give places to a report (None: loose again); `why` is kept for whoever asks."""
    statement = update(places).where(places.c.id.in_(place_ids))
    tx.execute(statement.values(report_id=report_id, joined_why=why))


def _parts(tx: Transaction, *conditions: Any, limit: int | None = None) -> list[Part]:
    statement = select(places).where(*conditions).order_by(places.c.sent_at, places.c.id)
    return _read(tx.execute(statement.limit(limit)))


def _read(rows: Iterable[Any]) -> list[Part]:
    return [part(row, Place(row.latitude, row.longitude, row.datum, row.label)) for row in rows]
