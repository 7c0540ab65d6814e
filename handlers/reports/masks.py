"""Blanks what only looks like a count: codes, clock times, rates, quotations, list numbers."""

import re
from collections.abc import Sequence
from typing import Protocol

from handlers.reports.lexicon import FILLER, UNIT_MARK

_CODE_SIGNS = frozenset("届中点时%比℃hw百号码")
_LONG_FIGURE = re.compile(r"\d(?:\d\d|:\d|\.\d+\.)", re.ASCII)
_CODE_FIGURE = re.compile(
    r"\d(?=[\d:.])(?:\d{4}|\d\d[- ]\d|:\d|\.\d+\."
    r"|(?<=1)(?:1[0249]|2[02])|(?<=2)0(?:\d\d|[xX×]{2})年)",
    re.ASCII,
)
_NAMES_A_CODE = frozenset("牌Qq")
_CODES = re.compile(
    # What no code begins with is left here, before the many branches are tried.
    r"(?=[\d〔\[(hw尾车工账卡验密编学房门Qq微百一二三四五六七八九十两])"
    r"(?=\d\d\d|\d+[:点时届比%℃.xX×\s一二三四五六七八九十]"
    r"|[一二三四五六七八九十两百][\d一二三四五六七八九十两]{0,2}[届点中分]"
    r"|[〔\[(]20|https?:|www|[尾工账卡编学房]号|车牌|门牌|验证|密码|QQ|qq|微信号)(?:"
    r"https?://[^\s\u4e00-\u9fff]{1,2000}|www\.[^\s\u4e00-\u9fff]{1,2000}"
    r"|(?<!\d)1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)|(?<!\d)0\d{2,3}[- ]?\d{7,8}(?!\d)"
    r"|(?<!\d)\d{17}[\dXx]|(?<![\d,.])\d{10,}"
    r"|\d{1,2}:\d{2}(?::\d{2})?(?:\s?-\s?\d{1,2}:\d{2})?"
    r"|[〔\[(]?20\d\d[〕\])](?:第)?\d{1,6}号"
    r"|(?<![\d.,])20\d\d年(?:度)?(?!\d)"
    r"|(?<![\d一二三四五六七八九十])[\d一二三四五六七八九十]{1,3}届(?:[\d一二三四五六七八九十]{1,3}[次中])?"
    r"(?:[、和][\d一二三四五六七八九十]{1,3}[次中])*|[二三四五六七]中(?=[、全])"
    r"|20[xX×]{2}年|(?<!\d)(?:12345|12348|12340|12315|12333|12350|12393|95598|96110)"
    r"(?!\d|\.\d|[,万千百余多来]|\s?[份张本册条户人个场次块名把元面期篇幅件家])"
    r"|(?:(?<=打)|(?<=拨)|(?<=警)|(?<=救)|(?<=线))(?:110|119|120|122|114)(?![\d份张本条户人个场次])"
    r"|(?<!\d)(?:110|119|120|122|114)(?=指挥|报警|急救|电话|热线|平台|宣传日|联动)"
    r"|(?:尾号|车牌|工号|账号|卡号|验证码|密码|编号|学号|房号|门牌|QQ|qq|微信号)[是为:]?\s?[A-Za-z]{0,3}\d{1,20}"
    r"|\d{1,2}[点时](?:\d{1,2}分?|半|整|钟)?(?:左右|前|到\d{1,2}点半?)?"
    r"|[一二三四五六七八九十两]{1,3}点(?:[一二三四五六七八九十]{1,3}分?|半|钟|整|多钟)?(?!建议|意见)"
    r"|(?<!\d)\d{1,6}\s?比\s?\d{1,6}|(?<!\d)\d{1,9}(?:\.\d{1,9})?\s?%|百分之[零一二三四五六七八九十百点]{1,9}|(?<!\d)\d{1,4}(?:\.\d{1,3})?\s?℃"
    r"|(?<![\d.])\d{1,3}(?:\.\d{1,3}){2,8}(?!\d)"
    r")",
    re.ASCII,
)
_QUOTES = re.compile(
    r"“[^”\n]{1,60}”|《[^》\n]{1,60}》|「[^」\n]{1,60}」|『[^』\n]{1,60}』|\"[^\"\n]{1,40}\""
)
_QUOTE_SIGNS = frozenset('“《"「『')
CODE_SIGNS = _CODE_SIGNS | _NAMES_A_CODE | _QUOTE_SIGNS
"""What mask_codes looks for in a text before it looks closer."""
ORDINAL_SIGNS = frozenset(".、):①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳\n")
"""A text without any of these has no list numbers."""
_INSIDE = re.compile(r"(?!一封信)[,;。!?、:0-9零一二三四五六七八九十百千万两.·]")
_ORDINAL_HINT = re.compile(r"[\d一二三四五六七八九十①-⑳](?:(?<=[①-⑳])|[.、):])", re.ASCII)
_ORDINAL = re.compile(
    # What no list number begins with is left here, before the many branches are tried.
    r"(?=[ (\d一二三四五六七八九十①-⑳])(?:"
    r"(?:(?<=\n)|^)[ ]*(?:[(]?\d{1,3}[)]|\d{1,3}[.、:](?!\d)|[一二三四五六七八九十]{1,3}[、.]"
    r"|[(][一二三四五六七八九十]{1,3}[)])[ ]*"
    r"|[(]\d{1,2}[)](?=[ ]*[^\d\s,;。])|[①-⑳]|(?<![\d.\w])\d{1,2}\.(?=[^\d\s])"
    r"|(?<=[\u4e00-\u9fff])1、(?=[^\d一二三四五六七八九十、]{4,60}(?:[。;\n]|$))"
    r"|(?<=[;。,:\s])\d{1,2}、(?=[^\d\s])|(?<=[;。:])[(][一二三四五六七八九十]{1,3}[)])"
)
_SPACED = re.compile(r"(?:(?<=\n)|^)[ ]*(\d{1,2})[ ]+(?=[^\d\s])")


