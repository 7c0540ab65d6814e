"""Counted activities in one sentence."""

import re

from handlers.reports.candidates import Candidate, Scene
from handlers.reports.counting import count_what, plain_candidate, told_later
from handlers.reports.lexicon import Word
from handlers.reports.mood import SUPPLY, counts_staff, follow_all, only_says_when, was_done
from handlers.reports.numbers import Number
from handlers.reports.relations import relate
from handlers.reports.roles import Role
from handlers.reports.tokens import Sentence, clauses, roles_of

_ELSEWHERE = frozenset(["代办手续", "现场咨询", "意见建议"])
_KILLS = Role.MEAL | Role.OTHER_PLACE | Role.ASK


def read_sentence(text: str, sentence: Sentence, roles: int, scene: Scene) -> list[Candidate]:
    """Candidates of one sentence in order, the dead ones too; `roles` are those of its words."""
    scene.period = bool(roles & Role.PERIOD)
    for clause in clauses(sentence, roles):
        clause_roles = roles if clause is sentence else roles_of(clause)
        if not clause_roles & _UNPLAIN and _read_plain(text, clause, clause_roles, scene):
            pass
        elif clause_roles & Role.NUMBER:
            _read_clause(text, clause, clause_roles, scene)
        else:
            _read_bare_clause(text, clause, clause_roles, scene)
        scene.position = clause[-1][1]
    if roles & Role.MONEY and _is_priced(text, sentence, roles):
        roles |= Role.MEAL
    if roles & Role.PEOPLE:
        for candidate in scene.candidates:
            candidate.alive = candidate.alive and _gathered(candidate, sentence, scene)
    if scene.unsettled:
        _settle_guesses(scene)
        _settle_missed(scene)
    other = roles & Role.OTHER_CAMPAIGN and not roles & Role.OWN_CAMPAIGN
    if roles & _KILLS or other:
        for candidate in scene.candidates:
            if roles & _KILLS or candidate.activity not in _ELSEWHERE:
                candidate.alive = False
    return scene.candidates


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


_PLAIN = (
    Role.NUMBER | Role.COUNT | Role.NOUN | Role.VERB | Role.ACTS | Role.HANDS | Role.PAST
    | Role.DONE | Role.UNIT | Role.DAY | Role.COLON | Role.OWN_CAMPAIGN | Role.ATTEND
    | Role.PERIOD | Role.COMMA | Role.MEMBER
)  # fmt: skip
_UNPLAIN = ~_PLAIN


def _read_plain(text: str, clause: Sentence, roles: int, scene: Scene) -> bool:
    """The commonest clause, each number after its name, without what it leaves no doubt of."""
    if not roles & Role.COUNT or not roles & Role.NOUN or scene.troubled:
        return False
    made: list[Candidate] = []
    noun: Word | None = None
    posted = False
    handed = bool(roles & Role.HANDS and roles & (Role.PAST | Role.DONE))
    for _, _, word, number in clause:
        if number is None:
            if word.verb == "post":
                posted = True
            if word.activity:
                if noun is not None or word.weak:
                    return False
                noun = word
            continue
        if noun is None or text[number.digits - 1] == "有" or (made and roles & Role.VERB):
            return False
        candidate = plain_candidate(number, noun)
        if candidate is None or (posted and noun.activity == "发放宣传资料"):
            return False
        candidate.handed = handed
        made.append(candidate)
        noun = None
    if noun is not None or not made:
        return False
    scene.last = made[-1]
    if scene.last.number.measure in ("户", "家"):
        last = scene.last.number
        scene.places = (last.count, last.approximate, last.start)
    scene.candidates.extend(made)
    scene.open_noun = None
    return True


_EVENTS = frozenset(("会议培训", "集中宣传活动", "文艺电影"))


def _gathered(candidate: Candidate, sentence: Sentence, scene: Scene) -> bool:
    """People are counted where they attended something, not where they merely live."""
    if candidate.activity != "参与人数" or candidate.attended:
        return True
    if any(token[2].activity in _EVENTS and not token[2].weak for token in sentence):
        return True
    return scene.before is not None and scene.before.activity in _EVENTS


def _is_priced(text: str, sentence: Sentence, roles: int) -> bool:
    handed = roles & Role.HANDS and roles & Role.PAST
    return not handed and "价值" not in text[sentence[0][0] : sentence[-1][1]]


_UNTIL = re.compile(r"[ ,;。]*等[^,]{1,8}再")


