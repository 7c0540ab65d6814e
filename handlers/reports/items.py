"""Counted activities in one sentence: which number counts what, and whether it was done."""

from dataclasses import dataclass, field

from handlers.reports.activities import HOMOPHONES, canonical_unit, measure_for
from handlers.reports.lexicon import Role, Word
from handlers.reports.numbers import Number
from handlers.reports.tokens import Sentence, Token, clauses

_PEOPLE = frozenset(["人", "名", "位", "人次", "个人"])
_EVENTS = frozenset(["会议培训", "集中宣传活动", "文艺电影"])
SUPPLY = frozenset(["发放宣传资料", "宣传品", "悬挂横幅标语", "张贴海报", "展板宣传栏", "广告牌标识牌"])
_ELSEWHERE = frozenset(["代办手续", "现场咨询", "意见建议"])
_SHEETS = frozenset(["份", "张", "本", "册", "套", "封", "页"])
_VERB_SAYS: dict[str, tuple[tuple[frozenset[str], str], ...]] = {
    "give": ((_SHEETS, "发放宣传资料"),),
    "print": ((_SHEETS, "发放宣传资料"),),
    "hang": ((frozenset("条幅道"), "悬挂横幅标语"),),
    "post": ((frozenset("张份"), "张贴海报"), (frozenset("条幅"), "悬挂横幅标语")),
    "walk": ((frozenset(["户", "家", "户次"]), "入户走访"),),
    "make": ((frozenset("期"), "展板宣传栏"),),
    "go": ((frozenset(["台次", "辆次", "车次"]), "宣传车巡回"),),
    "write": ((frozenset("篇"), "信息稿件"),),
}
_GAP = " :=是了共计为数量约有的/-户人份有达总合"


@dataclass(slots=True)
class Candidate:
    """A number with what it counts; `alive` says that the text reports it as done."""

    number: Number
    activity: str
    unit: str
    count: int
    approximate: bool
    start: int
    end: int
    own: bool
    alive: bool = True
    total: bool = False
    cumulative: bool = False
    part: bool = False
    shared: bool = False
    """A part of a total in brackets that names its unit."""
    product: bool = False
    before: int | None = None
    corrected: bool = False


@dataclass(slots=True)
class _State:
    plan: bool = False
    received: bool = False
    each: bool = False
    part: bool = False
    earlier: bool = False
    places: tuple[int, bool, int] | None = None
    open_noun: Word | None = None
    candidates: list[Candidate] = field(default_factory=list)
    last: Candidate | None = None
    running: bool = False
    period: bool = False
    collective: bool = False
    correcting: bool = False


def read_sentence(
    text: str,
    sentence: Sentence,
    header: Word | None,
    last: Candidate | None = None,
    quota: bool = False,
) -> tuple[list[Candidate], bool]:
    """Candidates of one sentence in order; the dead ones were planned, asked, received and so on."""
    state = _State(last=last, plan=quota)
    roles = Role.NEUTRAL
    for _, _, word in sentence:
        if isinstance(word, Word):
            roles |= word.roles
    state.period = bool(roles & Role.PERIOD)
    for clause in clauses(sentence):
        _read_clause(text, clause, state, header)
    kill = roles & (Role.MEAL | Role.OTHER_PLACE | Role.ASK)
    other = roles & Role.OTHER_CAMPAIGN and not roles & Role.OWN_CAMPAIGN
    for candidate in state.candidates:
        if kill or (other and candidate.activity not in _ELSEWHERE):
            candidate.alive = False
    return state.candidates, state.plan and any(not c.alive for c in state.candidates)


def _read_clause(text: str, clause: Sentence, state: _State, header: Word | None) -> None:
    places = [n for n, token in enumerate(clause) if isinstance(token[2], Number)]
    roles = _roles(clause)
    opens = bool(isinstance(clause[0][2], Word) and clause[0][2].roles & Role.OPEN)
    if not places:
        _bare_clause(text, clause, roles, state)
        return
    before = Role.NEUTRAL
    position = 0
    used = -1
    suppressed_each = False
    for order, place in enumerate(places):
        number = clause[place][2]
        assert isinstance(number, Number)
        stop = places[order + 1] if order + 1 < len(places) else len(clause)
        left, right = clause[max(position, used + 1) : place], clause[place + 1 : stop]
        fresh = clause[position:place]
        for token in fresh:
            before = _follow(before, token[2], state)
        after = _roles(right)
        position = place + 1
        is_place = _place_number(text, number, right, state)
        candidate, post = _resolve(
            text, number, left, right, state, header, order + 1 < len(places), before
        )
        if post:
            used = place + post
        if candidate is None:
            continue
        if is_place and candidate.activity != "入户走访":
            continue
        _judge(text, candidate, state, before, after, fresh, right, roles, opens)
        if candidate.alive is False and before & Role.EACH:
            suppressed_each = True
        state.candidates.append(candidate)
        state.last = candidate
    for token in clause[position:]:
        before = _follow(before, token[2], state)
    state.plan = state.plan or bool(before & Role.PLAN)
    state.received = bool(before & Role.RECEIVED)
    state.part = state.part or bool(before & Role.PART)
    state.each = suppressed_each
    state.earlier = state.earlier or bool(before & Role.OTHER_TIME)
    state.open_noun = None


