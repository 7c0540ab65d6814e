"""Counted activities in one clause."""

import re

from handlers.reports import roles as Role
from handlers.reports.candidates import Candidate, Scene
from handlers.reports.counted import made, usually
from handlers.reports.counting import count_what, told_later
from handlers.reports.lexicon import Word
from handlers.reports.mood import SUPPLY, TURNS, counts_staff, follow_all, only_says_when, was_done
from handlers.reports.numbers import Number
from handlers.reports.relations import relate
from handlers.reports.tokens import Sentence, roles_of


def read_clause(text: str, clause: Sentence, roles: int, scene: Scene) -> None:
    """Adds what the clause counts to the scene, and notes what it leaves in force."""
    if not roles & Role.NUMBER:
        _read_bare(text, clause, roles, scene)
    elif roles > Role.PLAIN or not _read_plain(text, clause, roles, scene):
        _read_full(text, clause, roles, scene)
    scene.position = clause[-1][1]


_PAST = Role.PAST | Role.DONE


_NAMED_COUNT = Role.COUNT | Role.NOUN


def _read_plain(text: str, clause: Sentence, roles: int, scene: Scene) -> bool:
    """The commonest clause, each number after its name, without what it leaves no doubt of."""
    last = scene.last
    if roles & _NAMED_COUNT != _NAMED_COUNT or scene.carried:
        return False
    if last is not None and (last.refused or last.printed):
        return False
    found: list[Candidate] = []
    noun: Word | None = None
    posted = given = False
    verbs = roles & Role.VERB
    for _, _, word, number in clause:
        if number is None:
            if verbs and word.verb:
                posted = posted or word.verb == "post"
                given = given or word.verb == "give"
            if word.activity:
                if noun is not None or word.weak:
                    return False
                noun = word
            continue
        if noun is None or text[number.digits - 1] == "有" or (verbs and found):
            return False
        counted = usually(noun.activity, number.measure) if number.measure else None
        if counted is None or not number.count:
            return False
        if (posted and noun.activity == "发放宣传资料") or (given and noun.activity == "张贴海报"):
            return False
        found.append(made(number, counted))
        noun = None
    if noun is not None or not found:
        return False
    if roles & Role.HANDS and roles & _PAST:
        for candidate in found:
            candidate.handed = True
    scene.last = found[-1]
    if scene.last.number.measure in _HOUSEHOLDS:
        scene.places = scene.last.number
    scene.candidates += found
    scene.open_noun = None
    return True


_UNTIL = re.compile(r"[ ,;。]*等[^,]{1,8}再")


def _read_full(text: str, clause: Sentence, clause_roles: int, scene: Scene) -> None:
    places = [place for place, token in enumerate(clause) if token[3] is not None]
    opens = bool(clause_roles & Role.OPEN)
    position = used = 0
    head = text[scene.position : clause[places[0]][0]]
    before = Role.PLAN if "等" in head and _UNTIL.match(head) else 0
    suppressed = counted = False
    for order, place in enumerate(places, 1):
        number = clause[place][3]
        assert number is not None
        more = order < len(places)
        fresh = left = clause[position:place]
        said = left_roles = roles_of(fresh)
        if used > position:
            left = clause[used:place]
            left_roles = roles_of(left)
        right = clause[place + 1 : places[order] if more else len(clause)]
        before = follow_all(before, fresh, scene) if said & TURNS else before | said
        position = place + 1
        if _remember_places(number, right, scene) or counts_staff(number, fresh, said, right):
            continue
        candidate, consumed = count_what(text, number, left, left_roles, right, more, scene)
        if consumed:
            used = place + 1 + consumed
        if candidate is None:
            if number.measure in _HOUSEHOLDS:
                scene.places = number
            if number.counts:
                scene.loose.append(number)
            continue
        if left_roles & Role.NOUN:
            candidate.named = candidate.activity in [token[2].activity for token in left]
        if clause_roles & Role.PEOPLE and not clause_roles & Role.ATTEND:
            candidate.attended = False
        relate(text, candidate, scene, before, fresh, said, opens)
        if candidate.alive and (not candidate.count or text[number.end : number.end + 1] == "只"):
            # 32户只走了20户: what there was to do.
            candidate.alive = False
        if candidate.alive:
            candidate.alive = was_done(
                candidate, scene, before, clause_roles, fresh, said, right, consumed
            )
            if said & Role.MISSED:
                candidate.missed = scene.unsettled = True
        if candidate.guessed:
            scene.unsettled = True
        if before & Role.EACH and not candidate.alive:
            suppressed = suppressed or _is_said_of_all(text, clause, number)
        if candidate.activity not in SUPPLY:
            before &= ~Role.RECEIVED
        if number.measure in _HOUSEHOLDS:
            scene.places = number
        counted = True
        scene.candidates.append(candidate)
        scene.last = candidate
    tail = roles_of(clause[position:]) if position < len(clause) else 0
    if tail:
        before = follow_all(before, clause[position:], scene)
    if before > Role.PLAIN or scene.carried:
        scene.carried = (scene.carried & ~_OF_ONE_CLAUSE) | (before & _CARRIED)
    if before & Role.FUTURE:
        scene.later = True
    if counted and tail & Role.CORRECT:
        # 发的200份写错了,是180份
        scene.carried |= Role.CORRECT
    if suppressed:
        scene.carried |= Role.EACH
        scene.quota = scene.quota or bool(before & Role.EVERY)
    scene.open_noun = None if counted else _open_noun(clause)


