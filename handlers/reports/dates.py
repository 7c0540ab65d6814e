"""Which day a text means, past preferred; a span of days means none."""

import re
from datetime import date, timedelta
from functools import cache

from msgspec import Struct

from handlers.reports.numerals import read_numeral

_BACK = {
    said: timedelta(back)
    for said, back in {"今": 0, "昨": 1, "前": 2, "大前": 3, "明": -1, "后": -2, "大后": -3}.items()
}
_WEEKDAYS = {c: n for n, c in enumerate("一二三四五六")} | {"日": 6, "天": 6, "末": 7}
_NUMERAL = r"[\d一二三四五六七八九十廿]"
_D = r"(?:\d{1,2}|[一二三四五六七八九十廿]{1,3})"
_NOT_A_VILLAGE = r"(?![\u4e00-\u9fff](?:村|社区))"
_PART = (
    rf"(?:早上{_NOT_A_VILLAGE}|上午|中午|下午|晚上{_NOT_A_VILLAGE}|夜里|傍晚|一早|早晨|凌晨|白天"
    r"|全天|一整天|一天|当天|早|晚|夜)?"
)


_FIRST = "一二三四五六七八九十廿上下中本这昨今明前后近最头大去到截国春端清元假双节长暑寒宣活周星礼"
# What no day begins with is left here, before the many branches are tried.
_LIKELY = (
    r"[\d一二三四五六七八九十廿]{1,4}(?:[年月号日]|\s?[至到~、和,./-]\s?[\d一二三四五六七八九十廿])|五一|[上下本这昨今明前后近最头大到周]"
    r"|中[秋旬]|去年|截[至止]|宣传[月周]|活动期|国庆|春节|端午|清明|元旦|假期|双[节休]|节日|长假"
    r"|暑假|寒假|星期|礼拜"
)
_HOLIDAY = "国庆|春节|五一|中秋|端午|清明|元旦|假期|双节|节日|长假|暑假|寒假"
_FEASTS = {"国庆": (10, 1), "元旦": (1, 1), "五一": (5, 1)}
"""Those that the solar calendar fixes: month and day."""
_SPANS_IN_FIGURES = (
    rf"(?:(?:\d{{4}}年)?(?:{_D}月份?)?{_D}[号日]?\s?[至到~-]\s?(?:{_D}月份?)?{_D}[号日](?![线楼店]))",
    rf"(?:{_D}月)?{_D}[号日](?:至今|到现在|以来)",
    rf"{_D}[./]{_D}\s?[至到~-]\s?{_D}[./]{_D}",
    rf"(?:{_D}[号日]?[、和,]\s?){{1,4}}{_D}(?:[号日](?:两天|三天)?|两[天日]|三[天日])",
    rf"{_D}月份?(?:上旬|中旬|下旬|底|初|以来)",
)
_OTHER_SPANS = (
    rf"(?:{_HOLIDAY})(?:节|假期|长假)?(?:期间|前后|假期|长假|里|中)|(?:国庆|春节)(?:长)?假",
    r"宣传[月周](?:活动)?期间|活动期间|周末|双休日|[上中下]旬",
    r"(?:昨今|今昨|今明|前后|这|近|近来|最近|前|上|头)(?:[两二三四五六七八几]|\d)天(?:前(?!进))?",
    r"(?:本|这|上上|上|这个|上个|本个)(?:周|星期|礼拜|月|季度|旬|半月|半年)"
    r"(?:以来|里|内|初|末|底|中旬|上旬|下旬)?(?![一二三四五六日天\d])",
    r"(?:昨天|前天|昨日)[和跟、与](?:今天|昨天|今日)",
    rf"(?:截至|截止到?|到)(?:目前|现在|今天|今日|昨天|{_D}[号日]|{_D}月{_D}[号日])(?:为止)?",
)


class Day(Struct):
    """A day named in a text; `day` is None where it names a span, no one day, or none yet."""

    start: int
    end: int
    day: date | None
    span: bool = False
    future: bool = False
    ambiguous: bool = False


@cache
def _pattern() -> re.Pattern[str]:
    figures, others = "|".join(_SPANS_IN_FIGURES), "|".join(_OTHER_SPANS)
    span = f"(?={_NUMERAL})(?:{figures})|{others}"
    return re.compile(
        rf"""
        (?=[\d{_FIRST}])(?={_LIKELY})(?:(?P<span>{span})
      | (?:(?P<year>\d{{4}}|去|今|前)年)?(?P<month>{_D})月(?P<mday>{_D})
        (?:[日号](?!线)|(?![\d个份周])){_PART}
      | (?P<iso>20\d\d[-./]\d{{1,2}}[-./]\d{{1,2}}){_PART}
      | (?P<lastmonth>上个?月|本月|这个月)(?P<lday>{_D})[日号]{_PART}
      | (?<![\d./-])(?P<dmonth>1[0-2]|0?[1-9])(?P<sep>[./-])(?P<dday>3[01]|[12]\d|0?[1-9])
        (?![\d./-]|\s?[%万千百亿wW元米个条份户人次场块])[日号]?{_PART}
      | (?<![\d第./百千])(?P<day>{_D})
        (?:号(?!人|文(?![艺化体])|院(?![坝落子])|屋(?![场檐])|线(?![上下])|[楼店路厅桌房室会码门窗机台馆车井坑库区])|日(?![报期志常均游]))
        (?:那天|当天)?{_PART}
      | (?P<feast>国庆|元旦|五一)(?:劳动)?节?(?:当天|当日|那天){_PART}
      | (?P<rel>大前|大后|今|昨|前|明|后)(?:天|日(?!常)|儿|(?=[早晚夜]))个?
        (?:一整天|一天|全天)?{_PART}
      | (?P<week>上上个?|上个?|本|这个?|下个?|下下)?(?:周|星期|礼拜)
        (?P<weekday>[一二三四五六日天末])(?![会例课场次份块]|条(?!幅)|户(?!外)){_PART})
        """,
        re.VERBOSE | re.ASCII,
    )


