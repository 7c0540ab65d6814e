"""The campaign on paper: all reminders and digests as they would go, were nothing more told."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo
from itertools import groupby

from handlers.campaigns.digest_facts import scope_of
from handlers.campaigns.digest_figures import figures_of
from handlers.campaigns.digest_reading import FactBook
from handlers.campaigns.digest_times import TARGET, plan_digests
from handlers.campaigns.digest_words import Heading, digest_text
from handlers.campaigns.digesting import KIND as DIGEST_KIND
from handlers.campaigns.digesting import address_of, is_correction, reader_of
from handlers.campaigns.reminders import KIND, Board, Spoken, fire
from handlers.campaigns.reminding import read_board
from handlers.campaigns.rhythm import plan_reminders
from handlers.campaigns.tallying import workdays_of
from handlers.campaigns.targets import Address
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
    """Sends and keeps nothing; the budget holds on paper too.

    A digest stands on paper for every day that may bring news.
    """
    office = office_of(tx)
    workdays = workdays_of(office, zone)
    planned = plan_reminders(office, campaign, workdays) + plan_digests(office, campaign, workdays)
    planned.sort(key=lambda one: one.due_at)
    board = read_board(tx, zone, now, {campaign.id})
    paper = _Paper(board, FactBook(tx, office, workdays, now), campaign)
    numbered = [replace(one, id=number) for number, one in enumerate(planned)]
    for due_at, rows in groupby(numbered, key=lambda one: one.due_at):
        paper.play(due_at, list(rows))
    days = {one.due_at.astimezone(zone).date() for one in planned}
    days |= {campaign.start, campaign.end, campaign.due}
    assumed = sorted({day.year for day in days if workdays.is_assumed(day)})
    return Rehearsal(tuple(paper.found), tuple(assumed))


class _Paper:
    """What has been said so far, moment by moment."""

    def __init__(self, board: Board, book: FactBook, campaign: Campaign) -> None:
        self.board = board
        self.book = book
        self.campaign = campaign
        self.found: list[Rehearsed] = []
        self._said: list[OutgoingMessage] = []
        self._numbers: Counter[str] = Counter()

    def play(self, due_at: datetime, rows: Sequence[Reminder]) -> None:
        zone = self.board.workdays.zone
        board = replace(self.board, now=due_at)
        plain = [one for one in rows if one.target != TARGET]
        done = fire(board, plain, _spoken(self._said, due_at, zone))
        self._said += done.messages
        carried = {one.id: one.outbox_key for one in done.settled}
        for message in done.messages:
            its_rows = [one for one in plain if carried.get(one.id) == message.key]
            self.found.append(_rehearsed(board, message, its_rows, due_at.astimezone(zone)))
        for one in rows:
            if one.target == TARGET and not is_correction(one):
                self._digest(board, one)

    def _digest(self, board: Board, one: Reminder) -> None:
        at, address = board.now.astimezone(board.workdays.zone), address_of(board, one)
        if address is None or self._is_over_budget(address, at):
            return
        reader = reader_of(one, address)
        scope = scope_of(board.office, reader.top)
        facts = replace(self.book.of(self.campaign), missed=(), heard=())
        figures = figures_of(board.office, facts, scope, board.workdays, at)
        self._numbers[reader.whom] += 1
        heading = Heading(one.step, self._numbers[reader.whom])
        text = digest_text(heading, figures, board.office.settings)
        private = address.group is None
        message = OutgoingMessage(
            *(address.channel, address.chat, DIGEST_KIND, text, one.key),
            private=private,
            due_at=board.now,
        )
        self._said.append(message)
        self.found.append(_rehearsed(board, message, [one], at))

    def _is_over_budget(self, address: Address, at: datetime) -> bool:
        spoken = _spoken(self._said, at, self.board.workdays.zone)
        _, today = spoken.get((address.channel, address.chat), (0, 0))
        most = self.board.office.settings.messages_per_group_day
        return address.group is not None and today >= most


def _spoken(said: Sequence[OutgoingMessage], moment: datetime, zone: tzinfo) -> Spoken:
    today = moment.astimezone(zone).date()
    week: Counter[tuple[str, str]] = Counter()
    day: Counter[tuple[str, str]] = Counter()
    for one in said:
        assert one.due_at is not None
        when, chat = one.due_at.astimezone(zone).date(), (one.channel, one.chat)
        week[chat] += one.kind == KIND and when >= today - timedelta(days=6)
        day[chat] += when >= today
    return {chat: (week[chat], day[chat]) for chat in {*week, *day}}


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
