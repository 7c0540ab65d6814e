"""Phones, identity and account numbers never stand in full where people or programs read."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import TypeVar

T = TypeVar("T")

_GAP = r"[ \u00a0\u3000\u200b-\u200d\u2060\ufeff\-‐‑‒–—―－.．·()\uff08\uff09]{1,3}"
_RUN = re.compile(rf"\d+[XxＸｘ]?(?:{_GAP}\d+[XxＸｘ]?)*")
_GROUP = re.compile(r"\d+[XxＸｘ]?")
_AFTER_WORD = re.compile(
    r"((?:电话|電話|座机|固话|手机|tel|Tel|TEL)[:\uff1a是为\s]{0,3})(\d{7,8})(?!\d)"
)
_CHINESE = re.compile(r"[零〇○一二三四五六七八九幺壹贰叁肆伍陆柒捌玖]{11,19}")

_MOBILE = re.compile(r"1[3-9]\d{9}")
_LANDLINE = re.compile(r"0(?:10|2\d)\d{8}|0[3-9]\d\d\d{7,8}")
_BIRTHDAY_18 = re.compile(r"[1-9]\d{5}(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])\d{3}[\dX]")
_BIRTHDAY_15 = re.compile(r"[1-9]\d{5}\d\d(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])\d{3}")
_LONGEST = 19
_ALWAYS = 13
_SPLIT_LENGTHS = frozenset({11, 12, 15, 16, 17, 18, 19})


def mask(text: str) -> str:
    """138****1234 for every phone, identity and account number; counts and hotlines stay."""
    masked = _RUN.sub(_mask_run, text) if len(text) >= 7 else text
    masked = _AFTER_WORD.sub(lambda found: f"{found[1]}{_short(found[2])}", masked)
    return _CHINESE.sub(lambda found: _short(found[0]), masked)


def mask_all(value: T) -> T:
    """The same for every text inside lists, tuples and mappings (keys stay as they are)."""
    if isinstance(value, str):
        return mask(value)  # type: ignore[return-value]
    if isinstance(value, Mapping):
        return {key: mask_all(inner) for key, inner in value.items()}  # type: ignore[return-value]
    if isinstance(value, list | tuple):
        return type(value)(mask_all(inner) for inner in value)
    return value


def _mask_run(found: re.Match[str]) -> str:
    run = found[0]
    if len(run) < 11:
        return run
    groups = [(part.start(), part.end()) for part in _GROUP.finditer(run)]
    lengths = [end - start for start, end in groups]
    digits = _plain("".join(run[start:end] for start, end in groups))
    pieces, done, index, at = [], 0, 0, 0
    while index < len(groups):
        size = _secret_groups(digits, at, lengths, index)
        width = sum(lengths[index : index + (size or 1)])
        if size:
            pieces += [run[done : groups[index][0]], _short(digits[at : at + width])]
            done = groups[index + size - 1][1]
        index, at = index + (size or 1), at + width
    return "".join(pieces) + run[done:]


def _secret_groups(digits: str, at: int, lengths: Sequence[int], index: int) -> int:
    """How many groups from `index` on are one secret number; 0: none begins here."""
    if lengths[index] >= 11:
        return int(_is_secret(digits[at : at + lengths[index]]))
    total, best = lengths[index], 0
    for size in range(2, min(_LONGEST, len(lengths) - index) + 1):
        last = lengths[index + size - 1]
        total += last
        if total > _LONGEST or last >= 11:
            break
        if total in _SPLIT_LENGTHS and _is_split_secret(
            digits[at : at + total], lengths[index : index + size]
        ):
            best = size
    return best


def _is_secret(digits: str) -> bool:
    return bool(len(digits) >= _ALWAYS or _MOBILE.fullmatch(digits) or _LANDLINE.fullmatch(digits))


def _is_split_secret(digits: str, lengths: Sequence[int]) -> bool:
    """Stricter than _is_secret: a row of counts with gaps between must stay as it is."""
    if _BIRTHDAY_18.fullmatch(digits):
        return min(lengths) >= 2 or max(lengths) == 1
    if _MOBILE.fullmatch(digits):
        return min(lengths) >= 3 or max(lengths) == 1
    if _LANDLINE.fullmatch(digits):
        return lengths[0] in (3, 4) and min(lengths) >= 3
    if _BIRTHDAY_15.fullmatch(digits):
        return min(lengths) >= 3
    in_fours = set(lengths[:-1]) == {4} and lengths[-1] <= 4
    return in_fours and len(digits) >= 16 and digits[0] in "34569"


def _plain(digits: str) -> str:
    if digits.isascii():
        return digits.upper()
    return unicodedata.normalize("NFKC", digits).upper()


def _short(digits: str) -> str:
    return f"{digits[:3]}****{digits[-4:]}" if len(digits) >= 11 else f"****{digits[-4:]}"
