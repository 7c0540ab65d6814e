"""Misspelt activity names, told by how they sound."""

import re
from collections.abc import Sequence
from functools import cache

from handlers.reports.activities import activities
from handlers.reports.finder import Finder
from handlers.reports.lexicon import lexicon
from handlers.reports.numbers import Number
from handlers.reports.tokens import Sentence
from handlers.reports.word_lists import word_file

_REACH_LEFT, _REACH_RIGHT = 8, 6
_HAN_BEFORE = re.compile(r"[\u3400-\u9fff]{2,}$")
_HAN_AFTER = re.compile(r"[\u3400-\u9fff]{2,}")
_FIRST_CODE = 0xE100


@cache
def _codes() -> dict[int, str]:
    """One private character for every syllable, so that a text can be searched by its sound."""
    syllables = enumerate(word_file("syllables").values(), _FIRST_CODE)
    return {ord(c): chr(code) for code, characters in syllables for c in characters}


def heard(text: str) -> str:
    """The text by its sound: characters that sound alike are one, and none moves."""
    return text.translate(_codes())


@cache
def _finder() -> Finder[str]:
    known: dict[str, str] = {}
    for activity in activities().values():
        for name in activity.names:
            sound = heard(name)
            if len(name) > 1 and min(sound) >= chr(_FIRST_CODE):
                known.setdefault(sound, name)
    return Finder(known, overlapping=True)


def respell(text: str, numbers: Sequence[Number], tokens: Sentence) -> str:
    """The text with misspelt activity names beside these numbers put right, of the same length."""
    known: set[int] | None = None
    respelt = text
    for number in numbers:
        spans = _misspelt(text, number)
        if not spans:
            continue
        if known is None:
            known = _places_known(tokens)
        near = [
            (start, name)
            for start, name in spans
            if respelt[start : start + len(name)] not in lexicon()
            and known.isdisjoint(range(start, start + len(name)))
        ]
        if near:
            start, name = max(near, key=lambda span: len(span[1]))
            respelt = respelt[:start] + name + respelt[start + len(name) :]
    return respelt


def _misspelt(text: str, number: Number) -> list[tuple[int, str]]:
    """Names by their sound in the characters that touch a number: where each begins."""
    before = _HAN_BEFORE.search(text, max(number.start - _REACH_LEFT, 0), number.start)
    after = _HAN_AFTER.match(text, number.end, number.end + _REACH_RIGHT)
    found: list[tuple[int, str]] = []
    for run in (before, after):
        if run is not None:
            begin, finder = run.start(), _finder()
            for entry, start, _ in finder.find(heard(run.group())):
                found.append((begin + start, finder.entries[entry]))
    return [(start, name) for start, name in found if not text.startswith(name, start)]


def _places_known(tokens: Sentence) -> set[int]:
    """Where numbers and words stand that are not misspelt."""
    return {
        place
        for start, end, word, number in tokens
        if number is not None or (word.length > 1 and not word.weak)
        for place in range(start, end)
    }
