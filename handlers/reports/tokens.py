"""A masked text cut into sentences, clauses and tokens."""

import sys

from handlers.reports import roles as Role
from handlers.reports.finder import Finder
from handlers.reports.lexicon import Word
from handlers.reports.numbers import MONEY, Number, find_numbers

Token = tuple[int, int, Word, Number | None]
Sentence = list[Token]
_COUNTED = Word(Role.NUMBER | Role.COUNT)
_OTHER = Word(Role.NUMBER)
_PRICE = Word(Role.NUMBER | Role.MONEY)


def cut(text: str, finder: Finder[Word]) -> list[Token]:
    """Words that the finder knows and numbers of a masked text, in order, without overlap."""
    numbers = find_numbers(text)
    if not numbers:
        entries = finder.entries
        return [(start, end, entries[word], None) for word, start, end in finder.find(text)]
    tokens: list[Token] = []
    numbers.reverse()
    position, size = 0, len(text)
    while position < size:
        position = _run(text, finder, position, numbers, tokens)
    return tokens


def _run(
    text: str, finder: Finder[Word], position: int, numbers: list[Number], tokens: list[Token]
) -> int:
    """Adds words and numbers until a number cuts a word short, and says where to go on.

    `numbers` are those to come, the next one last; a longer word may hold a numeral.
    """
    number = numbers[-1] if numbers else _NEVER
    digits = number.digits
    begin, entries = position, finder.entries
    for entry, start, end in finder.find(text[begin:] if begin else text):
        start, end = start + begin, end + begin
        while digits < start or (digits == start and number.end > end):
            numbers.pop()
            position = _add_number(number, position, tokens)
            number = numbers[-1] if numbers else _NEVER
            digits = number.digits
        if start < position:
            return position
        if end <= digits and number.start <= start:
            continue
        tokens.append((start, end, entries[entry], None))
        position = end
    while numbers:
        position = _add_number(numbers.pop(), position, tokens)
    return len(text)


_NEVER = Number(sys.maxsize, sys.maxsize, sys.maxsize, 0, False, "", "", False, False)


def _add_number(number: Number, position: int, tokens: list[Token]) -> int:
    if number.digits < position:
        return position
    word = _COUNTED if number.counts else _PRICE if number.measure in MONEY else _OTHER
    tokens.append((number.start, number.end, word, number))
    return number.end


def sentences(tokens: list[Token], every: int) -> list[tuple[Sentence, int, int, int]]:
    """Tokens between stops with their roles, the roles of the stop, and where they begin.

    `every`: all roles of the tokens together.
    """
    if not every & Role.STOP:
        return [(tokens, every, Role.LINE, 0)] if tokens else []
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
    part: Sentence = []
    parts = [part]
    bracket: Sentence = []
    before = 0
    for place, token in enumerate(sentence):
        roles = token[2].roles
        if not roles & _BREAKS or (
            roles & (Role.JOIN | Role.COLON)
            and not before & Role.NUMBER
            and (roles & Role.COLON or not _closes_a_count(sentence, place))
        ):
            part.append(token)
        else:
            if roles & _BRACKETS:
                bracket = [token] if roles & Role.OPEN else []
            elif roles & Role.PAST:
                part.append(token)
            part = bracket[:]
            parts.append(part)
        before = roles
    return [part for part in parts if part]


def roles_of(tokens: Sentence) -> int:
    """All roles of some tokens together."""
    roles = 0
    for token in tokens:
        roles |= token[2].roles
    return roles


def roles_of_words(text: str, finder: Finder[Word]) -> int:
    """All roles of the words in a text without numbers."""
    roles = 0
    for entry, _, _ in finder.find(text):
        roles |= finder.entries[entry].roles
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
    """Whether a 、 stands between two counted things rather than inside one."""
    if place + 1 < len(sentence) and sentence[place + 1][2].roles & Role.NUMBER:
        return True
    for back in range(place - 1, max(place - 4, -1), -1):
        roles = sentence[back][2].roles
        if roles & Role.NUMBER:
            return True
        if not roles & (Role.NOUN | Role.THING | Role.PAST):
            return False
    return False
