"""A masked text cut into sentences, clauses and tokens."""

from bisect import bisect_left

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
    """Words that the finder knows and numbers of a masked text, in order, without overlap.

    Where a number and a word begin together, the longer one stays, else what begins first.
    """
    tokens = _words(text, finder)
    place = 0
    for number in find_numbers(text):
        start, end, digits = number.start, number.end, number.digits
        place = bisect_left(tokens, (digits,), place)
        if start < digits:
            place = _drop_qualifier(tokens, place, start, digits)
        if place and tokens[place - 1][1] > digits:
            continue
        if place < len(tokens) and tokens[place][0] < end:
            if tokens[place][0] == digits and tokens[place][1] >= end:
                continue
            tokens[place:] = _words(text, finder, end)
        word = _COUNTED if number.counts else _PRICE if number.measure in MONEY else _OTHER
        tokens.insert(place, (start, end, word, number))
    return tokens


def _words(text: str, finder: Finder[Word], begin: int = 0) -> list[Token]:
    entries = finder.entries
    if begin:
        return [
            (start + begin, end + begin, entries[entry], None)
            for entry, start, end in finder.find(text[begin:])
        ]
    return [(start, end, entries[entry], None) for entry, start, end in finder.find(text)]


def _drop_qualifier(tokens: list[Token], place: int, start: int, digits: int) -> int:
    """Drops the words of 大约 or 不到 before a numeral, and says where the number stands now."""
    first = bisect_left(tokens, (start,), 0, place)
    kept = [token for token in tokens[first:place] if token[1] > digits]
    tokens[first:place] = kept
    return first + len(kept)


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
