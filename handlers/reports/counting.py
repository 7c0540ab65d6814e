"""Which activity a number counts."""

import re

from handlers.reports import roles as Role
from handlers.reports.activities import HOMOPHONES, VISITS
from handlers.reports.bare import bare_number, inherited
from handlers.reports.candidates import Candidate, Scene
from handlers.reports.counted import PLAINLY, Counted, counts, is_usual, made
from handlers.reports.lexicon import FILLER, UNIT_MARK, Word
from handlers.reports.numbers import Number
from handlers.reports.tokens import Sentence, roles_of
from handlers.reports.verbs import PEOPLE, VERB_SAYS, VERB_TAKES

_LISTS = frozenset("、和及与/跟")

_Noun = tuple[int, Word, Counted]


def count_what(
    text: str,
    number: Number,
    left: Sentence,
    left_roles: int,
    right: Sentence,
    more: bool,
    scene: Scene,
) -> tuple[Candidate | None, int]:
    """The candidate of a number, and how many tokens right of it belong to it.

    `left` are the tokens since the last number, `right` those up to the next one; a noun right
    of it that the next number needs is left to that.
    """
    if not number.counts:
        return None, 0
    if text[number.start - 1 : number.start] == "带":
        # 带30份材料来: what somebody brings is not handed out yet.
        return None, 0
    if not number.measure:
        return bare_number(text, number, left, right, scene)
    pre = _nouns(left, number.measure, backwards=True) if left_roles & Role.NOUN else []
    post = _nouns(_near(number, right), number.measure, backwards=False) if right else []
    if post and number.measure in PEOPLE:
        # 党员20人入户: those who visit, not the visited.
        post = [noun for noun in post if noun[1].activity not in VISITS]
        # 为12名老人代办认证: those for whom it was done are what is counted of it.
        post = [noun for noun in post if noun[1].activity == "代办手续"] or post
    settled = len(pre) == 1 and is_usual(pre[0][2])
    says = None if settled or not left_roles & Role.VERB else _by_verb(number, left)
    needed = more and bool(post) and _needed_later(right)
    if post and not pre and says and more and right[post[0][0]][0] > number.end + 1:
        post = []
    if post and (not pre or _prefers_post(number, pre[0], post[0], left, right, needed)):
        return made(number, post[0][2]), post[0][0] + 1
    if right and not (pre or post) and (reached := _reached(text, number, right)):
        return made(number, reached[1]), reached[0] + 1
    same = bool(pre and post) and post[0][2] == pre[0][2]
    if same and not needed and right[post[0][0]][0] - number.end <= 1:
        return made(number, post[0][2]), post[0][0] + 1
    if len(pre) > 1:
        pre = _played(pre, left) or pre
    if says and pre and not is_usual(pre[0][2]):
        pre = []
    if pre and (notice := _notice(text, pre[0], left)):
        return made(number, notice), 0
    counted = _listed(text, pre, left) if pre else says or _by_verb(number, right)
    if not pre and counted is not None and _blocked(left + right[:1]):
        counted = None
    if counted is None and scene.open_noun is not None:
        counted = counts(scene.open_noun.activity, number.measure)
    if counted is not None:
        return made(number, counted), 0
    if not _blocked(left):
        counted = inherited(number, left, scene) or _shared_out(text, number, scene)
    if counted is not None:
        going_on = made(number, counted, own=False)
        going_on.guessed = scene.last is not None and scene.last.guessed
        return going_on, 0
    if scene.header is not None:
        counted = counts(scene.header.activity, number.measure)
    elif _beside_a_unit(text, number, left, right):
        guess = made(number, ("入户走访", "户"))
        guess.guessed = True
        return guess, 0
    return (made(number, counted), 0) if counted is not None else (None, 0)


_TO_WHOM = re.compile(r"对[^,。;:!?\n]{0,12}$")


def _reached(text: str, number: Number, right: Sentence) -> tuple[int, Counted] | None:
    """对46户困难户进行走访: place and activity of a visit that names its households before it."""
    if number.measure not in _REACHED or not _TO_WHOM.search(
        text, max(number.start - 13, 0), number.start
    ):
        return None
    place = next((at for at, token in enumerate(right) if token[2].activity), None)
    if place is None or right[place][2].activity not in VISITS:
        return None
    counted = counts(right[place][2].activity, number.measure)
    return None if counted is None else (place, counted)


_REACHED = frozenset(("户", "家", "人", "名", "位"))
_UNITS_ONLY = Role.UNIT | Role.JOIN | Role.COLON | Role.DAY


