"""Numbers as people write and say them in running text."""

import re
from dataclasses import dataclass
from functools import cache

LIMIT = 10**9

_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {
    "〇": 0, "两": 2, "俩": 2, "仨": 3,
    "壹": 1, "贰": 2, "叁": 3, "肆": 4, "伍": 5, "陆": 6, "柒": 7, "捌": 8, "玖": 9,
}  # fmt: skip
_UNITS = {
    "十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8,
    "拾": 10, "佰": 100, "仟": 1000, "廿": 20, "卅": 30, "w": 10**4, "W": 10**4,
}  # fmt: skip
_VAGUE = frozenset("几数")
_CHINESE = "零〇一二两三四五六七八九十百千万亿廿卅壹贰叁肆伍陆柒捌玖拾佰仟俩仨"


@dataclass(frozen=True, slots=True)
class Value:
    """What a numeral says; a vague one says its lower bound."""

    count: int
    approximate: bool = False


def read_numeral(words: str) -> Value | None:
    """The value of a whole numeral in folded characters; None when it says no whole number."""
    arabic = words.replace(",", "")
    if arabic.isascii() and arabic.isdigit():
        return Value(int(arabic)) if len(arabic) <= 12 else None
    if len(words) > 24:
        return None
    if words == "半百":
        return Value(50)
    parts = _parts(words)
    return _evaluate(parts) if parts else None


_PART = re.compile(r"\d[\d,]*(?:\.\d+)?|.")

_Part = tuple[str, float]


def _parts(words: str) -> list[_Part] | None:
    parts: list[_Part] = []
    for match in _PART.finditer(words):
        part = match.group()
        if part[0].isdigit() and part[0].isascii():
            parts.append(("arabic", float(part.replace(",", ""))))
        elif part in _DIGITS:
            parts.append(("digit", _DIGITS[part]))
        elif part in _UNITS:
            parts.append(("unit", _UNITS[part]))
        elif part in _VAGUE:
            parts.append(("vague", 1))
        else:
            return None
    return parts


def _evaluate(parts: list[_Part]) -> Value | None:
    kinds = {kind for kind, _ in parts}
    if kinds == {"digit"}:
        return _bare_digits([int(value) for _, value in parts])
    if kinds == {"arabic"}:
        return _whole(parts[0][1], False) if len(parts) == 1 else None
    if kinds == {"vague"} or "unit" not in kinds:
        return None
    return _with_units(parts)


def _bare_digits(digits: list[int]) -> Value | None:
    if len(digits) == 1:
        return Value(digits[0])
    if len(digits) == 2:
        low, high = digits
        return (
            Value(low, True) if 0 < low < high and (high == low + 1 or digits == [3, 5]) else None
        )
    return Value(int("".join(map(str, digits)))) if len(digits) <= 9 else None


def _whole(value: float, approximate: bool) -> Value | None:
    rounded = round(value)
    return Value(rounded, approximate) if abs(value - rounded) < 1e-6 else None


def _with_units(parts: list[_Part]) -> Value | None:
    total = section = 0.0
    pending: float | None = None
    last_unit, zero, approximate = 0.0, False, False
    for place, (kind, value) in enumerate(parts):
        if kind == "unit":
            if pending is None and value in (20, 30) and not section:
                section, last_unit = section + value, 10
                continue
            amount = 1.0 if pending is None else pending
            if value >= 10**4:
                section = section + (pending or 0)
                total = (total + (section or 1)) * value
                section = 0.0
            else:
                section += amount * value
            pending, last_unit, zero = None, value, False
        elif kind == "vague":
            approximate = True
            if pending is not None:
                return None
            following = parts[place + 1] if place + 1 < len(parts) else ("", 0.0)
            if following[0] == "unit":
                pending = 0.0 if section and following[1] >= 10**4 else 1.0
        elif pending is None:
            pending = value
            zero = zero or (kind == "digit" and value == 0)
            if kind == "digit" and value == 0:
                pending = None
        elif kind == "digit" and (value == pending + 1 or (pending, value) == (3, 5)):
            approximate = True
        else:
            return None
    if pending is not None:
        if last_unit >= 100 and not zero and pending < 10 and parts[-1][0] != "vague":
            pending *= last_unit / 10
        elif last_unit >= 100 and parts[-1][0] == "arabic" and pending >= last_unit:
            return None
        section += pending
    return _whole(total + section, approximate)


