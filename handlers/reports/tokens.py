"""A masked text cut into sentences, clauses and tokens."""

from typing import Any

from handlers.reports.lexicon import Word
from handlers.reports.numbers import MONEY, Number, find_numbers
from handlers.reports.roles import Role

Token = tuple[int, int, Word, Number | None]
Sentence = list[Token]
_COUNTED = Word(Role.NUMBER | Role.COUNT)
_OTHER = Word(Role.NUMBER)
_PRICE = Word(Role.NUMBER | Role.MONEY)


def cut(text: str, finder: Any) -> list[Token]:
    """Words that the finder knows and numbers of a masked text, in order, without overlap."""
    numbers = find_numbers(text)
    tokens: list[Token] = []
    position = _merge(text, finder, numbers, tokens) if numbers else 0
    if position < len(text):
        for last, word in finder.iter_long(text, position):
            tokens.append((last + 1 - word.length, last + 1, word, None))
    return tokens


def _merge(text: str, finder: Any, numbers: list[Number], tokens: list[Token]) -> int:
    """Adds all words and numbers up to the last number; a longer word may hold a numeral."""
    position = 0
    for number in numbers:
        digits = number.digits
        if digits < position:
            continue
        for last, word in finder.iter_long(text, position):
            end = last + 1
            start = end - word.length
            if start >= digits and not (start == digits and end >= number.end):
                break
            if start < number.start or end > digits:
                tokens.append((start, end, word, None))
                position = end
            if end > digits:
                break
        if digits >= position:
            word = _COUNTED if number.counts else _PRICE if number.measure in MONEY else _OTHER
            tokens.append((number.start, number.end, word, number))
            position = number.end
    return position


def sentences(tokens: list[Token]) -> list[tuple[Sentence, int, int]]:
    """Tokens between stops, each with the roles of the stop after it and where it begins."""
    found: list[tuple[Sentence, int, int]] = []
    current: Sentence = []
    begin = 0
    for token in tokens:
        roles = token[2].roles
        if not roles & Role.STOP:
            current.append(token)
            continue
        if current:
            found.append((current, roles, begin))
            current = []
        begin = token[1]
    if current:
        found.append((current, Role.LINE, begin))
    return found


_BRACKETS = Role.OPEN | Role.CLOSE
_BREAKS = Role.COMMA | Role.JOIN | Role.COLON | _BRACKETS


def clauses(sentence: Sentence) -> list[Sentence]:
    """A sentence cut at commas, at brackets, and where one counted thing follows another.

    Every clause inside brackets begins with the opening one.
    """
    roles = roles_of(sentence)
    if not roles & _BREAKS:
        return [sentence]
    if roles & _BRACKETS:
        sentence = _without_idle_brackets(sentence)
    parts: list[Sentence] = [[]]
    bracket: Sentence = []
    for place, token in enumerate(sentence):
        roles = token[2].roles
        if not roles & _BREAKS:
            parts[-1].append(token)
        elif roles & _BRACKETS:
            bracket = [token] if roles & Role.OPEN else []
            parts.append(bracket[:])
        elif roles & Role.COMMA:
            if roles & Role.PAST:
                parts[-1].append(token)
            parts.append(bracket[:])
        elif _closes_a_count(sentence, place):
            parts.append(bracket[:])
        else:
            parts[-1].append(token)
    return [part for part in parts if part]


def roles_of(tokens: Sentence) -> int:
    """All roles of some tokens together."""
    roles = 0
    for token in tokens:
        roles |= token[2].roles
    return roles


def roles_of_words(text: str, finder: Any) -> int:
    """All roles of the words in a text without numbers."""
    roles = 0
    for _, word in finder.iter_long(text):
        roles |= word.roles
    return roles


def _without_idle_brackets(sentence: Sentence) -> Sentence:
    """Brackets that hold no number neither part a clause nor name what it counts."""
    kept: Sentence = []
    opened, counted = -1, False
    for token in sentence:
        roles = token[2].roles
        if roles & Role.NUMBER:
            counted = True
        elif roles & Role.OPEN:
            opened, counted = len(kept), False
        elif roles & Role.CLOSE and opened >= 0 and not counted:
            del kept[opened:]
            opened = -1
            continue
        kept.append(token)
    return kept


def _closes_a_count(sentence: Sentence, place: int) -> bool:
    """Whether a 、 or : stands between two counted things rather than inside one."""
    if sentence[place][2].roles & Role.COLON:
        return place > 0 and bool(sentence[place - 1][2].roles & Role.NUMBER)
    if place + 1 < len(sentence) and sentence[place + 1][2].roles & Role.NUMBER:
        return True
    for back in range(place - 1, max(place - 4, -1), -1):
        roles = sentence[back][2].roles
        if roles & Role.NUMBER:
            return True
        if not roles & (Role.NOUN | Role.THING | Role.PAST):
            return False
    return False
