"""What a posted form means: pure checks, every refusal with its own line."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.channels.local_form import Form, Refused, Upload
from handlers import wording
from storage.local_messages import LocalMessage
from storage.messages import Attachment
from storage.records import Group, Place

PRIVATE = "private"
_NUMBER = re.compile(r"[+-]?\d{1,3}(\.\d{1,20})?", re.ASCII)
_DATUMS = {"WGS84": "WGS-84", "GCJ02": "GCJ-02", "BD09": "BD-09"}


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who speaks in the local chat: `id` is the account of a person on platform `local`."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Chat:
    """`kind` is 报送, 主管, 群众 or 私聊."""

    id: str
    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A posted message; `chat` is as asked for, empty where an earlier message names it."""

    chat: str
    speaker: Speaker
    text: str
    place: Place | None
    uploads: tuple[Upload, ...]
    reply_to: str | None
    edits: str | None
    withdraws: str | None


def kind_of(files: Sequence[Upload] | Sequence[Attachment], place: Place | None, text: str) -> str:
    """The log's word for a message: photo before file before location before text."""
    if any(file.kind == "photo" for file in files):
        return "photo"
    if files:
        return "file"
    return "location" if place is not None and not text.strip() else "text"


def read_draft(form: Form, speakers: Sequence[Speaker]) -> Draft:
    """Raises Refused."""
    given = form.fields
    draft = Draft(
        chat=given.get("chat", "").strip(),
        speaker=read_speaker(given.get("speaker", ""), speakers),
        text=given.get("text", ""),
        place=read_place(given),
        uploads=tuple(form.uploads),
        reply_to=given.get("reply_to", "").strip() or None,
        edits=given.get("edits", "").strip() or None,
        withdraws=given.get("withdraws", "").strip() or None,
    )
    if draft.withdraws is not None:
        return draft
    if draft.edits is not None:
        if draft.uploads or draft.place is not None:
            raise Refused(wording.LOCAL_EDIT_TEXT_ONLY)
    elif not draft.text.strip() and not draft.uploads and draft.place is None:
        raise Refused(wording.LOCAL_EMPTY)
    return draft


def read_speaker(asked: str, speakers: Sequence[Speaker]) -> Speaker:
    """By id, else by name where only one has it; raises Refused."""
    asked = asked.strip()
    if not asked:
        raise Refused(wording.LOCAL_NO_SPEAKER)
    found = [speaker for speaker in speakers if speaker.id == asked]
    found = found or [speaker for speaker in speakers if speaker.name == asked]
    if len(found) != 1:
        raise Refused(wording.LOCAL_UNKNOWN_SPEAKER)
    return found[0]


def read_chat(asked: str, speaker: Speaker | None, groups: Sequence[Group]) -> Chat:
    """By id, else by name where only one has it; `private` is the speaker's own; raises Refused."""
    asked = asked.strip()
    if not asked:
        raise Refused(wording.LOCAL_NO_CHAT)
    chats = [group_chat(group) for group in groups]
    if speaker is not None:
        own = private_chat(speaker)
        chats.append(own)
        asked = own.id if asked == PRIVATE else asked
    elif asked == PRIVATE:
        raise Refused(wording.LOCAL_NO_SPEAKER)
    found = [chat for chat in chats if chat.id == asked]
    found = found or [chat for chat in chats if chat.name == asked]
    if len(found) != 1:
        raise Refused(wording.LOCAL_UNKNOWN_CHAT)
    return found[0]


def group_chat(group: Group) -> Chat:
    return Chat(group.chat or "", group.name, group.purpose.value)


def private_chat(speaker: Speaker) -> Chat:
    return Chat(private_id(speaker.id), wording.LOCAL_PRIVATE, wording.LOCAL_PRIVATE_KIND)


def private_id(account: str) -> str:
    return f"{PRIVATE}:{account}"


def read_place(given: Mapping[str, str]) -> Place | None:
    """Degrees as given, in the datum named (WGS-84 when none is); raises Refused."""
    latitude, longitude = given.get("latitude", "").strip(), given.get("longitude", "").strip()
    if not latitude and not longitude:
        return None
    datum = given.get("datum", "").strip().upper().replace("-", "") or "WGS84"
    if datum not in _DATUMS:
        raise Refused(wording.LOCAL_UNKNOWN_DATUM)
    return Place(_degrees(latitude, 90), _degrees(longitude, 180), _DATUMS[datum])


def _degrees(given: str, most: int) -> float:
    if not _NUMBER.fullmatch(given) or not math.fabs(float(given)) <= most:
        raise Refused(wording.LOCAL_BAD_PLACE)
    return float(given)


def check_own(message: LocalMessage | None, chat: str, speaker: Speaker) -> LocalMessage:
    """Only the sender changes a message, and not once it is withdrawn; raises Refused."""
    if message is None or message.chat != chat:
        raise Refused(wording.LOCAL_UNKNOWN_MESSAGE)
    if message.bot or message.sender != speaker.id:
        raise Refused(wording.LOCAL_NOT_YOURS)
    if message.withdrawn:
        raise Refused(wording.LOCAL_WITHDRAWN_ALREADY)
    return message
