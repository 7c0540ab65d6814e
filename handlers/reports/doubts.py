"""What a text leaves open: a missing number, a day of two readings, a total that differs."""

import re
from collections.abc import Sequence

from handlers import wording
from handlers.reports.candidates import Candidate
from handlers.reports.dates import Day
from handlers.reports.roles import Role
from handlers.reports.tokens import Sentence

_ASKED_FOR = frozenset(("入户走访", "发放宣传资料", "悬挂横幅标语", "张贴海报", "展板宣传栏"))
_SPOILS = (
    Role.NUMBER | Role.PLAN | Role.CLAUSE_PLAN | Role.ASK | Role.NEGATED | Role.WAITING
    | Role.RECEIVED | Role.LOST | Role.OTHER_TIME | Role.OTHER_PLACE | Role.OTHER_CAMPAIGN
    | Role.MEAL | Role.CORRECT | Role.WITHDRAW | Role.FORWARDED | Role.FUTURE | Role.QUESTION
    | Role.EACH | Role.THING | Role.STAFF
)  # fmt: skip
_TOLD = re.compile(r"(?:了|过|完|的|毕|好了)[。!,~… ]*$")
_LONGEST = 30


def may_miss_a_number(folded: str) -> bool:
    """Whether a text ends as one that tells of something done (石桥村今天入户的)."""
    return len(folded) <= _LONGEST and _TOLD.search(folded.strip()) is not None


def missing_activity(folded: str, roles: int, tokens: Sentence) -> str | None:
    """The activity of a short text that tells of it as done, by unit or day, without a number."""
    if roles & _SPOILS or not roles & (Role.UNIT | Role.DAY) or not may_miss_a_number(folded):
        return None
    nouns = {token[2].activity for token in tokens if token[2].activity and not token[2].weak}
    if len(nouns) != 1 or not nouns <= _ASKED_FOR:
        return None
    return nouns.pop()


_BROADCAST = frozenset(("广播播放", "电子屏播放", "宣传车巡回"))
_SCHEDULE = re.compile(
    r"(?:早中晚|早晚|一天|每天|每日|天天).{0,4}(?:[一二两三四五六七八九十\d]+)\s?[遍次回趟]"
)
_LASTED = re.compile(
    r"(?:放|播|跑|转)(?:了|到)|连(?:续|着)?(?:放|播|跑)了|[一二两三四五六七八九十\d]+(?:天|个?礼拜|周)了?$"
)


def untold_schedule(folded: str, roles: int, tokens: Sentence) -> bool:
    """A daily schedule that would have to be multiplied by days; nobody but a person may."""
    if not any(token[2].activity in _BROADCAST for token in tokens):
        return False
    spoils = Role.PLAN | Role.ASK | Role.NEGATED | Role.FUTURE | Role.OTHER_TIME
    if roles & (spoils | Role.OTHER_CAMPAIGN | Role.OTHER_PLACE):
        return False
    return _SCHEDULE.search(folded) is not None and _LASTED.search(folded) is not None


def doubt(candidates: Sequence[Candidate], days: Sequence[Day]) -> str | None:
    """Why a person must check the figures, or None."""
    if days and any(day.ambiguous for day in days):
        return wording.DAY_READS_TWO_WAYS
    if any(candidate.differs for candidate in candidates):
        return wording.TOTAL_DIFFERS
    return None
