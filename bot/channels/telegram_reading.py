"""A kept update of Telegram as an IncomingMessage; pure, raises Unreadable."""

from collections.abc import Mapping
from typing import Any

from bot.channels.base import Unreadable
from bot.channels.telegram_commands import spoken
from bot.channels.telegram_kinds import attachments_of, kind_of, place_of
from bot.channels.telegram_page import read_object
from bot.channels.telegram_people import origin_of, sender_of
from bot.channels.telegram_raw import MESSAGES, NAME
from bot.channels.telegram_values import Section, integer, moment, section, text
from storage.messages import IncomingMessage, RawUpdate

LONGEST_TEXT = 20_000

BECAME: Mapping[str, str] = {
    "creator": "added",
    "administrator": "added",
    "member": "added",
    "left": "removed",
    "kicked": "removed",
}
"""What a status of the bot itself means for a group; restricted depends on its rights."""


def read_update(raw: RawUpdate) -> IncomingMessage:
    """Raises Unreadable for what is no message, press or membership."""
    try:
        update = read_object(raw.body)
    except ValueError:
        raise Unreadable("no JSON") from None
    for name in MESSAGES:
        if message := section(update, name):
            return _message(raw, message)
    if press := section(update, "callback_query"):
        return _press(raw, press)
    if changed := section(update, "my_chat_member"):
        return _membership(raw, changed)
    raise Unreadable("unknown kind of update")


def _message(raw: RawUpdate, message: Section) -> IncomingMessage:
    chat, sent_at = section(message, "chat"), moment(message, "date")
    if not raw.chat or sent_at is None:
        raise Unreadable("no chat or no date")
    words = text(message, "text") or text(message, "caption")
    if len(words) > LONGEST_TEXT:
        raise Unreadable("text too long")
    sender = sender_of(message)
    return IncomingMessage(
        channel=NAME,
        chat=raw.chat,
        message=raw.message,
        sender=sender.account,
        sender_name=sender.name,
        sent_at=sent_at,
        kind=kind_of(message),
        edit=raw.edit,
        text=spoken(words),
        private=text(chat, "type") == "private",
        attachments=attachments_of(message),
        place=place_of(message),
        reply_to=_reply_to(message),
        chat_title=text(chat, "title"),
        forwarded_from=origin_of(message),
        anonymous=sender.anonymous,
        moved_to=_chat_id(message, "migrate_to_chat_id"),
        moved_from=_chat_id(message, "migrate_from_chat_id"),
    )


def _reply_to(message: Section) -> str | None:
    """In a topic every message points at the topic's first one: that is no reply."""
    replied = integer(section(message, "reply_to_message"), "message_id")
    in_topic = message.get("is_topic_message") is True
    if replied is None or (in_topic and replied == integer(message, "message_thread_id")):
        return None
    return str(replied)


def _chat_id(message: Section, name: str) -> str | None:
    found = integer(message, name)
    return None if found is None else str(found)


def _press(raw: RawUpdate, press: Section) -> IncomingMessage:
    """`text` is what the button carries, not to be trusted; `reply_to` the message it is under."""
    message, sender = section(press, "message"), sender_of(press)
    number = integer(message, "message_id")
    if not sender.account or number is None:
        raise Unreadable("a press by nobody or of nothing")
    return IncomingMessage(
        channel=NAME,
        chat=raw.chat,
        message=raw.message,
        sender=sender.account,
        sender_name=sender.name,
        sent_at=raw.sent_at,
        kind="press",
        text=text(press, "data"),
        private=text(section(message, "chat"), "type") == "private",
        reply_to=str(number),
        chat_title=text(section(message, "chat"), "title"),
        press=text(press, "id"),
    )


def _membership(raw: RawUpdate, changed: Section) -> IncomingMessage:
    chat, sender = section(changed, "chat"), sender_of(changed)
    private = text(chat, "type") == "private"
    return IncomingMessage(
        channel=NAME,
        chat=raw.chat,
        message=raw.message,
        sender=sender.account,
        sender_name=sender.name,
        sent_at=raw.sent_at,
        kind="member",
        private=private,
        chat_title=text(chat, "title"),
        membership=_became(section(changed, "new_chat_member"), private),
    )


def _became(member: Section, private: bool) -> str:
    status = text(member, "status")
    if status == "restricted":
        may_speak: Any = member.get("can_send_messages")
        here = member.get("is_member") is not False
        return ("added" if may_speak is True else "muted") if here else "removed"
    if status not in BECAME:
        raise Unreadable("unknown membership")
    return "blocked" if private and BECAME[status] == "removed" else BECAME[status]