_RESETS_RECEIVED = frozenset(["give", "hang", "post", "walk", "play", "hold", "phone"])


def _follow(before: Role, word: Word | Number, state: _State) -> Role:
    if isinstance(word, Number):
        return before
    if word.roles & (Role.DONE | Role.TOTAL):
        if word.roles & Role.DONE:
            before &= ~(Role.PLAN | Role.CLAUSE_PLAN | Role.NEGATED)
            state.plan = False
        before &= ~Role.EACH
        state.each = False
    if word.roles & Role.EACH and before & Role.GATHERS and not word.roles & Role.EVERY:
        return before
    if word.verb in _RESETS_RECEIVED:
        before &= ~Role.RECEIVED
        state.received = False
    return before | word.roles


def _roles(tokens: Sentence) -> Role:
    roles = Role.NEUTRAL
    for _, _, word in tokens:
        if isinstance(word, Word):
            roles |= word.roles
    return roles


def _bare_clause(text: str, clause: Sentence, roles: Role, state: _State) -> None:
    if roles & (Role.WAITING | Role.LOST) and state.candidates:
        for candidate in state.candidates:
            if candidate.activity in SUPPLY:
                candidate.alive = False
    if roles & (Role.PLAN | Role.FUTURE) and _only_says_when(text, clause, roles) and state.last:
        if not state.last.number.approximate or not roles & Role.PAST:
            for candidate in state.candidates:
                candidate.alive = False
    state.correcting = bool(roles & Role.CORRECT)
    before = Role.NEUTRAL
    for token in clause:
        before = _follow(before, token[2], state)
    state.plan = state.plan or bool(before & (Role.PLAN | Role.FUTURE))
    state.received = state.received or bool(before & Role.RECEIVED)
    state.part = state.part or bool(before & Role.PART)
    state.earlier = state.earlier or bool(before & Role.OTHER_TIME)
    for _, _, word in clause:
        if isinstance(word, Word) and word.activity and not word.weak:
            state.open_noun = word


_GOES_ON = ("继续", "再", "其余", "余下", "剩", "还", "接着", "补", "争取")


def _only_says_when(text: str, clause: Sentence, roles: Role) -> bool:
    words = text[clause[0][0] : clause[-1][1]]
    verb = any(isinstance(word, Word) and word.verb for _, _, word in clause)
    things = any(
        isinstance(word, Word) and (word.activity or word.roles & Role.THING)
        for _, _, word in clause
    )
    return (
        verb
        and not things
        and len(words) <= 10
        and not roles & (Role.DONE | Role.PAST)
        and not any(word in words for word in _GOES_ON)
    )


def _place_number(text: str, number: Number, right: Sentence, state: _State) -> bool:
    """Whether the number counts villages, groups, classes or households; it is remembered."""
    if number.measure in ("户", "家", "组", "班") and not right:
        state.places = (number.count, number.approximate, number.start)
        return False
    if number.measure in ("户", "家"):
        state.places = (number.count, number.approximate, number.start)
    first = right[0] if right else None
    if first is None or not isinstance(first[2], Word) or not first[2].roles & Role.PLACE:
        if number.measure in ("组", "班"):
            state.places = (number.count, number.approximate, number.start)
            return True
        return False
    if first[0] - number.end > 2 or number.measure not in (
        "",
        "个",
        "家",
        "所",
        "户",
        "处",
        "条",
        "支",
    ):
        return False
    state.places = (number.count, number.approximate, number.start)
    return True


