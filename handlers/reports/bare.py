"""Numbers whose activity stands elsewhere, and numbers without a measure word."""

import re

from handlers.reports import roles as Role
from handlers.reports.activities import canonical_unit
from handlers.reports.candidates import Candidate, Scene
from handlers.reports.counted import Counted, counts, made
from handlers.reports.lexicon import Word
from handlers.reports.numbers import Number
from handlers.reports.tokens import Sentence, roles_of

_GAP = " :=是了共计为数量约有的-户人份条张次场件幅块篇达总合"
_CORRECTED_GAP = _GAP + "应该改更正漏报错成作"
_PARTICLES = frozenset("吧了哈啊呢哦呀嘛")
_ENDS = re.compile(r"[\s,;。!?、]|$")
_PAST = Role.PAST | Role.DONE
_SETTLED = Role.VIEWS | Role.NOUN
_INHERITS = (
    Role.CORRECT | Role.TOTAL | Role.AGAIN | Role.UNIT | Role.DAY | Role.DELTA | Role.PLACE
    | Role.DONE
)  # fmt: skip


def inherited(number: Number, left: Sentence, scene: Scene) -> Counted | None:
    """What the number before it counts, where the words between say that it goes on."""
    last = scene.last
    if last is None:
        return None
    touches = number.measure and not left and number.digits - last.end <= 1
    roles = roles_of(left)
    instead = not last.alive and last.number.measure == number.measure and roles & Role.VERB
    handed = roles & Role.HANDS and roles & (Role.PAST | Role.DONE) and scene.here is not None
    sibling = number.measure == "户" and last.qualified and roles & (Role.THING | Role.PEOPLE)
    if last.activity == "意见建议" and roles & Role.DONE and roles & _SETTLED:
        # 意见9条,已解决6条: some of the same.
        return None
    goes_on = scene.carried & Role.CORRECT or last.refused or last.part or roles & _INHERITS
    if not (touches or instead or handed or sibling or goes_on):
        return None
    return counts(last.activity, number.measure) if number.measure else (last.activity, last.unit)


def bare_number(
    text: str, number: Number, left: Sentence, right: Sentence, scene: Scene
) -> tuple[Candidate | None, int]:
    """A number without a measure word counts only what stands right beside it."""
    following = text[number.end : number.end + 1]
    touches = bool(right) and right[0][0] == number.end
    if touches and right[0][2].roles & Role.CORRECT:
        # 发了两百三不对是两百四: dictated without a comma.
        following, touches = ",", False
    if following in _PARTICLES and _ENDS.match(text, number.end + 1):
        following, touches = ",", False
    if following and following not in " ,;。!?、:)]/●\n\ue001\ue002" and not touches:
        return None, 0
    if touches and number.spoken:
        return None, 0
    noun = _noun_touching(text, number, left)
    if noun is not None:
        return made(number, (noun.activity, canonical_unit(noun.activity))), 0
    if touches and left and left[-1][2].verb and right[0][2].activity and not right[0][2].weak:
        activity = right[0][2].activity
        return made(number, (activity, canonical_unit(activity))), 1
    counted = inherited(number, left, scene)
    if counted is not None:
        return made(number, counted, own=False), 0
    if scene.header is not None and roles_of(left) & Role.UNIT and not touches:
        activity = scene.header.activity
        return made(number, (activity, canonical_unit(activity))), 0
    return None, 0


def _is_done(said: Sentence) -> bool:
    """单子发了两百七, 单子发完了大概一百五: nothing but a verb and 了."""
    return any(token[2].verb for token in said) and all(
        token[2].verb or token[2].roles & _PAST for token in said
    )


def _noun_touching(text: str, number: Number, left: Sentence) -> Word | None:
    for place in range(len(left) - 1, -1, -1):
        word = left[place][2]
        if word.activity:
            gap = text[left[place][1] : number.digits]
            if len(gap) <= 8 and (not gap.strip(_CORRECTED_GAP) or _is_done(left[place + 1 :])):
                return word
            corrected = len(gap) <= 12 and roles_of(left[place + 1 :]) & Role.CORRECT
            return word if corrected else None
    return None
