"""Which kinds of messages are looked at once more in the transaction that claims them."""

from collections.abc import Callable, Mapping
from datetime import datetime, tzinfo
from functools import partial

from bot.clock import Clock
from storage.outbox import Outgoing
from storage.store import Transaction

Claim = Callable[[Transaction, Outgoing], Outgoing | None]
"""For a kind of message: looks once more, then claims; None when it does not go now."""

_Look = Callable[[Transaction, Outgoing, datetime, tzinfo], Outgoing | None]


# What these two stand on is loaded by the first of them that goes, not by every start.
def _look_at_reminder(
    tx: Transaction, row: Outgoing, now: datetime, zone: tzinfo
) -> Outgoing | None:
    from handlers.campaigns.reminding import claim_reminder

    return claim_reminder(tx, row, now, zone)


def _look_at_digest(
    tx: Transaction, row: Outgoing, now: datetime, zone: tzinfo, draws: bool
) -> Outgoing | None:
    from handlers.campaigns.digest_claiming import claim_digest

    return claim_digest(tx, row, now, zone, draws=draws)


def claims(clock: Clock, zone: tzinfo, draws: bool = False) -> Mapping[str, Claim]:
    """By the clock at the moment of the claim; `draws`: a digest waits for its pictures."""
    looks: Mapping[str, _Look] = {
        "reminder": _look_at_reminder,
        "digest": partial(_look_at_digest, draws=draws),
    }

    def by_clock(look: _Look) -> Claim:
        return lambda tx, row: look(tx, row, clock.now(), zone)

    return {kind: by_clock(look) for kind, look in looks.items()}
