"""How a message of the local chat stands in the inbox: JSON text and back."""

import hashlib
import json
from datetime import datetime
from typing import Any

from bot.channels.base import Unreadable
from storage.local_messages import CHANNEL
from storage.messages import Attachment, IncomingMessage, RawUpdate
from storage.records import Place


def write_raw(message: IncomingMessage) -> RawUpdate:
    body = json.dumps(_content(message), ensure_ascii=False, separators=(",", ":"))
    digest = hashlib.sha256(body.encode()).hexdigest()
    return RawUpdate(
        key=f"{CHANNEL}/{message.chat}/{message.message}/{message.edit}/{digest}",
        channel=CHANNEL,
        chat=message.chat,
        message=message.message,
        edit=message.edit,
        kind=message.kind,
        sent_at=message.sent_at,
        body=body,
    )


def read_raw(raw: RawUpdate) -> IncomingMessage:
    """Raises Unreadable."""
    try:
        content = json.loads(raw.body)
        return IncomingMessage(
            channel=CHANNEL,
            chat=raw.chat,
            message=raw.message,
            edit=raw.edit,
            kind=raw.kind,
            sent_at=datetime.fromisoformat(content["sent_at"]),
            sender=content["sender"],
            sender_name=content["sender_name"],
            text=content["text"],
            private=content["private"],
            chat_title=content["chat_title"],
            attachments=tuple(Attachment(**file) for file in content["files"]),
            place=Place(**content["place"]) if content["place"] else None,
            reply_to=content["reply_to"],
            withdraws=content["withdraws"],
        )
    except (ValueError, TypeError, KeyError) as error:
        raise Unreadable(type(error).__name__) from None


def _content(message: IncomingMessage) -> dict[str, Any]:
    place = message.place
    return {
        "sent_at": message.sent_at.isoformat(),
        "sender": message.sender,
        "sender_name": message.sender_name,
        "text": message.text,
        "private": message.private,
        "chat_title": message.chat_title,
        "files": [_file(file) for file in message.attachments],
        "place": None if place is None else _place(place),
        "reply_to": message.reply_to,
        "withdraws": message.withdraws,
    }


def _file(file: Attachment) -> dict[str, Any]:
    return {
        "kind": file.kind,
        "reference": file.reference,
        "name": file.name,
        "bytes": file.bytes,
        "sha256": file.sha256,
    }


def _place(place: Place) -> dict[str, Any]:
    return {
        "latitude": place.latitude,
        "longitude": place.longitude,
        "datum": place.datum,
        "label": place.label,
    }
