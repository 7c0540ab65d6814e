"""Planning, firing and claiming reminders in a transaction; rhythm and reminders decide."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, time, timedelta, tzinfo

from handlers import wording
from handlers.campaigns.digest_times import TARGET, plan_digests
from handlers.campaigns.reminders import (
    Board,
    Circle,
    Fired,
    Spoken,
    fire,
    is_paused,
    joined,
    said_late,
    words,
)
from handlers.campaigns.rhythm import Step, is_ended, plan_reminders, unit_deadlines
from handlers.campaigns.tallying import read_progress, workdays_of
from handlers.campaigns.targets import Addresses, leads, work_groups
from handlers.office import office_of
from storage import inbox, outbox, reminders, spoken
from storage.outbox import Outgoing
from storage.reachable import reachable
from storage.records import Campaign
from storage.reminders import Reminder
from storage.store import Transaction

SIX_DAYS = timedelta(days=6)
LOOK_AGAIN = timedelta(seconds=1)
AT_ONCE = 5000


def wanted_reminders(tx: Transaction, zone: tzinfo) -> list[Reminder]:
    """Every reminder and digest of every campaign, as register and chat decisions now have it."""
    office = office_of(tx)
    workdays = workdays_of(office, zone)
    return [
        one
        for campaign in office.campaigns
        for plan in (plan_reminders, plan_digests)
        for one in plan(office, campaign, workdays)
    ]


def keep_plan(tx: Transaction, wanted: Iterable[Reminder], now: datetime) -> None:
    """What is not wanted any more is dropped; what was due before it was planned is left out.

    The task card of the first day still goes: it tells what to do, and nobody is behind with it.
    """
    reminders.plan(tx, list(wanted), now, wording.NOT_WANTED_ANY_MORE, Step.CARD)


def may_fire(tx: Transaction, zone: tzinfo, now: datetime) -> bool:
    """Whether anything is due and either office time has come or some of it is over."""
    due = reminders.first_due(tx)
    if due is None or due[0] > now:
        return False
    return due[1] < now or workdays_of(office_of(tx), zone).in_hours(now)


def read_board(
    tx: Transaction,
    zone: tzinfo,
    now: datetime,
    campaigns: Collection[int] | None = None,
    rows: Collection[Reminder] | None = None,
) -> Board:
    """What reminders of these campaigns (None: all) are judged by; `rows` asks for their units."""
    office = office_of(tx)
    workdays = workdays_of(office, zone)
    today = now.astimezone(zone).date()
    progress, circles = {}, {}
    for campaign in office.campaigns:
        wanted = campaigns is None or campaign.id in campaigns
        if wanted and not is_ended(office, campaign):
            circle = circles[campaign.id] = _circle(tx, campaign, zone)
            only = None if rows is None else _units_of(circle, rows, campaign.id)
            progress[campaign.id] = read_progress(
                tx, office, campaign, workdays, today, only, waiting=True
            )
    addresses = Addresses(office, reachable(tx), today)
    return Board(office, progress, circles, addresses, workdays, now)


def _circle(tx: Transaction, campaign: Campaign, zone: tzinfo) -> Circle:
    """The same until the register or a decision changes."""

    def build(tx: Transaction) -> Circle:
        office = office_of(tx)
        due = unit_deadlines(office, campaign, workdays_of(office, zone))
        return Circle(work_groups(office, due), leads(office, due, campaign.start))

    return tx.remember(f"circle/{campaign.id}", build)


def _units_of(circle: Circle, rows: Iterable[Reminder], campaign: int) -> list[int]:
    found: set[int] = set()
    for one in rows:
        if one.campaign == campaign:
            found |= set(_spoken_of(circle, one))
    return sorted(found)


def _spoken_of(circle: Circle, one: Reminder) -> Iterable[int]:
    if one.target == "group":
        return circle.groups.get(one.group or 0, ())
    if one.target == "lead":
        return circle.leads.get(one.unit or 0, ())
    return () if one.unit is None else (one.unit,)


def fire_due(tx: Transaction, board: Board, limit: int = AT_ONCE) -> bool:
    """Turn due reminders into outbox rows, all or none; True when there may be more."""
    now = board.now
    in_hours = board.workdays.in_hours(now)
    due = reminders.due(tx, now, limit)
    rows = _whole_chats(due, limit)
    if not in_hours:
        rows = [one for one in rows if one.until < now]
    if not rows:
        return False
    plain = [one for one in rows if one.target != TARGET]
    if plain:
        _settle(tx, fire(board, plain, _spoken(tx, board)), now)
    told = [one for one in rows if one.target == TARGET]
    if told:
        # What figures stand on is loaded by the first digest, not by every start.
        from handlers.campaigns.digesting import fire_digests

        # Asked again: what was just said counts for the budget of the day.
        _settle(tx, fire_digests(tx, board, told, _spoken(tx, board)), now)
    return len(due) == limit


def _settle(tx: Transaction, done: Fired, now: datetime) -> None:
    outbox.put_all(tx, done.messages, now)
    reminders.settle(tx, done.settled, now)


def _whole_chats(due: list[Reminder], limit: int) -> list[Reminder]:
    """The last chat of a full page may go on in the next one: it is left to that."""
    if len(due) < limit:
        return due
    last = due[-1]
    kept = [one for one in due if (one.group, one.unit) != (last.group, last.unit)]
    return kept or due


def _spoken(tx: Transaction, board: Board) -> Spoken:
    zone = board.workdays.zone
    midnight = datetime.combine(board.today, time(), zone)
    a_week = datetime.combine(board.today - SIX_DAYS, time(), zone)
    return spoken.spoken_since(tx, a_week, midnight)


def claim_reminder(tx: Transaction, row: Outgoing, now: datetime, zone: tzinfo) -> Outgoing | None:
    """Look once more in the transaction that claims it: who has reported since is left alone.

    None: it is not to be sent now (its chat has unread words) or at all (nothing is owed).
    """
    message = row.message
    carried = reminders.of_message(tx, message.key)
    if not carried:
        return outbox.claim(tx, row.id)
    campaigns = {one.campaign for one in carried}
    board = read_board(tx, zone, now, campaigns, carried)
    if not board.workdays.in_hours(now):
        outbox.mark_ended(tx, row.id, "dropped", wording.SEND_TOO_LATE)
        return None
    if inbox.is_unread(tx, _chats(board, carried, message.channel, message.chat)):
        outbox.mark_not_sent(tx, row.id, wording.READS_FIRST, now + LOOK_AGAIN)
        return None
    text = joined(_texts(board, carried))
    if not text:
        outbox.mark_ended(tx, row.id, "dropped", wording.NOTHING_OWED_ANY_MORE)
        reminders.silence(tx, message.key, wording.NOTHING_OWED_ANY_MORE, now)
        return None
    if text != message.text:
        outbox.reword(tx, row.id, text)
    return outbox.claim(tx, row.id)


def _texts(board: Board, carried: Iterable[Reminder]) -> Iterable[str]:
    for one in carried:
        text = None if is_paused(board, one) else words(board, one)
        if text is not None:
            yield said_late(board, one, text)


def _chats(
    board: Board, carried: Collection[Reminder], channel: str, chat: str
) -> set[tuple[str, str]]:
    """Where the units it speaks of may just have reported."""
    found = {(channel, chat)}
    for one in carried:
        if one.target == "unit":
            groups: Mapping[int, Collection[int]] = board.circles[one.campaign].groups
            addresses = (
                board.addresses.of_group(group)
                for group, units in groups.items()
                if one.unit in units
            )
            found |= {(at.channel, at.chat) for at in addresses if at is not None}
    return found
