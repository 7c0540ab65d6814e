"""The words of a report: activities, verbs and the words that turn a meaning."""

from dataclasses import dataclass, replace
from functools import cache

from handlers.reports import roles as Role
from handlers.reports.activities import activities
from handlers.reports.finder import Finder
from handlers.reports.word_lists import word_file


@dataclass(frozen=True, slots=True)
class Word:
    """One known word; `activity` is the canonical name it stands for, or empty."""

    roles: int = 0
    activity: str = ""
    weak: bool = False
    verb: str = ""
    length: int = 0
    measure: str = ""
    """A measure word that the office counts it in, beyond those of the activity."""


UNIT_MARK, DAY_MARK, FILLER = "\ue001", "\ue002", "\ue000"
_PUNCTUATION = {
    ",": Role.COMMA, ";": Role.STOP | Role.MINOR, "。": Role.STOP, "!": Role.STOP,
    "?": Role.STOP | Role.QUESTION, "、": Role.JOIN, "·": Role.JOIN, "/": Role.JOIN,
    "(": Role.OPEN, ")": Role.CLOSE, "[": Role.OPEN, "]": Role.CLOSE,
    "【": Role.COMMA, "】": Role.COMMA, "|": Role.COMMA, "…": Role.COMMA, "+": Role.COMMA,
    ":": Role.COLON, "\n": Role.STOP | Role.LINE, UNIT_MARK: Role.UNIT, DAY_MARK: Role.DAY,
    "√": Role.PAST | Role.COMMA, "✓": Role.PAST | Role.COMMA, "✔": Role.PAST | Role.COMMA,
    "☑": Role.PAST | Role.COMMA, "✅": Role.PAST | Role.COMMA,
    "收到,": Role.COMMA, "收到。": Role.STOP, "收到!": Role.STOP, "收到\n": Role.STOP | Role.LINE,
} | dict.fromkeys("●■◆★▪※◎▲►◇□", Role.STOP) | {
    f"{numeral}{verb}": Role.STOP for numeral in "一二三四五六七八九" for verb in ("是", "、")
}  # fmt: skip


# What a verb does besides naming what is counted: it hands something out, or ends a receiving.
_VERB_ROLES = {
    "give": Role.HANDS | Role.ACTS,
    "hang": Role.HANDS | Role.ACTS,
    "post": Role.HANDS | Role.ACTS,
    "print": Role.PRINTS,
} | dict.fromkeys(("walk", "play", "hold", "phone", "make"), Role.ACTS)


@cache
def lexicon() -> dict[str, Word]:
    """Every known word; read from disk once."""
    words: dict[str, Word] = {}
    for name, activity in activities().items():
        for word in activity.weak:
            _add(words, word, Role.NOUN, name, weak=True)
        for word in activity.names:
            _add(words, word, Role.NOUN, name)
    data = word_file("mood_words")
    for verb, listed in data["verbs"].items():
        for word in listed.split():
            past = Role.PAST if word.endswith("了") else 0
            _add(words, word, Role.VERB | past | _VERB_ROLES.get(verb, 0), verb=verb)
    for mark, listed in data["marks"].items():
        for word in listed.split():
            every = Role.EVERY if mark == "each" and word[0] == "每" else 0
            _add(words, word, 0 if mark == "neutral" else getattr(Role, mark.upper()) | every)
    for word, roles in _PUNCTUATION.items():
        _add(words, word, roles)
    _join_at(words, "宣传", 3)
    _join_at(words, "转发", 4)
    return words


_JOINED = 4


def _join_at(words: dict[str, Word], hinge: str, longest: int) -> None:
    """广场宣传 and 宣传车 make 广场宣传车, or the longer first word would hide the second."""
    heads = [word for word in words if word.endswith(hinge) and 2 < len(word) <= _JOINED]
    tails = [
        word
        for word, entry in words.items()
        if word.startswith(hinge) and 2 < len(word) <= longest and entry.activity
    ]
    for head in heads:
        for tail in tails:
            joined = head + tail[len(hinge) :]
            if joined not in words:
                generic = words[tail].activity == "集中宣传活动" and words[head].activity
                words[joined] = replace(words[head if generic else tail], length=len(joined))


def _add(
    words: dict[str, Word],
    word: str,
    roles: int,
    activity: str = "",
    weak: bool = False,
    verb: str = "",
) -> None:
    old = words.get(word, Word())
    words[word] = Word(
        old.roles | roles,
        activity or old.activity,
        weak if activity else old.weak,
        verb or old.verb,
        len(word),
    )


@cache
def finder() -> Finder[Word]:
    """Finds the longest known words from the left in folded texts."""
    return Finder(lexicon())
