"""The words of a report as tokens: activities, verbs and the words that turn a meaning."""

import tomllib
from dataclasses import dataclass
from enum import IntFlag, auto
from functools import cache
from pathlib import Path
from typing import Any

from handlers.reports.activities import activities


class Role(IntFlag):
    """What a word does to the numbers around it; one word may do several things."""

    NEUTRAL = 0
    DONE = auto()
    TOTAL = auto()
    RUNNING = auto()
    PART = auto()
    EACH = auto()
    PLAN = auto()
    CLAUSE_PLAN = auto()
    ASK = auto()
    NEGATED = auto()
    WAITING = auto()
    RECEIVED = auto()
    LOST = auto()
    OTHER_TIME = auto()
    OTHER_PLACE = auto()
    OTHER_CAMPAIGN = auto()
    OWN_CAMPAIGN = auto()
    MEAL = auto()
    CORRECT = auto()
    WITHDRAW = auto()
    ANOTHER = auto()
    FORWARDED = auto()
    AGAIN = auto()
    STAFF = auto()
    PLACE = auto()
    THING = auto()
    PAST = auto()
    KEPT = auto()
    COMMA = auto()
    STOP = auto()
    QUESTION = auto()
    JOIN = auto()
    OPEN = auto()
    CLOSE = auto()
    COLON = auto()
    UNIT = auto()
    DAY = auto()
    LINE = auto()
    DELTA = auto()
    FUTURE = auto()
    EVERY = auto()
    GATHERS = auto()
    PERIOD = auto()
    MINOR = auto()


@dataclass(frozen=True, slots=True)
class Word:
    """One known word; `activity` is the canonical name it stands for, or empty."""

    roles: Role = Role.NEUTRAL
    activity: str = ""
    weak: bool = False
    verb: str = ""
    length: int = 0


UNIT_MARK, DAY_MARK, FILLER = "\ue001", "\ue002", "\ue000"
_PUNCTUATION = {
    ",": Role.COMMA, ";": Role.STOP | Role.MINOR, "。": Role.STOP, "!": Role.STOP, "?": Role.STOP | Role.QUESTION,
    "、": Role.JOIN, "(": Role.OPEN, ")": Role.CLOSE, "[": Role.OPEN, "]": Role.CLOSE,
    "【": Role.COMMA, "】": Role.COMMA, ":": Role.COLON, "\n": Role.STOP | Role.LINE, "|": Role.COMMA,
    UNIT_MARK: Role.UNIT, DAY_MARK: Role.DAY, "●": Role.STOP, "■": Role.STOP, "◆": Role.STOP,
    "★": Role.STOP, "…": Role.COMMA, "·": Role.JOIN, "√": Role.PAST | Role.COMMA,
    "✓": Role.PAST | Role.COMMA, "✔": Role.PAST | Role.COMMA, "一是": Role.STOP, "二是": Role.STOP,
    "三是": Role.STOP, "四是": Role.STOP, "五是": Role.STOP, "六是": Role.STOP, "七是": Role.STOP,
    "八是": Role.STOP, "+": Role.COMMA, "，": Role.COMMA, "▪": Role.STOP, "※": Role.STOP,
}  # fmt: skip


@cache
def lexicon() -> dict[str, Word]:
    """Every known word; read from disk once."""
    words: dict[str, Word] = {}
    for name, activity in activities().items():
        for word in activity.weak:
            _add(words, word, activity=name, weak=True)
        for word in activity.names:
            _add(words, word, activity=name)
    data = _moods()
    for verb, listed in data["verbs"].items():
        for word in listed.split():
            _add(words, word, verb=verb)
    for mark, listed in data["marks"].items():
        for word in listed.split():
            _add(words, word, roles=Role[mark.upper()])
    for word, roles in _PUNCTUATION.items():
        _add(words, word, roles=roles)
    return words


def _moods() -> dict[str, Any]:
    path = Path(__file__).with_name("mood_words.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _add(
    words: dict[str, Word],
    word: str,
    roles: Role = Role.NEUTRAL,
    activity: str = "",
    weak: bool = False,
    verb: str = "",
) -> None:
    old = words.get(word, Word())
    if verb and word.endswith("了"):
        roles |= Role.PAST
    words[word] = Word(
        old.roles | roles,
        activity or old.activity,
        weak if activity else old.weak,
        verb or old.verb,
        len(word),
    )


@cache
def automaton() -> Any:
    """Finds the longest known words from the left."""
    import ahocorasick

    found = ahocorasick.Automaton()
    for word, entry in lexicon().items():
        found.add_word(word, entry)
    found.make_automaton()
    return found
