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
    if not numbers:
        return [(last + 1 - w.length, last + 1, w, None) for last, w in finder.iter_long(text)]
    tokens: list[Token] = []
    numbers.reverse()
    position, size = 0, len(text)
    while position < size:
        position = _run(text, finder, position, numbers, tokens)
    return tokens


def _run(text: str, finder: Any, position: int, numbers: list[Number], tokens: list[Token]) -> int:
    """Adds words and numbers until a number cuts a word short, and says where to go on.

    `numbers` are those to come, the next one last; a longer word may hold a numeral.
    """
    for last, word in finder.iter_long(text, position):
        end = last + 1
        start = end - word.length
        while numbers and (
            numbers[-1].digits < start or (numbers[-1].digits == start and numbers[-1].end > end)
        ):
            position = _add_number(numbers.pop(), position, tokens)
        if start < position:
            return position
        if numbers and numbers[-1].start <= start and end <= numbers[-1].digits:
            continue
        tokens.append((start, end, word, None))
        position = end
    while numbers:
        position = _add_number(numbers.pop(), position, tokens)
    return len(text)


def _add_number(number: Number, position: int, tokens: list[Token]) -> int:
    if number.digits < position:
        return position
    word = _COUNTED if number.counts else _PRICE if number.measure in MONEY else _OTHER
    tokens.append((number.start, number.end, word, number))
    return number.end


def sentences(tokens: list[Token]) -> list[tuple[Sentence, int, int, int]]:
    """Tokens between stops with their roles, the roles of the stop, and where they begin."""
    found: list[tuple[Sentence, int, int, int]] = []
    current: Sentence = []
    all_roles = begin = 0
    for token in tokens:
        roles = token[2].roles
        if not roles & Role.STOP:
            current.append(token)
            all_roles |= roles
            continue
        if current:
            found.append((current, all_roles, roles, begin))
            current, all_roles = [], 0
        begin = token[1]
    if current:
        found.append((current, all_roles, Role.LINE, begin))
    return found


_BRACKETS = Role.OPEN | Role.CLOSE
_BREAKS = Role.COMMA | Role.JOIN | Role.COLON | _BRACKETS


def clauses(sentence: Sentence, roles: int) -> list[Sentence]:
    """A sentence of these roles cut at commas, brackets, and between counted things.

    Every clause inside brackets begins with the opening one.
    """
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
