"""Counted activities in one sentence."""

import re

from handlers.reports.candidates import Candidate, Scene
from handlers.reports.counting import count_what, plain_candidate, told_later
from handlers.reports.lexicon import Word
from handlers.reports.mood import SUPPLY, counts_staff, follow_all, only_says_when, was_done
from handlers.reports.numbers import Number
from handlers.reports.roles import Role
from handlers.reports.tokens import Sentence, clauses, roles_of

_ELSEWHERE = frozenset(["代办手续", "现场咨询", "意见建议"])
_KILLS = Role.MEAL | Role.OTHER_PLACE | Role.ASK


def read_sentence(text: str, sentence: Sentence, roles: int, scene: Scene) -> list[Candidate]:
    """Candidates of one sentence in order, the dead ones too; `roles` are those of its words."""
    scene.period = bool(roles & Role.PERIOD)
    for clause in clauses(sentence):
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
    other = roles & Role.OTHER_CAMPAIGN and not roles & Role.OWN_CAMPAIGN
    if roles & _KILLS or other:
        for candidate in scene.candidates:
            if roles & _KILLS or candidate.activity not in _ELSEWHERE:
                candidate.alive = False
    return scene.candidates


_PLAIN = (
    Role.NUMBER | Role.COUNT | Role.NOUN | Role.VERB | Role.ACTS | Role.HANDS | Role.PAST
    | Role.DONE | Role.UNIT | Role.DAY | Role.COLON | Role.OWN_CAMPAIGN
)  # fmt: skip
_UNPLAIN = ~_PLAIN


def _read_plain(text: str, clause: Sentence, roles: int, scene: Scene) -> bool:
    """The commonest clause, one name and one number, without the questions that it leaves open."""
    if not roles & Role.COUNT or not roles & Role.NOUN or scene.troubled:
        return False
    number: Number | None = None
    noun: Word | None = None
    for token in clause:
        if token[3] is not None:
            if number is not None or noun is None:
                return False
            number = token[3]
        elif token[2].activity:
            if noun is not None or token[2].weak:
                return False
            noun = token[2]
    if number is None or noun is None or not number.measure:
        return False
    if text[number.digits - 1] == "有":
        return False
    candidate = plain_candidate(number, noun)
    if candidate is None:
        return False
    if number.measure in ("户", "家"):
        scene.places = (number.count, number.approximate, number.start)
    scene.candidates.append(candidate)
    scene.last = candidate
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
        left, right = clause[max(position, used) : place], clause[place + 1 :]
        if more:
            right = clause[place + 1 : places[order + 1]]
        before = follow_all(before, fresh, scene)
        position = place + 1
        if _remember_places(number, right, scene) or counts_staff(number, fresh, right):
            number.explained = True
            continue
        candidate, consumed = count_what(text, number, left, right, more, scene)
        if consumed:
            used = place + 1 + consumed
        if candidate is None:
            if number.counts:
                scene.loose.append(number)
            continue
        candidate.attended = not clause_roles & Role.PEOPLE or bool(clause_roles & Role.ATTEND)
        _relate(text, candidate, scene, before, fresh, opens)
        if candidate.alive:
            candidate.alive = was_done(
                candidate, scene, before, clause_roles, fresh, right, consumed
            )
        suppressed = suppressed or (not candidate.alive and bool(before & Role.EACH))
        if candidate.activity not in SUPPLY:
            before &= ~Role.RECEIVED
        counted = True
        scene.candidates.append(candidate)
        scene.last = candidate
    before = follow_all(before, clause[position:], scene)
    _carry(before, scene)
    scene.received = bool(before & Role.RECEIVED)
    scene.each = suppressed
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
    if noun is not None and scene.loose and not scene.candidates and not scene.plan:
        _read_loose(noun, roles, scene)


_NO_REPORT = Role.NEGATED | Role.WAITING | Role.PLAN | Role.FUTURE | Role.ASK | Role.STAFF


def _read_loose(noun: Word, roles: int, scene: Scene) -> None:
    """昨天33户,今天28户,都是走访的."""
    made = [told_later(number, noun) for number in scene.loose]
    if all(made) and not roles & _NO_REPORT:
        scene.candidates.extend(candidate for candidate in made if candidate is not None)


def _open_noun(clause: Sentence) -> Word | None:
    nouns = [token[2] for token in clause if token[2].activity and not token[2].weak]
    return nouns[-1] if nouns else None


