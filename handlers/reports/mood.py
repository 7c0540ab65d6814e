"""Whether a counted number was done: not planned, asked, received, lost or part of another."""

from handlers.reports import roles as Role
from handlers.reports.activities import VISITS
from handlers.reports.candidates import Candidate, Scene
from handlers.reports.numbers import Number
from handlers.reports.tokens import Sentence, roles_of
from handlers.reports.verbs import PEOPLE

SUPPLY = frozenset(
    ["发放宣传资料", "宣传品", "悬挂横幅标语", "张贴海报", "展板宣传栏", "广告牌标识牌"]
)
_HANDED_OVER = SUPPLY | {"短信推送"}
_CANCELLED_BY_DONE = Role.PLAN | Role.CLAUSE_PLAN | Role.NEGATED
_NOT_DONE = Role.PLAN | Role.CLAUSE_PLAN | Role.NEGATED | Role.FUTURE | Role.OTHER_TIME
_GOES_ON = ("继续", "再", "其余", "余下", "剩", "还", "接着", "补", "争取")


TURNS = Role.DONE | Role.TOTAL | Role.EACH | Role.ACTS | Role.DAY
"""What takes back some of the roles in force."""


def follow_all(before: int, tokens: Sentence, scene: Scene) -> int:
    """The roles in force after more words of the clause."""
    for token in tokens:
        roles = token[2].roles
        before = _turned(before, roles, scene) if roles & TURNS else before | roles
    return before


def _turned(before: int, roles: int, scene: Scene) -> int:
    if roles & (Role.DONE | Role.TOTAL):
        if roles & Role.DONE:
            before &= ~_CANCELLED_BY_DONE
            scene.carried &= ~Role.PLAN
        before &= ~Role.EACH
        scene.carried &= ~Role.EACH
    if roles & Role.EACH and before & Role.GATHERS and not roles & Role.EVERY:
        return before
    if roles & Role.DAY:
        # 昨天没去今天走了十五户: another day begins another clause.
        before &= ~Role.NEGATED
        if scene.later and not roles & Role.FUTURE:
            # 明天计划入户20户,今天入户22户: what is planned for a day to come ends with it.
            scene.carried &= ~Role.PLAN
            scene.later = False
    if roles & Role.ACTS:
        before &= ~Role.RECEIVED
        scene.carried &= ~Role.RECEIVED
    return before | roles


def was_done(
    candidate: Candidate,
    scene: Scene,
    before: int,
    clause_roles: int,
    left: Sentence,
    left_roles: int,
    right: Sentence,
    consumed: int,
) -> bool:
    """`before` are the roles in force at the number, `left` and `right` the words around it.

    So many tokens of `right` as `consumed` says name what is counted.
    """
    # 要求挂横幅,我们挂了3条: what was planned before is done here.
    carried = scene.carried & ~Role.PLAN if before & Role.PAST else scene.carried
    if (before | carried) & _NOT_DONE or clause_roles & Role.ASK:
        return False
    after = _roles_after(right, consumed) if right else 0
    past = before & (Role.PAST | Role.DONE)
    if not past and _is_imperative(candidate, before, left):
        return False
    if not past:
        if (before | after) & Role.SOFT_PLAN and not after & (Role.PAST | Role.DONE):
            return False
        if after & (Role.PLAN | Role.FUTURE):
            return False
    if (before | scene.carried) & Role.EACH and not (
        candidate.product or _together(candidate, scene)
    ):
        return False
    if left_roles & Role.DELTA or (right and _turned_by(right, candidate)):
        return False
    if left_roles & Role.FOUND and candidate.activity == "入户走访":
        return False
    return candidate.activity not in _HANDED_OVER or not _supply_is_idle(
        before, after, clause_roles, scene, left, right
    )


def _turned_by(right: Sentence, candidate: Candidate) -> bool:
    return _not_touched(right) or _grouped(candidate, right) or _counts_things(candidate, right)


