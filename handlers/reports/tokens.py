"""A folded text cut into sentences, clauses and tokens."""

import re
from collections.abc import Sequence

from handlers.reports.dates import Day
from handlers.reports.lexicon import DAY_MARK, FILLER, UNIT_MARK, Role, Word, automaton
from handlers.reports.numbers import Number, find_numbers
from handlers.reports.units import UnitHit

Token = tuple[int, int, Word | Number]
Sentence = list[Token]

_CODES = re.compile(
    r"https?://[^\s\u4e00-\u9fff]+|www\.[^\s\u4e00-\u9fff]+"
    r"|(?<!\d)1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)|(?<!\d)0\d{2,3}[- ]\d{7,8}(?!\d)"
    r"|(?<!\d)\d{17}[\dXx]|(?<![\d,.])\d{10,}"
    r"|\d{1,2}:\d{2}(?::\d{2})?(?:\s?-\s?\d{1,2}:\d{2})?"
    r"|[〔\[(]?20\d\d[〕\])](?:第)?\d+号|(?<![\d.,])20\d\dx?x?年?(?:度)?(?![\d,]|余|多|来|[份张本户人条个])|20[xX×]{2}年"
    r"|(?<!\d)(?:12345|12348|12340|12315|12333|12350|12393|95598|96110|110|119|120|122|114)(?!\d|\.\d|[份张本册条户人个场次余多])"
    r"|(?:尾号|车牌|工号|账号|卡号|验证码|密码|动态密码|编号|学号|房号|门牌|QQ|qq|微信号)[是为:]?\s?[A-Za-z]*\d+"
    r"|\d{1,2}[点时](?:\d{1,2}分?|半|整|钟)?(?:左右|前|到\d{1,2}点半?)?|[一二三四五六七八九十两]{1,3}点(?:半|钟|整|多钟)"
    r"|\d+\s?比\s?\d+|\d+(?:\.\d+)?\s?%|百分之[零一二三四五六七八九十百点]+|\d+(?:\.\d+)?\s?℃"
    r"|(?<![\d.])\d{1,3}(?:\.\d{1,3}){2,}(?!\d)"
)
_QUOTED = re.compile(
    r"“[^”\n]{1,60}”|《[^》\n]{1,60}》|「[^」\n]{1,60}」|『[^』\n]{1,60}』|\"[^\"\n]{1,40}\""
)
_INSIDE = re.compile(r"[,;。!?、:0-9零一二三四五六七八九十百千万两.·]")
_ORDINAL = re.compile(
    r"(?:(?<=\n)|^)[ ]*(?:[(]?\d{1,3}[)]|\d{1,3}[.、:](?!\d)|[一二三四五六七八九十]{1,3}[、.]|[(][一二三四五六七八九十]{1,3}[)]"
    r"|[①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳])[ ]*"
)
_INLINE_ORDINAL = re.compile(
    r"[(]\d{1,2}[)](?=[ ]*[^\d\s,;。])|[①②③④⑤⑥⑦⑧⑨⑩]|(?<![\d.\w])\d{1,2}\.(?=[^\d\s])|(?<=[;。,:\s])\d{1,2}、(?=[^\d\s])"
)
_SPACED_ORDINAL = re.compile(r"(?:(?<=\n)|^)[ ]*(\d{1,2})[ ]+(?=[^\d\s])")


def mask(text: str, spans: Sequence[tuple[int, int]], mark: str) -> str:
    """The text with each span blanked, its first character replaced by the mark."""
    if not spans:
        return text
    pieces, last = [], 0
    for start, end in spans:
        pieces.append(text[last:start])
        pieces.append(mark + FILLER * (end - start - 1))
        last = end
    pieces.append(text[last:])
    return "".join(pieces)


def _blank(match: re.Match[str]) -> str:
    return FILLER * len(match.group())


def _stop(match: re.Match[str]) -> str:
    return "●" + FILLER * (len(match.group()) - 1)


def mask_codes(text: str) -> str:
    """Blanks phones, codes, clock times, rates and quoted figures; they are never counts."""
    masked = _CODES.sub(_blank, text)
    return _QUOTED.sub(lambda quoted: _INSIDE.sub(FILLER, quoted.group()), masked)


