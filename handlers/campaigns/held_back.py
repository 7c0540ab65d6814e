"""While 试运行 holds: each evening the supervisors read what would have been said."""

from collections.abc import Sequence
from datetime import datetime, timedelta, tzinfo

from handlers import wording
from handlers.campaigns.digest_times import in_office_time
from handlers.campaigns.reminders import Board
from handlers.campaigns.tallying import workdays_of
from handlers.campaigns.targets import Address, Addresses, leads
from handlers.campaigns.workdays import Workdays
from handlers.masking import mask
from handlers.office import Office, office_of
from storage import held_back, outbox
from storage.held_back import HeldBack
from storage.messages import OutgoingMessage
from storage.reachable import reachable
from storage.records import GroupPurpose
from storage.spoken import TRIAL_LIST
from storage.store import Transaction

SETTLES = timedelta(minutes=1)
"""What is younger is left to the next list: its transaction may not have ended yet."""
LOOKS_BACK = timedelta(days=14)
SHOWN, LONGEST = 30, 120


def held_back_lists(tx: Transaction, zone: tzinfo, now: datetime) -> list[OutgoingMessage]:
    """One for each supervisor who has not had one today; [] outside the evening of a trial."""
    office = office_of(tx)
    workdays = workdays_of(office, zone)
    if not office.settings.trial_run or not _is_evening(office, workdays, now):
        return []
    addresses = Addresses(office, reachable(tx), now.astimezone(zone).date())
    board = Board(office, {}, {}, addresses, workdays, now)
    by_reader: dict[Address, list[HeldBack]] = {}
    for one in held_back.held_back(tx, wording.TRIAL_RUN, now - LOOKS_BACK, now - SETTLES):
        reader = _reader(board, one)
        if reader is not None:
            by_reader.setdefault(reader, []).append(one)
    found = (_list_for(tx, board, *each) for each in by_reader.items())
    return [one for one in found if one is not None]


def tell_held_back(tx: Transaction, zone: tzinfo, now: datetime) -> None:
    """Each list once a day, however often it is asked for."""
    outbox.put_all(tx, held_back_lists(tx, zone, now), now)


def _is_evening(office: Office, workdays: Workdays, now: datetime) -> bool:
    """From the time of the digest until the office closes."""
    local = now.astimezone(workdays.zone).time().replace(tzinfo=None)
    from_then = in_office_time(office.settings.digest_time, workdays.hours)
    return workdays.in_hours(now) and local >= from_then


def _reader(board: Board, one: HeldBack) -> Address | None:
    """Who answers for the unit it would have gone to, else the first supervisors' group."""
    office = board.office
    unit = _unit_of(office, one)
    if unit is not None:
        for head in leads(office, [unit], board.today):
            found = board.addresses.of_lead(head)
            if found is not None:
                return found
    groups = (one for one in office.groups.values() if one.purpose is GroupPurpose.SUPERVISORS)
    first = next((group for group in groups if group.chat is not None), None)
    if first is None or first.chat is None:
        return None
    return Address(first.platform, first.chat, first)


def _unit_of(office: Office, one: HeldBack) -> int | None:
    chat = (one.channel, one.chat)
    group, person = office.groups.get(chat), office.people.get(chat)
    if group is not None:
        return group.unit
    return next((held.unit for held in person.memberships), None) if person else None


def _list_for(
    tx: Transaction, board: Board, reader: Address, held: Sequence[HeldBack]
) -> OutgoingMessage | None:
    last = held_back.last_list(tx, reader.channel, reader.chat)
    if last is not None:
        if last.astimezone(board.workdays.zone).date() == board.today:
            return None
        held = [one for one in held if one.at >= last - SETTLES]
    if not held:
        return None
    return OutgoingMessage(
        channel=reader.channel,
        chat=reader.chat,
        kind="notice",
        text=list_words(board.office, held, board.workdays.zone),
        key=f"{TRIAL_LIST}{reader.channel}/{reader.chat}/{board.today.isoformat()}",
        private=reader.group is None,
        due_at=board.now,
        deadline=board.closing,
    )


def list_words(office: Office, held: Sequence[HeldBack], zone: tzinfo) -> str:
    """By chat, each line as it would stand there in the end: edits in place."""
    final: dict[tuple[str, str], dict[int, HeldBack]] = {}
    for one in held:
        final.setdefault((one.channel, one.chat), {})[one.of] = one
    count = sum(len(lines) for lines in final.values())
    words: list[str] = []
    shown = 0
    for chat, lines in final.items():
        wanted = list(lines.values())[: SHOWN - shown]
        shown += len(wanted)
        if wanted:
            words.append(wording.held_back_in(_name_of(office, chat)))
            words += [_line(one, zone) for one in wanted]
    return wording.held_back(count, words, count - shown)


def _name_of(office: Office, chat: tuple[str, str]) -> str:
    group, person = office.groups.get(chat), office.people.get(chat)
    if group is not None:
        return mask(group.name)
    return wording.private_with(person.name) if person is not None else wording.PRIVATE_CHATS


def _line(one: HeldBack, zone: tzinfo) -> str:
    text = mask(" ".join(one.text.split()))
    if len(text) > LONGEST:
        text = text[: LONGEST - 1] + "…"
    return wording.held_back_line(one.at.astimezone(zone), one.kind, text)
