"""Numbers as people write and say them in running text."""

import re
from dataclasses import dataclass
from functools import cache

from handlers.reports.lexicon import lexicon
from handlers.reports.numerals import read_numeral
from handlers.reports.word_lists import words

LIMIT = 10**9

_RUN = "[零〇一二两三四五六七八九十百千万亿廿卅壹贰叁肆伍陆柒捌玖拾佰仟俩仨几]"
_NUMERAL = (
    rf"(?:\d+(?:,\d{{3}}(?!\d))*(?:\.\d+)?(?:[百千万亿wW]\d*{_RUN}*)?"
    rf"|半百|(?:数(?=[十百千万亿]))?{_RUN}+(?:\d+{_RUN}*)?)"
)
_AFTER = "余|多(?!少)|来|几|把(?=[份张本人个户条])"
_AFTER_MEASURE = "左右|上下|以上|出头|开外|余(?!下|款|额)|多(?![少次么给])"
_IMPLIED_ONE = re.compile("[场次堂期](?<=[了过].)(?![所地数序日合限间末中望])")
_BEGINS = re.compile(
    "[0-9零〇一二两三四五六七八九十百千万亿廿卅壹贰叁肆伍陆柒捌玖拾佰仟俩仨几数半]"
)
_BEFORE = (
    "大约", "大概", "差不多", "将近", "接近", "不下", "超过", "约莫", "估摸", "不到", "约有",
    "大概有", "差不多有", "近", "约", "逾", "超",
)  # fmt: skip


_NUMBER = re.compile(rf"({_NUMERAL})(?:\s?[-~至到]\s?({_NUMERAL}))?({_AFTER})?")
_TRAILING = re.compile(_AFTER_MEASURE)
_TRAILING_SIGNS = frozenset("左上以出开余多")


@cache
def _measures() -> dict[str, bool]:
    """Every measure word, and whether it may count an activity."""
    other = dict.fromkeys(words("measure_words", "other"), False)
    return dict.fromkeys(words("measure_words", "counting"), True) | other


@cache
def _longest_measure() -> int:
    return max(map(len, _measures()))


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


@dataclass(slots=True)
class Number:
    """A number in a text: `start` to `end` are its words with the measure word."""

    start: int
    end: int
    digits: int
    """Where the numeral itself begins."""
    count: int
    approximate: bool
    measure: str
    qualifier: str
    counts: bool
    """False for money, times, lengths and other things that are never items."""
    spoken: bool
    """Written in Chinese numerals."""
    explained: bool = False
    """It counts villages, staff or the like, and needs no activity."""


def find_numbers(text: str) -> list[Number]:
    """Every number of a folded text, in order; names and codes must be masked before."""
    found = []
    begins = _BEGINS.search(text)
    while begins is not None:
        place = begins.start()
        match = _NUMBER.match(text, place)
        end = place + 1
        if match is not None:
            number = _read_match(text, match)
            end = match.end() if number is None else number.end
            if number is not None:
                found.append(number)
        begins = _BEGINS.search(text, end)
    if "了" in text or "过" in text:
        implied = [_implied(match) for match in _IMPLIED_ONE.finditer(text)]
        if implied:
            found = sorted(found + implied, key=lambda number: number.digits)
    return found


def _implied(match: re.Match[str]) -> Number:
    start, end = match.span()
    return Number(start, end, start, 1, False, match.group(), "", True, True)


def _read_match(text: str, match: re.Match[str]) -> Number | None:
    numeral, high, after = match.groups("")
    start, end = match.span()
    ascii_digits = numeral[0] in "0123456789"
    previous = text[start - 1] if start else ""
    before, begin = "", start
    if previous in _LOOK_AT:
        if previous in _FORBIDDEN_BEFORE:
            return None
        before, begin = _qualified(text, start, numeral)
    latin = ascii_digits and previous.isascii() and previous.isalpha()
    if latin and text[start - 3 : start].upper() != "LED":
        return None
    value = read_numeral(numeral)
    if value is None or value.count >= LIMIT:
        return None
    measure, trailing, end = _measured(text, end)
    if ascii_digits:
        if not measure and end < len(text) and _is_latin(text[end]):
            return None
    elif (numeral == "一" and previous in _ONE_BEFORE) or (
        not numeral.strip("百千万亿") and not (before or after)
    ):
        return None
    if after == "几" and (not value.count or value.count % 10):
        return None
    qualifier = before or after or trailing
    approximate = value.approximate or bool(qualifier)
    if high and read_numeral(high) is not None:
        approximate = True
    counts = _measures()[measure] if measure else True
    return Number(
        begin, end, start, value.count, approximate, measure, qualifier, counts, not ascii_digits
    )


def _measured(text: str, place: int) -> tuple[str, str, int]:
    """The measure word at a place, the word of approximation after it, and where they end."""
    known = _measures()
    at = place + 1 if text[place : place + 1] == " " else place
    measure, end = "", place
    for length in range(_longest_measure(), 0, -1):
        if text[at : at + length] in known:
            measure = text[at : at + length]
            end = at + len(measure)
            break
    if measure and text[end - 1 : end + 1] in _ANOTHER_WORD:
        return "", "", place
    # 折页140 张贴宣传画: after a space, 张 begins another word.
    if measure and at > place and text[at : at + 2] in _beginnings():
        return "", "", place
    trailing = ""
    if text[end : end + 1] in _TRAILING_SIGNS:
        after = _TRAILING.match(text, end)
        if after is not None:
            trailing, end = after.group(), after.end()
    return measure, trailing, end


@cache
def _beginnings() -> frozenset[str]:
    known = (word for word, entry in lexicon().items() if entry.activity or entry.verb)
    return frozenset(word[:2] for word in known if len(word) > 1) | {"村村"}


def _qualified(text: str, start: int, numeral: str) -> tuple[str, int]:
    """The word of approximation before a numeral, and where it begins."""
    end = start - 1 if text[start - 1] == " " else start
    for length in (4, 3, 2, 1):
        if end >= length and text[end - length : end] in _BEFORE_SET:
            return text[end - length : end], end - length
    if text[end - 1 : end] == "上" and numeral[0] in "百千万十":
        return "上", end - 1
    return "", start


_BEFORE_SET = frozenset(_BEFORE)
_LOOK_AT = _FORBIDDEN_BEFORE | {word[-1] for word in _BEFORE} | {" ", "上"}


def _is_latin(character: str) -> bool:
    return character.isascii() and character.isalpha()
