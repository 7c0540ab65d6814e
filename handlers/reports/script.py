"""Folding a text into simplified, half-width characters, one for one with the original."""

import re
from functools import cache

_PINYIN_NOISE = re.compile(r"(?<=[\u3400-\u9fff])\([a-züāáǎàōóǒòēéěèīíǐìūúǔùǖǘǚǜ]{1,6}\)")
_FULL_WIDTH = {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
_OTHER = {
    "\u3000": " ",
    "\xa0": " ",
    "\t": " ",
    "\r": "\n",
    "\u2028": "\n",
    "﹕": ":",
    "︰": ":",
    "∶": ":",
    "•": "●",
    "—": "-",
    "–": "-",
    "―": "-",
    "〜": "~",
    "○": "〇",
    "餘": "余",
    "佈": "布",
    "裡": "里",
    "勐": "猛",
}


_COMMON = tuple(zip("，：；（）！？", ",:;()!?", strict=True))


@cache
def _table() -> dict[str, str]:
    import opencc

    characters = [chr(code) for code in range(0x3400, 0xA000)]
    converted = opencc.OpenCC("t2s").convert("\n".join(characters)).split("\n")
    pairs = zip(characters, converted, strict=True)
    table = {old: new for old, new in pairs if old != new and len(new) == 1}
    return table | _FULL_WIDTH | _OTHER


@cache
def _unfolded() -> re.Pattern[str]:
    return re.compile(f"[{re.escape(''.join(_table()))}]")


def _folded(match: re.Match[str]) -> str:
    return _table()[match.group()]


def fold(text: str) -> str:
    """The text in simplified and half-width characters; every position stays what it was."""
    for wide, narrow in _COMMON:
        text = text.replace(wide, narrow)
    folded = _unfolded().sub(_folded, text)
    if "(" in folded and _PINYIN_NOISE.search(folded):
        folded = _PINYIN_NOISE.sub(lambda noise: "\x00" * len(noise.group()), folded)
    return folded
