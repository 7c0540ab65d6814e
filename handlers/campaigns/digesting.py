"""Firing digests in a transaction; drafts and times decide."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, tzinfo

from handlers import wording
from handlers.campaigns.digest_drafts import (
    Draft,
    Reader,
    draft_correction,
    draft_digest,
    group_reader,
    private_reader,
)
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
from storage import digests, reminders
from storage.digests import KeptDigest
from storage.messages import OutgoingMessage
from storage.reachable import reachable
from storage.reminders import Reminder, Settled
from storage.store import Transaction

KIND = "digest"
MOST_DRAWINGS = 3
"""So often the pictures of one message are drawn anew because of news; then its words go alone."""


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
    digests.keep(book.tx, key, wanting_pictures(draft.kept, is_correction(rows[0])))
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


def wanting_pictures(
    kept: Sequence[KeptDigest], is_correction: bool, drawings: int = 0
) -> list[KeptDigest]:
    """The main campaign's have pictures; a 更正 has none."""
    if is_correction:
        return list(kept)
    state = digests.WANTED if drawings < MOST_DRAWINGS else digests.FAILED
    return [replace(kept[0], pictures=state, drawings=drawings), *kept[1:]]


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


def bare_board(tx: Transaction, zone: tzinfo, now: datetime) -> Board:
    """Without anybody's progress: a digest reads its own."""
    office = office_of(tx)
    addresses = Addresses(office, reachable(tx), now.astimezone(zone).date())
    return Board(office, {}, {}, addresses, workdays_of(office, zone), now)
