"""Reads a posted form part by part: nothing larger than its limit is ever held."""

import asyncio
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Protocol
from urllib.parse import parse_qsl, unquote

from aiohttp import BodyPartReader, web
from aiohttp.http_exceptions import HttpProcessingError

from bot.channels.image_header import HEADER_BYTES, read_image_header
from handlers import wording
from storage.files import FileShelf

MOST_PHOTOS = 9
MOST_PARTS = 64
FIELD_BYTES = 1000
CHUNK = 1 << 16
_BROKEN = (ValueError, LookupError, RuntimeError, AssertionError, HttpProcessingError)


class LocalLimits(Protocol):
    @property
    def text_characters(self) -> int: ...
    @property
    def photo_megabytes(self) -> int: ...
    @property
    def photo_megapixels(self) -> int: ...


class Refused(Exception):
    """A message that is not taken: 400, 403, 404 or 413 and one line for its sender."""

    def __init__(self, sentence: str, status: int = 400) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.status = status


@dataclass(frozen=True, slots=True)
class Upload:
    """A finished file in the shelf's own `incoming` folder, not yet on the shelf."""

    kind: str
    path: Path
    name: str


@dataclass(slots=True)
class Form:
    fields: dict[str, str] = field(default_factory=dict)
    uploads: list[Upload] = field(default_factory=list)
    temps: list[Path] = field(default_factory=list)

    def discard(self) -> None:
        """Remove what was not put onto the shelf."""
        for path in self.temps:
            path.unlink(missing_ok=True)


async def read_form(
    request: web.Request, form: Form, shelf: FileShelf, limits: LocalLimits
) -> None:
    """Fill `form`, also when it raises Refused; its maker discards it."""
    if request.content_type == "application/x-www-form-urlencoded":
        form.fields.update(_fields(await _read_urlencoded(request, limits), limits))
        return
    if request.content_type != "multipart/form-data":
        raise Refused(wording.LOCAL_FORM_BROKEN)
    try:
        await _read_parts(request, form, shelf, limits)
    except Refused:
        raise
    except _BROKEN:
        raise Refused(wording.LOCAL_FORM_BROKEN) from None


async def _read_parts(
    request: web.Request, form: Form, shelf: FileShelf, limits: LocalLimits
) -> None:
    parts = 0
    async for part in await request.multipart():
        parts += 1
        if not isinstance(part, BodyPartReader) or parts > MOST_PARTS:
            raise Refused(wording.LOCAL_FORM_BROKEN)
        if part.name in {"photo", "file"}:
            await _read_upload(part, form, shelf, limits)
        elif part.name:
            form.fields[part.name] = await _read_field(part, part.name, limits)


async def _read_field(part: BodyPartReader, name: str, limits: LocalLimits) -> str:
    most = limits.text_characters * 4 if name == "text" else FIELD_BYTES
    held = bytearray()
    while not part.at_eof():
        held += await part.read_chunk(CHUNK)
        # Browsers send each line break as two bytes.
        if len(held) - held.count(b"\r\n") > most:
            raise _too_long(name, limits)
    return _text(bytes(held), name, limits)


async def _read_urlencoded(request: web.Request, limits: LocalLimits) -> bytes:
    most = limits.text_characters * 12 + 8 * FIELD_BYTES
    held = bytearray()
    async for chunk in request.content.iter_chunked(CHUNK):
        held += chunk
        if len(held) > most:
            raise _too_long("text", limits)
    return bytes(held)


def _fields(body: bytes, limits: LocalLimits) -> dict[str, str]:
    try:
        pairs = parse_qsl(
            body.decode(), keep_blank_values=True, errors="strict", max_num_fields=MOST_PARTS
        )
    except UnicodeDecodeError:
        raise Refused(wording.LOCAL_NOT_UTF8) from None
    except ValueError:
        raise Refused(wording.LOCAL_FORM_BROKEN) from None
    return {name: _text(value.encode(), name, limits) for name, value in pairs}


def _text(data: bytes, name: str, limits: LocalLimits) -> str:
    """One kind of line break; a NUL, which no database keeps, becomes the replacement sign."""
    try:
        text = data.decode().replace("\r\n", "\n").replace("\0", "\ufffd")
    except UnicodeDecodeError:
        raise Refused(wording.LOCAL_NOT_UTF8) from None
    if len(text) > (limits.text_characters if name == "text" else FIELD_BYTES):
        raise _too_long(name, limits)
    return text


def _too_long(name: str, limits: LocalLimits) -> Refused:
    if name == "text":
        return Refused(wording.local_text_too_long(limits.text_characters), 413)
    return Refused(wording.LOCAL_FORM_BROKEN)


async def _read_upload(
    part: BodyPartReader, form: Form, shelf: FileShelf, limits: LocalLimits
) -> None:
    kind = part.name or ""
    name = file_name(part.filename or "")
    if sum(upload.kind == kind for upload in form.uploads) >= (
        MOST_PHOTOS if kind == "photo" else 1
    ):
        raise Refused(wording.LOCAL_TOO_MANY_PHOTOS if kind == "photo" else wording.LOCAL_ONE_FILE)
    temp = await asyncio.to_thread(shelf.new_temp)
    form.temps.append(temp)
    size = await _copy(part, temp, limits.photo_megabytes)
    if not size and not part.filename:
        return  # a file field that was left empty
    if not size:
        raise Refused(wording.local_file_empty(name))
    if kind == "photo":
        await asyncio.to_thread(_check_photo, temp, name, limits)
    form.uploads.append(Upload(kind, temp, name))


async def _copy(part: BodyPartReader, temp: Path, megabytes: int) -> int:
    size = 0
    file: BinaryIO = await asyncio.to_thread(temp.open, "wb")
    try:
        while not part.at_eof():
            chunk = await part.read_chunk(CHUNK * 4)
            size += len(chunk)
            if size > megabytes << 20:
                raise Refused(wording.local_file_too_large(megabytes), 413)
            await asyncio.to_thread(file.write, chunk)
    finally:
        await asyncio.to_thread(file.close)
    return size


def _check_photo(temp: Path, name: str, limits: LocalLimits) -> None:
    header = read_image_header(read_head(temp))
    if header is None:
        raise Refused(wording.local_not_a_photo(name))
    if (header.pixels or 0) > limits.photo_megapixels * 1_000_000:
        raise Refused(wording.local_too_many_pixels(name, limits.photo_megapixels), 413)


def read_head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(HEADER_BYTES)


def file_name(given: str) -> str:
    """The last part of a sent file name, printable and at most 100 characters, never empty."""
    plain = unquote(given.encode(errors="replace").decode())  # some clients quote what is not ASCII
    last = plain.replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(letter for letter in last if letter.isprintable()).strip(" .")
    if len(kept) > 100:
        kept = kept[:80] + kept[-20:]
    return kept or "photo"
