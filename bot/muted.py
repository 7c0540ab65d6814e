"""A group that muted the bot: whether it may speak there again can only be tried."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from handlers import wording

TRIED_EVERY = timedelta(hours=1)
Chat = tuple[str, str]
Closed = Mapping[Chat, tuple[str, datetime]]
"""Why, and when it was last found, that nothing may be sent to a chat."""


def may_be_open(closed: Closed, chat: Chat, now: datetime) -> bool:
    """No platform tells when a whole group may speak again: one message an hour finds it out."""
    why, since = closed.get(chat, ("", now))
    return why == wording.BOT_MUTED and abs(now - since) >= TRIED_EVERY
