"""Which campaign a report belongs to when several windows hold its day."""

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import date

from storage.records import Campaign

_YEAR = re.compile(r"^(?:20)?\d\d年度?")
_BLANKS = re.compile(r"\s+")


def choose_campaign(
    campaigns: Sequence[Campaign],
    asks: Mapping[int, frozenset[str]],
    day: date,
    text: str,
    activities: Collection[str],
) -> Campaign | None:
    """The one that the text names, else one whose tasks ask for an activity, else first to end."""
    holding = [campaign for campaign in campaigns if campaign.start <= day <= campaign.end]
    if len(holding) > 1:
        plain = _BLANKS.sub("", text)
        named = [(_named(campaign, plain), campaign) for campaign in holding]
        longest = max(length for length, _ in named)
        if longest:
            holding = [campaign for length, campaign in named if length == longest]
    if len(holding) > 1:
        wanted = set(activities)
        asked = [campaign for campaign in holding if wanted & asks.get(campaign.id, frozenset())]
        holding = asked or holding
    return min(holding, key=lambda one: (one.end, one.start, one.id), default=None)


def _named(campaign: Campaign, text: str) -> int:
    """How much of its name stands in the text: the whole, or the name without its year."""
    name = _BLANKS.sub("", campaign.name)
    for said in (name, _YEAR.sub("", name)):
        if len(said) >= 2 and said in text:
            return len(said)
    return 0
