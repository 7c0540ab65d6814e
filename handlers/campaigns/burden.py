"""减负清单: how much was said to whom, and what of it should not have been."""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, tzinfo

from handlers import wording
from handlers.campaigns.tallying import workdays_of
from handlers.campaigns.targets import is_of_one
from handlers.campaigns.workdays import DAY
from handlers.masking import mask
from handlers.office import Office, office_of
from handlers.summaries.burden_table import BurdenRow, BurdenTable
from storage import burden
from storage.burden import Span, Unasked
from storage.records import Campaign, GroupPurpose
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


def read_costs(
    tx: Transaction,
    zone: tzinfo,
    since: datetime | None = None,
    before: datetime | None = None,
) -> list[Cost]:
    """By chat and kind: messages, questions put, outside office hours, units named to others."""
    office, span = office_of(tx), Span(since, before)
    workdays = workdays_of(office, zone)
    late: dict[tuple[str, str, str], int] = {}
    named: dict[tuple[str, str, str], int] = {}
    for one in burden.unasked(tx, ANSWERS, span):
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
        for one in burden.costs(tx, wording.ASKS_FOR_NUMBER, span)
    ]


def summed(costs: Sequence[Cost], chats: Collection[tuple[str, str]]) -> tuple[int, int, int, int]:
    """(messages, questions, outside office hours, names) of these chats together."""
    return _added([one for one in costs if (one.channel, one.chat) in chats])


def _added(costs: Sequence[Cost]) -> tuple[int, int, int, int]:
    return (
        sum(one.messages for one in costs),
        sum(one.asked for one in costs),
        sum(one.outside_hours for one in costs),
        sum(one.names for one in costs),
    )


def read_burden_table(
    tx: Transaction,
    campaign: Campaign,
    units: Collection[int],
    now: datetime,
    until: date | None = None,
) -> BurdenTable:
    """From the campaign's first day; without `until` to the last day of its digests or today.

    `now` is in the office's zone.
    """
    office, zone = office_of(tx), now.tzinfo
    assert zone is not None
    over = max(campaign.end, campaign.due) + office.settings.grace_days * DAY
    last = until or min(workdays_of(office, zone).roll_on(over), now.date())
    last = max(last, campaign.start)
    midnights = (datetime.combine(day, time(), zone) for day in (campaign.start, last + DAY))
    costs = read_costs(tx, zone, *midnights)
    return BurdenTable(campaign.start, last, tuple(burden_rows(office, costs, units)))


def burden_rows(office: Office, costs: Sequence[Cost], units: Collection[int]) -> list[BurdenRow]:
    """One a group of these units, the silent ones too; last what was said in private."""
    groups = {one.id: one for one in office.groups.values() if one.unit in units}
    told: dict[int | None, list[Cost]] = {}
    for one in costs:
        chat = (one.channel, one.chat)
        group, person = office.groups.get(chat), office.people.get(chat)
        if group is not None:
            told.setdefault(group.id, []).append(one)
        elif person is not None and any(held.unit in units for held in person.memberships):
            told.setdefault(None, []).append(one)
    rows = [
        BurdenRow(mask(group.name), group.purpose.value, *_added(told.get(key, ())))
        for key, group in sorted(groups.items())
    ]
    private = [BurdenRow(wording.PRIVATE_CHATS, "", *_added(told[None]))] if None in told else []
    return rows + private


def names_told(office: Office, one: Unasked) -> int:
    """Units named before others: in a group of several units that is not the supervisors'."""
    group = office.groups.get((one.channel, one.chat))
    if group is None or group.purpose is GroupPurpose.SUPERVISORS or is_of_one(office, group):
        return 0
    return sum(unit.name in one.text for key, unit in office.units.items() if key != group.unit)
