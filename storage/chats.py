"""What stands about a chat of a channel: whether it may be spoken to, and where it has moved."""

import json
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import or_, select, update

from storage.inserting import insert_once
from storage.store import Transaction
from storage.tables import changes, chats, groups, outbox

WHOLE_CHANNEL = ""
"""The chat of a hold that is on everything a channel sends."""


def close(tx: Transaction, channel: str, chat: str, why: str, now: datetime) -> bool:
    """Nothing more is sent there; True the first time, which is when the office is told.

    What is closed already was found closed again: `closed_at` is when it was last known.
    """
    _stand(tx, channel, chat)
    there = update(chats).where(chats.c.channel == channel, chats.c.chat == chat)
    values = {"closed": why, "closed_at": now}
    closes = bool(tx.execute(there.where(chats.c.closed == "").values(values)).rowcount)
    if not closes:
        tx.execute(there.where(chats.c.closed_at < now).values(closed_at=now))
    tx.bump_register()
    return closes


def reopen(tx: Transaction, channel: str, chat: str) -> bool:
    """It may be spoken to again; True where it could not be before."""
    statement = update(chats).where(
        chats.c.channel == channel, chats.c.chat == chat, chats.c.closed != ""
    )
    reopens = bool(tx.execute(statement.values(closed="", closed_at=None)).rowcount)
    if reopens:
        tx.bump_register()
    return reopens


def closed(tx: Transaction) -> Mapping[tuple[str, str], tuple[str, datetime]]:
    """(channel, chat) -> why, and when it was last found, that nothing may be sent there."""
    return tx.remember("closed", _read_closed)


def _read_closed(tx: Transaction) -> dict[tuple[str, str], tuple[str, datetime]]:
    rows = tx.execute(select(chats).where(chats.c.closed != ""))
    return {(row.channel, row.chat): (row.closed, row.closed_at) for row in rows}


def hold(tx: Transaction, channel: str, chat: str, until: datetime) -> None:
    """The platform asked to wait; kept, so that a restart obeys it as well."""
    _stand(tx, channel, chat)
    statement = update(chats).where(
        chats.c.channel == channel,
        chats.c.chat == chat,
        or_(chats.c.held_until.is_(None), chats.c.held_until <= until),
    )
    tx.execute(statement.values(held_until=until))


def move(tx: Transaction, channel: str, old: str, new: str, now: datetime) -> bool:
    """A group got a new id: its register row and all that waits follow; True the first time."""
    if old == new or present(tx, channel, old) == new:
        return False
    _stand(tx, channel, old)
    tx.execute(
        update(chats).where(chats.c.channel == channel, chats.c.chat == old).values(moved_to=new)
    )
    taken = select(groups.c.id).where(groups.c.platform == channel, groups.c.chat == new)
    if tx.execute(taken).first() is None:
        of_old = (groups.c.platform == channel, groups.c.chat == old)
        tx.execute(update(groups).where(*of_old).values(chat=new))
    _move_waiting(tx, channel, old, new)
    values = {"at": now, "who": channel, "what": "group moved", "subject": old, "after": new}
    tx.execute(changes.insert(), values)
    tx.bump_register()
    return True


def _move_waiting(tx: Transaction, channel: str, old: str, new: str) -> None:
    """Numbers begin anew in the new chat: what a row replies to is another message there."""
    waiting = (outbox.c.channel == channel, outbox.c.chat == old, outbox.c.state == "waiting")
    for row in list(tx.execute(select(outbox.c.id, outbox.c.rest).where(*waiting))):
        rest = json.dumps(json.loads(row.rest) | {"reply_to": None}, ensure_ascii=False)
        tx.execute(update(outbox).where(outbox.c.id == row.id).values(chat=new, rest=rest))


def present(tx: Transaction, channel: str, chat: str) -> str:
    """The id under which a chat is spoken to now; most have never moved."""
    moved = moves(tx)
    while (channel, chat) in moved:
        chat = moved[channel, chat]
    return chat


def moves(tx: Transaction) -> Mapping[tuple[str, str], str]:
    """(channel, old chat) -> new chat, one step each."""
    return tx.remember("moves", _read_moves)


def _read_moves(tx: Transaction) -> dict[tuple[str, str], str]:
    rows = tx.execute(select(chats).where(chats.c.moved_to.is_not(None)))
    return {(row.channel, row.chat): row.moved_to for row in rows}


def _stand(tx: Transaction, channel: str, chat: str) -> None:
    tx.execute(insert_once(tx, chats), {"channel": channel, "chat": chat})