def _relate(
    text: str, candidate: Candidate, scene: Scene, before: int, left: Sentence, opens: bool
) -> None:
    """What the number has to do with the ones before it."""
    roles = roles_of(left)
    if roles & Role.CORRECT or scene.last is not None:
        _correct(text, candidate, scene, left, roles)
    if before & Role.RUNNING or scene.running:
        candidate.cumulative = scene.running = True
    _multiply(candidate, scene, before)
    if roles & Role.TOTAL:
        candidate.total = True
        _replace_parts(candidate, scene)
    elif _returned(text, candidate, scene, left) or _is_part(
        text, candidate, scene, before, left, opens
    ):
        candidate.part, candidate.alive = True, False
        candidate.shared = bool(roles & Role.UNIT)
    candidate.printed = bool(roles & Role.PRINTS)
    if roles & Role.HANDS and not roles & Role.NOUN:
        _drop_printed(candidate, scene)


_PLACE_MEASURES = frozenset(("", "个", "所", "处", "条", "支", "名"))


def _remember_places(number: Number, right: Sentence, scene: Scene) -> bool:
    """Whether the number counts villages, groups or classes; households are remembered too."""
    here = (number.count, number.approximate, number.start)
    if number.measure in ("户", "家"):
        scene.places = here
        return False
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


def _multiply(candidate: Candidate, scene: Scene, before: int) -> None:
    if scene.places is None or not before & Role.EACH:
        return
    count, approximate, start = scene.places
    if start < candidate.start:
        candidate.count *= count
        candidate.approximate = candidate.approximate or approximate
        candidate.start, candidate.product = start, True


def _correct(text: str, candidate: Candidate, scene: Scene, left: Sentence, roles: int) -> None:
    last = scene.last
    same = last is not None and last.activity == candidate.activity
    correcting, scene.correcting = scene.correcting, False
    if not roles & Role.CORRECT:
        if last is not None and same and (correcting or last.refused):
            last.alive = False
            candidate.before = last.count
        return
    marks = [token for token in left if token[2].roles & Role.CORRECT]
    loose = scene.loose[-1] if scene.loose else None
    if loose is not None and loose.measure == candidate.number.measure:
        candidate.before = loose.count
        return
    start, end, _, _ = marks[-1]
    denies = text[start:end] == "不是" and not text[end : candidate.number.digits].strip()
    if last is None or not (same or not candidate.own) or last not in scene.candidates:
        candidate.refused = denies
        candidate.alive = not denies
    elif denies and text[last.number.digits - 1 : last.number.digits] in ("是", "为"):
        candidate.alive = False
        last.before = candidate.count
    else:
        last.alive = False
        candidate.before = last.count


def _replace_parts(candidate: Candidate, scene: Scene) -> None:
    same = [c for c in scene.candidates if c.alive and c.activity == candidate.activity]
    if scene.last is not None and scene.last not in scene.candidates and not candidate.own:
        same.append(scene.last)
    summed = sum(other.count for other in same)
    if candidate.own and summed != candidate.count:
        return
    vague = candidate.approximate or any(other.approximate for other in same)
    candidate.differs = len(same) > 1 and summed != candidate.count and not vague
    for other in same:
        other.alive = False


def _returned(text: str, candidate: Candidate, scene: Scene, left: Sentence) -> bool:
    """Questionnaires that came back are part of those that went out."""
    if candidate.activity != "问卷调查":
        return False
    if not any(other.activity == "问卷调查" for other in scene.candidates):
        return False
    words = text[left[0][0] if left else candidate.start : candidate.start]
    return any(word in words for word in ("收", "有效", "回"))


def _drop_printed(candidate: Candidate, scene: Scene) -> None:
    """Printed and handed out of the same lot: the number handed out."""
    last = scene.last
    if last is not None and last.printed and last.activity == candidate.activity:
        last.alive = False


def _is_part(
    text: str, candidate: Candidate, scene: Scene, before: int, left: Sentence, opens: bool
) -> bool:
    last = scene.last
    if before & Role.PART:
        return True
    if last is None:
        return scene.part
    same = last.activity == candidate.activity
    if scene.part and same:
        return True
    if opens and last in scene.candidates:
        return same or not candidate.own
    digits = candidate.number.digits
    if same and last.unit == candidate.unit and text[digits - 1 : digits] == "有":
        return not any(token[2].activity for token in left)
    return False