def _resolve(
    text: str,
    number: Number,
    left: Sentence,
    right: Sentence,
    state: _State,
    header: Word | None,
    more: bool,
    before: Role,
) -> tuple[Candidate | None, int]:
    if not number.counts:
        return None, 0
    if not number.measure:
        return _bare(text, number, left, right, state, header)
    pre = _nouns(left, number.measure, backwards=True)
    post = _nouns(_near(text, number, right), number.measure, backwards=False)
    choice, consumed = _choose(text, number, pre, post, left, right, more)
    says = _by_verb(number, left)
    if choice is not None and not (
        says and not pre and more and right[consumed - 1][0] > number.end + 1
    ):
        return _made(number, choice, True), consumed
    says = says or _by_verb(number, right)
    if says is not None:
        return _made(number, says, True), 0
    noun = state.open_noun
    if noun is not None:
        counted = _counts(noun.activity, number.measure)
        if counted is not None:
            return _made(number, counted, True), 0
    inherited = _inherit(number, left, state, before)
    if inherited is not None:
        return _made(number, inherited, False), 0
    if header is not None:
        counted = _counts(header.activity, number.measure)
        if counted is not None:
            return _made(number, counted, True), 0
    return None, 0


def _made(number: Number, counted: tuple[str, str], own: bool) -> Candidate:
    activity, unit = counted
    return Candidate(
        number, activity, unit, number.count, number.approximate, number.start, number.end, own
    )


def _counts(activity: str, measure: str) -> tuple[str, str] | None:
    unit = measure_for(activity, measure)
    if unit is not None:
        return activity, unit
    if measure in _PEOPLE and activity in _EVENTS:
        return "参与人数", "个" if measure == "个人" else measure
    return None


_Noun = tuple[int, Word, tuple[str, str]]


def _nouns(tokens: Sentence, measure: str, backwards: bool) -> list[_Noun]:
    """Nouns that the measure word can count, the best first."""
    strong: list[_Noun] = []
    weak: list[_Noun] = []
    people: list[_Noun] = []
    for n, (_, _, word) in enumerate(tokens):
        if isinstance(word, Word) and word.activity:
            counted = _counts(word.activity, measure)
            if counted is None:
                continue
            if not word.weak:
                strong.append((n, word, counted))
            elif word.activity == "参与人数":
                people.append((n, word, counted))
            else:
                weak.append((n, word, counted))
    if backwards:
        for listed in (strong, weak, people):
            listed.reverse()
    return strong + weak + people


def _near(text: str, number: Number, right: Sentence) -> Sentence:
    """What follows the number until another verb takes over."""
    near: Sentence = []
    for token in right:
        word = token[2]
        if isinstance(word, Word) and word.verb and not word.activity and near:
            break
        if (
            isinstance(word, Word)
            and word.verb
            and not word.activity
            and token[0] - number.end <= 1
        ):
            break
        near.append(token)
    return near


def _choose(
    text: str,
    number: Number,
    pre: list[_Noun],
    post: list[_Noun],
    left: Sentence,
    right: Sentence,
    more: bool,
) -> tuple[tuple[str, str] | None, int]:
    if post and (not pre or _prefers_post(text, number, pre[0], post[0], left, right, more)):
        chosen = _head(post, right)
        return chosen[2], chosen[0] + 1
    if pre:
        return _listed(text, pre, left)[2], 0
    return None, 0


def _head(post: list[_Noun], right: Sentence) -> _Noun:
    return post[0]


def _prefers_post(
    text: str, number: Number, pre: _Noun, post: _Noun, left: Sentence, right: Sentence, more: bool
) -> bool:
    if pre[1].weak and not post[1].weak and not more:
        return True
    if post[1].weak:
        return False
    gap = left[pre[0] + 1 :]
    verb_between = any(
        isinstance(word, Word) and word.verb and not word.activity for _, _, word in gap
    )
    adjacent = right[post[0]][0] - number.end <= 1
    return verb_between and adjacent and not more


def _listed(text: str, pre: list[_Noun], left: Sentence) -> _Noun:
    """The first of nouns joined by 、, unless 等 makes the last their head."""
    best = pre[0]
    for noun in pre[1:]:
        if noun[1].weak or noun[0] > best[0]:
            continue
        between = left[noun[0] + 1 : best[0]]
        start, end = left[noun[0]][1], left[best[0]][0]
        gap = text[start:end]
        joined = all(
            isinstance(word, Word) and (word.activity or word.roles & Role.JOIN)
            for _, _, word in between
        )
        if "等" in gap or not joined or not ({"、", "和", "及", "与", "/"} & set(gap)):
            break
        best = noun
    return best