def _roles_after(right: Sentence, consumed: int) -> int:
    """The roles of what names the thing counted, and of what is said of it after that."""
    if not consumed:
        return roles_of(_tail(right))
    return roles_of(right[:consumed]) | roles_of(_tail(right[consumed:]))


_TOLD = Role.DAY | Role.UNIT | Role.TOTAL | Role.PERIOD


def _is_imperative(candidate: Candidate, before: int, left: Sentence) -> bool:
    """召开一次动员会 says what is to be done where neither 了 nor a day nor a unit stands."""
    number = candidate.number
    if number.count != 1 or not number.spoken or candidate.product:
        return False
    if before & _TOLD or not left:
        return False
    word = left[-1][2]
    if word.verb == "hold":
        return True
    named = any(token[2].activity and not token[2].weak for token in left)
    return word.weak and not named and left[-1][1] == number.digits


def _tail(right: Sentence) -> Sentence:
    """What follows a number without being said of the next one."""
    for place, token in enumerate(right):
        word = token[2]
        if place and word.activity and not word.weak:
            return right[:1] if right[0][2].activity else []
    return right


def _together(candidate: Candidate, scene: Scene) -> bool:
    """各… with a large figure over a named period is what all of them did together."""
    vague = candidate.number.qualifier not in ("", "以上")
    scene.together = scene.together or (candidate.count >= 10 and (scene.period or vague))
    return scene.together


def _not_touched(right: Sentence) -> bool:
    """50户没走访, but not 走访50户没发现问题."""
    if len(right) < 2 or not right[0][2].roles & Role.NEGATED:
        return False
    return bool(right[1][2].activity or right[1][2].verb)


def _grouped(candidate: Candidate, right: Sentence) -> bool:
    """两人一组, 每册两张."""
    return bool(right[0][2].roles & Role.EVERY) and right[0][0] <= candidate.end


def _supply_is_idle(
    before: int, after: int, clause_roles: int, scene: Scene, left: Sentence, right: Sentence
) -> bool:
    if clause_roles & (Role.WAITING | Role.LOST):
        return True
    if left and left[-1][2].roles & Role.HAVE and not before & Role.HANDS:
        return True
    if (before | scene.carried) & Role.RECEIVED:
        return not any(
            token[2].roles & Role.HANDS and token[2].roles & Role.PAST for token in right
        )
    return bool(after & Role.RECEIVED) and not before & (Role.PAST | Role.DONE)


def counts_staff(number: Number, left: Sentence, left_roles: int, right: Sentence) -> bool:
    """Those who hold an event are not those who attend it."""
    if number.measure not in PEOPLE:
        return False
    if right and right[0][2].roles & Role.PEOPLE and right[0][0] - number.end <= 1:
        return False
    attending = bool((left_roles | roles_of(right)) & Role.ATTEND)
    for token in reversed(left):
        if token[2].activity:
            break
        if token[2].roles & Role.STAFF:
            return not (attending and token[2].roles & Role.MEMBER)
    if right and right[0][0] - number.end <= 1:
        word = right[0][2]
        if word.roles & (Role.STAFF | Role.THING) and not word.activity:
            return not (attending and word.roles & Role.MEMBER)
    return False


def _counts_things(candidate: Candidate, right: Sentence) -> bool:
    if right[0][0] - candidate.end > 1:
        return False
    if candidate.activity in VISITS:
        return False
    if candidate.activity == "代办手续" and candidate.number.measure in PEOPLE:
        # 为12名老人代办认证
        return False
    word = right[0][2]
    return bool(word.roles & (Role.THING | Role.PLACE)) and not word.activity


def only_says_when(words: str, roles: int) -> bool:
    """下周二挂 after 横幅7条: the whole was a plan."""
    return (
        bool(roles & Role.VERB)
        and not roles & (Role.NOUN | Role.THING | Role.DONE | Role.PAST)
        and len(words) <= 10
        and not any(word in words for word in _GOES_ON)
    )
