"""Counted activities in a whole text, sentence by sentence."""

import re

from msgspec import Struct, field

from handlers.reports import roles as Role
from handlers.reports.activities import EVENTS
from handlers.reports.candidates import Candidate, Scene
from handlers.reports.clauses import read_clause
from handlers.reports.lexicon import Word
from handlers.reports.numbers import Number
from handlers.reports.tokens import Sentence, clauses, sentences

_ELSEWHERE = frozenset(["代办手续", "现场咨询", "意见建议"])
_KILLS = Role.MEAL | Role.OTHER_PLACE | Role.ASK
_DOUBTED = _KILLS | Role.OTHER_CAMPAIGN
_JUDGED = _DOUBTED | Role.MONEY | Role.PEOPLE


class Found(Struct):
    """The candidates in order, the dead ones too, and the numbers whose activity nothing names."""

    candidates: list[Candidate] = field(default_factory=list)
    loose: list[Number] = field(default_factory=list)
    guesses: bool = False
    """Some candidates are guessed, or missed by an earlier report."""


def read_items(text: str, tokens: Sentence, every: int) -> Found:
    """What a text counts; `every`: all roles of its tokens together."""
    found = Found()
    header: Word | None = None
    last: Candidate | None = None
    quota, chooses = 0, "还是" in text
    for sentence, roles, stop, begin in sentences(tokens, every):
        if not roles & Role.COUNT:
            if found.candidates and _is_deadline(text, sentence):
                _kill(found.candidates)
            if roles & Role.NOUN and stop & Role.LINE:
                header = _header(sentence) or header
            continue
        scene = Scene(header, last, last, begin, quota, bool(roles & Role.PERIOD))
        _read_sentence(text, sentence, roles, scene)
        candidates = scene.candidates
        if stop & Role.QUESTION or (chooses and _CHOOSES.search(text, begin, sentence[-1][1])):
            _kill(candidates)
        quota = Role.PLAN if stop & Role.MINOR and _is_planned(scene) else 0
        if candidates:
            last = candidates[-1]
            found.candidates += candidates
        found.loose += scene.loose
        found.guesses = found.guesses or scene.unsettled
    return found


def _read_sentence(text: str, sentence: Sentence, roles: int, scene: Scene) -> None:
    for clause, its in clauses(sentence, roles):
        read_clause(text, clause, its, scene)
    if roles & _JUDGED or scene.unsettled:
        _judge(text, sentence, roles, scene)


def _judge(text: str, sentence: Sentence, roles: int, scene: Scene) -> None:
    """What the whole sentence says of its candidates."""
    if roles & Role.MONEY and _is_priced(text, sentence, roles):
        roles |= Role.MEAL
    if roles & Role.PEOPLE:
        for candidate in scene.candidates:
            if candidate.alive and not _gathered(candidate, sentence, scene):
                candidate.alive = False
    if scene.unsettled:
        _settle_guesses(scene)
        _settle_missed(scene)
    if roles & _DOUBTED:
        _judge_whole(scene, roles)


def _judge_whole(scene: Scene, roles: int) -> None:
    kills = roles & _KILLS
    if not kills and roles & Role.OWN_CAMPAIGN:
        return
    for candidate in scene.candidates:
        if kills or candidate.activity not in _ELSEWHERE:
            candidate.alive = False


def _settle_guesses(scene: Scene) -> None:
    guesses = [candidate for candidate in scene.candidates if candidate.guessed]
    if guesses and not any(c.alive and not c.guessed for c in scene.candidates):
        for candidate in guesses:
            candidate.alive = False


def _settle_missed(scene: Scene) -> None:
    told = {candidate.activity for candidate in scene.candidates if candidate.alive}
    for candidate in scene.candidates:
        if candidate.missed and candidate.activity not in told:
            candidate.alive = True


def _gathered(candidate: Candidate, sentence: Sentence, scene: Scene) -> bool:
    """People are counted where they attended something, not where they merely live."""
    if candidate.activity != "参与人数" or candidate.attended:
        return True
    if any(token[2].activity in EVENTS and not token[2].weak for token in sentence):
        return True
    if any(other.alive and other.activity in EVENTS for other in scene.candidates):
        return True
    return scene.before is not None and scene.before.activity in EVENTS


def _is_priced(text: str, sentence: Sentence, roles: int) -> bool:
    handed = roles & Role.HANDS and roles & Role.PAST
    return not handed and not _IS_GIFT.search(text, sentence[0][0], sentence[-1][1])


_IS_GIFT = re.compile("价值|慰问[金品]|资金|补[助贴]|救助|捐款|善款")


_CHOOSES = re.compile("是[^,。]{1,12}还是")


def _is_planned(scene: Scene) -> bool:
    asked = scene.quota or scene.carried & Role.PLAN
    return bool(asked) and any(not candidate.alive for candidate in scene.candidates)


def _kill(candidates: list[Candidate]) -> None:
    for candidate in candidates:
        candidate.alive = False


def _header(sentence: Sentence) -> Word | None:
    nouns = [token[2] for token in sentence if token[2].activity]
    strong = [word for word in nouns if not word.weak] or nouns
    return strong[-1] if strong else None


_STOPS = re.compile("[。;!?\n●]")
_DEADLINE = re.compile(r"\s*(?:完成|截止|截至|报送|上报)?(?:时间|时限|期限|时候)")


def _is_deadline(text: str, sentence: Sentence) -> bool:
    start, end = sentence[0][0], sentence[-1][1]
    before = _STOPS.split(text[max(0, start - 8) : start])[-1]
    words = before + _STOPS.split(text[start : end + 12])[0]
    return "前" in words and _DEADLINE.match(words) is not None