_BY_TIME = re.compile(r"[早晚午夜]各|每[天日晚周次场]")


def _is_said_of_all(text: str, clause: Sentence, number: Number) -> bool:
    """每组横幅1条 goes on to the next clause; 早晚各播1次 and 横幅每组1条 say no more than that."""
    eaches = [t for t in clause if t[2].roles & Role.EACH and t[0] < number.start]
    if not eaches or _BY_TIME.search(text, clause[0][0] - 1, number.start):
        return False
    return not any(t[2].activity and not t[2].weak and t[1] <= eaches[0][0] for t in clause)


_HOUSEHOLDS = frozenset(("户", "家"))
_CARRIED = Role.PLAN | Role.PART | Role.OTHER_TIME | Role.RECEIVED
"""What holds for the clauses to come."""
_OF_ONE_CLAUSE = Role.RECEIVED | Role.EACH
"""What holds no longer than for the next."""


def _read_bare(text: str, clause: Sentence, roles: int, scene: Scene) -> None:
    if roles & (Role.WAITING | Role.LOST):
        for candidate in scene.candidates:
            if candidate.activity in SUPPLY:
                candidate.alive = False
    words = text[scene.position : clause[-1][1]]
    if roles & (Role.PLAN | Role.FUTURE) and only_says_when(words, roles):
        for candidate in scene.candidates:
            candidate.alive = False
    scene.carried = (scene.carried & ~Role.CORRECT) | (roles & Role.CORRECT)
    before = follow_all(0, clause, scene) if roles & TURNS else roles
    scene.carried |= before & _CARRIED
    if before & Role.FUTURE:
        scene.carried |= Role.PLAN
        scene.later = True
    noun = _open_noun(clause)
    scene.open_noun = noun or scene.open_noun
    if noun is not None and scene.loose and not scene.candidates and _THUS.search(words):
        _read_loose(noun, roles, scene)


_NO_REPORT = Role.NEGATED | Role.WAITING | Role.PLAN | Role.FUTURE | Role.ASK | Role.STAFF


_THUS = re.compile("都是|全是|均是|均为|就是")


def _read_loose(noun: Word, roles: int, scene: Scene) -> None:
    """昨天33户,今天28户,都是走访的."""
    told = [told_later(number, noun) for number in scene.loose]
    if all(told) and not (roles | scene.carried) & _NO_REPORT:
        scene.candidates.extend(candidate for candidate in told if candidate is not None)


def _open_noun(clause: Sentence) -> Word | None:
    nouns = [token[2] for token in clause if token[2].activity and not token[2].weak]
    # 电子屏滚动播放标语,共12条: what plays is counted, not what it shows.
    screens = [noun for noun in nouns if noun.activity == "电子屏播放"]
    return (screens or nouns)[-1] if nouns else None


_PLACE_MEASURES = frozenset(("", "个", "所", "处", "条", "支", "名"))


def _remember_places(number: Number, right: Sentence, scene: Scene) -> bool:
    """Whether the number counts villages, groups or classes."""
    if number.measure not in ("组", "班"):
        if not right or number.measure not in _PLACE_MEASURES:
            return False
        start, _, word, _ = right[0]
        if not word.roles & Role.PLACE or start - number.end > 2:
            return False
    scene.places = number
    return True
