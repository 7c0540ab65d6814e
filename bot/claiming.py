"""Which kinds of messages are looked at once more in the transaction that claims them."""

from collections.abc import Callable, Mapping
from datetime import datetime, tzinfo

from bot.clock import Clock
from storage.outbox import Outgoing
from storage.store import Transaction

Claim = Callable[[Transaction, Outgoing], Outgoing | None]
"""For a kind of message: looks once more, then claims; None when it does not go now."""


# What these two stand on is loaded by the first of them that goes, not by every start.
def _look_at_reminder(
    tx: Transaction, row: Outgoing, now: datetime, zone: tzinfo
) -> Outgoing | None:
    from handlers.campaigns.reminding import claim_reminder

    return claim_reminder(tx, row, now, zone)


def _look_at_digest(tx: Transaction, row: Outgoing, now: datetime, zone: tzinfo) -> Outgoing | None:
    from handlers.campaigns.digesting import claim_digest

    return claim_digest(tx, row, now, zone)


_Look = Callable[[Transaction, Outgoing, datetime, tzinfo], Outgoing | None]
_LOOKS: Mapping[str, _Look] = {
    "reminder": _look_at_reminder,
    "digest": _look_at_digest,
}


def claims(clock: Clock, zone: tzinfo) -> Mapping[str, Claim]:
    """By the clock at the moment of the claim."""

    def by_clock(look: _Look) -> Claim:
        return lambda tx, row: look(tx, row, clock.now(), zone)

    return {kind: by_clock(look) for kind, look in _LOOKS.items()}
