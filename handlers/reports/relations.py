"""What a number has to do with the numbers before it: a total, a part, a correction, a product."""

import re

from handlers.reports import roles as Role
from handlers.reports.activities import VISITS
from handlers.reports.candidates import Candidate, Scene
from handlers.reports.tokens import Sentence

_MANY = 60


def relate(
    text: str,
    candidate: Candidate,
    scene: Scene,
    before: int,
    left: Sentence,
    roles: int,
    opens: bool,
) -> None:
    """What the number has to do with the ones before it; `roles` are those of `left`."""
    if roles & Role.CORRECT or scene.last is not None:
        _correct(text, candidate, scene, left, roles)
    if (before | scene.carried) & Role.RUNNING:
        candidate.cumulative = True
        scene.carried |= Role.RUNNING
    if before & Role.EACH:
        _multiply(candidate, scene)
    if roles & Role.TOTAL:
        candidate.total = True
        _replace_parts(candidate, scene)
    elif (candidate.activity == "问卷调查" and _returned(text, candidate, scene, left)) or (
        ((before | scene.carried) & Role.PART or scene.last is not None)
        and _is_part(text, candidate, scene, before, left, opens)
    ):
        candidate.part, candidate.alive = True, False
        candidate.shared = bool(roles & Role.UNIT)
    if roles & _SAYS_HOW:
        _say_how(candidate, scene, roles)


_SAYS_HOW = Role.PRINTS | Role.THING | Role.PEOPLE | Role.HANDS


def _say_how(candidate: Candidate, scene: Scene, roles: int) -> None:
    candidate.printed = bool(roles & Role.PRINTS)
    candidate.qualified = bool(roles & (Role.THING | Role.PEOPLE))
    candidate.handed = bool(roles & Role.HANDS and roles & (Role.PAST | Role.DONE))
    last = scene.here
    if candidate.handed and not candidate.named and _is_stock_of(candidate, last):
        assert last is not None
        last.alive = False
    if roles & Role.HANDS and not roles & Role.NOUN:
        _drop_printed(candidate, scene)


def _is_stock_of(candidate: Candidate, last: Candidate | None) -> bool:
    """宣传单1200份已发900份: the first is what there was."""
    if last is None or last.handed or last.activity != candidate.activity:
        return False
    return candidate.count <= last.count and last.number.measure == candidate.number.measure


def _multiply(candidate: Candidate, scene: Scene) -> None:
    places = scene.places
    if places is not None and places.start < candidate.start:
        candidate.count *= places.count
        candidate.approximate = candidate.approximate or places.approximate
        candidate.start, candidate.product = places.start, True


def _correct(text: str, candidate: Candidate, scene: Scene, left: Sentence, roles: int) -> None:
    last = scene.last
    same = last is not None and last.activity == candidate.activity
    correcting = scene.carried & Role.CORRECT
    scene.carried &= ~Role.CORRECT
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
    if last is None or not (same or not candidate.own) or scene.here is None:
        candidate.refused = denies
        candidate.alive = not denies
        candidate.insists = not denies
    elif denies and _stands_by(text, last, start):
        candidate.alive = False
        last.before = candidate.count
    else:
        last.alive = False
        candidate.before = last.count


def _stands_by(text: str, last: Candidate, denial: int) -> bool:
    """是210不是120, 应该是发单子210不是120, 发了210份,不是120份: the first is the true one."""
    if last.insists or text[last.number.digits - 1 : last.number.digits] in ("是", "为"):
        return True
    return text[denial - 1 : denial] == ","


def _replace_parts(candidate: Candidate, scene: Scene) -> None:
    recent = scene.candidates[-_MANY:]
    same = [other for other in recent if other.alive and other.activity == candidate.activity]
    if scene.last is not None and scene.here is None and not candidate.own:
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
    if not any(other.activity == "问卷调查" for other in scene.candidates[-_MANY:]):
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
        return bool(scene.carried & Role.PART)
    same = last.activity == candidate.activity
    if same and scene.carried & Role.PART:
        return True
    if opens and scene.here is not None:
        return same or not candidate.own
    digits = candidate.number.digits
    if same and last.unit == candidate.unit and text[digits - 1 : digits] == "有":
        return not any(token[2].activity for token in left)
    return same and last.count > candidate.count and _is_away(text, candidate)


_AWAY = re.compile(
    r"(?:家里?|[人都还是的])*"
    r"(?:锁[着了]?门|锁着|没(?:有)?人|[不没]在|没开门|外出|未遇|[没未][遇见碰接]|空着|(?:没打|打不)通|拒)"
)


def _is_away(text: str, candidate: Candidate) -> bool:
    """走了72户,3户锁着门: those are some of the ones before."""
    if candidate.activity not in VISITS:
        return False
    return _AWAY.match(text, candidate.number.end) is not None
