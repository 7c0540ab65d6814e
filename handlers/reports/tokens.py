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
    entries = finder.entries
    tokens: list[Token] = [
        (start, end, entries[entry], None) for entry, start, end in finder.find(text)
    ]
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
            _cut_short(tokens, place, end, text, finder)
        word = _COUNTED if number.counts else _PRICE if number.measure in MONEY else _OTHER
        tokens.insert(place, (start, end, word, number))
    return tokens


def _cut_short(
    tokens: list[Token], place: int, begin: int, text: str, finder: Finder[Word]
) -> None:
    """Drops the words from `place` on that begin before `begin`, and finds what they hid.

    Only as far as they reach: to look through the rest again for each number takes seconds.
    """
    while place < len(tokens) and tokens[place][0] < begin:
        reach = tokens.pop(place)[1]
        if reach <= begin:
            continue
        offset = begin
        for entry, start, end in finder.find(text[begin : reach + finder.longest]):
            if start + offset >= reach:
                break
            begin = end + offset
            tokens.insert(place, (start + offset, begin, finder.entries[entry], None))
            place += 1


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
_JOINS = Role.JOIN | Role.COLON
_BREAKS = Role.COMMA | _JOINS | _BRACKETS


def clauses(sentence: Sentence, roles: int) -> list[tuple[Sentence, int]]:
    """A sentence of these roles cut at commas, brackets, and between counted things.

    Every clause, with its roles; one inside brackets begins with the opening one.
    """
    if not roles & _BREAKS:
        return [(sentence, roles)]
    if roles & _BRACKETS:
        sentence = _without_idle_brackets(sentence)
    found: list[tuple[Sentence, int]] = []
    bracket: Sentence = []
    first = said = 0
    for place, token in enumerate(sentence):
        its = token[2].roles
        if not its & _BREAKS or (its & _JOINS and _joins(sentence, place, its)):
            said |= its
            continue
        end = place
        if its & Role.PAST and not its & _BRACKETS:
            said |= its
            end += 1
        if bracket or first < end:
            found.append((bracket + sentence[first:end], said))
        first, said = place + 1, 0
        if its & _BRACKETS:
            bracket = [token] if its & Role.OPEN else []
        if bracket:
            said = Role.OPEN
    if bracket or first < len(sentence):
        found.append((bracket + sentence[first:], said))
    return found


def _joins(sentence: Sentence, place: int, roles: int) -> bool:
    """Whether a 、 or a colon stands inside a counted thing rather than behind one."""
    if place and sentence[place - 1][2].roles & Role.NUMBER:
        return False
    return bool(roles & Role.COLON) or not _closes_a_count(sentence, place)


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
