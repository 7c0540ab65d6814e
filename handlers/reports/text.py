"""What a text reports: counted activities, by unit and by day."""

import re
from datetime import date

from handlers import wording
from handlers.reports import roles as Role
from handlers.reports.candidates import Candidate
from handlers.reports.chain_list import read_table, unrolled
from handlers.reports.dates import DAY_SIGNS, Day, find_days
from handlers.reports.doubts import doubt, may_miss_a_number, missing_activity, untold_schedule
from handlers.reports.items import Found, read_items
from handlers.reports.lexicon import DAY_MARK, UNIT_MARK, Word, lexicon
from handlers.reports.lexicon import finder as lexicon_finder
from handlers.reports.masks import (
    CODE_SIGNS,
    ORDINAL_SIGNS,
    mask,
    mask_codes,
    mask_groups,
    mask_ordinals,
    mask_reach,
)
from handlers.reports.mentions import make_item, mentions
from handlers.reports.numbers import Number
from handlers.reports.own_words import OwnWords
from handlers.reports.reading import Change, Intent, Mention, Reading
from handlers.reports.script import fold
from handlers.reports.sounds import respell
from handlers.reports.tokens import Sentence, cut, roles_of, roles_of_words
from handlers.reports.units import UnitNames
from handlers.reports.villages import UnitHit, find_villages
from storage.records import ReportItem

LONGEST = 20_000
_FORWARDED = re.compile(
    r"\s*(?:【?转(?:发|载|自)?】?[:： ]|\[链接\]|\[转发\]|(?:示?例|样例|举例|模板|格式|比如)[: ])"
)
_AGAIN = re.compile(r"重新?报|重发|以(?:这|此|本|下)[条面]?为准|正确(?:的|数)|改报|应(?:该)?[是为]")
_AMENDS = re.compile(
    r"更正|改[为成]|应该?[是为]|修[改正]|订正|纠正|报错|写错|打错|漏报|漏了|多报|少报|不是[^,。]{1,14},?(?:而)?是"
)


def read_text(
    text: str,
    today: date | None,
    names: UnitNames | None = None,
    own_words: OwnWords | None = None,
) -> Reading:
    """The reading of one message; never raises, and gives no number that the text does not."""
    original = text[:LONGEST]
    folded = unrolled(fold(original))
    finder = own_words.finder if own_words else lexicon_finder()
    if not _NUMERALS.search(folded):
        roles = roles_of_words(folded, finder)
        if not (roles & Role.NOUN and may_miss_a_number(folded)):
            return _without_numerals(folded, roles, today, names)
    signs = set(_SIGNS.findall(folded))
    rows: list[Candidate] = []
    masked = folded
    if "\n" in signs:
        rows, masked = read_table(folded, own_words.words if own_words else lexicon())
    days = [] if signs.isdisjoint(DAY_SIGNS) else find_days(masked, today)
    if days:
        masked = mask(masked, days, DAY_MARK)
    masked = mask_codes(masked, signs)
    if "量" in masked:
        masked = mask_reach(masked)
    if "二" in masked:
        masked = mask_groups(masked)
    units: list[UnitHit] = []
    if names:
        units = names.find(masked, today)
    elif "村" in signs or "区" in signs:
        units = find_villages(masked)
    if units:
        masked = mask(masked, units, UNIT_MARK)
    if not signs.isdisjoint(ORDINAL_SIGNS):
        masked = mask_ordinals(masked, "接龙" in folded)
    tokens = cut(masked, finder)
    if days:
        tokens = _with_days(tokens, days, folded)
    roles = roles_of(tokens)
    candidates: list[Candidate] = []
    if not roles & Role.COUNT and not rows:
        return _without_items(folded, tokens, roles, units, days)
    if not (roles & Role.FORWARDED or _FORWARDED.match(folded)):
        found = read_items(masked, tokens, roles)
        if found.loose or found.guesses:
            respelt = respell(masked, _idle(found)[:50], tokens)
            if respelt is not masked:
                tokens = _with_days(cut(respelt, finder), days, folded)
                found = read_items(respelt, tokens, roles_of(tokens))
        candidates = rows + found.candidates
    withdrawn = bool(roles & Role.WITHDRAW)
    if withdrawn and not _AGAIN.search(folded):
        candidates = []
    alive = [candidate for candidate in candidates if candidate.alive]
    if not alive:
        return _without_items(folded, tokens, roles, units, days)
    day = _one_day(days) if days else None
    items = tuple([make_item(candidate, original) for candidate in alive])
    corrects = [candidate for candidate in alive if candidate.before is not None]
    return Reading(
        _intent(folded, withdrawn),
        mentions(candidates, alive, items, original, units, days, day),
        items,
        day,
        _one_village(units) if units else None,
        _changes(alive, items) if corrects else (),
        doubt(alive, days),
        None,
        "补报" in folded,
    )


