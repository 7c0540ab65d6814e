"""How often each chat was spoken to unasked: what the budgets of 设置 are about."""

from datetime import datetime

from sqlalchemy import case, func, select

from storage import chats
from storage.store import Transaction
from storage.tables import outbox

UNASKED = ("reminder", "digest", "notice")
"""Kinds of messages that nobody asked for."""
GONE_OUT = ("waiting", "sending", "sent", "unknown")
"""What waits counts as spoken: a budget is never exceeded by what is under way."""
TRIAL_LIST = "trial/"
"""How keys of the evening's lists begin: 试运行 itself asks for them, beside the day's digest."""


def spoken_since(
    tx: Transaction, a_week: datetime, midnight: datetime
) -> dict[tuple[str, str], tuple[int, int]]:
    """Chat -> (reminders since the first moment, anything that nobody asked for since the second).

    What a group heard under an earlier id it has heard.
    """
    of_week = case((outbox.c.kind == "reminder", 1), else_=0)
    of_day = case((outbox.c.created_at >= midnight, 1), else_=0)
    statement = (
        select(
            outbox.c.channel,
            outbox.c.chat,
            func.sum(of_week).label("week"),
            func.sum(of_day).label("day"),
        )
        .where(
            outbox.c.kind.in_(UNASKED),
            outbox.c.edits.is_(None),
            ~outbox.c.key.startswith(TRIAL_LIST, autoescape=True),
            outbox.c.state.in_(GONE_OUT),
            outbox.c.created_at >= a_week,
        )
        .group_by(outbox.c.channel, outbox.c.chat)
    )
    found: dict[tuple[str, str], tuple[int, int]] = {}
    moved = chats.moves(tx)
    for row in tx.execute(statement):
        chat = (row.channel, row.chat)
        if chat in moved:
            chat = (row.channel, chats.present(tx, *chat))
        week, day = found.get(chat, (0, 0))
        found[chat] = (week + row.week, day + row.day)
    return found