COUNTING = ["份", "张", "本", "册", "套", "页", "封", "个", "件", "把", "条", "副", "只", "幅", "道", "处", "块", "期", "面", "版", "条次", "次", "遍", "回", "台次", "台", "辆", "辆次", "车次", "趟", "场次", "场", "堂", "节", "人次", "人", "名", "位", "户", "户次", "家", "家次", "篇", "则", "起", "项", "例", "宗", "桩", "单", "枚", "支", "盒", "包", "箱", "袋", "顶", "双", "部", "组", "批", "轮", "个人", "人/次", "束", "瓶", "桶", "盏", "根", "卷", "沓", "捆", "摞", "米", "分", "护", "互", "调", "厂", "快", "付", "福", "偏", "编", "边", "变", "刺", "长", "常", "涨", "章", "跳", "报", "缝", "风", "克", "课", "例次", "篇次", "频次", "班次", "批次", "名次", "点次", "集", "首", "段", "茬", "页次"]
OTHER = ["%", "元", "块钱", "块五", "毛钱", "毛", "角", "角钱", "公里", "里路", "里地", "厘米", "毫米", "平米", "平方", "平方米", "亩", "斤", "公斤", "吨", "克拉", "度", "℃", "摄氏度", "号", "日", "月", "年", "月份", "点", "点钟", "时", "分钟", "秒", "小时", "个小时", "天", "周", "星期", "礼拜", "个月", "个星期", "个礼拜", "个半小时", "个钟头", "年级", "周年", "世纪", "岁", "周岁", "楼", "层", "室", "房", "栋", "幢", "单元", "号楼", "路", "路公交", "折", "届", "级", "倍", "寸", "英寸", "K", "G", "M", "kg", "cm", "mm", "m", "km", "万元", "亿元", "毫升", "升", "类", "大类", "种", "成", "季度", "学期", "代", "步", "字", "字以上", "票", "分贝", "伏", "瓦", "千瓦", "码", "阶段", "比", "日内", "天内", "年内", "上午", "下午", "中午", "晚上", "月底", "月初", "月中", "年度", "回事", "个样", "方面", "个方面", "环节", "章节", "桌", "道菜", "碗", "杯", "人桌", "餐", "顿", "寸屏", "块屏", "个屏", "块电子屏", "站", "站路", "座", "所", "间", "排", "列", "型", "版本", "批货", "车货", "趟车", "班车", "胎", "针", "剂"]
_RUN = "[零〇一二两三四五六七八九十百千万亿廿卅壹贰叁肆伍陆柒捌玖拾佰仟俩仨几数]"
_NUMERAL = (
    rf"(?:\d+(?:,\d{{3}}(?!\d))*(?:\.\d+)?(?:[百千万亿wW]\d*{_RUN}*)?|半百|{_RUN}+(?:\d+{_RUN}*)?)"
)
_BEFORE = (
    "大约|大概|差不多|将近|接近|不下|超过|约莫|估摸|不到|约有|近|约|逾|超|上(?=[百千万十])|好(?=几)"
)
_AFTER = "余|多(?!少)|来|几|把(?=[份张本人个户条])"
_AFTER_MEASURE = "左右|上下|以上|出头|开外|余(?!下|款|额)|多(?![少次么给])"


@cache
def _pattern() -> re.Pattern[str]:
    measures = sorted(set(COUNTING) | set(OTHER), key=len, reverse=True)
    measure = "|".join(map(re.escape, measures))
    return re.compile(
        rf"({_BEFORE})?\s?({_NUMERAL})(?:\s?[-~至到]\s?({_NUMERAL}))?({_AFTER})?"
        rf"\s?({measure})?({_AFTER_MEASURE})?"
    )


_OTHER_SET = frozenset(OTHER)
_FORBIDDEN_BEFORE = frozenset("第#@+*=_.初")
_ONE_BEFORE = frozenset("这那每上下同哪另首前后某任再头")


@dataclass(slots=True)
class Number:
    """A number in a text: `start` to `end` are its words with the measure word."""

    start: int
    end: int
    digits: int
    """Where the numeral itself begins."""
    count: int
    approximate: bool
    measure: str
    qualifier: str
    counts: bool
    """False for money, times, lengths and other things that are never items."""
    spoken: bool
    """Written in Chinese numerals."""


def find_numbers(text: str) -> list[Number]:
    """Every number of a folded text, in order; names and codes must be masked before."""
    found = []
    for match in _pattern().finditer(text):
        number = _read_match(text, match)
        if number is not None:
            found.append(number)
    return found


def _read_match(text: str, match: re.Match[str]) -> Number | None:
    before, numeral, high, after, measure, trailing = match.groups()
    start = match.start(2)
    previous = text[start - 1] if start else ""
    ascii_digits = numeral[0] in "0123456789"
    if previous in _FORBIDDEN_BEFORE and previous:
        return None
    if ascii_digits and (previous.isascii() and previous.isalpha()):
        return None
    value = read_numeral(numeral)
    if value is None or value.count >= LIMIT:
        return None
    if not ascii_digits:
        if numeral == "一" and previous in _ONE_BEFORE:
            return None
        if not numeral.strip("百千万亿") and not (before or after):
            return None
    end = match.end()
    measure = measure or ""
    qualifier = before or after or trailing or ""
    approximate = value.approximate or bool(qualifier)
    if high and read_numeral(high) is not None:
        approximate = True
    if ascii_digits and not measure and end < len(text) and _is_latin(text[end]):
        return None
    begin = match.start(1) if before else start
    return Number(
        begin, end, start, value.count, approximate, measure, qualifier,
        measure not in _OTHER_SET, not ascii_digits,
    )  # fmt: skip


def _is_latin(character: str) -> bool:
    return character.isascii() and character.isalpha()
