"""What is too long for one call is cut before it becomes one: at line ends, in order; pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from msgspec import structs

from storage.messages import Attachment, OutgoingMessage

ELLIPSIS = "……"


@dataclass(frozen=True, slots=True)
class Limits:
    """Longest text and caption in UTF-16 units, items of an album, bytes of a file and photo."""

    text: int
    caption: int
    album: int
    file_bytes: int
    photo_bytes: int


LIMITS: Mapping[str, Limits] = {"telegram": Limits(4095, 1023, 10, 49 << 20, 9 << 20)}
"""By channel; one without a line here takes whatever it is given."""


def calls_of(message: OutgoingMessage) -> list[OutgoingMessage]:
    """One message a call, keys made from its own; an edit is never more than one."""
    limits = LIMITS.get(message.channel)
    if limits is None or message.edits is not None or message.answers or message.reaction:
        return [message]
    if not message.attachments and 2 * len(message.text) <= limits.text:
        return [message]
    albums = _albums(message.attachments, limits)
    texts = cut_text(message.text, limits.text)
    if not albums:
        parts = [structs.replace(message, text=text) for text in texts]
        bare = [structs.replace(part, choices=()) for part in parts[:-1]]
        return _numbered(message, [*bare, *parts[-1:]])
    caption = message.text if _length(message.text) <= limits.caption else ""
    before = [] if caption or not message.text else texts
    calls = [structs.replace(message, text=text, attachments=(), choices=()) for text in before]
    for number, album in enumerate(albums):
        words = caption if number == 0 else ""
        choices = message.choices if len(albums) == 1 and len(album) == 1 else ()
        calls.append(structs.replace(message, text=words, attachments=album, choices=choices))
    return _numbered(message, calls)


def _numbered(message: OutgoingMessage, calls: Sequence[OutgoingMessage]) -> list[OutgoingMessage]:
    """The first keeps the key: what edits or quotes the message finds it."""
    return [
        structs.replace(call, key=message.key if number == 0 else f"{message.key}/part/{number}")
        for number, call in enumerate(calls)
    ]


def _albums(attachments: Sequence[Attachment], limits: Limits) -> list[tuple[Attachment, ...]]:
    """Photos with photos and files with files, in order; each as large as a call may be."""
    albums: list[list[Attachment]] = []
    for attachment in attachments:
        for part in _file_parts(attachment, limits):
            last = albums[-1] if albums else []
            if last and last[0].kind == part.kind and len(last) < limits.album and not part.start:
                last.append(part)
            else:
                albums.append([part])
    return [tuple(album) for album in albums]


def _file_parts(attachment: Attachment, limits: Limits) -> list[Attachment]:
    size = attachment.bytes or 0
    if attachment.kind == "photo" and size <= limits.photo_bytes:
        return [attachment]
    whole = replace(attachment, kind="file")
    if size <= limits.file_bytes:
        return [whole]
    starts = range(0, size, limits.file_bytes)
    return [
        replace(
            whole,
            name=f"{attachment.name}.{number:03d}",
            start=start,
            bytes=min(limits.file_bytes, size - start),
        )
        for number, start in enumerate(starts, 1)
    ]


def cut_text(text: str, most: int) -> list[str]:
    """Pieces of at most `most` UTF-16 units, cut at line ends where there are any."""
    pieces, piece = [], ""
    for line in text.splitlines(keepends=True):
        if _length(piece + line) > most and piece.strip():
            pieces.append(piece.rstrip("\n"))
            piece = ""
        while _length(line) > most:
            head = _head(line, most)
            pieces.append(head)
            line = line[len(head) :]
        piece += line
    return [*pieces, piece] if piece or not pieces else pieces


def clip(text: str, most: int) -> str:
    """At most `most` UTF-16 units; what is left out is marked."""
    if _length(text) <= most:
        return text
    return _head(text, most - len(ELLIPSIS)) + ELLIPSIS


def _length(text: str) -> int:
    """As Telegram counts: a character beyond the basic plane is two."""
    return len(text) + sum(character > "\uffff" for character in text)


def _head(text: str, most: int) -> str:
    length = 0
    for place, character in enumerate(text):
        length += 2 if character > "\uffff" else 1
        if length > most:
            return text[:place]
    return text
