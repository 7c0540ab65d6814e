"""Misspelt activity names, told by how they sound."""

import re
from functools import cache

from handlers.reports.activities import activities
from handlers.reports.lexicon import lexicon
from handlers.reports.numbers import Number
from handlers.reports.word_lists import word_file

_REACH_LEFT, _REACH_RIGHT = 8, 6
_HAN_RUN_LEFT = re.compile(r"[\u3400-\u9fff]*$")
_HAN_RUN_RIGHT = re.compile(r"[\u3400-\u9fff]*")


@cache
def _sounds() -> dict[str, str]:
    return {
        character: sound
        for sound, characters in word_file("syllables").items()
        for character in characters
    }


@cache
def _names_by_sound() -> dict[tuple[str, ...], str]:
    found: dict[tuple[str, ...], str] = {}
    for activity in activities().values():
        for name in activity.names:
            sound = _sound(name)
            if len(name) >= 2 and sound is not None:
                found.setdefault(sound, name)
    return found


def _sound(word: str) -> tuple[str, ...] | None:
    sounds = _sounds()
    heard = tuple(sounds.get(character, "") for character in word)
    return None if "" in heard else heard


def respell(text: str, number: Number) -> str:
    """The text with a misspelt activity name beside the number put right, else unchanged."""
    left = _HAN_RUN_LEFT.search(text, max(0, number.start - _REACH_LEFT), number.start)
    right = _HAN_RUN_RIGHT.match(text, number.end, number.end + _REACH_RIGHT)
    for run, nearest_last in ((right, False), (left, True)):
        if run is None or len(run.group()) < 2:
            continue
        span = _misspelt(run.group(), nearest_last)
        if span is not None:
            start, name = span
            start += run.start()
            return text[:start] + name + text[start + len(name) :]
    return text


def _misspelt(run: str, nearest_last: bool) -> tuple[int, str] | None:
    known = _names_by_sound()
    for length in (4, 3, 2):
        starts = range(len(run) - length + 1)
        for start in reversed(starts) if nearest_last else starts:
            word = run[start : start + length]
            sound = _sound(word)
            name = known.get(sound) if sound is not None else None
            if name is not None and name != word and word not in lexicon():
                return start, name
    return None
