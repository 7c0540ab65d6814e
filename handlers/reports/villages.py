"""Villages and communities that are told by the form of their names alone."""

import re
from functools import cache, lru_cache

from msgspec import Struct

from handlers.reports.lexicon import lexicon
from handlers.reports.word_lists import words

_FILE = "village_words"
_ENDING = re.compile("[村社](?:(?<=社)区|(?<=村)(?<!村村)(?!村[响通]))")
_HAN = re.compile(r"[\u3400-\u9fff]+$")
_NUMERALS = frozenset("零一二三四五六七八九十百千两几数多")
_LONGEST_RUN = 7
_OF_FARMERS = frozenset(("兴农", "富农", "惠农", "裕农", "神农", "利农", "丰农", "强农", "民农"))
_ADVANCING = frozenset(("前进", "先进", "共进", "跃进", "奋进", "新进", "后进", "并进"))


class UnitHit(Struct):
    """One name in a text: `units` are the ids that it may mean, none when not registered."""

    start: int
    end: int
    units: frozenset[int]
    village: str | None


def find_villages(text: str) -> list[UnitHit]:
    """Names in …村 or …社区; days must be masked in the text."""
    hits = []
    last = 0
    for match in _ENDING.finditer(text):
        start, end = match.span()
        run = _HAN.search(text, max(last, start - _LONGEST_RUN), start)
        if run is not None:
            ending = match.group()
            name = _name_in(run.group(), ending, text[end : end + 1])
            if name:
                hits.append(UnitHit(start - len(name), end, _NOT_REGISTERED, name + ending))
        last = end
    return hits


_NOT_REGISTERED: frozenset[int] = frozenset()


@lru_cache(maxsize=2048)
def _name_in(run: str, ending: str, follows: str) -> str:
    """The name at the end of the characters before 村 or 社区, or empty."""
    closed = len(run) < _LONGEST_RUN
    name = run[_cut(run) :]
    if not closed and name == run:
        name = run[-2:]
    if len(name) > 3:
        name = name[-2:]
    if not name or name in _not_names() or _is_count(name) or _is_said(name):
        return ""
    if name[-1] == "农" and name[-2:] not in _OF_FARMERS:
        return ""
    if name.endswith("进") and (ending == "社区" or name not in _ADVANCING):
        return ""
    member = ending == "村" and follows in _members()
    if member and not (closed and len(name) >= 2 and follows not in "民级庄镇子容落"):
        return ""
    return name


@cache
def _not_names() -> frozenset[str]:
    return frozenset(words(_FILE, "not_names"))


def _is_said(name: str) -> bool:
    """培训 before 村干部 is a word of the report, not a name."""
    word = lexicon().get(name)
    return word is not None and name != "联合" and bool(word.roles or word.activity)


@cache
def _members() -> frozenset[str]:
    return frozenset(words(_FILE, "members"))


def _is_count(name: str) -> bool:
    """八一 is a name, 十八 and 两 are counts."""
    if name[0] in "没不未别请":
        return True
    if not set(name) <= _NUMERALS:
        return name[-1] in "各每本全驻我该这那某个"
    return len(name) == 1 or bool(set(name) & set("十百千两几数多"))


@cache
def _cuts() -> tuple[re.Pattern[str], ...]:
    short = "|".join(words(_FILE, "cut_short"))
    long = "|".join(word for word in words(_FILE, "cut") if len(word) > 1)
    single = "|".join(word for word in words(_FILE, "cut") if len(word) == 1)
    return (
        re.compile(rf"(?:{short})+(?=.)"),
        re.compile(rf".*(?:{short})(?=.)"),
        re.compile(rf".*(?:{long})(?=..|$)"),
        re.compile(rf"(?:{single})+(?=..)"),
        re.compile(rf".*(?:{single})(?=..)"),
        re.compile(rf".*(?:{'|'.join(words(_FILE, 'never_last'))})$"),
    )


def _cut(run: str) -> int:
    """Where the name begins in the characters before 村."""
    head_short, any_short, any_long, head_single, any_single, at_end = _cuts()
    tried = (
        (any_short if len(run) > 3 else head_short).match(run),
        any_long.match(run),
        (any_single if len(run) > 4 else head_single).match(run),
        at_end.match(run),
    )
    return max((found.end() for found in tried if found), default=0)