def mask_ordinals(text: str, chained: bool) -> str:
    """Turns list numbers into the beginning of a new sentence."""
    masked = _ORDINAL.sub(_stop, text)
    masked = _INLINE_ORDINAL.sub(_stop, masked)
    spaced = _SPACED_ORDINAL.findall(masked)
    if spaced and (chained or [int(n) for n in spaced] == list(range(1, len(spaced) + 1)) != [1]):
        masked = _SPACED_ORDINAL.sub(_stop, masked)
    return masked


def cut(text: str) -> list[Token]:
    """Words and numbers of a masked text, in order and without overlap."""
    numbers = find_numbers(text)
    tokens: list[Token] = []
    position = 0
    place = 0
    count = len(numbers)
    for last, word in automaton().iter_long(text):
        end = last + 1
        start = end - word.length
        while place < count and (
            numbers[place].digits < start
            or (numbers[place].digits == start and numbers[place].end > end)
            or (numbers[place].start == start and numbers[place].digits > start)
        ):
            number = numbers[place]
            place += 1
            if number.digits >= position:
                tokens.append((number.start, number.end, number))
                position = number.end
        if start >= position:
            tokens.append((start, end, word))
            position = end
    for number in numbers[place:]:
        if number.digits >= position:
            tokens.append((number.start, number.end, number))
            position = number.end
    return tokens


def sentences(tokens: list[Token]) -> list[tuple[Sentence, Role]]:
    """Tokens between stops, each with the roles of the stop that ends it."""
    found: list[tuple[Sentence, Role]] = []
    current: Sentence = []
    for token in tokens:
        word = token[2]
        if isinstance(word, Word) and word.roles & Role.STOP:
            if current:
                found.append((current, word.roles))
                current = []
            continue
        current.append(token)
    if current:
        found.append((current, Role.LINE))
    return found


def clauses(sentence: Sentence) -> list[Sentence]:
    """A sentence cut at commas, at brackets, and where one counted thing follows another."""
    cut_up: list[Sentence] = [[]]
    sentence = _without_idle_brackets(sentence)
    for place, token in enumerate(sentence):
        word = token[2]
        if isinstance(word, Number):
            cut_up[-1].append(token)
            continue
        roles = word.roles
        if roles & (Role.OPEN | Role.CLOSE):
            cut_up.append([token] if roles & Role.OPEN else [])
            continue
        if roles & Role.COMMA:
            if roles & Role.PAST:
                cut_up[-1].append(token)
            cut_up.append([])
            continue
        if roles & (Role.JOIN | Role.COLON) and _closes_a_count(sentence, place):
            cut_up.append([])
            continue
        cut_up[-1].append(token)
    return [clause for clause in cut_up if clause]


def _without_idle_brackets(sentence: Sentence) -> Sentence:
    """Brackets that hold no number neither part a clause nor name what it counts."""
    kept: Sentence = []
    opened = -1
    counted = False
    for token in sentence:
        word = token[2]
        if isinstance(word, Number):
            counted = True
        elif word.roles & Role.OPEN:
            opened, counted = len(kept), False
        elif word.roles & Role.CLOSE and opened >= 0 and not counted:
            del kept[opened:]
            opened = -1
            continue
        kept.append(token)
    return kept


def _closes_a_count(sentence: Sentence, place: int) -> bool:
    following = sentence[place + 1][2] if place + 1 < len(sentence) else None
    joins = bool(sentence[place][2].roles & Role.JOIN)  # type: ignore[union-attr]
    if joins and isinstance(following, Number):
        return True
    for back in (1, 2, 3):
        if place - back < 0:
            return False
        before = sentence[place - back][2]
        if isinstance(before, Number):
            return True
        if back == 1 and not (before.activity or before.roles & (Role.THING | Role.PAST)):
            return False
    return False


__all__ = [
    "DAY_MARK",
    "UNIT_MARK",
    "Day",
    "Sentence",
    "Token",
    "UnitHit",
    "clauses",
    "cut",
    "mask",
    "mask_codes",
    "mask_ordinals",
    "sentences",
]
