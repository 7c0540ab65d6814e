"""Misspelt activity names, told by how they sound."""

from collections.abc import Sequence
from functools import cache

from handlers.reports.activities import activities
from handlers.reports.finder import Finder
from handlers.reports.lexicon import lexicon
from handlers.reports.numbers import Number
from handlers.reports.tokens import Sentence
from handlers.reports.word_lists import word_file

_REACH_LEFT, _REACH_RIGHT = 8, 6
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
    finder = _finder()
    spans = [(at, finder.entries[entry]) for entry, at, _ in finder.find(heard(text))]
    spans = [span for span in spans if not text.startswith(span[1], span[0])]
    if not spans:
        return text
    known = {
        place
        for start, end, word, number in tokens
        if number is not None or (word.length > 1 and not word.weak)
        for place in range(start, end)
    }
    for number in numbers:
        near = [
            span
            for span in spans
            if _beside(text, span, number)
            and known.isdisjoint(range(span[0], span[0] + len(span[1])))
        ]
        if near:
            start, name = max(near, key=lambda span: len(span[1]))
            text = text[:start] + name + text[start + len(name) :]
    return text


def _beside(text: str, span: tuple[int, str], number: Number) -> bool:
    start, name = span
    end = start + len(name)
    left = number.start - _REACH_LEFT <= start and end <= number.start
    right = number.end <= start and end <= number.end + _REACH_RIGHT
    between = text[end : number.start] if left else text[number.end : start]
    return (left or right) and _is_han(between) and text[start:end] not in lexicon()


def _is_han(words: str) -> bool:
    return all("\u3400" <= character <= "\u9fff" for character in words)
