"""Folding a text into simplified, half-width characters, one for one with the original."""

import re

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


_OWN = _FULL_WIDTH | _OTHER
# These fold as well; every other Han character of GB 2312 is simplified already.
_IN_GB2312 = dict(
    zip("乾吒夥後徵拚捱摺於榘菸薹袷醣麴麽", "干咤伙后征拼挨折于矩烟苔夹糖曲么", strict=True)
)
_FEW = _OWN | _IN_GB2312
_HAN = re.compile("[\u3400-\u9fff]+")


def _table() -> dict[str, str]:
    # Takes 8 MB, and most texts are simplified: loaded by the first that may not be.
    import opencc

    characters = [chr(code) for code in range(0x3400, 0xA000)]
    converted = opencc.OpenCC("t2s").convert("\n".join(characters)).split("\n")
    pairs = zip(characters, converted, strict=True)
    table = {old: new for old, new in pairs if old != new and len(new) == 1}
    # What a character folds into must not fold again, or the order of folding would tell.
    return {old: table.get(new, new) for old, new in table.items()} | _OWN


def _signs(table: dict[str, str]) -> re.Pattern[str]:
    return re.compile(f"[{re.escape(''.join(table))}]")


_Folding = tuple[re.Pattern[str], dict[str, str]]
_FEW_FOLDED: _Folding = (_signs(_FEW), _FEW)
_whole: list[_Folding] = []


def _folding(text: str) -> _Folding:
    """Once the whole table is there, it is used for every text: that is faster than to ask."""
    if not _whole:
        if _is_simplified(text):
            return _FEW_FOLDED
        table = _table()
        _whole.append((_signs(table), table))
    return _whole[0]


def _is_simplified(text: str) -> bool:
    """Whether all its Han characters stand in GB 2312."""
    try:
        text.encode("gb2312")
    except UnicodeEncodeError:
        han = "".join(_HAN.findall(text))
        return len(han) < len(text) and _is_simplified(han)
    return True


_last = ("", "")


def fold(text: str) -> str:
    """The text in simplified and half-width characters; every position stays what it was."""
    # A message is folded by each who reads it: as an order, for its partners, as a report.
    global _last
    said, folded = _last
    if text is said:
        return folded
    folded = _fold(text)
    _last = (text, folded)
    return folded


def _fold(text: str) -> str:
    signs, table = _folding(text)
    unfolded = signs.findall(text)
    if unfolded:
        for sign in set(unfolded):
            text = text.replace(sign, table[sign])
    if "(" in text and _PINYIN_NOISE.search(text):
        text = _PINYIN_NOISE.sub(lambda noise: "\x00" * len(noise.group()), text)
    return text