class Span(Protocol):
    """Something that stands somewhere in a text."""

    start: int
    end: int


def mask(text: str, spans: Sequence[Span], mark: str) -> str:
    """The text with each span blanked, its first character replaced by the mark."""
    if len(spans) == 1:
        start, end = spans[0].start, spans[0].end
        return f"{text[:start]}{mark}{FILLER * (end - start - 1)}{text[end:]}"
    pieces, last = [], 0
    for span in spans:
        start, end = span.start, span.end
        pieces.append(text[last:start])
        pieces.append(mark + FILLER * (end - start - 1))
        last = end
    pieces.append(text[last:])
    return "".join(pieces)


def mask_codes(text: str, signs: set[str]) -> str:
    """Blanks phones, codes, clock times, rates and quoted figures; `signs`: its CODE_SIGNS."""
    if not signs.isdisjoint(_CODE_SIGNS) or (
        (_CODE_FIGURE.search(text) or not signs.isdisjoint(_NAMES_A_CODE))
        and _LONG_FIGURE.search(text)
    ):
        text = _CODES.sub(_blank, text)
    if not signs.isdisjoint(_QUOTE_SIGNS):
        text = _QUOTES.sub(_blank_inside, text)
    return text


_REACH = re.compile(
    r"(?:播放|阅读|点击|浏览|观看|访问|曝光|点赞)量(?:累计|已|共|达到?|超过?|突破|接?近|约|有|为)*"
    r"\s?\d[\d.,]{0,9}[万千百亿]?[多余]?(?:人次|次|人)?"
)


def mask_reach(text: str) -> str:
    """Blanks how often something was looked at."""
    return _REACH.sub(_blank, text)


_GROUPS = re.compile(
    r"(?<![分第有成为到各])([一二三四五六七八九])(?:小?组|队|片|网格)(?![成为])"
    r"|(?<=第)([一二三四五六七八九])[批轮]"
)
_IN_ORDER = "一二三四五六七八九"


def mask_groups(text: str) -> str:
    """Blanks 一组, 二组 (第一批, 第二批) told one after another: names, and no counts."""
    found = list(_GROUPS.finditer(text))
    told = "".join(group[1] or group[2] for group in found)
    if len(told) < 2 or not _IN_ORDER.startswith(told):
        return text
    return _GROUPS.sub(_as_unit, text)


def mask_ordinals(text: str, chained: bool) -> str:
    """Turns list numbers into the beginning of a new sentence."""
    if _ORDINAL_HINT.search(text):
        text = _ORDINAL.sub(_stop, text)
    if "\n" not in text and not chained:
        return text
    spaced = _SPACED.findall(text)
    if spaced and (chained or _counts_up([int(number) for number in spaced])):
        text = _SPACED.sub(_stop, text)
    return text


def _counts_up(numbers: list[int]) -> bool:
    return len(numbers) > 1 and numbers == list(range(numbers[0], numbers[0] + len(numbers)))


def _blank(match: re.Match[str]) -> str:
    return FILLER * len(match.group())


def _as_unit(match: re.Match[str]) -> str:
    return UNIT_MARK + FILLER * (len(match.group()) - 1)


def _blank_inside(match: re.Match[str]) -> str:
    return _INSIDE.sub(FILLER, match.group())


def _stop(match: re.Match[str]) -> str:
    return "●" + FILLER * (len(match.group()) - 1)