DAY_SIGNS = frozenset("月号日天周旬礼星期末昨今截假晚./-")
"""A text without any of these names no day."""


def find_days(text: str, today: date | None) -> list[Day]:
    """Every day and span of days that a folded text names, in order."""
    days = []
    for match in _pattern().finditer(text):
        day = _read(match, today, text)
        if day is not None:
            days.append(day)
    return days


def _number(words: str | None) -> int | None:
    value = read_numeral(words) if words else None
    return value.count if value and not value.approximate else None


def _read(match: re.Match[str], today: date | None, text: str) -> Day | None:
    start, end = match.span()
    kind = match.lastgroup
    if kind == "span":
        return Day(start, end, None, True)
    if kind == "rel":
        back = _BACK[match["rel"]]
        return Day(start, end, today - back if today else None, future=back.days < 0)
    if kind == "feast":
        return _nearest(start, end, *_FEASTS[match["feast"]], today)
    if kind == "weekday":
        return _weekday(match, today)
    if kind == "iso":
        year, month, day = (int(part) for part in re.split(r"[-./]", match["iso"]))
        return _absolute(start, end, _valid(year, month, day), today)
    if kind == "dday":
        return _dotted(match, today, text)
    if kind == "mday":
        return _month_day(match, today)
    number = _number(match["lday"] or match["day"])
    if number is None or not 1 <= number <= 31:
        return None
    if match["lastmonth"]:
        return _in_month(match, number, today)
    return _day_alone(start, end, number, today)


def _weekday(match: re.Match[str], today: date | None) -> Day:
    weekday, week = _WEEKDAYS[match["weekday"]], match["week"] or ""
    if weekday == 7:
        return Day(match.start(), match.end(), None, span=True, future=week.startswith("下"))
    future = week.startswith("下")
    if today is None:
        return Day(match.start(), match.end(), None, future=future)
    monday = today - timedelta(days=today.weekday())
    weeks = {"上上": -2, "上": -1, "本": 0, "这": 0, "下": 1, "下下": 2}.get(week.rstrip("个"))
    day = monday + timedelta(days=weekday + 7 * (weeks or 0))
    if weeks is None and day > today:
        day -= timedelta(days=7)
    return Day(match.start(), match.end(), day, future=day > today)


def _valid(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _absolute(start: int, end: int, day: date | None, today: date | None) -> Day | None:
    if day is None:
        return None
    return Day(start, end, day, future=bool(today and day > today))


_THEME = re.compile(
    r"[”\"」』]|禁毒|宪法|国家|国际|世界|全国|全民|消费|消防|法制|法治|助残|民法|政务公开|防灾|妇女|学雷锋|植树|宣传[日月周]|主题"
)


def _dotted(match: re.Match[str], today: date | None, text: str) -> Day | None:
    start, end = match.span()
    before, after = text[max(0, start - 1) : start], text[end : end + 4]
    if _THEME.match(after) or before in ("“", '"', "「", "『"):
        return Day(start, end, None)
    if match["sep"] == "/" and before.isascii() and before.isalnum():
        return None
    month, day = int(match["dmonth"]), int(match["dday"])
    return _nearest(start, end, month, day, today)


def _month_day(match: re.Match[str], today: date | None) -> Day | None:
    month, day = _number(match["month"]), _number(match["mday"])
    if month is None or day is None:
        return None
    year = match["year"]
    if year in ("去", "今", "前") and today:
        year = str(today.year - {"今": 0, "去": 1, "前": 2}[year])
    if year and year.isdigit():
        return _absolute(match.start(), match.end(), _valid(int(year), month, day), today)
    return _nearest(match.start(), match.end(), month, day, today)


def _nearest(start: int, end: int, month: int, day: int, today: date | None) -> Day | None:
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    if today is None:
        return Day(start, end, None)
    here = _valid(today.year, month, day)
    if here is None:
        return None
    if here > today:
        earlier = _valid(today.year - 1, month, day)
        if earlier and (today - earlier).days <= 92:
            return Day(start, end, earlier)
        return Day(start, end, here, future=True)
    return Day(start, end, here)


def _in_month(match: re.Match[str], number: int, today: date | None) -> Day | None:
    if today is None:
        return Day(match.start(), match.end(), None)
    year, month = today.year, today.month
    if match["lastmonth"].startswith("上"):
        year, month = (year, month - 1) if month > 1 else (year - 1, 12)
    return _absolute(match.start(), match.end(), _valid(year, month, number), today)


def _day_alone(start: int, end: int, number: int, today: date | None) -> Day | None:
    if today is None:
        return Day(start, end, None)
    this = _valid(today.year, today.month, number)
    if this and this <= today:
        return Day(start, end, this)
    year, month = (today.year, today.month - 1) if today.month > 1 else (today.year - 1, 12)
    last = _valid(year, month, number)
    if last is None or (this and (this - today).days < (today - last).days):
        return Day(start, end, last, future=True, ambiguous=True)
    return Day(start, end, last)