def _read_clause(text: str, clause: Sentence, clause_roles: int, scene: Scene) -> None:
    places = [place for place, token in enumerate(clause) if token[3] is not None]
    opens = bool(clause[0][2].roles & Role.OPEN)
    position = used = 0
    head = text[scene.position : clause[places[0]][0]]
    before = Role.PLAN if "等" in head and _UNTIL.match(head) else 0
    suppressed = counted = False
    for order, place in enumerate(places):
        number = clause[place][3]
        assert number is not None
        more = order + 1 < len(places)
        fresh = clause[position:place]
        left = clause[max(position, used) : place]
        right = clause[place + 1 : places[order + 1] if more else len(clause)]
        before = follow_all(before, fresh, scene)
        position = place + 1
        if _remember_places(number, right, scene) or counts_staff(number, fresh, right):
            number.explained = True
            continue
        candidate, consumed = count_what(text, number, left, right, more, scene)
        if consumed:
            used = place + 1 + consumed
        if candidate is None:
            if number.measure in ("户", "家"):
                scene.places = (number.count, number.approximate, number.start)
            if number.counts:
                scene.loose.append(number)
            continue
        candidate.named = bool(roles_of(left) & Role.NOUN)
        candidate.attended = not clause_roles & Role.PEOPLE or bool(clause_roles & Role.ATTEND)
        relate(text, candidate, scene, before, fresh, opens)
        if candidate.alive and not candidate.count:
            candidate.alive = False
        if candidate.alive:
            candidate.alive = was_done(
                candidate, scene, before, clause_roles, fresh, right, consumed
            )
            candidate.missed = bool(clause_roles & Role.MISSED and roles_of(fresh) & Role.MISSED)
        scene.unsettled = scene.unsettled or candidate.missed or candidate.guessed
        suppressed = suppressed or (not candidate.alive and bool(before & Role.EACH))
        if candidate.activity not in SUPPLY:
            before &= ~Role.RECEIVED
        if number.measure in ("户", "家"):
            scene.places = (number.count, number.approximate, number.start)
        counted = True
        scene.candidates.append(candidate)
        scene.last = candidate
    before = follow_all(before, clause[position:], scene)
    _carry(before, scene)
    scene.received = bool(before & Role.RECEIVED)
    scene.each = suppressed
    scene.quota = scene.quota or (suppressed and bool(before & Role.EVERY))
    scene.open_noun = None if counted else _open_noun(clause)


def _carry(before: int, scene: Scene) -> None:
    """What holds for the clauses to come."""
    scene.plan = scene.plan or bool(before & Role.PLAN)
    scene.part = scene.part or bool(before & Role.PART)
    scene.earlier = scene.earlier or bool(before & Role.OTHER_TIME)


def _read_bare_clause(text: str, clause: Sentence, roles: int, scene: Scene) -> None:
    if roles & (Role.WAITING | Role.LOST):
        for candidate in scene.candidates:
            if candidate.activity in SUPPLY:
                candidate.alive = False
    words = text[scene.position : clause[-1][1]]
    if roles & (Role.PLAN | Role.FUTURE) and only_says_when(words, roles):
        for candidate in scene.candidates:
            candidate.alive = False
    scene.correcting = bool(roles & Role.CORRECT)
    before = follow_all(0, clause, scene)
    _carry(before, scene)
    scene.plan = scene.plan or bool(before & Role.FUTURE)
    scene.received = scene.received or bool(before & Role.RECEIVED)
    noun = _open_noun(clause)
    scene.open_noun = noun or scene.open_noun
    if noun is not None and scene.loose and not scene.candidates and _THUS.search(words):
        _read_loose(noun, roles, scene)


_NO_REPORT = Role.NEGATED | Role.WAITING | Role.PLAN | Role.FUTURE | Role.ASK | Role.STAFF


_THUS = re.compile("都是|全是|均是|均为|就是")


def _read_loose(noun: Word, roles: int, scene: Scene) -> None:
    """昨天33户,今天28户,都是走访的."""
    made = [told_later(number, noun) for number in scene.loose]
    if all(made) and not roles & _NO_REPORT and not scene.plan:
        scene.candidates.extend(candidate for candidate in made if candidate is not None)


def _open_noun(clause: Sentence) -> Word | None:
    nouns = [token[2] for token in clause if token[2].activity and not token[2].weak]
    return nouns[-1] if nouns else None


_PLACE_MEASURES = frozenset(("", "个", "所", "处", "条", "支", "名"))


def _remember_places(number: Number, right: Sentence, scene: Scene) -> bool:
    """Whether the number counts villages, groups or classes."""
    here = (number.count, number.approximate, number.start)
    if number.measure in ("组", "班"):
        scene.places = here
        return True
    if not right or number.measure not in _PLACE_MEASURES:
        return False
    start, _, word, _ = right[0]
    if not word.roles & Role.PLACE or start - number.end > 2:
        return False
    scene.places = here
    return True
