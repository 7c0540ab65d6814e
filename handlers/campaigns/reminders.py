"""What a due reminder says, to whom, and whether anybody still needs it; pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property

from handlers import wording
from handlers.campaigns.progress import Line, Progress, Stage, UnitProgress
from handlers.campaigns.rhythm import Step
from handlers.campaigns.targets import Address, Addresses, is_of_one
from handlers.campaigns.task_words import card_words, content_words, own_words, short_words
from handlers.campaigns.workdays import Workdays
from handlers.office import Office
from storage.decisions import DecisionKind
from storage.messages import OutgoingMessage
from storage.records import Campaign
from storage.reminders import MESSAGE, Reminder, Settled

SAID_LATE = timedelta(minutes=15)
KIND = "reminder"
FIRED, SILENCED, MISSED = "fired", "silenced", "missed"


@dataclass(frozen=True, slots=True)
class Circle:
    """Which units each group and each supervisor's unit of a campaign is reminded of."""

    groups: Mapping[int, Sequence[int]]
    leads: Mapping[int, Sequence[int]]


@dataclass(frozen=True)
class Board:
    """Everything that a reminder's words and address are decided from, at one moment."""

    office: Office
    progress: Mapping[int, Progress]
    circles: Mapping[int, Circle]
    addresses: Addresses
    workdays: Workdays
    now: datetime

    @cached_property
    def today(self) -> date:
        return self.now.astimezone(self.workdays.zone).date()

    @cached_property
    def closing(self) -> datetime:
        """The end of the office hours that hold `now`."""
        local = self.now.astimezone(self.workdays.zone)
        clock = local.time().replace(tzinfo=None)
        ends = [end for start, end in self.workdays.hours if start <= clock < end]
        return local if not ends else datetime.combine(local.date(), ends[0], local.tzinfo)

    @cached_property
    def paused(self) -> Mapping[int | None, frozenset[int | None]]:
        """By campaign the units whose reminders wait; None among them: all of it."""
        found: dict[int | None, set[int | None]] = {}
        for one in self.office.decisions:
            if one.kind is DecisionKind.PAUSED and one.until and self.today <= one.until:
                found.setdefault(one.campaign, set()).add(one.unit)
        return {campaign: frozenset(units) for campaign, units in found.items()}


Spoken = Mapping[tuple[str, str], tuple[int, int]]
"""Chat -> how often it was spoken to unasked: reminders of seven days, anything of today."""


@dataclass(slots=True)
class Fired:
    messages: list[OutgoingMessage] = field(default_factory=list)
    settled: list[Settled] = field(default_factory=list)


def fire(board: Board, due: Sequence[Reminder], spoken: Spoken) -> Fired:
    """One message a chat; each reminder is fired, silenced or missed, with the reason."""
    done = Fired()
    by_chat: dict[tuple[str, str], list[tuple[Reminder, str]]] = {}
    addresses: dict[tuple[str, str], Address] = {}
    for one in due:
        judged = judge(board, one)
        if isinstance(judged, Settled):
            done.settled.append(judged)
            continue
        address, text = judged
        chat = (address.channel, address.chat)
        addresses[chat] = address
        by_chat.setdefault(chat, []).append((one, text))
    for chat, told in by_chat.items():
        _say(board, addresses[chat], told, spoken, done)
    return done


def judge(board: Board, one: Reminder) -> Settled | tuple[Address, str]:
    """Where it goes and what it says, or why it is not said."""
    if board.now > one.until:
        return Settled(one.id, MISSED, wording.REMINDER_TOO_LATE)
    if is_paused(board, one):
        return Settled(one.id, SILENCED, wording.REMINDER_PAUSED)
    text = words(board, one)
    if text is None:
        return Settled(one.id, SILENCED, wording.NOTHING_OWED_ANY_MORE)
    address = address_of(board.addresses, one)
    if address is None:
        # A unit that cannot be written to is told of in its group.
        state = SILENCED if one.target == "unit" else MISSED
        return Settled(one.id, state, wording.NO_ADDRESS)
    return address, said_late(board, one, text)


def said_late(board: Board, one: Reminder, text: str) -> str:
    """The words, saying themselves that they come late."""
    if board.now - one.due_at < SAID_LATE:
        return text
    return wording.reminder_late(text, one.due_at.astimezone(board.workdays.zone))


def address_of(addresses: Addresses, one: Reminder) -> Address | None:
    if one.target == "group":
        return addresses.of_group(one.group)
    return addresses.of_unit(one.unit) if one.target == "unit" else addresses.of_lead(one.unit)


def is_paused(board: Board, one: Reminder) -> bool:
    """缓提醒 of the whole campaign, or of the unit alone."""
    paused = board.paused.get(one.campaign, frozenset())
    return None in paused or (one.unit is not None and one.unit in paused)


def _say(
    board: Board,
    address: Address,
    told: Sequence[tuple[Reminder, str]],
    spoken: Spoken,
    done: Fired,
) -> None:
    rows = [one for one, _ in told]
    if address.group is not None and _over_budget(board.office, address, spoken):
        done.settled += [Settled(one.id, MISSED, wording.OVER_BUDGET) for one in rows]
        return
    key = f"{MESSAGE}{rows[0].key}"
    text = joined(text for _, text in told)
    for_leads = any(one.target == "lead" for one in rows)
    done.messages.append(_message(board, address, text, key, for_leads))
    alone = len(rows) == 1
    done.settled += [Settled(one.id, FIRED, "", key, alone) for one in rows]


