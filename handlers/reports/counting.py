"""Which activity a number counts."""

from functools import cache

from handlers.reports.activities import HOMOPHONES, canonical_unit, measure_for, same_count
from handlers.reports.candidates import Candidate, Scene
from handlers.reports.lexicon import FILLER, Word
from handlers.reports.numbers import Number
from handlers.reports.roles import Role
from handlers.reports.tokens import Sentence, roles_of
from handlers.reports.verbs import PEOPLE, VERB_SAYS, VERB_TAKES

_PLAINLY = {"个人": "个", "号人": "人", "个人次": "人次"}
_VISITS = frozenset(("入户走访", "电话回访"))
_EVENTS = frozenset(["会议培训", "集中宣传活动", "文艺电影"])
_OTHERS_UNITS = frozenset(("户", "家", "人", "人次", "名", "位"))
_GAP = " :=是了共计为数量约有的-户人份达总合"
_CORRECTED_GAP = _GAP + "应该改更正漏报错成作"
_INHERITS = (
    Role.CORRECT | Role.TOTAL | Role.AGAIN | Role.UNIT | Role.DAY | Role.DELTA | Role.PLACE
    | Role.DONE
)  # fmt: skip
_LISTS = frozenset("、和及与/跟")

_Counted = tuple[str, str]
_Noun = tuple[int, Word, _Counted]


def count_what(
    text: str, number: Number, left: Sentence, right: Sentence, more: bool, scene: Scene
) -> tuple[Candidate | None, int]:
    """The candidate of a number, and how many tokens right of it belong to it.

    `left` are the tokens since the last number, `right` those up to the next one; a noun right
    of it that the next number needs is left to that.
    """
    if not number.counts:
        return None, 0
    if not number.measure:
        return _bare(text, number, left, right, scene)
    pre = _nouns(left, number.measure, backwards=True)
    post = _nouns(_near(number, right), number.measure, backwards=False) if right else []
    if post and number.measure in PEOPLE:
        # 党员20人入户: those who visit, not the visited.
        post = [noun for noun in post if noun[1].activity not in _VISITS]
    says = _by_verb(number, left)
    needed = more and _needed_later(right)
    if post and not pre and says and more and right[post[0][0]][0] > number.end + 1:
        post = []
    if post and (not pre or _prefers_post(number, pre[0], post[0], left, right, needed)):
        return _candidate(number, post[0][2]), post[0][0] + 1
    same = bool(pre and post) and post[0][2] == pre[0][2]
    if same and not needed and right[post[0][0]][0] - number.end <= 1:
        return _candidate(number, post[0][2]), post[0][0] + 1
    pre = _played(pre, left) or pre
    if says and pre and not _is_usual(pre[0][2]):
        pre = []
    counted = _listed(text, pre, left) if pre else says or _by_verb(number, right)
    if not pre and counted is not None and _blocked(left + right[:1]):
        counted = None
    if counted is None and scene.open_noun is not None:
        counted = _counts(scene.open_noun.activity, number.measure)
    if counted is not None:
        return _candidate(number, counted), 0
    counted = _inherited(number, left, scene)
    if counted is not None:
        inherited = _candidate(number, counted, own=False)
        inherited.guessed = scene.last is not None and scene.last.guessed
        return inherited, 0
    if scene.header is not None:
        counted = _counts(scene.header.activity, number.measure)
    elif _beside_a_unit(text, number, left, right):
        guess = _candidate(number, ("入户走访", "户"))
        guess.guessed = True
        return guess, 0
    return (_candidate(number, counted), 0) if counted is not None else (None, 0)


_UNITS_ONLY = Role.UNIT | Role.JOIN | Role.COLON | Role.DAY


