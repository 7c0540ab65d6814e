"""Firing and claiming digests in a transaction; drafts and times decide."""

from collections.abc import Sequence
from datetime import datetime, timedelta, tzinfo

from handlers import wording
from handlers.campaigns.digest_drafts import (
    Draft,
    Reader,
    draft_correction,
    draft_digest,
    group_reader,
    is_unchanged,
    private_reader,
)
from handlers.campaigns.digest_facts import scope_of
from handlers.campaigns.digest_reading import FactBook
from handlers.campaigns.reminders import (
    FIRED,
    MISSED,
    SILENCED,
    Board,
    Fired,
    Spoken,
    said_late,
)
from handlers.campaigns.tallying import workdays_of
from handlers.campaigns.targets import Address, Addresses
from handlers.office import office_of
from storage import digests, inbox, outbox, reminders
from storage.messages import OutgoingMessage
from storage.outbox import Outgoing
from storage.reachable import reachable
from storage.reminders import Reminder, Settled
from storage.store import Transaction

KIND = "digest"
LOOK_AGAIN = timedelta(seconds=1)
STILL_FRESH = timedelta(minutes=1)
READS_FOR = timedelta(minutes=2)
"""So long a digest waits for words that nobody has read yet; a busy evening has always some."""


def fire_digests(tx: Transaction, board: Board, due: Sequence[Reminder], spoken: Spoken) -> Fired:
    """One message a chat, of all campaigns with news; each row is fired, silenced or missed."""
    done = Fired()
    late = [one for one in due if board.now > one.until]
    # At once: the digest that is drafted next lists them.
    ended = [Settled(one.id, MISSED, wording.DIGEST_TOO_LATE) for one in late]
    reminders.settle(tx, ended, board.now)
    by_chat: dict[tuple[Address, bool], list[Reminder]] = {}
    for one in due:
        address = address_of(board, one)
        if board.now > one.until:
            continue
        if address is None:
            done.settled.append(Settled(one.id, SILENCED, wording.NO_ADDRESS))
        else:
            by_chat.setdefault((address, is_correction(one)), []).append(one)
    book = FactBook(tx, board.office, board.workdays, board.now)
    for (address, correcting), rows in by_chat.items():
        if address.group is not None and not _has_room(tx, board, address, rows, spoken):
            state = SILENCED if correcting else MISSED
            done.settled += [Settled(one.id, state, wording.OVER_BUDGET) for one in rows]
            continue
        _fire_one(book, board, address, rows, done)
    return done


def _fire_one(
    book: FactBook, board: Board, address: Address, rows: Sequence[Reminder], done: Fired
) -> None:
    key = f"{KIND}/{rows[0].key}"
    draft = draft_of(book, reader_of(rows[0], address), rows, key)
    if draft is None:
        why = wording.NOTHING_TO_CORRECT_NOW if is_correction(rows[0]) else wording.NOTHING_NEW
        done.settled += [Settled(one.id, SILENCED, why) for one in rows]
        return
    digests.keep(book.tx, key, draft.kept)
    done.messages.append(
        OutgoingMessage(
            channel=address.channel,
            chat=address.chat,
            kind=KIND,
            text=said_late(board, rows[0], draft.text),
            key=key,
            private=address.group is None,
            due_at=board.now,
            deadline=board.closing,
        )
    )
    done.settled += [Settled(one.id, FIRED, "", key) for one in rows]


def draft_of(book: FactBook, reader: Reader, rows: Sequence[Reminder], key: str) -> Draft | None:
    if is_correction(rows[0]):
        return draft_correction(book, reader, [one.campaign for one in rows], key)
    return draft_digest(book, reader, {one.campaign: one.step for one in rows}, key)


def is_correction(one: Reminder) -> bool:
    return one.step == wording.CORRECTION


def address_of(board: Board, one: Reminder) -> Address | None:
    if one.group is not None:
        return board.addresses.of_group(one.group)
    return board.addresses.of_supervisor(one.unit)


def reader_of(one: Reminder, address: Address) -> Reader:
    if address.group is None:
        return private_reader(address.channel, address.chat, one.unit)
    return group_reader(address.group.id, address.group.unit)


def _has_room(
    tx: Transaction, board: Board, address: Address, rows: Sequence[Reminder], spoken: Spoken
) -> bool:
    """A 更正 leaves room for the digest of its day: that one carries it as well."""
    _, today = spoken.get((address.channel, address.chat), (0, 0))
    if is_correction(rows[0]):
        today += digests.is_planned(tx, rows[0].group, rows[0].day, wording.CORRECTION)
    return today < board.office.settings.messages_per_group_day


def claim_digest(tx: Transaction, row: Outgoing, now: datetime, zone: tzinfo) -> Outgoing | None:
    """Draft it once more in the transaction that claims it.

    None: it is not to be sent now (words are unread) or at all (nothing is new any more).
    """
    message = row.message
    carried = reminders.of_message(tx, message.key)
    if not carried:
        return outbox.claim(tx, row.id)
    board = bare_board(tx, zone, now)
    address = address_of(board, carried[0])
    if address is None or not board.workdays.in_hours(now):
        why = wording.NO_ADDRESS if address is None else wording.SEND_TOO_LATE
        outbox.mark_ended(tx, row.id, "dropped", why)
        return None
    reader = reader_of(carried[0], address)
    age = now - (message.due_at or now)
    if age < READS_FOR and inbox.is_unread(tx, _chats(board, reader, message)):
        outbox.mark_not_sent(tx, row.id, wording.READS_FIRST, now + LOOK_AGAIN)
        return None
    kept = digests.of_message(tx, message.key)
    if age < STILL_FRESH and all(is_unchanged(tx, board.office, reader, one) for one in kept):
        return outbox.claim(tx, row.id)
    return _redrafted(board, reader, carried, tx, row)


def bare_board(tx: Transaction, zone: tzinfo, now: datetime) -> Board:
    """Without anybody's progress: a digest reads its own."""
    office = office_of(tx)
    addresses = Addresses(office, reachable(tx), now.astimezone(zone).date())
    return Board(office, {}, {}, addresses, workdays_of(office, zone), now)


def _chats(board: Board, reader: Reader, message: OutgoingMessage) -> set[tuple[str, str]]:
    chats = scope_of(board.office, reader.top).chats
    return {*chats, (message.channel, message.chat)}


def _redrafted(
    board: Board, reader: Reader, carried: Sequence[Reminder], tx: Transaction, row: Outgoing
) -> Outgoing | None:
    only = scope_of(board.office, reader.top).units
    book = FactBook(tx, board.office, board.workdays, board.now, only)
    draft = draft_of(book, reader, carried, row.message.key)
    if draft is None:
        outbox.mark_ended(tx, row.id, "dropped", wording.NOTHING_NEW)
        reminders.silence(tx, row.message.key, wording.NOTHING_NEW, board.now)
        return None
    digests.keep(tx, row.message.key, draft.kept)
    text = said_late(board, carried[0], draft.text)
    if text != row.message.text:
        outbox.reword(tx, row.id, text)
    return outbox.claim(tx, row.id)
