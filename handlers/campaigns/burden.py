"""减负清单: how much was said to whom, and what of it should not have been."""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, tzinfo

from handlers import wording
from handlers.campaigns.tallying import workdays_of
from handlers.campaigns.targets import is_of_one
from handlers.office import Office, office_of
from storage import burden
from storage.burden import Unasked
from storage.records import GroupPurpose
from storage.store import Transaction

ANSWERS = frozenset({"receipt", "answer", "question"})
"""Kinds that follow on somebody's own words: they may come at any hour."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What one kind of message cost one chat; `outside_hours` must be 0."""

    channel: str
    chat: str
    kind: str
    messages: int
    asked: int
    outside_hours: int
    names: int


def read_burden(tx: Transaction, zone: tzinfo) -> list[dict[str, object]]:
    """The same as plain values, for `status`."""
    return [asdict(one) for one in read_costs(tx, zone)]


def read_costs(tx: Transaction, zone: tzinfo, since: datetime | None = None) -> list[Cost]:
    """By chat and kind: messages, questions put, outside office hours, units named to others."""
    office = office_of(tx)
    workdays = workdays_of(office, zone)
    late: dict[tuple[str, str, str], int] = {}
    named: dict[tuple[str, str, str], int] = {}
    for one in burden.unasked(tx, ANSWERS, since):
        key = (one.channel, one.chat, one.kind)
        late[key] = late.get(key, 0) + (not workdays.in_hours(one.at))
        named[key] = named.get(key, 0) + names_told(office, one)
    return [
        Cost(
            channel=one.channel,
            chat=one.chat,
            kind=one.kind,
            messages=one.messages,
            asked=one.asked,
            outside_hours=late.get((one.channel, one.chat, one.kind), 0),
            names=named.get((one.channel, one.chat, one.kind), 0),
        )
        for one in burden.costs(tx, wording.ASKS_FOR_NUMBER, since)
    ]


def summed(costs: Sequence[Cost], chats: Collection[tuple[str, str]]) -> tuple[int, int, int, int]:
    """(messages, questions, outside office hours, names) of these chats together."""
    ours = [one for one in costs if (one.channel, one.chat) in chats]
    return (
        sum(one.messages for one in ours),
        sum(one.asked for one in ours),
        sum(one.outside_hours for one in ours),
        sum(one.names for one in ours),
    )


def names_told(office: Office, one: Unasked) -> int:
    """Units named before others: in a group of several units that is not the supervisors'."""
    group = office.groups.get((one.channel, one.chat))
    if group is None or group.purpose is GroupPurpose.SUPERVISORS or is_of_one(office, group):
        return 0
    return sum(unit.name in one.text for key, unit in office.units.items() if key != group.unit)