def _beside_a_unit(text: str, number: Number, left: Sentence, right: Sentence) -> bool:
    """枫林22户, with nothing said of what the households are."""
    if number.measure != "户" or right or not left or not left[-1][2].roles & Role.UNIT:
        return False
    gap = text[left[-1][1] : number.start].strip(FILLER)
    return not gap and not roles_of(left) & ~_UNITS_ONLY


def plain_candidate(number: Number, noun: Word) -> Candidate | None:
    """The candidate of a number that its one name usually goes with."""
    counted = _counts(noun.activity, number.measure) if number.measure and number.count else None
    if counted is None or not _is_usual(counted):
        return None
    return _candidate(number, counted)


def told_later(number: Number, noun: Word) -> Candidate | None:
    """The candidate of a number whose activity a later clause names (33户,都是走访的)."""
    counted = _counts(noun.activity, number.measure) if number.measure else None
    return _candidate(number, counted) if counted is not None else None


def _candidate(number: Number, counted: _Counted, own: bool = True) -> Candidate:
    return Candidate(number, counted[0], counted[1], own)


@cache
def _counts(activity: str, measure: str) -> _Counted | None:
    unit = measure_for(activity, measure)
    if unit is not None:
        return activity, unit
    if measure in PEOPLE and activity in _EVENTS:
        return "参与人数", _PLAINLY.get(measure, measure)
    return None


def _nouns(tokens: Sentence, measure: str, backwards: bool) -> list[_Noun]:
    """Nouns that the measure word can count, the best first."""
    if not roles_of(tokens) & Role.NOUN:
        return []
    strong: list[_Noun] = []
    weak: list[_Noun] = []
    people: list[_Noun] = []
    loose: list[_Noun] = []
    for place, token in enumerate(tokens):
        word = token[2]
        if not word.activity:
            continue
        counted = _counts(word.activity, measure)
        if counted is None and measure == word.measure:
            counted = word.activity, measure
        if counted is not None:
            if word.weak and (counted[0] != word.activity or _merely_named(word, tokens)):
                continue
            noun = (place, word, counted)
            if word.weak:
                (people if word.activity == "参与人数" else weak).append(noun)
            else:
                (strong if _is_usual(counted) else loose).append(noun)
    if backwards:
        for listed in (strong, weak, people, loose):
            listed.reverse()
    return strong + weak + people + loose


def _merely_named(word: Word, tokens: Sentence) -> bool:
    """问题有3个 collects nothing."""
    return word.activity == "意见建议" and not roles_of(tokens) & Role.VIEWS


@cache
def _is_usual(counted: _Counted) -> bool:
    activity, unit = counted
    return same_count(activity, unit) or unit not in _OTHERS_UNITS


def _near(number: Number, right: Sentence) -> Sentence:
    """What follows the number until another verb takes over."""
    for place, token in enumerate(right):
        word = token[2]
        if word.verb and not word.activity and (place or token[0] - number.end <= 1):
            return right[:place]
    return right


def _prefers_post(
    number: Number, pre: _Noun, post: _Noun, left: Sentence, right: Sentence, needed: bool
) -> bool:
    if needed:
        return False
    if pre[1].weak and not post[1].weak:
        return True
    if post[1].weak or right[post[0]][0] - number.end > 1:
        return False
    takes = _takes(left[pre[0] + 1 :])
    return post[1].activity in takes and pre[1].activity not in takes


def _takes(tokens: Sentence) -> frozenset[str]:
    """The activities that the last verb of some tokens may have as its object."""
    verbs = [token[2].verb for token in tokens if token[2].verb and not token[2].activity]
    return VERB_TAKES.get(verbs[-1], frozenset()) if verbs else frozenset()


def _needed_later(right: Sentence) -> bool:
    """Whether the noun right of a number is all that the next number has."""
    places = [place for place, token in enumerate(right) if token[2].activity]
    if len(places) != 1:
        return not places
    verbs = any(token[2].verb and not token[2].activity for token in right[places[0] + 1 :])
    return not verbs or right[places[0]][2].activity in _takes(right[places[0] + 1 :])


