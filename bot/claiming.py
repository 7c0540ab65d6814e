"""Which kinds of messages are looked at once more in the transaction that claims them."""

from collections.abc import Callable, Mapping
from datetime import datetime, tzinfo

from bot.clock import Clock
from handlers.campaigns.reminding import claim_reminder
from storage.outbox import Outgoing
from storage.store import Transaction

Claim = Callable[[Transaction, Outgoing], Outgoing | None]
"""For a kind of message: looks once more, then claims; None when it does not go now."""


def _look_at_digest(tx: Transaction, row: Outgoing, now: datetime, zone: tzinfo) -> Outgoing | None:
    # What figures stand on is loaded by the first digest, not by every start.
    from handlers.campaigns.digesting import claim_digest

    return claim_digest(tx, row, now, zone)


_Look = Callable[[Transaction, Outgoing, datetime, tzinfo], Outgoing | None]
_LOOKS: Mapping[str, _Look] = {
    "reminder": claim_reminder,
    "digest": _look_at_digest,
}


def claims(clock: Clock, zone: tzinfo) -> Mapping[str, Claim]:
    """By the clock at the moment of the claim."""

    def by_clock(look: _Look) -> Claim:
        return lambda tx, row: look(tx, row, clock.now(), zone)

    return {kind: by_clock(look) for kind, look in _LOOKS.items()}
