"""What kind of message it is and what it brings along: one small function a kind; pure."""

from collections.abc import Callable, Mapping

from bot.channels.telegram_values import Section, integer, number, section, sections, text
from storage.messages import Attachment
from storage.records import Place

SERVICE = ("new_chat_members", "left_chat_member")
PICTURE_ENDINGS = {"image/jpeg": ".jpg", "image/png": ".png", "image/heic": ".heic"}


def kind_of(message: Section) -> str:
    """The kind of contract.md's log; `other` for what is not known: kept and counted."""
    if "migrate_to_chat_id" in message or "migrate_from_chat_id" in message:
        return "migration"
    if section(message, "forward_origin"):
        return "forward"
    return next((kind for name, kind in KINDS.items() if name in message), "other")


KINDS: Mapping[str, str] = {
    "photo": "photo",
    "animation": "video",
    "document": "file",
    "venue": "location",
    "location": "location",
    "contact": "contact",
    "voice": "voice",
    "audio": "voice",
    "video": "video",
    "video_note": "video",
    "text": "text",
    **dict.fromkeys(SERVICE, "member"),
}
"""In this order: a GIF is also a document, a venue also a location."""


def attachments_of(message: Section) -> tuple[Attachment, ...]:
    """The photo or file that a message brings, its reference the bot's own file_id."""
    if FILES.keys().isdisjoint(message):
        return ()
    name = next((name for name in FILES if name in message), None)
    found = None if name is None else FILES[name](message)
    return () if found is None else (found,)


def _photo(message: Section) -> Attachment | None:
    """The largest of the sizes."""
    sizes = [size for size in sections(message, "photo") if text(size, "file_id")]
    if not sizes:
        return None
    largest = max(sizes, key=lambda size: (_area(size), integer(size, "file_size") or 0))
    return _attachment("photo", largest, f"{integer(message, 'message_id')}.jpg")


def _area(size: Section) -> int:
    return (integer(size, "width") or 0) * (integer(size, "height") or 0)


def _animation(message: Section) -> Attachment | None:
    return _named("video", section(message, "animation"), ".mp4")


def _document(message: Section) -> Attachment | None:
    """Also a picture sent as a file, which keeps its EXIF."""
    document = section(message, "document")
    return _named("file", document, PICTURE_ENDINGS.get(text(document, "mime_type"), ""))


def _voice(message: Section) -> Attachment | None:
    return _named("voice", section(message, "voice") or section(message, "audio"), ".ogg")


def _video(message: Section) -> Attachment | None:
    return _named("video", section(message, "video") or section(message, "video_note"), ".mp4")


FILES: Mapping[str, Callable[[Section], Attachment | None]] = {
    "photo": _photo,
    "animation": _animation,
    "document": _document,
    "voice": _voice,
    "audio": _voice,
    "video": _video,
    "video_note": _video,
}


def _named(kind: str, file: Section, ending: str) -> Attachment | None:
    if not text(file, "file_id"):
        return None
    given = text(file, "file_name")
    return _attachment(kind, file, given or f"{text(file, 'file_unique_id')}{ending}")


def _attachment(kind: str, file: Section, name: str) -> Attachment:
    size = integer(file, "file_size")
    known = size if size is not None and size >= 0 else None
    return Attachment(kind, text(file, "file_id"), name, known)


def place_of(message: Section) -> Place | None:
    """A location, a live one's first point, or a venue with its name; always WGS-84."""
    if "location" not in message and "venue" not in message:
        return None
    venue = section(message, "venue")
    location = section(venue, "location") or section(message, "location")
    latitude, longitude = number(location, "latitude"), number(location, "longitude")
    if latitude is None or longitude is None or abs(latitude) > 90 or abs(longitude) > 180:
        return None
    label = " ".join(one for one in (text(venue, "title"), text(venue, "address")) if one)
    return Place(latitude, longitude, "WGS-84", label or None)
