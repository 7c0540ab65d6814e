"""The inbox: every update kept before a channel is told so, answered once, never lost."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from msgspec import Struct
from sqlalchemy import bindparam, func, or_, select, union_all, update

from storage import local_messages
from storage.columns import written
from storage.inserting import insert_prepared
from storage.messages import RawUpdate
from storage.prepared import Prepared
from storage.store import Transaction
from storage.tables import inbox


class AlreadyAnswered(Exception):
    """The row is no longer waiting: this work must leave no trace."""


class Waiting(Struct, frozen=True):
    """A row that waits for its answer; `attempts` counts the failed ones."""

    id: int
    raw: RawUpdate
    received_at: datetime
    attempts: int
    source: str


def add(tx: Transaction, updates: Sequence[RawUpdate], now: datetime, source: str = "live") -> None:
    """Keep a page of updates; those whose key is known are passed over."""
    if not updates:
        return
    rows = [
        {
            "key": raw.key,
            "channel": raw.channel,
            "chat": raw.chat,
            "message": raw.message,
            "edit": raw.edit,
            "kind": raw.kind,
            "sent_at": raw.sent_at,
            "received_at": now,
            "sequence": raw.sequence,
            "source": source,
            "body": raw.body,
            "state": "waiting",
        }
        for raw in updates
    ]
    insert_prepared(tx, inbox).run_all(tx, rows)


_DUE = (
    inbox.c.state == written("waiting"),
    or_(inbox.c.next_try_at.is_(None), inbox.c.next_try_at <= bindparam("now")),
)
_WAITING_CHATS = Prepared(select(inbox.c.channel, inbox.c.chat).where(*_DUE).distinct())
_WAITING_IN = Prepared(
    select(inbox)
    .where(*_DUE, inbox.c.channel == bindparam("channel"), inbox.c.chat == bindparam("chat"))
    .order_by(inbox.c.sent_at, inbox.c.id)
    .limit(bindparam("limit"))
)
_STILL_WAITING = Prepared(
    update(inbox).where(inbox.c.id == bindparam("row"), inbox.c.state == written("waiting"))
)


def waiting_chats(tx: Transaction, now: datetime) -> list[tuple[str, str]]:
    """(channel, chat) of every chat that has something to answer now."""
    return [(channel, chat) for channel, chat in _WAITING_CHATS.rows(tx, {"now": now})]


_UNREAD = (
    select(inbox.c.id)
    .where(
        inbox.c.state == "waiting",
        inbox.c.attempts == 0,
        inbox.c.channel == bindparam("channel"),
        inbox.c.chat == bindparam("chat"),
    )
    .limit(1)
)


def is_unread(tx: Transaction, chats: Collection[tuple[str, str]]) -> bool:
    """Whether anything heard in these chats has not been looked at even once."""
    asked = ({"channel": channel, "chat": chat} for channel, chat in chats)
    return any(tx.execute(_UNREAD, one).first() is not None for one in asked)


def waiting_in(
    tx: Transaction, channel: str, chat: str, now: datetime, limit: int = 100
) -> list[Waiting]:
    """What waits in one chat, by the platform's time and then the message's number."""
    values = {"now": now, "channel": channel, "chat": chat, "limit": limit}
    found = [
        Waiting(
            id=row.id,
            raw=RawUpdate(
                key=row.key,
                channel=row.channel,
                chat=row.chat,
                message=row.message,
                edit=row.edit,
                kind=row.kind,
                sent_at=row.sent_at,
                body=row.body,
                sequence=row.sequence,
            ),
            received_at=row.received_at,
            attempts=row.attempts,
            source=row.source,
        )
        for row in _WAITING_IN.rows(tx, values)
    ]
    return sorted(found, key=_order)


def _order(waiting: Waiting) -> tuple[datetime, int, str, int]:
    raw = waiting.raw
    return (raw.sent_at, len(raw.message), raw.message, waiting.id)


def finish(
    tx: Transaction,
    inbox_id: int,
    outcome: str,
    why: str,
    now: datetime,
    sender: str,
    text: str,
    kind: str,
) -> None:
    """Mark as answered; raises AlreadyAnswered so that the whole work is undone."""
    values = {
        "row": inbox_id,
        "state": "done",
        "outcome": outcome,
        "why": why,
        "done_at": now,
        "sender": sender,
        "text": text,
        "kind": kind,
        "next_try_at": None,
    }
    if _STILL_WAITING.run(tx, values) != 1:
        raise AlreadyAnswered(inbox_id)


@dataclass(frozen=True, slots=True)
class Version:
    """A message as first said (edit 0) or as edited later."""

    edit: int
    sent_at: datetime
    answered: bool


_VERSIONS = Prepared(
    select(inbox.c.edit, inbox.c.sent_at, inbox.c.state).where(
        inbox.c.channel == bindparam("channel"),
        inbox.c.chat == bindparam("chat"),
        inbox.c.message == bindparam("message"),
    )
)


def versions(tx: Transaction, channel: str, chat: str, message: str) -> list[Version]:
    """What was heard of one message so far, in the order of its edits."""
    rows = _VERSIONS.rows(tx, {"channel": channel, "chat": chat, "message": message})
    heard = [Version(row.edit, row.sent_at, row.state != "waiting") for row in rows]
    return sorted(heard, key=lambda version: version.edit)


_LATER = Prepared(
    select(inbox.c.id)
    .where(
        inbox.c.channel == bindparam("channel"),
        inbox.c.chat == bindparam("chat"),
        inbox.c.message == bindparam("message"),
        inbox.c.edit > bindparam("edit"),
        inbox.c.state != written("waiting"),
    )
    .limit(1)
)


def is_edit_answered(tx: Transaction, channel: str, chat: str, message: str, edit: int) -> bool:
    """Whether a later edit of a message than this one has been answered."""
    values = {"channel": channel, "chat": chat, "message": message, "edit": edit}
    return _LATER.first(tx, values) is not None


_SAID_SINCE = (
    inbox.c.channel == bindparam("channel"),
    inbox.c.chat == bindparam("chat"),
    inbox.c.sent_at >= bindparam("since"),
)
_LEFT_OPEN = Prepared(
    union_all(
        select(inbox.c.id, inbox.c.why).where(
            *_SAID_SINCE,
            inbox.c.outcome == written("unsure"),
            inbox.c.state == written("done"),
        ),
        select(inbox.c.id, inbox.c.why).where(
            *_SAID_SINCE, inbox.c.state == written("waiting"), inbox.c.why != written("")
        ),
    )
)


def ask_again(
    tx: Transaction, channel: str, chat: str, since: datetime, reasons: Collection[str]
) -> None:
    """Look again at what a chat said since then and is unsure, or waits, for these reasons."""
    values = {"channel": channel, "chat": chat, "since": since}
    found = [row.id for row in _LEFT_OPEN.rows(tx, values) if row.why in reasons]
    if found:
        again = {"state": "waiting", "outcome": "waiting", "why": "", "next_try_at": None}
        tx.execute(update(inbox).where(inbox.c.id.in_(found)).values(again))


def set_outcome(tx: Transaction, inbox_id: int, outcome: str, why: str) -> None:
    """What became of an answered message later on: a photo that found its text, or none."""
    statement = update(inbox).where(inbox.c.id == inbox_id, inbox.c.state == "done")
    tx.execute(statement.values(outcome=outcome, why=why))


def forget(tx: Transaction, inbox_id: int) -> None:
    """Wipe text, sender and body: a group's chatter that must not be kept.

    Where the platform is our own, it forgets the message too.
    """
    wiped = tx.execute(
        update(inbox)
        .where(inbox.c.id == inbox_id)
        .values(body="{}", sender="", text="")
        .returning(inbox.c.channel, inbox.c.chat, inbox.c.message)
    ).one()
    if wiped.channel == local_messages.CHANNEL:
        local_messages.forget(tx, wiped.chat, wiped.message)


def try_again(tx: Transaction, inbox_id: int, attempts: int, at: datetime, why: str) -> None:
    """Put a failed row back; it blocks nothing meanwhile."""
    tx.execute(
        update(inbox)
        .where(inbox.c.id == inbox_id, inbox.c.state == "waiting")
        .values(attempts=attempts, next_try_at=at, why=why)
    )


def park(
    tx: Transaction, inbox_id: int, attempts: int, outcome: str, why: str, now: datetime
) -> None:
    """Set aside what keeps failing or cannot be read: it is counted, shown and kept."""
    tx.execute(
        update(inbox)
        .where(inbox.c.id == inbox_id, inbox.c.state == "waiting")
        .values(
            state="failed",
            outcome=outcome,
            why=why,
            attempts=attempts,
            next_try_at=None,
            done_at=now,
        )
    )


def counts(tx: Transaction) -> dict[str, int]:
    """State -> rows of what is not done, for `status`; each has an index of its own."""
    counted = select(func.count()).select_from(inbox)
    return {
        state: int(tx.execute(counted.where(inbox.c.state == written(state))).scalar_one())
        for state in ("waiting", "failed")
    }


def last_heard(tx: Transaction) -> dict[str, datetime]:
    """Channel -> when something was last heard on it."""
    heard: dict[str, datetime] = {}
    channel = _channel_after(tx, "")
    while channel is not None:
        # `+ ""` keeps an index of channels from being sorted: the newest rows are looked at first.
        newest = select(inbox.c.received_at).where(inbox.c.channel + "" == channel)
        heard[channel] = tx.execute(newest.order_by(inbox.c.id.desc()).limit(1)).scalar_one()
        channel = _channel_after(tx, channel)
    return heard


def _channel_after(tx: Transaction, channel: str) -> str | None:
    """One look into an index for each channel: grouping would look at every message."""
    after = select(func.min(inbox.c.channel)).where(inbox.c.channel > channel)
    return tx.execute(after).scalar()
