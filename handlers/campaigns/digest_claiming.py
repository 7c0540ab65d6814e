"""Claiming digests: drafted once more where something is new, and held until they are drawn."""

from collections.abc import Sequence
from datetime import datetime, timedelta, tzinfo

from handlers import wording
from handlers.campaigns.digest_drafts import Reader, is_unchanged
from handlers.campaigns.digest_facts import scope_of
from handlers.campaigns.digest_reading import FactBook
from handlers.campaigns.digesting import (
    address_of,
    bare_board,
    draft_of,
    is_correction,
    reader_of,
    wanting_pictures,
)
from handlers.campaigns.reminders import Board, said_late
from storage import digests, inbox, outbox, reminders
from storage.digests import KeptDigest
from storage.messages import OutgoingMessage
from storage.outbox import Outgoing
from storage.reminders import Reminder
from storage.store import Transaction

LOOK_AGAIN = timedelta(seconds=1)
STILL_FRESH = timedelta(minutes=1)
READS_FOR = timedelta(minutes=2)
"""So long a digest waits for words that nobody has read yet; a busy evening has always some."""
DRAWS_FOR = timedelta(seconds=30)
"""So long it waits for its pictures; then its words go alone."""


def claim_digest(
    tx: Transaction, row: Outgoing, now: datetime, zone: tzinfo, draws: bool = False
) -> Outgoing | None:
    """Draft it once more in the transaction that claims it.

    `draws`: somebody draws pictures for it. None: it is not to be sent now (words are unread,
    pictures not drawn) or at all (nothing is new any more).
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
    unread = now - (message.due_at or now) < READS_FOR
    if unread and inbox.is_unread(tx, _chats(board, reader, message)):
        outbox.mark_not_sent(tx, row.id, wording.READS_FIRST, now + LOOK_AGAIN)
        return None
    kept: Sequence[KeptDigest] = digests.of_message(tx, message.key)
    if not _is_fresh(tx, board, reader, kept):
        kept = _redrafted(board, reader, carried, tx, row)
    if not kept or (draws and _is_held(tx, row, kept[0], now)):
        return None
    return outbox.claim(tx, row.id)


def _is_fresh(tx: Transaction, board: Board, reader: Reader, kept: Sequence[KeptDigest]) -> bool:
    return all(
        board.now - one.at < STILL_FRESH and is_unchanged(tx, board.office, reader, one)
        for one in kept
    )


def _is_held(tx: Transaction, row: Outgoing, kept: KeptDigest, now: datetime) -> bool:
    """Until its pictures are drawn, but not for ever."""
    if kept.pictures != digests.WANTED:
        return False
    until = kept.at + DRAWS_FOR
    if now >= until:
        digests.end_pictures(tx, kept.outbox_key, kept.at, digests.FAILED)
        return False
    outbox.mark_not_sent(tx, row.id, wording.PICTURES_FIRST, until)
    return True


def _chats(board: Board, reader: Reader, message: OutgoingMessage) -> set[tuple[str, str]]:
    chats = scope_of(board.office, reader.top).chats
    return {*chats, (message.channel, message.chat)}


def _redrafted(
    board: Board, reader: Reader, carried: Sequence[Reminder], tx: Transaction, row: Outgoing
) -> Sequence[KeptDigest]:
    """What is now kept of it; empty: nothing is new any more, and it is dropped."""
    key = row.message.key
    only = scope_of(board.office, reader.top).units
    book = FactBook(tx, board.office, board.workdays, board.now, only)
    drawings = max((one.drawings for one in digests.of_message(tx, key)), default=0)
    draft = draft_of(book, reader, carried, key)
    if draft is None:
        outbox.mark_ended(tx, row.id, "dropped", wording.NOTHING_NEW)
        reminders.silence(tx, key, wording.NOTHING_NEW, board.now)
        return ()
    kept = wanting_pictures(draft.kept, is_correction(carried[0]), drawings)
    digests.keep(tx, key, kept)
    outbox.reword(tx, row.id, said_late(board, carried[0], draft.text))
    if row.message.attachments:
        # They show what stood at the cut-off time of the draft before.
        outbox.attach(tx, row.id, ())
    return kept
