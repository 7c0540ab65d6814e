"""The channels in `cunbao status`: whether each still hears its platform, and what it missed."""

from datetime import datetime, timedelta, tzinfo
from typing import Any

from bot.config import Config
from storage import inbox, lines
from storage.lines import Gap, Line
from storage.store import Transaction

SILENT_FOR = timedelta(minutes=3)
"""A running bot hears of its platform every minute; longer is as good as away."""
GAP_SHOWN = timedelta(days=3)
TO_BE_MENDED = frozenset({"conflict", "refused", "full"})


def channel_states(config: Config, tx: Transaction, now: datetime) -> list[dict[str, Any]]:
    """One for each channel that is on or was heard; moments in the office's zone."""
    on = {
        "telegram": bool(config.telegram.token),
        "wechat": bool(config.wechat.gateway),
        "local": config.local is not None,
    }
    last, known = inbox.last_heard(tx), lines.all_lines(tx)
    states = []
    for name in [name for name, is_on in on.items() if is_on or name in last]:
        line, gap = known.get(name, (None, None))
        state = {
            "name": name,
            "state": state_of(on[name], line, now),
            "last": _local(last.get(name), config.zone),
        }
        states.append(state | _line(line, gap, now, config.zone))
    return states


def state_of(is_on: bool, line: Line | None, now: datetime) -> str:
    """on, off, away, conflict (somebody else hears), refused (the token) or full (the disk)."""
    if not is_on:
        return "off"
    if line is None:
        return "on"
    if line.trouble in TO_BE_MENDED:
        return line.trouble
    silent = line.answered_at is None or now - line.answered_at > SILENT_FOR
    return "away" if silent else "on"


def _line(line: Line | None, gap: Gap | None, now: datetime, zone: tzinfo) -> dict[str, Any]:
    """Empty for a channel without a platform far away."""
    if line is None:
        return {}
    shown = gap if gap is not None and now - gap.end <= GAP_SHOWN else None
    return {
        "mode": line.mode,
        "answered": _local(line.answered_at, zone),
        "backlog": line.backlog,
        "gap": shown and {"from": _local(shown.start, zone), "until": _local(shown.end, zone)},
    }


def _local(moment: datetime | None, zone: tzinfo) -> str | None:
    return None if moment is None else moment.astimezone(zone).isoformat()