def _listed(text: str, pre: list[_Noun], left: Sentence) -> _Counted:
    """The first of nouns joined by 、, unless 等 makes the last their head."""
    best = pre[0]
    if len(pre) == 1:
        return best[2]
    for noun in pre[1:]:
        if noun[1].weak or noun[0] > best[0]:
            continue
        between = left[noun[0] + 1 : best[0]]
        gap = text[left[noun[0]][1] : left[best[0]][0]]
        joined = all(t[2].activity or t[2].roles & (Role.JOIN | Role.GATHERS) for t in between)
        if "等" in gap or not joined or not _LISTS & set(gap):
            break
        best = noun
    return best[2]


def _blocked(left: Sentence) -> bool:
    """Whether the thing that was handed out is none that is counted."""
    return any(token[2].roles & Role.GOODS for token in left)


def _played(pre: list[_Noun], left: Sentence) -> list[_Noun]:
    """电子屏播放标语60条 counts what the screen played, not slogans on a wall."""
    if len(pre) == 1:
        return []
    players = [noun for noun in pre if noun[1].activity in ("电子屏播放", "广播播放")]
    if not players or not any(token[2].verb == "play" for token in left[players[0][0] :]):
        return []
    return players[:1]


def _by_verb(number: Number, tokens: Sentence) -> _Counted | None:
    if not roles_of(tokens) & Role.VERB:
        return None
    measure = HOMOPHONES.get(number.measure, number.measure)
    for token in reversed(tokens):
        for measures, activity in VERB_SAYS.get(token[2].verb, ()):
            if measure in measures:
                return activity, _PLAINLY.get(measure, measure)
    return None


def _inherited(number: Number, left: Sentence, scene: Scene) -> _Counted | None:
    last = scene.last
    if last is None:
        return None
    touches = number.measure and not left and number.digits - last.end <= 1
    instead = (
        not last.alive and last.number.measure == number.measure and roles_of(left) & Role.VERB
    )
    if not (
        touches
        or instead
        or scene.correcting
        or last.refused
        or last.part
        or roles_of(left) & _INHERITS
    ):
        return None
    return _counts(last.activity, number.measure) if number.measure else (last.activity, last.unit)


def _bare(
    text: str, number: Number, left: Sentence, right: Sentence, scene: Scene
) -> tuple[Candidate | None, int]:
    """A number without a measure word counts only what stands right beside it."""
    following = text[number.end : number.end + 1]
    touches = bool(right) and right[0][0] == number.end
    if following and following not in " ,;。!?、:)]/●\n\ue001\ue002" and not touches:
        return None, 0
    if touches and number.spoken:
        return None, 0
    noun = _noun_touching(text, number, left)
    if noun is not None:
        return _candidate(number, (noun.activity, canonical_unit(noun.activity))), 0
    if touches and left and left[-1][2].verb and right[0][2].activity and not right[0][2].weak:
        activity = right[0][2].activity
        return _candidate(number, (activity, canonical_unit(activity))), 1
    counted = _inherited(number, left, scene)
    if counted is not None:
        return _candidate(number, counted, own=False), 0
    if scene.header is not None and roles_of(left) & Role.UNIT and not touches:
        activity = scene.header.activity
        return _candidate(number, (activity, canonical_unit(activity))), 0
    return None, 0


def _noun_touching(text: str, number: Number, left: Sentence) -> Word | None:
    for place in range(len(left) - 1, -1, -1):
        word = left[place][2]
        if word.activity:
            gap = text[left[place][1] : number.digits]
            verbs = all(token[2].verb for token in left[place + 1 :])
            if len(gap) <= 8 and (not gap.strip(_CORRECTED_GAP) or (verbs and left[place + 1 :])):
                return word
            corrected = len(gap) <= 12 and roles_of(left[place + 1 :]) & Role.CORRECT
            return word if corrected else None
    return None
