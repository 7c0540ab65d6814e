"""The local chat's own messages, as a platform keeps them, and the groups it has."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, or_, select, update

from storage.messages import Attachment
from storage.records import Group, GroupPurpose, Place
from storage.store import Transaction
from storage.tables import groups, local_messages, photos

CHANNEL = "local"
NO_CHAT = ""
"""Where a withdrawal or a press stands: it takes an id and is never shown."""
_DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class LocalMessage:
    """One bubble of the local chat; `forgotten`: text, sender and files were wiped on purpose."""

    id: int
    chat: str
    sender: str
    sender_name: str
    text: str
    sent_at: datetime
    bot: bool = False
    reply_to: str | None = None
    edits: int = 0
    withdrawn: bool = False
    files: tuple[Attachment, ...] = ()
    place: Place | None = None
    choices: tuple[tuple[str, str], ...] = ()
    forgotten: bool = False


def greatest_id(tx: Transaction) -> int:
    """0 when there is none; every id ever told to anybody is at most this."""
    return tx.execute(select(func.max(local_messages.c.id))).scalar() or 0


def add(tx: Transaction, message: LocalMessage) -> None:
    tx.execute(local_messages.insert().values(**_row(message)))


def put_event(tx: Transaction, message: int, at: datetime) -> None:
    """Take the id of a withdrawal or a press, so that no later message gets it."""
    add(tx, LocalMessage(message, NO_CHAT, "", "", "", at))


def put_sent(tx: Transaction, outbox_id: int, message: LocalMessage) -> int:
    """Add what the bot says and give its id; said once already, it says this now under its old id.

    A death after saying it leaves the row waiting: a change may reword it before it goes again.
    """
    found = tx.execute(
        select(local_messages.c.id, local_messages.c.text).where(
            local_messages.c.outbox_id == outbox_id
        )
    ).first()
    if found is None:
        tx.execute(local_messages.insert().values(outbox_id=outbox_id, **_row(message)))
        return message.id
    if found.text != message.text:
        change_sent(tx, replace(message, id=found.id))
    return int(found.id)


def change_sent(tx: Transaction, message: LocalMessage) -> bool:
    """Replace what the bot said before; False when it never said it."""
    row = _row(message)
    changed = tx.execute(
        update(local_messages)
        .where(local_messages.c.id == message.id, local_messages.c.bot)
        .values(text=row["text"], rest=row["rest"], edits=local_messages.c.edits + 1)
    )
    return changed.rowcount == 1


def edit(tx: Transaction, message: int, text: str) -> None:
    tx.execute(
        update(local_messages)
        .where(local_messages.c.id == message)
        .values(text=text, edits=local_messages.c.edits + 1)
    )


def withdraw(tx: Transaction, message: int) -> None:
    tx.execute(update(local_messages).where(local_messages.c.id == message).values(withdrawn=True))


def forget(tx: Transaction, chat: str, message: str) -> None:
    """Wipe text, sender and files of a message that must not be kept; safe to repeat.

    The files' names stay until `find_dropped` gave them to who removes them from the shelf.
    """
    found = find_one(tx, message)
    if found is None or found.chat != chat or found.forgotten:
        return
    rest: dict[str, Any] = {"forgotten": True}
    names = sorted({file.sha256 for file in found.files if file.sha256})
    if names:
        rest[_DROPPED] = names
    tx.execute(
        update(local_messages)
        .where(local_messages.c.id == found.id)
        .values(sender="", sender_name="", text="", reply_to=None, rest=json.dumps(rest))
    )


def find_dropped(tx: Transaction) -> dict[int, list[str]]:
    """Message id -> sha256 of files that only forgotten messages had; looks at every message."""
    rows = tx.execute(
        select(local_messages.c.id, local_messages.c.rest).where(
            local_messages.c.sender == "", local_messages.c.rest.contains(f'"{_DROPPED}"')
        )
    ).all()
    named = {row.id: json.loads(row.rest)[_DROPPED] for row in rows}
    return {
        message: [sha256 for sha256 in names if not _is_used(tx, sha256)]
        for message, names in named.items()
    }


def forget_dropped(tx: Transaction, message: int) -> None:
    """The files are gone from the shelf: forget their names too."""
    tx.execute(
        update(local_messages)
        .where(local_messages.c.id == message)
        .values(rest=json.dumps({"forgotten": True}))
    )


def _is_used(tx: Transaction, sha256: str) -> bool:
    in_photos = select(photos.c.id).where(
        or_(photos.c.sha256 == sha256, photos.c.reference == sha256)
    )
    in_chat = select(local_messages.c.id).where(
        local_messages.c.rest.contains(sha256), local_messages.c.sender != ""
    )
    return bool(tx.execute(select(or_(in_photos.exists(), in_chat.exists()))).scalar())


def find_one(tx: Transaction, message: str) -> LocalMessage | None:
    if not (message.isascii() and message.isdigit() and len(message) < 19):
        return None
    row = tx.execute(select(local_messages).where(local_messages.c.id == int(message))).first()
    return None if row is None or row.chat == NO_CHAT else _message(row)


def find(
    tx: Transaction, chat: str, after: int, before: int, last: int | None = None
) -> list[LocalMessage]:
    """Oldest first, ids between `after` and `before` (neither included); `last`: the newest few."""
    column = local_messages.c.id
    query = select(local_messages).where(
        local_messages.c.chat == chat, column > after, column < before
    )
    if last is None:
        return [_message(row) for row in tx.execute(query.order_by(column))]
    newest = tx.execute(query.order_by(column.desc()).limit(last)).all()
    return [_message(row) for row in reversed(newest)]


def local_groups(tx: Transaction) -> tuple[Group, ...]:
    """The groups of platform `local` that are in force and have a number, in register order."""
    return tx.remember("local groups", _read_groups)


def _read_groups(tx: Transaction) -> tuple[Group, ...]:
    rows = tx.execute(
        select(groups)
        .where(
            groups.c.platform == "local", groups.c.chat.is_not(None), groups.c.retired_at.is_(None)
        )
        .order_by(groups.c.id)
    )
    return tuple(
        Group(
            id=row.id,
            platform=row.platform,
            chat=row.chat,
            name=row.name,
            unit=row.unit_id,
            purpose=GroupPurpose(row.purpose),
            receipts=row.receipts,
            reminders=row.reminders,
        )
        for row in rows
    )


def _row(message: LocalMessage) -> dict[str, Any]:
    return {
        "id": message.id,
        "chat": message.chat,
        "sender": message.sender,
        "sender_name": message.sender_name,
        "bot": message.bot,
        "text": message.text,
        "sent_at": message.sent_at,
        "reply_to": message.reply_to,
        "rest": _write_rest(message),
    }


def _write_rest(message: LocalMessage) -> str:
    rest: dict[str, Any] = {}
    if message.files:
        rest["files"] = [
            [file.kind, file.reference, file.name, file.bytes, file.sha256]
            for file in message.files
        ]
    if message.place is not None:
        place = message.place
        rest["place"] = [place.latitude, place.longitude, place.datum, place.label]
    if message.choices:
        rest["choices"] = message.choices
    return json.dumps(rest, ensure_ascii=False)


def _message(row: Row[Any]) -> LocalMessage:
    rest: Mapping[str, Any] = json.loads(row.rest)
    return LocalMessage(
        id=row.id,
        chat=row.chat,
        sender=row.sender,
        sender_name=row.sender_name,
        text=row.text,
        sent_at=row.sent_at,
        bot=row.bot,
        reply_to=row.reply_to,
        edits=row.edits,
        withdrawn=row.withdrawn,
        files=tuple(Attachment(*file) for file in rest.get("files", ())),
        place=Place(*rest["place"]) if "place" in rest else None,
        choices=tuple((choice, words) for choice, words in rest.get("choices", ())),
        forgotten=bool(rest.get("forgotten")),
    )
