"""One cell's text into a value: pure; a cell that cannot be read raises Wrong."""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta

from handlers import wording
from handlers.register.finding import Wrong
from handlers.register.sheets import nearest, spelled

EXCEL_EPOCH = date(1899, 12, 30)
LARGEST = 10_000_000
LONGEST_NUMBER = 15

# Not punctuation: what stands inside a name stays as the office wrote it.
_WIDTHS = {
    code: chr(code - 0xFEE0)
    for start, end in ((0xFF10, 0xFF1A), (0xFF21, 0xFF3B), (0xFF41, 0xFF5B))
    for code in range(start, end)
} | {0x3000: " ", 0xA0: " ", 0x09: " "}
_FORCED_TEXT = re.compile(r'="(.*)"', re.DOTALL)
_BESIDE_CJK = re.compile(r"(?<=[\u3400-\u9fff])\s+|\s+(?=[\u3400-\u9fff])")
_SCIENTIFIC = re.compile(r"[+-]?\d+(?:\.\d+)?[eE][+-]?\d+")
_WHOLE = re.compile(r"(\d+|\d{1,3}(?:,\d{3})+)(?:\.0+)?")
_DATE = re.compile(
    r"(\d{4}) ?[-/.年] ?(\d{1,2}) ?[-/.月] ?(\d{1,2}) ?日?(?: 0?0:00(?::00)?|T00:00(?::00)?)?"
)
_SERIAL = re.compile(r"([3-6]\d{4})(?:\.0+)?")
_LIST = re.compile(r"[\u3001\uff0c\uff1b,;\n]")


def clean(text: str) -> str:
    """Full-width digits, letters and spaces made plain; control characters dropped."""
    plain = text.translate(_WIDTHS).replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(c for c in plain if c == "\n" or unicodedata.category(c) not in {"Cc", "Cf"})
    forced = _FORCED_TEXT.fullmatch(kept.strip())
    return (forced[1] if forced else kept).strip()


def one_line(text: str) -> str:
    return " ".join(text.split())


def name(text: str) -> str:
    """Without the blanks that people put into a name to make columns even."""
    return _BESIDE_CJK.sub("", one_line(text))


def names_list(text: str) -> list[str]:
    """Parted by 、 (a comma, a semicolon or a new line is taken for it)."""
    return [part for part in (name(piece) for piece in _LIST.split(text)) if part]


def identifier(text: str) -> str:
    """A code, account or group number; raises Wrong where Excel has spoilt it."""
    plain = one_line(text).removeprefix("'")
    if _SCIENTIFIC.fullmatch(plain):
        raise Wrong(wording.NUMBER_SCIENTIFIC)
    number = re.fullmatch(r"([+-]?\d+)(?:\.0+)?", plain)
    if number is None:
        return plain
    if len(number[1].lstrip("+-")) > LONGEST_NUMBER:
        raise Wrong(wording.NUMBER_TOO_LONG)
    return number[1]


def whole_number(text: str) -> int:
    plain = unicodedata.normalize("NFKC", one_line(text))
    if _SCIENTIFIC.fullmatch(plain):
        raise Wrong(wording.NUMBER_SCIENTIFIC)
    found = _WHOLE.fullmatch(plain)
    if found is None:
        raise Wrong(wording.NUMBER_WRONG, example="120")
    value = int(found[1].replace(",", ""))
    if value > LARGEST:
        raise Wrong(wording.NUMBER_RANGE, low=0, high=LARGEST)
    return value


def degrees(low: int, high: int, example: str) -> Callable[[str], float]:
    """A reader of decimal degrees between `low` and `high`."""

    def read(text: str) -> float:
        plain = unicodedata.normalize("NFKC", one_line(text)).removesuffix("°")
        if not re.fullmatch(r"-?\d{1,3}(?:\.\d+)?", plain):
            raise Wrong(wording.NUMBER_WRONG, example=example)
        if not low <= float(plain) <= high:
            raise Wrong(wording.NUMBER_RANGE, low=low, high=high)
        return float(plain)

    return read


def day(text: str) -> date:
    """2026-10-09, 2026/10/9, 2026.10.9 or 2026年10月9日."""
    plain = unicodedata.normalize("NFKC", one_line(text))
    serial = _SERIAL.fullmatch(plain)
    if serial:
        raise Wrong(wording.DATE_SERIAL, date=EXCEL_EPOCH + timedelta(days=int(serial[1])))
    found = _DATE.fullmatch(plain)
    if found is None:
        raise Wrong(wording.DATE_WRONG)
    try:
        value = date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        raise Wrong(wording.DATE_WRONG) from None
    if not 1990 <= value.year <= 2100:
        raise Wrong(wording.DATE_WRONG)
    return value


def one_of(allowed: Sequence[str], also: Mapping[str, str] = {}) -> Callable[[str], str]:
    """A reader of one of the allowed words; `also` names other spellings of them."""
    spellings = {word.casefold(): word for word in allowed} | dict(also)

    def read(text: str) -> str:
        plain = spelled(name(text), allowed)
        found = spellings.get(plain.casefold())
        if found is not None:
            return found
        listed = "、".join(allowed)
        near = nearest(plain, allowed)
        if near is None:
            near = wording.NEAR_NONE.format(allowed=listed)
            raise Wrong(wording.VALUE_UNKNOWN, value=plain, near=near)
        raise Wrong(wording.VALUE_NEAREST, value=plain, near=near, allowed=listed)

    return read


yes_or_no = one_of(
    ("是", "否"),
    {"true": "是", "false": "否", "y": "是", "n": "否", "yes": "是", "no": "否", "√": "是"},
)
platform = one_of(
    ("telegram", "wechat", "local"),
    {"微信": "wechat", "企业微信": "wechat", "电报": "telegram", "本地": "local"},
)
