"""The font that pictures are written in; only in a child process or a test (pillow)."""

import unicodedata
from functools import cache

from PIL import ImageFont
from pylopdf_fonts_zh_cn import sans_path

FALLBACK = "〓"
"""What printers set for a character that they have not; never an empty box."""
_NOT_A_CHARACTER = "\U0010ffff"
_PROBE = 24


@cache
def font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(sans_path()), size, layout_engine=ImageFont.Layout.BASIC)


def measure(words: str, size: int) -> float:
    return font(size).getlength(words)


@cache
def has_glyph(character: str) -> bool:
    """False for what the font would show as a box."""
    return _mask(character) != _mask(_NOT_A_CHARACTER)


@cache
def _mask(character: str) -> tuple[bytes, float]:
    return bytes(font(_PROBE).getmask(character)), measure(character, _PROBE)


def readable(words: str) -> str:
    """The same words; a character that the font lacks is told by its sound: (hē)家村."""
    return "".join(map(_shown, unicodedata.normalize("NFC", words)))


@cache
def _shown(character: str) -> str:
    if character.isspace():
        return " "
    kind = unicodedata.category(character)
    if kind[0] == "C" or kind in ("Mn", "So"):
        return "" if kind[0] == "C" or not has_glyph(character) else character
    if has_glyph(character):
        return character
    from pypinyin import pinyin

    sound = pinyin(character, errors="ignore")
    return f"({sound[0][0]})" if sound else FALLBACK
