"""A masked text cut into sentences, clauses and tokens."""

from typing import Any

from handlers.reports.lexicon import Word
from handlers.reports.numbers import Number, find_numbers
from handlers.reports.roles import Role

Token = tuple[int, int, Word, Number | None]
Sentence = list[Token]
NUMBER = Word(Role.NUMBER)


def cut(text: str, finder: Any) -> list[Token]:
    """Words that the finder knows and numbers of a masked text, in order, without overlap."""
    numbers = find_numbers(text)
    tokens: list[Token] = []
    position = 0
    waiting = iter(numbers)
    number = next(waiting, None)
    for last, word in finder.iter_long(text):
        end = last + 1
        start = end - word.length
        while number is not None and _comes_first(number, start, end):
            if number.digits >= position:
                tokens.append((number.start, number.end, NUMBER, number))
                position = number.end
            number = next(waiting, None)
        if start >= position:
            tokens.append((start, end, word, None))
            position = end
    while number is not None:
        if number.digits >= position:
            tokens.append((number.start, number.end, NUMBER, number))
            position = number.end
        number = next(waiting, None)
    return tokens


def _comes_first(number: Number, start: int, end: int) -> bool:
    if number.digits < start:
        return True
    return number.digits == start and number.end > end


def sentences(tokens: list[Token]) -> list[tuple[Sentence, int]]:
    """Tokens between stops, each with the roles of the stop that ends it."""
    found: list[tuple[Sentence, int]] = []
    current: Sentence = []
    for token in tokens:
        roles = token[2].roles
        if roles & Role.STOP:
            if current:
                found.append((current, roles))
                current = []
        else:
            current.append(token)
    if current:
        found.append((current, Role.LINE))
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
    following = sentence[place + 1][2].roles if place + 1 < len(sentence) else 0
    if sentence[place][2].roles & Role.JOIN and following & Role.NUMBER:
        return True
    for back in range(place - 1, max(place - 4, -1), -1):
        roles = sentence[back][2].roles
        if roles & Role.NUMBER:
            return True
        if not roles & (Role.NOUN | Role.THING | Role.PAST):
            return False
    return False
