"""What the page and other programs are shown of a kept message."""

from datetime import tzinfo
from typing import Any
from urllib.parse import quote

from bot.channels.local_draft import PRIVATE, Chat, Speaker, group_chat
from handlers import wording
from storage.local_messages import LocalMessage
from storage.messages import Attachment
from storage.records import Group


def show_message(message: LocalMessage, zone: tzinfo) -> dict[str, Any]:
    """A withdrawn message shows neither text nor files."""
    gone = message.withdrawn
    place = None if gone else message.place
    return {
        "id": str(message.id),
        "chat": message.chat,
        "sender": message.sender,
        "sender_name": message.sender_name,
        "bot": message.bot,
        "text": "" if gone else message.text,
        "sent_at": message.sent_at.astimezone(zone).isoformat(),
        "reply_to": message.reply_to,
        "edited": message.edits > 0,
        "withdrawn": message.withdrawn,
        "forgotten": message.forgotten,
        "choices": [{"id": choice, "text": words} for choice, words in message.choices],
        "files": [] if gone else [_file(file) for file in message.files],
        "place": place
        and {
            "latitude": place.latitude,
            "longitude": place.longitude,
            "datum": place.datum,
            "label": place.label,
        },
    }


def show_chats(groups: tuple[Group, ...], speakers: tuple[Speaker, ...]) -> dict[str, Any]:
    chats = [group_chat(group) for group in groups]
    chats.append(Chat(PRIVATE, wording.LOCAL_PRIVATE, wording.LOCAL_PRIVATE_KIND))
    return {
        "chats": [{"id": chat.id, "name": chat.name, "kind": chat.kind} for chat in chats],
        "speakers": [{"id": speaker.id, "name": speaker.name} for speaker in speakers],
    }


def _file(file: Attachment) -> dict[str, Any]:
    sha256 = file.sha256 or file.reference
    return {
        "name": file.name,
        "url": f"/api/files/{quote(sha256, safe='')}/{quote(file.name, safe='')}",
        "bytes": file.bytes,
        "kind": file.kind,
    }
