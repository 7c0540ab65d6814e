"""The campaign on paper: every reminder as it would go out, were nothing more reported."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo
from itertools import groupby

from handlers.campaigns.reminders import KIND, Board, Spoken, fire
from handlers.campaigns.reminding import read_board
from handlers.campaigns.rhythm import plan_reminders
from handlers.campaigns.tallying import workdays_of
from handlers.office import office_of
from storage.messages import OutgoingMessage
from storage.records import Campaign
from storage.reminders import Reminder
from storage.store import Transaction


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """One message on paper; `at` is in the office's zone."""

    at: datetime
    channel: str
    chat: str
    unit: str
    step: str
    text: str


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """`assumed` are the years of which nobody has said on which days people work."""

    messages: tuple[Rehearsed, ...]
    assumed: tuple[int, ...]


def rehearse(tx: Transaction, campaign: Campaign, zone: tzinfo, now: datetime) -> Rehearsal:
    """Sends and keeps nothing; the budget holds on paper too."""
    office = office_of(tx)
    workdays = workdays_of(office, zone)
    planned = sorted(plan_reminders(office, campaign, workdays), key=lambda one: one.due_at)
    board = read_board(tx, zone, now, {campaign.id})
    said: list[OutgoingMessage] = []
    found: list[Rehearsed] = []
    numbered = [replace(one, id=number) for number, one in enumerate(planned)]
    for due_at, rows in groupby(numbered, key=lambda one: one.due_at):
        together = list(rows)
        done = fire(replace(board, now=due_at), together, _spoken(said, due_at, zone))
        said += done.messages
        carried = {one.id: one.outbox_key for one in done.settled}
        for message in done.messages:
            its_rows = [one for one in together if carried.get(one.id) == message.key]
            found.append(_rehearsed(board, message, its_rows, due_at.astimezone(zone)))
    days = {one.due_at.astimezone(zone).date() for one in planned}
    days |= {campaign.start, campaign.end, campaign.due}
    assumed = sorted({day.year for day in days if workdays.is_assumed(day)})
    return Rehearsal(tuple(found), tuple(assumed))


def _spoken(said: list[OutgoingMessage], moment: datetime, zone: tzinfo) -> Spoken:
    today = moment.astimezone(zone).date()
    week: dict[tuple[str, str], int] = {}
    day: dict[tuple[str, str], int] = {}
    for one in said:
        assert one.due_at is not None
        when, chat = one.due_at.astimezone(zone).date(), (one.channel, one.chat)
        if one.kind == KIND and when >= today - timedelta(days=6):
            week[chat] = week.get(chat, 0) + 1
        if when >= today:
            day[chat] = day.get(chat, 0) + 1
    return {chat: (week.get(chat, 0), day.get(chat, 0)) for chat in {*week, *day}}


def _rehearsed(
    board: Board, message: OutgoingMessage, rows: list[Reminder], at: datetime
) -> Rehearsed:
    first = rows[0]
    group = board.addresses.group(first.group)
    unit = group.unit if group is not None else first.unit
    known = board.office.units.get(unit or 0)
    return Rehearsed(
        at=at,
        channel=message.channel,
        chat=message.chat,
        unit=known.name if known is not None else "",
        step="、".join(dict.fromkeys(one.step for one in rows)),
        text=message.text,
    )
