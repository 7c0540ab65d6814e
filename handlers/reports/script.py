"""Folding a text into simplified, half-width characters, one for one with the original."""

import re
from functools import cache

_PINYIN_NOISE = re.compile(r"(?<=[\u3400-\u9fff])\([a-züāáǎàōóǒòēéěèīíǐìūúǔùǖǘǚǜ]{1,6}\)")
_FULL_WIDTH = {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
# The finders of words raise at a lone surrogate.
_OTHER = {chr(code): "\x00" for code in range(0xD800, 0xE000)} | {
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


@cache
def _table() -> dict[str, str]:
    import opencc

    characters = [chr(code) for code in range(0x3400, 0xA000)]
    converted = opencc.OpenCC("t2s").convert("\n".join(characters)).split("\n")
    pairs = zip(characters, converted, strict=True)
    table = {old: new for old, new in pairs if old != new and len(new) == 1}
    # What a character folds into must not fold again, or the order of folding would tell.
    return {old: table.get(new, new) for old, new in table.items()} | _FULL_WIDTH | _OTHER


@cache
def _unfolded() -> re.Pattern[str]:
    return re.compile(f"[{re.escape(''.join(_table()))}]")


def fold(text: str) -> str:
    """The text in simplified and half-width characters; every position stays what it was."""
    unfolded = _unfolded().findall(text)
    if unfolded:
        table = _table()
        for sign in set(unfolded):
            text = text.replace(sign, table[sign])
    if "(" in text and _PINYIN_NOISE.search(text):
        text = _PINYIN_NOISE.sub(lambda noise: "\x00" * len(noise.group()), text)
    return text
