"""Numbers as people write and say them in running text."""

import re
from collections.abc import Iterable
from functools import cache

from msgspec import Struct

from handlers.reports.lexicon import lexicon
from handlers.reports.numerals import read_numeral
from handlers.reports.word_lists import words

LIMIT = 10**9

_RUN = "[零〇一二两三四五六七八九十百千万亿廿卅壹贰叁肆伍陆柒捌玖拾佰仟俩仨几]"
_ARABIC = rf"\d*(?:,\d{{3}}(?!\d))*(?:\.\d+)?(?:[百千万亿wW]\d*{_RUN}*)?"
# The first character stands alone before the branches, so that a search skips to it.
_BEGIN = rf"[0-9{_RUN[1:-1]}数半场次堂期]"
_NUMERAL = (
    rf"(?:(?<=[0-9]){_ARABIC}|(?<=半)百"
    rf"|(?:(?<={_RUN})|(?<=数)(?=[十百千万亿]){_RUN}){_RUN}*(?:\d+{_RUN}*)?)"
)
_AFTER = "余|多(?!少)|来|几|把(?=[份张本人个户条])"
_AFTER_MEASURE = "左右|上下|以上|出头|开外|余(?!下|款|额)|多(?![少次么给])"
_IMPLIED_ONE = "(?<=[了过][场次堂期])(?![所地数序日合限间末中望])"
_BEFORE = (
    "大约", "大概", "差不多", "将近", "接近", "不下", "超过", "约莫", "估摸", "不到", "约有",
    "大概有", "差不多有", "近", "约", "逾", "超",
)  # fmt: skip


_TRAILING = re.compile(_AFTER_MEASURE)
_TRAILING_SIGNS = frozenset("左上以出开余多")


_MEASURES = dict.fromkeys(words("measure_words", "counting"), True) | dict.fromkeys(
    words("measure_words", "other"), False
)
"""Every measure word, and whether it may count an activity."""
_LONGEST = {word[0]: len(word) for word in sorted(_MEASURES, key=len)}
"""The length of the longest measure word that begins with a character."""


# 五部门 counts offices: its 部 is no measure word.
_ANOTHER_WORD = frozenset(
    (
        "部门", "部队", "条例", "条件", "组织", "班级", "场所", "场地", "家庭", "本村", "本镇",
        "本月", "名额", "名单", "次序", "道路", "道德", "堂屋", "期限", "期间", "页面", "户籍",
        "户外", "位置",
    )
)  # fmt: skip
MONEY = frozenset(("元", "块钱", "块五", "毛钱", "角", "角钱", "万元"))
_FORBIDDEN_BEFORE = frozenset("第#@+*=_.初")
_ONE_BEFORE = frozenset("这那每上下同哪另首前后某任再头")


_BEFORE_SET = frozenset(_BEFORE)
_ENDS_BEFORE = {word[-1] for word in _BEFORE} | {"上"}
_LOOK_AT = _FORBIDDEN_BEFORE | _ENDS_BEFORE | {" "}
_LATIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
_BARE_UNITS = frozenset("百千万亿")


def _signs(characters: Iterable[str]) -> str:
    return f"[{re.escape(''.join(sorted(characters)))}]"


# 215份, 十五户, 95人次: numbers with a usual measure word, and nothing else to weigh.
_PLAIN_MEASURES = {word for word, counting in _MEASURES.items() if counting and len(word) == 1}
_LONGER = {word[1] for word in [*_MEASURES, *_ANOTHER_WORD] if len(word) > 1}
_BESIDE = _LOOK_AT - {" "}
_SPOKEN = _signs(set(_RUN[1:-1]) - {"几"})
_PLAIN = (
    rf"(?:(?<=[0-9])(?<!{_signs(_BESIDE | _LATIN)}[0-9])(?<!{_signs(_ENDS_BEFORE)} [0-9])"
    r"[0-9]{0,8}"
    rf"|(?<={_signs(set(_RUN[1:-1]) - {'几'} - _BARE_UNITS)})"
    rf"(?<!{_signs(_BESIDE | _ONE_BEFORE)}{_SPOKEN})(?<!{_signs(_ENDS_BEFORE)} {_SPOKEN})"
    rf"{_SPOKEN}{{0,8}})"
    rf"(人次|{_signs(_PLAIN_MEASURES - {'把'})})(?!{_signs(_LONGER | _TRAILING_SIGNS)})"
)
_NUMBER = re.compile(
    rf"{_BEGIN}(?:{_PLAIN}|({_NUMERAL})(?:\s?[-~至到]\s?({_BEGIN}{_NUMERAL}))?({_AFTER})?"
    rf"|{_IMPLIED_ONE})",
    re.ASCII,
)