def _changes(alive: list[Candidate], items: tuple[ReportItem, ...]) -> tuple[Change, ...]:
    found = [
        Change(item.activity, candidate.before, item)
        for candidate, item in zip(alive, items, strict=True)
        if candidate.before is not None
    ]
    return tuple(found)


def load() -> None:
    """Load what the first text would wait for: word lists and patterns, 0.1 s and 6 MB."""
    read_text("枫林村昨天发单子200份,入户3户", None, None)


_SIGNS = re.compile(f"[{re.escape(''.join({*DAY_SIGNS, *CODE_SIGNS, *ORDINAL_SIGNS, *'村区'}))}]")
"""What tells a text that has days, codes, villages or list numbers from one that has none."""
_NUMERALS = re.compile(
    "[0-9零〇一二两三四五六七八九十百千万廿卅壹贰叁肆伍陆柒捌玖拾佰仟俩仨几场次堂期]"
)


def _without_numerals(
    folded: str, roles: int, today: date | None, names: UnitNames | None
) -> Reading:
    units = names.find(folded, today) if names else find_villages(folded)
    if roles & Role.WITHDRAW:
        return _withdrawal(units, find_days(folded, today))
    return _tells_nothing(roles, _one_village(units))


_SILENT = Reading()


def _tells_nothing(roles: int, village: str | None) -> Reading:
    if roles & Role.ANOTHER:
        return Reading(Intent.ANOTHER, village=village)
    return _SILENT if village is None else Reading(village=village)


def _withdrawal(units: list[UnitHit], days: list[Day]) -> Reading:
    """作废, and of whom and of which day where that is said."""
    village, day = _one_village(units), _one_day(days)
    told = Mention(units[0].units if units else frozenset(), village, day)
    mentions = (told,) if units or day else ()
    return Reading(Intent.WITHDRAWAL, mentions, day=day, village=village)


def _without_items(
    folded: str, tokens: Sentence, roles: int, units: list[UnitHit], days: list[Day]
) -> Reading:
    """A text without any number that counts: it may still tell of something done."""
    if roles & Role.WITHDRAW:
        return _withdrawal(units, days)
    village = _one_village(units)
    if roles & Role.NOUN:
        missing = missing_activity(folded, roles, tokens)
        untold = untold_schedule(folded, roles, tokens)
        if missing or untold:
            told = (Mention(units[0].units if units else frozenset(), village, _one_day(days)),)
            intent = Intent.REPORT if untold else Intent.NOTHING
            why = wording.SCHEDULE_WITHOUT_TOTAL if untold else None
            return Reading(intent, told, village=village, unsure=why, missing=missing)
    return _tells_nothing(roles, village)


def _idle(found: Found) -> list[Number]:
    """The numbers that count nothing: a misspelt name may stand beside them."""
    guessed = [c.number for c in found.candidates if c.guessed and not c.alive]
    counted = {c.number.digits for c in found.candidates if c.alive or not c.guessed}
    idle = [number for number in found.loose + guessed if number.digits not in counted]
    return sorted(idle, key=lambda number: number.digits)


_BEFORE_A_DAY = re.compile(
    r"(?:[上下]午|中午|晚上|下班|之|以|\d{1,2}[点时]半?)*前(?![天后往期来面进])"
)


def _with_days(tokens: Sentence, days: list[Day], folded: str) -> Sentence:
    special = {}
    for day in days:
        if roles := _day_roles(day, folded):
            special[day.start] = roles
    if not special:
        return tokens
    return [
        (token[0], token[1], Word(special[token[0]]), None)
        if token[0] in special and token[2].roles & Role.DAY
        else token
        for token in tokens
    ]


def _day_roles(day: Day, folded: str) -> int:
    if day.future or ("前" in folded and _BEFORE_A_DAY.match(folded, day.end)):
        return Role.DAY | Role.FUTURE
    return Role.DAY | Role.PERIOD if day.span else 0


def _intent(folded: str, withdrawn: bool) -> Intent:
    amends = withdrawn or _AMENDS.search(folded) is not None
    return Intent.AMENDMENT if amends else Intent.REPORT


def _one_day(days: list[Day]) -> date | None:
    named = set()
    for day in days:
        if day.span:
            return None
        if day.day and (day.ambiguous or not day.future):
            named.add(day.day)
    return named.pop() if len(named) == 1 else None


def _one_village(units: list[UnitHit]) -> str | None:
    if not units:
        return None
    named = {hit.village for hit in units if hit.village}
    return named.pop() if len(named) == 1 else None
