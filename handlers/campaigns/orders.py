"""What a short text orders or asks of the bot; pure, and nothing where it may be a report."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from handlers.reports.script import fold

LONGEST = 60


class Kind(StrEnum):
    """What people ask (the first four) and what those who may decide."""

    PROGRESS = "进度"
    SHORT = "还差什么"
    WHO = "谁没报"
    DIGEST = "日报"
    EXTEND = "延期"
    EXCUSE = "免报"
    END = "结束活动"
    PAUSE = "缓提醒"
    ADOPT = "采用"
    BEGIN = "开始"
    NAMING = "点名"
    RANKING = "排名"
    SHOW = "用图"
    TAKE_BACK = "取消"


ASKED = frozenset({Kind.PROGRESS, Kind.SHORT, Kind.WHO, Kind.DIGEST})


@dataclass(frozen=True, slots=True)
class Order:
    """`about` is a unit or campaign as typed; `until` None where no day could be read."""

    kind: Kind
    about: str = ""
    until: date | None = None
    words: str = ""
    on: bool = True
    takes_back: Kind | None = None


_NAME = r"(?P<about>[^\s,。:;、?!]{2,20}?)"
_REST = r"(?:\s+(?P<rest>.+))?"
_OWN = re.compile(r"^(?:我们?|咱们?|本)(?:村|社区|镇|乡|校|院|所|单位|站)?$")
_MENTION = re.compile(r"^@\S+\s+")
_END = r"\s*[?。!]*$"
_WHO = "(?:还有)?(?:谁|哪些村|哪些单位|哪个村|哪几个)"
_ASKS = (
    (Kind.PROGRESS, re.compile(rf"^(?:{_NAME}的?\s*)?进度(?:如何|怎样|怎么样)?{_END}")),
    (Kind.PROGRESS, re.compile(rf"^进度\s+{_NAME}{_END}")),
    (Kind.SHORT, re.compile(rf"^(?:{_NAME}\s*)?还差(?:什么|哪些|多少|啥){_END}")),
    (Kind.SHORT, re.compile(rf"^还差什么\s+{_NAME}{_END}")),
    (Kind.WHO, re.compile(rf"^{_WHO}(?:还)?没(?:有)?报(?:齐)?{_END}")),
    (Kind.DIGEST, re.compile(rf"^(?:今天的?|今日|看|发)?日报(?:\s+{_NAME})?{_END}")),
)
# Nearly everything that is said is a report or chatter: one look tells that it is no order.
_SPEAKS = re.compile("|".join((*Kind, "还差", "没有?报", "用.{0,3}图")))
_DECIDES = re.compile(rf"^(?P<kind>延期|免报|缓提醒|采用)\s+{_NAME}{_REST}$")
_PAUSE_ALL = re.compile(r"^缓提醒(?:\s*(?P<rest>\d{1,3}天|.*[日号]))?$")
_ENDS = re.compile(rf"^结束活动(?:\s+{_NAME})?$")
_TAKES_BACK = re.compile(rf"^取消(?P<kind>延期|免报|缓提醒|结束活动)(?:\s+{_NAME})?$")
_SWITCH = re.compile(r"^(?P<kind>点名|排名)\s*(?P<on>开|关|是|否)$")
_SHOW = re.compile(r"^(?P<no>不|别)?(?:可以?)?用(?:这张|这个)?图[。!]*$")
_DAY = re.compile(
    r"^(?:(?P<year>\d{4})[年./-])?(?P<month>\d{1,2})[月./-](?P<day>\d{1,2})[日号]?(?:\s+|[,、]|$)"
)
_DAYS = re.compile(r"^(?P<days>\d{1,3})天(?:\s+|$)")
_DAY_ALONE = re.compile(r"^(?P<day>\d{1,2})[日号](?:\s+|[,、]|$)")


def read_order(text: str, today: date) -> Order | None:
    """None for everything that is not wholly an order or a question of these forms."""
    said = _MENTION.sub("", fold(text).strip())
    if not said or len(said) > LONGEST or "\n" in said or not _SPEAKS.search(said):
        return None
    for kind, pattern in _ASKS:
        if found := pattern.match(said):
            about = found.groupdict().get("about") or ""
            return Order(kind, "" if _OWN.match(about) else about)
    if found := _SHOW.match(said):
        return Order(Kind.SHOW, on=found["no"] is None)
    if said == Kind.BEGIN:
        return Order(Kind.BEGIN)
    return _switch(said) or _decision(said, today) or _taking_back(said)


def _switch(said: str) -> Order | None:
    found = _SWITCH.match(said)
    return None if found is None else Order(Kind(found["kind"]), on=found["on"] in "开是")


def _taking_back(said: str) -> Order | None:
    found = _TAKES_BACK.match(said)
    if found is None:
        return None
    return Order(Kind.TAKE_BACK, found["about"] or "", takes_back=Kind(found["kind"]))


def _decision(said: str, today: date) -> Order | None:
    if found := _ENDS.match(said):
        return Order(Kind.END, found["about"] or "")
    if found := _PAUSE_ALL.match(said):
        until, words = read_until(found["rest"] or "", today)
        if until is not None or not found["rest"]:
            return Order(Kind.PAUSE, until=until, words=words)
    if found := _DECIDES.match(said):
        until, words = read_until(found["rest"] or "", today)
        return Order(Kind(found["kind"]), found["about"], until, words)
    return None


def read_until(text: str, today: date) -> tuple[date | None, str]:
    """The day a text begins with, the next such day from today on, and the words after it."""
    text = text.strip()
    if found := _DAY.match(text):
        year = int(found["year"]) if found["year"] else today.year
        day = _valid(year, int(found["month"]), int(found["day"]))
        if day is not None and not found["year"] and day < today:
            day = _valid(year + 1, day.month, day.day)
        return day, text[found.end() :].strip()
    if found := _DAYS.match(text):
        return today + timedelta(days=int(found["days"])), text[found.end() :].strip()
    if found := _DAY_ALONE.match(text):
        day = _valid(today.year, today.month, int(found["day"]))
        if day is not None and day < today:
            later = today.replace(day=1) + timedelta(days=32)
            day = _valid(later.year, later.month, day.day)
        return day, text[found.end() :].strip()
    return None, text


def _valid(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
