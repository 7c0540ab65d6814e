"""An update of Telegram as a row of the inbox: its key, its order in its chat, its text; pure."""

import hashlib
import json
from datetime import datetime
from typing import Any

import msgspec

from bot.channels.telegram_kinds import kind_of
from bot.channels.telegram_page import read_object, update_id
from bot.channels.telegram_values import integer, moment, section, text
from storage.messages import RawUpdate

NAME = "telegram"
MESSAGES = ("message", "edited_message")
LATEST_EDIT = (1 << 31) - 1


def raw_update(body: str, account: str, now: datetime) -> RawUpdate:
    """Never fails: what cannot be placed in a chat is kept under its own digest."""
    body = body.replace("\x00", "\ufffd")
    try:
        update = read_object(body)
    except ValueError:
        update = None
    made = _message(update, body, account) or _press(update, body, account, now)
    return made or _membership(update, body, account) or _unplaced(update, body, account, now)


def _message(update: Any, body: str, account: str) -> RawUpdate | None:
    for name in MESSAGES:
        found = section(update, name)
        chat, number = integer(section(found, "chat"), "id"), integer(found, "message_id")
        sent = moment(found, "date")
        if chat is None or number is None or sent is None:
            continue
        edited = moment(found, "edit_date") if name == "edited_message" else None
        edit = 0
        if name == "edited_message":
            edit = max(1, min(int((edited or sent).timestamp()), LATEST_EDIT))
        return RawUpdate(
            key=f"{account}/{chat}/{number}/{edit}/{_digest(found)}",
            channel=NAME,
            chat=str(chat),
            message=str(number),
            edit=edit,
            kind=kind_of(found),
            sent_at=edited or sent,
            body=body,
            sequence=update_id(update),
        )
    return None


def _press(update: Any, body: str, account: str, now: datetime) -> RawUpdate | None:
    found = section(update, "callback_query")
    press = text(found, "id")
    chat = integer(section(section(found, "message"), "chat"), "id")
    if not press or chat is None:
        return None
    return RawUpdate(
        key=f"{account}/press/{press}",
        channel=NAME,
        chat=str(chat),
        message=f"press/{press}",
        edit=0,
        kind="press",
        sent_at=now,
        body=body,
        sequence=update_id(update),
    )


def _membership(update: Any, body: str, account: str) -> RawUpdate | None:
    found = section(update, "my_chat_member")
    chat, changed = integer(section(found, "chat"), "id"), moment(found, "date")
    if chat is None or changed is None:
        return None
    digest = _digest(found)
    return RawUpdate(
        key=f"{account}/my_chat_member/{chat}/{int(changed.timestamp())}/{digest}",
        channel=NAME,
        chat=str(chat),
        message=f"member/{digest[:16]}",
        edit=0,
        kind="member",
        sent_at=changed,
        body=body,
        sequence=update_id(update),
    )


def _unplaced(update: Any, body: str, account: str, now: datetime) -> RawUpdate:
    """Of an unknown kind, or broken; its number in the sequence is no part of the key."""
    if isinstance(update, dict):
        known = {name: value for name, value in update.items() if name != "update_id"}
        digest = _digest(known)
    else:
        digest = hashlib.sha256(body.encode("utf-8", "replace")).hexdigest()
    return RawUpdate(
        key=f"{account}/raw/{digest}",
        channel=NAME,
        chat="",
        message=f"raw/{digest[:16]}",
        edit=0,
        kind="other",
        sent_at=now,
        body=body,
        sequence=update_id(update),
    )


def _digest(value: Any) -> str:
    """The same however the JSON is laid out: a page and a webhook write it differently."""
    try:
        laid_out = msgspec.json.encode(value, order="sorted")
    except (msgspec.MsgspecError, UnicodeError, TypeError, RecursionError):
        laid_out = json.dumps(value, sort_keys=True, default=str).encode()
    return hashlib.sha256(laid_out).hexdigest()
