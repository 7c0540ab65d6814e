"""What handlers say becomes outbox rows: cut to the channel's size, one row a call."""

from collections.abc import Iterable
from datetime import datetime

from bot.cutting import calls_of
from storage import outbox
from storage.messages import OutgoingMessage
from storage.store import Transaction


def post(tx: Transaction, messages: Iterable[OutgoingMessage], now: datetime) -> None:
    """In the transaction of what led to them; a key that stands already is passed over."""
    for message in messages:
        for call in calls_of(message):
            outbox.put(tx, call, now)