def _by_verb(number: Number, tokens: Sentence) -> tuple[str, str] | None:
    measure = HOMOPHONES.get(number.measure, number.measure)
    for _, _, word in reversed(tokens):
        if isinstance(word, Word) and word.verb:
            for measures, activity in _VERB_SAYS.get(word.verb, ()):
                if measure in measures:
                    return activity, measure
    return None


def _inherit(number: Number, left: Sentence, state: _State, before: Role) -> tuple[str, str] | None:
    last = state.last
    if last is None:
        return None
    roles = _roles(left)
    if (
        not state.correcting
        and not roles & (Role.CORRECT | Role.TOTAL | Role.AGAIN | Role.UNIT | Role.DAY | Role.DELTA)
        and not (last.corrected or last.part)
    ):
        return None
    if not number.measure:
        return last.activity, last.unit
    return _counts(last.activity, number.measure)


def _bare(
    text: str, number: Number, left: Sentence, right: Sentence, state: _State, header: Word | None
) -> tuple[Candidate | None, int]:
    following = text[number.end : number.end + 1]
    starts_token = bool(right) and right[0][0] == number.end
    if following and following not in " ,;。!?、:)]/\n\ue001\ue002" and not starts_token:
        return None, 0
    if number.spoken and starts_token:
        return None, 0
    for n in range(len(left) - 1, -1, -1):
        start, end, word = left[n]
        if isinstance(word, Word) and word.activity:
            gap = text[end : number.digits]
            if (
                (len(gap) <= 8
                and not gap.strip(_GAP + "应该改更正确漏报错"))
                or _correcting(left[n + 1 :], gap)
            ):
                return _made(number, (word.activity, canonical_unit(word.activity)), True), 0
            return None, 0
    if starts_token and left and isinstance(left[-1][2], Word) and left[-1][2].verb:
        word = right[0][2]
        if isinstance(word, Word) and word.activity and not word.weak:
            return _made(number, (word.activity, canonical_unit(word.activity)), True), 1
    inherited = _inherit(number, left, state, Role.NEUTRAL)
    if inherited is not None and state.last is not None:
        return _made(number, inherited, False), 0
    if header is not None and _roles(left) & Role.UNIT:
        return _made(number, (header.activity, canonical_unit(header.activity)), True), 0
    return None, 0


def _correcting(tokens: Sentence, gap: str) -> bool:
    return len(gap) <= 12 and bool(_roles(tokens) & Role.CORRECT)


def _judge(
    text: str,
    candidate: Candidate,
    state: _State,
    before: Role,
    after: Role,
    left: Sentence,
    right: Sentence,
    roles: Role,
    opens: bool,
) -> None:
    supply = candidate.activity in SUPPLY
    _correct(text, candidate, state, left)
    if before & Role.TOTAL and _roles(left) & Role.TOTAL:
        candidate.total = True
        _replace_parts(candidate, state)
    if _roles(left) & Role.RUNNING or state.running or before & Role.RUNNING:
        candidate.cumulative = state.running = True
    _multiply(candidate, state, before, left)
    past = bool(before & (Role.PAST | Role.DONE))
    dead = (
        state.plan
        or bool(before & (Role.PLAN | Role.CLAUSE_PLAN | Role.NEGATED | Role.FUTURE))
        or (bool(after & (Role.PLAN | Role.FUTURE)) and not past)
        or bool(roles & Role.ASK)
        or (
            bool(before & Role.EACH or state.each)
            and not candidate.product
            and not _together(candidate, state)
        )
        or bool(_roles(left) & Role.DELTA)
        or state.earlier
        or bool(before & Role.OTHER_TIME)
        or _not_touched(right)
    )
    if supply:
        dead = (
            dead
            or bool(roles & (Role.WAITING | Role.LOST))
            or _received(before, after, state, right)
        )
    if _is_staff(candidate, left, right) or _counts_things(candidate, right):
        dead = True
    if _is_part(text, candidate, state, before, left, opens):
        candidate.part = True
        candidate.shared = bool(_roles(left) & Role.UNIT)
        dead = True
    if dead:
        candidate.alive = False


def _together(candidate: Candidate, state: _State) -> bool:
    """各… over a named period with a large figure is what all of them did together."""
    exactly = candidate.number.qualifier in ("", "以上")
    if state.collective or (candidate.count >= 10 and (state.period or not exactly)):
        state.collective = True
    return state.collective


