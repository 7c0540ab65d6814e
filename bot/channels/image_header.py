"""What kind of picture a file is by its first bytes, and how large, without decoding it."""

import struct
from dataclasses import dataclass

HEADER_BYTES = 1 << 20
"""How much of a file is enough: the size of a JPEG stands after its EXIF blocks."""

_HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})
_JPEG_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_JPEG_BARE = frozenset({0x01, *range(0xD0, 0xD9)})


@dataclass(frozen=True, slots=True)
class ImageHeader:
    """`pixels` is None where the header does not tell (a cut or strange file)."""

    media_type: str
    pixels: int | None


def read_image_header(data: bytes) -> ImageHeader | None:
    """None unless the bytes begin a JPEG, PNG, GIF, WEBP or HEIC; they may still be damaged."""
    if data.startswith(b"\xff\xd8\xff"):
        return ImageHeader("image/jpeg", _jpeg_pixels(data))
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return ImageHeader("image/png", _two(data, 16, ">II"))
    if data.startswith((b"GIF87a", b"GIF89a")):
        return ImageHeader("image/gif", _two(data, 6, "<HH"))
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return ImageHeader("image/webp", _webp_pixels(data))
    if data[4:8] == b"ftyp" and data[8:12] in _HEIC_BRANDS:
        return ImageHeader("image/heic", _heic_pixels(data))
    return None


def _two(data: bytes, at: int, form: str) -> int | None:
    if len(data) < at + struct.calcsize(form):
        return None
    width, height = struct.unpack_from(form, data, at)
    return int(width) * int(height)


def _jpeg_pixels(data: bytes) -> int | None:
    at = 2
    while at + 9 <= len(data):
        if data[at] != 0xFF:
            return None
        marker = data[at + 1]
        if marker == 0xFF:
            at += 1
        elif marker in _JPEG_FRAMES:
            return _two(data, at + 5, ">HH")
        elif marker in _JPEG_BARE:
            at += 2
        else:
            at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    return None


def _webp_pixels(data: bytes) -> int | None:
    if len(data) < 30:
        return None
    kind = data[12:16]
    if kind == b"VP8X":
        width = int.from_bytes(data[24:27], "little") + 1
        return width * (int.from_bytes(data[27:30], "little") + 1)
    if kind == b"VP8L":
        bits = int.from_bytes(data[21:25], "little")
        return ((bits & 0x3FFF) + 1) * ((bits >> 14 & 0x3FFF) + 1)
    if kind == b"VP8 ":
        width, height = struct.unpack_from("<HH", data, 26)
        return int(width & 0x3FFF) * int(height & 0x3FFF)
    return None


def _heic_pixels(data: bytes) -> int | None:
    """A HEIC holds tiles and the whole: the largest `ispe` box is the whole."""
    found: list[int] = []
    at = data.find(b"ispe")
    while at >= 0:
        pixels = _two(data, at + 8, ">II")
        if pixels is not None:
            found.append(pixels)
        at = data.find(b"ispe", at + 4)
    return max(found, default=None)
