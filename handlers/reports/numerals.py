"""What a numeral says, however it is written."""

import re
from dataclasses import dataclass
from functools import lru_cache

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


@lru_cache(maxsize=2048)
def read_numeral(words: str) -> Value | None:
    """The value of a whole numeral in folded characters; None when it says no whole number."""
    arabic = words.replace(",", "") if "," in words else words
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