class Number(Struct):
    """A number in a text: `start` to `end` are its words with the measure word."""

    start: int
    end: int
    digits: int
    """Where the numeral itself begins."""
    count: int
    measure: str
    approximate: bool = False
    qualifier: str = ""
    counts: bool = True
    """False for money, times, lengths and other things that are never items."""
    spoken: bool = False
    """It is written in Chinese numerals."""


def find_numbers(text: str) -> list[Number]:
    """Every number of a folded text, in order; names and codes must be masked before."""
    found = []
    search = _NUMBER.search
    match = search(text)
    while match is not None:
        start, end = match.span()
        measure = match[1]
        if measure is None:
            number = _read_match(text, match, start, end)
        else:
            number = _read_plain(text[start : end - len(measure)], start, end, measure)
        if number is not None:
            found.append(number)
            end = number.end
        match = search(text, end)
    return found


def _read_plain(numeral: str, start: int, end: int, measure: str) -> Number | None:
    if numeral[0] <= "9":
        return Number(start, end, start, int(numeral), measure)
    value = read_numeral(numeral)
    if value is None or value.count >= LIMIT:
        return None
    number = Number(start, end, start, value.count, measure)
    number.spoken, number.approximate = True, value.approximate
    return number


def _read_match(text: str, match: re.Match[str], start: int, end: int) -> Number | None:
    numeral, high, after = match.group(2, 3, 4)
    if numeral is None:
        return _implied_one(start, match.group())
    numeral = text[start : match.end(2)]
    spoken = numeral[0] > "9"
    previous = text[start - 1] if start else ""
    before, begin = "", start
    if previous in _LOOK_AT:
        if previous in _FORBIDDEN_BEFORE:
            return None
        before, begin = _qualified(text, start, numeral)
    elif not spoken and previous in _LATIN and text[start - 3 : start].upper() != "LED":
        return None
    value = read_numeral(numeral)
    if value is None or value.count >= LIMIT:
        return None
    measure, trailing, end = _measured(text, end)
    if not spoken:
        if not measure and text[end : end + 1] in _LATIN:
            return None
    elif (numeral == "一" and previous in _ONE_BEFORE) or (
        numeral[0] in _BARE_UNITS and not numeral.strip("百千万亿") and not (before or after)
    ):
        return None
    if after == "几" and (not value.count or value.count % 10):
        return None
    number = Number(begin, end, start, value.count, measure)
    number.spoken = spoken
    number.qualifier = before or after or trailing
    number.approximate = bool(
        value.approximate or number.qualifier or (high and read_numeral(high) is not None)
    )
    number.counts = not measure or _MEASURES[measure]
    return number


def _implied_one(start: int, measure: str) -> Number:
    """开了场会: one, though no numeral says so."""
    number = Number(start, start + 1, start, 1, measure)
    number.spoken = True
    return number


def _measured(text: str, place: int) -> tuple[str, str, int]:
    """The measure word at a place, the word of approximation after it, and where they end."""
    first = text[place : place + 1]
    at = place
    if first == " ":
        at = place + 1
        first = text[at : at + 1]
    measure, end = "", place
    length = _LONGEST.get(first, 0)
    while length:
        measure = text[at : at + length]
        if measure in _MEASURES:
            end = at + len(measure)
            break
        measure = ""
        length -= 1
    if measure:
        if text[end - 1 : end + 1] in _ANOTHER_WORD:
            return "", "", place
        # 折页140 张贴宣传画: after a space, 张 begins another word.
        if at > place and text[at : at + 2] in _beginnings():
            return "", "", place
    if text[end : end + 1] in _TRAILING_SIGNS:
        after = _TRAILING.match(text, end)
        if after is not None:
            return measure, after.group(), after.end()
    return measure, "", end


@cache
def _beginnings() -> frozenset[str]:
    known = (word for word, entry in lexicon().items() if entry.activity or entry.verb)
    return frozenset(word[:2] for word in known if len(word) > 1) | {"村村"}


def _qualified(text: str, start: int, numeral: str) -> tuple[str, int]:
    """The word of approximation before a numeral, and where it begins."""
    end = start - 1 if text[start - 1] == " " else start
    if text[end - 1 : end] not in _ENDS_BEFORE:
        return "", start
    for length in (4, 3, 2, 1):
        if end >= length and text[end - length : end] in _BEFORE_SET:
            return text[end - length : end], end - length
    if text[end - 1 : end] == "上" and numeral[0] in "百千万十":
        return "上", end - 1
    return "", start
