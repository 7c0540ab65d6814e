"""A page of getUpdates cut into single updates, each as the text it came as; pure."""

import json
import re
from collections.abc import Sequence
from typing import Any

import msgspec

_ID = re.compile(rb'"update_id"\s*:\s*(\d{1,18})\b')


class PageError(Exception):
    """The answer is no page: cut off on the way, or an update in it breaks every reader."""


class _Page(msgspec.Struct):
    result: list[msgspec.Raw]


def read_page(payload: bytes) -> list[str]:
    """The JSON text of every update in order; raises PageError."""
    try:
        page = msgspec.json.decode(payload, type=_Page)
        return [bytes(update).decode("utf-8", "replace") for update in page.result]
    except (msgspec.MsgspecError, RecursionError):
        return _read_leniently(payload)


def _read_leniently(payload: bytes) -> list[str]:
    """What the strict reader refuses (lone surrogates, for example), as long as it is JSON."""
    try:
        page = json.loads(payload.decode("utf-8", "replace"))
        updates = page["result"]
        if not isinstance(updates, list):
            raise PageError
        return [json.dumps(update) for update in updates]
    except (ValueError, RecursionError, TypeError, KeyError):
        raise PageError from None


def read_object(text: str) -> Any:
    """The update as values; raises ValueError."""
    try:
        return msgspec.json.decode(text)
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        pass
    try:
        return json.loads(text)
    except RecursionError:
        raise ValueError("too deep") from None


def update_id(update: Any) -> int | None:
    """None where it is missing or no number that a platform would give."""
    found = update.get("update_id") if isinstance(update, dict) else None
    if isinstance(found, bool) or not isinstance(found, int) or not 0 <= found < 1 << 62:
        return None
    return found


def next_offset(ids: Sequence[int | None]) -> int | None:
    """The offset that confirms a page; None when no update of it has an id."""
    known = [one for one in ids if one is not None]
    return max(known) + 1 if known else None


def first_id(payload: bytes) -> int | None:
    """The first update's id in an answer that cannot be read."""
    found = _ID.search(payload)
    return int(found.group(1)) if found else None
