"""Telegram's flood limits over what was accepted: 30 a second, 20 a minute a group, 1/s a chat."""

import itertools
from collections.abc import Sequence
from datetime import datetime, timedelta


def floods(moments: Sequence[tuple[int, datetime]]) -> list[str]:
    """Every window in which more was accepted than the limits allow; items of one call at once."""
    found = _too_many(None, [at for _, at in moments], 30, timedelta(seconds=1))
    by_chat: dict[int, list[datetime]] = {}
    for chat, at in moments:
        by_chat.setdefault(chat, []).append(at)
    for chat, times in by_chat.items():
        if chat < 0:
            found += _too_many(chat, times, 20, timedelta(minutes=1))
        calls = sorted(set(times))
        pairs = itertools.pairwise(calls)
        found += [
            f"{chat}: again after {later - earlier}"
            for earlier, later in pairs
            if later - earlier < timedelta(seconds=1)
        ]
    return found


def _too_many(chat: int | None, times: list[datetime], most: int, span: timedelta) -> list[str]:
    ordered = sorted(times)
    return [
        f"{chat or 'all'}: more than {most} within {span}"
        for first, later in zip(ordered, ordered[most:], strict=False)
        if later - first < span
    ]
