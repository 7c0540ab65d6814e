"""What an error of a call means: surely not sent, unknown, later, moved, or closed for good."""

import json
from collections.abc import Mapping

import httpx
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    TelegramError,
)

from bot.channels.base import SendError
from handlers import wording

NEVER_LEFT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
)
"""Broke before a byte of the request went out; every other break leaves it unknown."""

CLOSED: Mapping[str, str] = {
    "blocked by the user": wording.BOT_BLOCKED,
    "user is deactivated": wording.BOT_BLOCKED,
    "can't initiate conversation": wording.BOT_BLOCKED,
    "kicked": wording.BOT_REMOVED,
    "not a member": wording.BOT_REMOVED,
    "chat not found": wording.CHAT_GONE,
    "group chat was deactivated": wording.CHAT_GONE,
    "peer_id_invalid": wording.CHAT_GONE,
    "channel_private": wording.BOT_REMOVED,
    "not enough rights to send": wording.BOT_MUTED,
    "no rights to send": wording.BOT_MUTED,
    "chat_write_forbidden": wording.BOT_MUTED,
    "chat_restricted": wording.BOT_MUTED,
    "chat_send_plain_forbidden": wording.BOT_MUTED,
}
"""Words of a refusal -> why the whole chat is closed to the bot."""

KNOWN = (400, 401, 403, 404, 409)
"""Refusals that the library tells by themselves."""

TOPIC_CLOSED = ("topic_closed", "topic_deleted", "message thread not found")
NOT_MODIFIED = "message is not modified"
NOT_EDITABLE = (
    "message to edit not found",
    "message can't be edited",
    "message_id_invalid",
    "there is no text in the message to edit",
)
PRESS_TOO_OLD = ("query is too old", "query id is invalid")


class AskedToWait(TelegramError):
    """A 429 with its seconds; the library's own RetryAfter warns whoever makes one."""

    def __init__(self, seconds: float) -> None:
        super().__init__("Too Many Requests")
        self.seconds = seconds


def raise_refusal(code: int, payload: bytes) -> None:
    """Raises where the server refuses with a code that the library takes for a broken line."""
    if not 400 <= code < 500 or code in KNOWN:
        return
    try:
        answer = json.loads(payload)
        refused = answer["ok"] is False
        parameters = answer.get("parameters") or {}
    except (ValueError, TypeError, KeyError, AttributeError):
        return
    if refused and code == 429:
        raise AskedToWait(float(parameters.get("retry_after") or 1))
    if refused:
        raise BadRequest(str(answer.get("description", "")))


def send_error(error: TelegramError) -> SendError:
    """The three-valued answer for a call that failed (reliability of the Bot API)."""
    kind = type(error).__name__
    if isinstance(error, AskedToWait):
        return SendError(kind, sent=False, retry_after=error.seconds)
    if isinstance(error, ChatMigrated):
        return SendError(kind, sent=False, moved_to=str(error.new_chat_id))
    if not is_answer(error):
        sent = False if isinstance(error.__cause__, NEVER_LEFT) else None
        return SendError(kind, sent=sent)
    if isinstance(error, InvalidToken | Conflict):
        return SendError(kind, sent=False)
    return _refusal(error, kind)


def _refusal(error: TelegramError, kind: str) -> SendError:
    said = error.message.lower()
    closed = next((why for words, why in CLOSED.items() if words in said), "")
    if not closed and isinstance(error, Forbidden):
        closed = "" if "to bots" in said else wording.BOT_REMOVED
    if any(words in said for words in TOPIC_CLOSED):
        return SendError(kind, sent=False, permanent=True, closed_topic=wording.TOPIC_CLOSED)
    return SendError(kind, sent=False, permanent=True, closed=closed)


def is_answer(error: TelegramError) -> bool:
    """True when the server itself refused in JSON; a page of some proxy refuses nothing."""
    if isinstance(error.__cause__, TelegramError):
        return False
    return isinstance(error, BadRequest | Forbidden | InvalidToken | Conflict | AskedToWait)


def says(error: TelegramError, *words: str) -> bool:
    said = error.message.lower()
    return any(one in said for one in words)
