"""What a text reports: counted activities, by unit and by day."""

import re
from datetime import date

from handlers.reports.dates import Day, find_days
from handlers.reports.items import Candidate, read_sentence
from handlers.reports.lexicon import DAY_MARK, UNIT_MARK, Role, Word
from handlers.reports.mentions import make_item, mentions
from handlers.reports.numbers import Number
from handlers.reports.reading import Change, Intent, Reading
from handlers.reports.script import fold
from handlers.reports.tokens import Sentence, cut, mask, mask_codes, mask_ordinals, sentences
from handlers.reports.units import UnitHit, UnitNames, find_villages

LONGEST = 20_000
_FORWARDED = re.compile(r"^\s*(?:【?转(?:发|载|自)?】?[:： ]|\[链接\]|\[转发\])")
_AGAIN_REPORTED = re.compile(
    r"重新?报|重发|以(?:这|此|本|下)[条面]?为准|正确(?:的|数)|改报|应(?:该)?[是为]"
)
_AMENDS = re.compile(
    r"更正|改[为成]|应该?[是为]|修[改正]|订正|纠正|报错|写错|打错|漏报|漏了|多报|少报|不是[^,。]{1,14}[,]?(?:而)?是"
)


def read_text(text: str, today: date | None, names: UnitNames | None = None) -> Reading:
    """The reading of one message; never raises, and gives no number that the text does not."""
    original = text[:LONGEST]
    folded = fold(original)
    days = find_days(folded, today)
    masked = mask(folded, [(day.start, day.end) for day in days], DAY_MARK)
    units = names.find(masked, today) if names else find_villages(masked)
    masked = mask(masked, [(hit.start, hit.end) for hit in units], UNIT_MARK)
    masked = mask_codes(masked)
    masked = mask_ordinals(masked, "接龙" in folded)
    tokens = _with_days(cut(masked), days)
    roles = Role.NEUTRAL
    for _, _, word in tokens:
        if isinstance(word, Word):
            roles |= word.roles
    candidates: list[Candidate] = []
    if not (roles & Role.FORWARDED or _FORWARDED.search(folded)):
        candidates = _read_sentences(masked, tokens)
    withdrawn = bool(roles & Role.WITHDRAW)
    if withdrawn and not _AGAIN_REPORTED.search(folded):
        candidates = []
    alive = [c for c in candidates if c.alive]
    items = tuple(make_item(c, original) for c in alive)
    return Reading(
        _intent(folded, roles, bool(items), withdrawn),
        mentions(candidates, original, units, days, _flat_day(alive, days)),
        items,
        _flat_day(alive, days),
        _flat_village(units),
        tuple(
            Change(i.activity, c.before, i)
            for c, i in zip(alive, items, strict=True)
            if c.before is not None
        ),
        None,
        None,
        "补报" in folded,
    )


def _with_days(tokens: Sentence, days: list[Day]) -> Sentence:
    special = {day.start: day for day in days if day.future or day.span}
    if not special:
        return tokens
    return [
        (start, end, _day_word(special[start]) if start in special and _is_day(word) else word)
        for start, end, word in tokens
    ]


def _is_day(word: Word | Number) -> bool:
    return isinstance(word, Word) and bool(word.roles & Role.DAY)


def _day_word(day: Day) -> Word:
    return Word(Role.DAY | (Role.FUTURE if day.future else Role.PERIOD))


def _read_sentences(masked: str, tokens: Sentence) -> list[Candidate]:
    found: list[Candidate] = []
    header: Word | None = None
    last: Candidate | None = None
    quota = False
    for sentence, stop in sentences(tokens):
        has_number = any(isinstance(word, Number) and word.counts for _, _, word in sentence)
        nouns = [word for _, _, word in sentence if isinstance(word, Word) and word.activity]
        if not has_number:
            if _is_deadline(masked, sentence):
                for candidate in found:
                    candidate.alive = False
            if stop & Role.LINE and nouns:
                strong = [word for word in nouns if not word.weak] or nouns
                header = strong[-1]
            continue
        candidates, planned = read_sentence(masked, sentence, header, last, quota)
        quota = planned and bool(stop & Role.MINOR)
        if stop & Role.QUESTION:
            for candidate in candidates:
                candidate.alive = False
        found.extend(candidates)
        last = candidates[-1] if candidates else last
    return found


_DEADLINE = re.compile(r"^\s*(?:完成|截止|截至|报送|上报)?(?:时间|时限|期限|时候)")


def _is_deadline(masked: str, sentence: Sentence) -> bool:
    start, end = sentence[0][0], sentence[-1][1]
    words = (
        _STOPS.split(masked[max(0, start - 8) : start])[-1]
        + _STOPS.split(masked[start : end + 12])[0]
    )
    return "前" in words and _DEADLINE.match(words) is not None


_STOPS = re.compile("[。;!?\n●]")


def _intent(folded: str, roles: Role, items: bool, withdrawn: bool) -> Intent:
    if withdrawn and not items:
        return Intent.WITHDRAWAL
    if items and (_AMENDS.search(folded) or withdrawn):
        return Intent.AMENDMENT
    if roles & Role.ANOTHER and not items:
        return Intent.ANOTHER
    return Intent.REPORT if items else Intent.NOTHING


def _flat_day(alive: list[Candidate], days: list[Day]) -> date | None:
    if not alive:
        return None
    if any(day.span for day in days):
        return None
    named = {
        day.day for day in days if day.day is not None and not (day.future and not day.ambiguous)
    }
    return named.pop() if len(named) == 1 else None


def _flat_village(units: list[UnitHit]) -> str | None:
    named = {hit.village for hit in units if hit.village}
    return named.pop() if len(named) == 1 else None