def _beside_a_unit(text: str, number: Number, left: Sentence, right: Sentence) -> bool:
    """枫林22户, with nothing said of what the households are."""
    if number.measure != "户" or right or not left or not left[-1][2].roles & Role.UNIT:
        return False
    gap = text[left[-1][1] : number.start].strip(FILLER)
    return not gap and not roles_of(left) & ~_UNITS_ONLY


def _shared_out(text: str, number: Number, scene: Scene) -> Counted | None:
    """横幅2条(枫林),3条(石桥): the same again for another unit."""
    last = scene.last
    if last is None or text[number.end : number.end + 2] != "(" + UNIT_MARK:
        return None
    return counts(last.activity, number.measure)


def told_later(number: Number, noun: Word) -> Candidate | None:
    """The candidate of a number whose activity a later clause names (33户,都是走访的)."""
    counted = counts(noun.activity, number.measure) if number.measure else None
    return made(number, counted) if counted is not None else None


def _nouns(tokens: Sentence, measure: str, backwards: bool) -> list[_Noun]:
    """Nouns that the measure word can count, the best first."""
    found: list[_Noun] = []
    for place, token in enumerate(tokens):
        word = token[2]
        if not word.activity:
            continue
        counted = counts(word.activity, measure)
        if counted is None:
            if measure != word.measure:
                continue
            counted = word.activity, measure
        if word.weak and (counted[0] != word.activity or _merely_named(word, tokens)):
            continue
        found.append((place, word, counted))
    return found if len(found) < 2 else _best_first(found, backwards)


def _best_first(nouns: list[_Noun], backwards: bool) -> list[_Noun]:
    strong: list[_Noun] = []
    weak: list[_Noun] = []
    people: list[_Noun] = []
    loose: list[_Noun] = []
    for noun in reversed(nouns) if backwards else nouns:
        word = noun[1]
        if word.weak:
            (people if word.activity == "参与人数" else weak).append(noun)
        else:
            (strong if is_usual(noun[2]) else loose).append(noun)
    weak.sort(key=lambda noun: noun[1].activity != "短信推送")
    return strong + weak + people + loose


def _merely_named(word: Word, tokens: Sentence) -> bool:
    """问题有3个 collects nothing."""
    return word.activity == "意见建议" and not roles_of(tokens) & Role.VIEWS


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


def _last_verb(tokens: Sentence) -> str:
    verbs = [token[2].verb for token in tokens if token[2].verb and not token[2].activity]
    return verbs[-1] if verbs else ""


def _takes(tokens: Sentence) -> frozenset[str]:
    """The activities that the last verb of some tokens may have as its object."""
    return VERB_TAKES.get(_last_verb(tokens), frozenset())


def _needed_later(right: Sentence) -> bool:
    """Whether the noun right of a number is all that the next number has."""
    places = [place for place, token in enumerate(right) if token[2].activity]
    if len(places) != 1:
        return not places
    verbs = any(token[2].verb and not token[2].activity for token in right[places[0] + 1 :])
    return not verbs or right[places[0]][2].activity in _takes(right[places[0] + 1 :])


def _listed(text: str, pre: list[_Noun], left: Sentence) -> Counted:
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


_FOR_WALLS = frozenset("报画图")
_PAPERS = frozenset(("发放宣传资料", "张贴海报"))


def _notice(text: str, noun: _Noun, left: Sentence) -> Counted | None:
    """A paper that was posted is a notice, and a notice that was handed out is a paper."""
    place, _, (activity, unit) = noun
    if activity not in _PAPERS:
        return None
    verb = _last_verb(left)
    if activity == "发放宣传资料" and verb == "post":
        return "张贴海报", unit
    if activity == "张贴海报" and unit == "份" and verb == "give":
        start, end, _, _ = left[place]
        return None if _FOR_WALLS & set(text[start:end]) else ("发放宣传资料", unit)
    return None


def _blocked(left: Sentence) -> bool:
    """Whether the thing that was handed out is none that is counted."""
    return any(token[2].roles & Role.GOODS for token in left)


def _played(pre: list[_Noun], left: Sentence) -> list[_Noun]:
    """电子屏播放标语60条 counts what the screen played, not slogans on a wall."""
    players = [noun for noun in pre if noun[1].activity in ("电子屏播放", "广播播放")]
    plays = len(players) > 1 or any(token[2].verb == "play" for token in left)
    return players[:1] if players and plays else []


def _by_verb(number: Number, tokens: Sentence) -> Counted | None:
    measure = HOMOPHONES.get(number.measure, number.measure)
    for token in reversed(tokens):
        if not token[2].verb:
            continue
        for measures, activity in VERB_SAYS.get(token[2].verb, ()):
            if measure in measures:
                return activity, PLAINLY.get(measure, measure)
    return None