def _not_touched(right: Sentence) -> bool:
    if len(right) < 2:
        return False
    first, second = right[0][2], right[1][2]
    return (
        isinstance(first, Word)
        and isinstance(second, Word)
        and bool(first.roles & Role.NEGATED)
        and bool(second.activity or second.verb)
    )


def _received(before: Role, after: Role, state: _State, right: Sentence) -> bool:
    handed = any(
        isinstance(word, Word) and word.verb in ("give", "hang", "post") and word.roles & Role.PAST
        for _, _, word in right
    )
    if before & Role.RECEIVED or state.received:
        return not handed
    return bool(after & Role.RECEIVED) and not before & (Role.PAST | Role.DONE)


def _is_staff(candidate: Candidate, left: Sentence, right: Sentence) -> bool:
    if (
        candidate.activity not in ("参与人数", "现场咨询", "入户走访")
        or candidate.number.measure not in _PEOPLE
    ):
        return False
    nearest = next(
        (
            t[2]
            for t in reversed(left)
            if isinstance(t[2], Word) and (t[2].activity or t[2].roles & Role.STAFF)
        ),
        None,
    )
    if nearest is not None and nearest.roles & Role.STAFF and not nearest.activity:
        return not any(isinstance(t[2], Word) and t[2].activity == "参与人数" for t in right)
    if right and right[0][0] - candidate.end <= 1:
        word = right[0][2]
        if isinstance(word, Word) and word.roles & (Role.STAFF | Role.THING) and not word.activity:
            return not any(isinstance(t[2], Word) and t[2].activity == "参与人数" for t in right)
    return False


def _counts_things(candidate: Candidate, right: Sentence) -> bool:
    if (
        not right
        or right[0][0] - candidate.end > 1
        or candidate.activity in ("入户走访", "电话回访")
    ):
        return False
    word = right[0][2]
    return (
        isinstance(word, Word)
        and bool(word.roles & (Role.THING | Role.PLACE))
        and not word.activity
    )


def _is_part(
    text: str, candidate: Candidate, state: _State, before: Role, left: Sentence, opens: bool
) -> bool:
    last = state.last
    if before & Role.PART:
        return True
    if state.part and (last is None or last.activity == candidate.activity):
        return True
    if opens and last is not None and last.end <= candidate.start:
        return last.activity == candidate.activity or not candidate.own
    if (
        last is not None
        and last.activity == candidate.activity
        and text[candidate.number.digits - 1 : candidate.number.digits] == "有"
    ):
        return last.unit == candidate.unit and not any(
            isinstance(word, Word) and word.activity for _, _, word in left
        )
    return False


def _multiply(candidate: Candidate, state: _State, before: Role, left: Sentence) -> None:
    if state.places is None or not (before & Role.EACH or _roles(left) & Role.EACH):
        return
    count, approximate, start = state.places
    if start >= candidate.start:
        return
    candidate.count *= count
    candidate.approximate = candidate.approximate or approximate
    candidate.start = start
    candidate.product = True


def _correct(text: str, candidate: Candidate, state: _State, left: Sentence) -> None:
    marks = [
        token for token in left if isinstance(token[2], Word) and token[2].roles & Role.CORRECT
    ]
    last = state.last
    if last is not None and last.corrected and last.activity == candidate.activity and not marks:
        candidate.before = last.count
        return
    if not marks:
        if state.correcting and last is not None and (last.activity == candidate.activity):
            last.alive = False
            candidate.before = last.count
        state.correcting = False
        return
    state.correcting = False
    words = text[marks[-1][0] : marks[-1][1]]
    direct = text[marks[-1][1] : candidate.number.digits].strip() == ""
    if last is None or (last.activity != candidate.activity and candidate.own):
        if words == "不是" and direct:
            candidate.corrected = True
            candidate.alive = False
        return
    if (
        words == "不是"
        and direct
        and text[last.number.digits - 1 : last.number.digits] in ("是", "为")
    ):
        candidate.alive = False
        last.before = candidate.count
        return
    last.alive = False
    candidate.before = last.count


def _replace_parts(candidate: Candidate, state: _State) -> None:
    same = [c for c in state.candidates if c.alive and c.activity == candidate.activity]
    if state.last is not None and state.last not in same and not candidate.own:
        same.append(state.last)
    if not same:
        return
    if not candidate.own or sum(c.count for c in same) == candidate.count:
        for other in same:
            other.alive = False


__all__ = ["SUPPLY", "Candidate", "Token", "read_sentence"]