def joined(texts: Iterable[str]) -> str:
    return "\n".join(dict.fromkeys(texts))


def _over_budget(office: Office, address: Address, spoken: Spoken) -> bool:
    week, today = spoken.get((address.channel, address.chat), (0, 0))
    settings = office.settings
    return week >= settings.reminders_per_group_week or today >= settings.messages_per_group_day


def _message(
    board: Board, address: Address, text: str, key: str, for_leads: bool
) -> OutgoingMessage:
    """Held back while 试运行 holds, but for the supervisors themselves."""
    group = address.group
    held = board.office.settings.trial_run and not for_leads
    return OutgoingMessage(
        channel=address.channel,
        chat=address.chat,
        kind=KIND,
        text=text,
        key=key,
        private=group is None,
        due_at=board.now,
        deadline=board.closing,
        dropped=wording.TRIAL_RUN if held else None,
    )


def words(board: Board, one: Reminder) -> str | None:
    """What it says as things stand now; None: nobody whom it is for owes anything any more."""
    progress = board.progress.get(one.campaign)
    circle = board.circles.get(one.campaign)
    if progress is None or circle is None:
        return None
    if one.target == "lead":
        units = _units(progress, circle.leads.get(one.unit or 0, ()))
        return _for_lead(progress.campaign, one, units)
    if one.target == "unit":
        units = _units(progress, () if one.unit is None else (one.unit,))
    else:
        units = _units(progress, circle.groups.get(one.group or 0, ()))
    paused = board.paused.get(one.campaign, frozenset())
    units = [unit for unit in units if unit.unit.id not in paused]
    return _for_units(board, progress.campaign, one, units)


def _units(progress: Progress, units: Iterable[int]) -> list[UnitProgress]:
    found = (progress.units.get(unit) for unit in units)
    return [one for one in found if one is not None and one.owes]


def _for_units(
    board: Board, campaign: Campaign, one: Reminder, units: Sequence[UnitProgress]
) -> str | None:
    able = [unit for unit in units if unit.can_report]
    if one.step == Step.CARD:
        asked = [unit for unit in able if unit.short]
        return _card(campaign, asked, _speaks_to_one(board, one))
    if one.step == Step.MIDWAY:
        return _midway(board, campaign, one, able)
    short = {unit.unit.id: _short_until(unit, one.day) for unit in able}
    open_units = [unit for unit in able if short[unit.unit.id]]
    if not open_units:
        return None
    if _speaks_to_one(board, one):
        unit = open_units[0].unit
        lines = [short_words(line) for line in short[unit.id]]
        return wording.short_of_unit(unit.name, lines, one.day, board.today)
    contents = content_words(line for unit in open_units for line in short[unit.unit.id])
    names = [unit.unit.name for unit in open_units] if board.office.settings.naming else []
    return wording.short_of_group(
        campaign.name, len(units), len(open_units), contents, one.day, board.today, names
    )


def _speaks_to_one(board: Board, one: Reminder) -> bool:
    """In private, or in a group of a unit with none below it: there it may say what is short."""
    if one.target == "unit":
        return True
    group = board.addresses.group(one.group)
    return group is not None and is_of_one(board.office, group)


def _short_until(unit: UnitProgress, day: date) -> tuple[Line, ...]:
    """What is due by that day and short; nothing where all of it was extended beyond it."""
    return tuple(line for line in unit.short if line.due <= day)


def _card(campaign: Campaign, units: Sequence[UnitProgress], to_one: bool) -> str | None:
    if not units:
        return None
    due = max(line.due for unit in units for line in unit.must)
    return wording.task_card(
        campaign.name, campaign.start, campaign.end, due, card_words(units, due, to_one)
    )


def _midway(
    board: Board, campaign: Campaign, one: Reminder, units: Sequence[UnitProgress]
) -> str | None:
    """In a group only those count that cannot be told in private."""
    silent = [unit for unit in units if unit.stage is Stage.NOTHING]
    alone = _speaks_to_one(board, one)
    if not alone:
        silent = [unit for unit in silent if board.addresses.of_unit(unit.unit.id) is None]
    if not silent:
        return None
    if not alone:
        return wording.midway_of_group(campaign.name, len(silent), one.day)
    lines = [own_words(line) for line in silent[0].must]
    return wording.midway_of_unit(campaign.name, silent[0].unit.name, lines, one.day)


def _for_lead(campaign: Campaign, one: Reminder, units: Sequence[UnitProgress]) -> str | None:
    """Names, after the deadline, to who answers for them."""
    short = [(unit, _short_until(unit, one.day)) for unit in units]
    late = [(unit, lines) for unit, lines in short if lines]
    if not late:
        return None
    nobody = [unit.unit.name for unit, _ in late if not unit.can_report]
    able = [(unit, lines) for unit, lines in late if unit.can_report]
    nothing = [unit.unit.name for unit, _ in able if unit.stage is Stage.NOTHING]
    begun = [
        (unit.unit.name, [short_words(line) for line in lines])
        for unit, lines in able
        if unit.stage is not Stage.NOTHING
    ]
    return wording.after_deadline(campaign.name, one.day, nothing, begun, nobody)
