"""The outbox: one row is one call of a channel, and it stands here before the call is made."""

import json
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import msgspec
from msgspec.structs import replace
from sqlalchemy import Row, Select, and_, bindparam, func, or_, select, update

from storage import chats
from storage.columns import written
from storage.inserting import insert_all_once, put_once
from storage.messages import Attachment, OutgoingMessage
from storage.prepared import Prepared
from storage.store import Transaction
from storage.tables import chats as chat_rows
from storage.tables import outbox


@dataclass(frozen=True, slots=True)
class Outgoing:
    """An outbox row; `closed` says why nothing may be sent to its chat, empty: it may."""

    id: int
    message: OutgoingMessage
    state: str
    attempts: int
    next_try_at: datetime | None
    sent_ids: tuple[str, ...]
    closed: str = ""


def put(tx: Transaction, message: OutgoingMessage, now: datetime) -> int | None:
    """Keep one message to be sent; None when its key stands already (it never goes twice)."""
    chat = chats.present(tx, message.channel, message.chat)
    if chat != message.chat:
        # Numbers begin anew where a group has moved: the old one is another message there.
        message = replace(message, chat=chat, reply_to=None)
    return put_once(tx, outbox, _values(message, now))


def put_all(tx: Transaction, messages: Sequence[OutgoingMessage], now: datetime) -> None:
    """Keep many at once, none whose key stands already."""
    insert_all_once(tx, outbox, [_values(message, now) for message in messages])


def _rest(message: OutgoingMessage) -> str:
    rest = {
        "attachments": [asdict(attachment) for attachment in message.attachments],
        "choices": [list(choice) for choice in message.choices],
        "reply_to": message.reply_to,
        "private": message.private,
        "reaction": message.reaction,
        "answers": message.answers,
        "audience": message.audience,
    }
    return msgspec.json.encode(rest).decode()


_NOTHING_ELSE = _rest(OutgoingMessage("", "", "", "", ""))


def _is_plain(message: OutgoingMessage) -> bool:
    """Whether words are all that it has: so are thousands that go at once."""
    return (
        not message.attachments
        and not message.choices
        and not message.private
        and message.reply_to is message.reaction is message.answers is message.audience is None
    )


def _values(message: OutgoingMessage, now: datetime) -> dict[str, Any]:
    return {
        "key": message.key,
        "channel": message.channel,
        "chat": message.chat,
        "kind": message.kind,
        "text": message.text,
        "rest": _NOTHING_ELSE if _is_plain(message) else _rest(message),
        "edits": message.edits,
        "report_id": message.report,
        "created_at": now,
        "due_at": message.due_at or now,
        "deadline": message.deadline,
        "state": "waiting" if message.dropped is None else "dropped",
        "why": message.dropped or "",
    }


def _outgoing(row: Row[*tuple[Any, ...]], closed: str = "") -> Outgoing:
    rest = json.loads(row.rest)
    message = OutgoingMessage(
        channel=row.channel,
        chat=row.chat,
        kind=row.kind,
        text=row.text,
        key=row.key,
        attachments=tuple(Attachment(**one) for one in rest["attachments"]),
        choices=tuple((number, words) for number, words in rest["choices"]),
        reply_to=rest["reply_to"],
        edits=row.edits,
        private=rest["private"],
        due_at=row.due_at,
        deadline=row.deadline,
        report=row.report_id,
        reaction=rest["reaction"],
        answers=rest["answers"],
        audience=rest["audience"],
    )
    ids = tuple(json.loads(row.sent_ids))
    return Outgoing(row.id, message, row.state, row.attempts, row.next_try_at, ids, closed)


def find(tx: Transaction, outbox_id: int) -> Outgoing | None:
    row = tx.execute(select(outbox).where(outbox.c.id == outbox_id)).first()
    return None if row is None else _outgoing(row)


def find_key(tx: Transaction, key: str) -> Outgoing | None:
    row = tx.execute(select(outbox).where(outbox.c.key == key)).first()
    return None if row is None else _outgoing(row)


_OPEN = outbox.c.state.not_in((written("sent"), written("dropped")))
_IS_SENT = outbox.c.sent_ids != written("[]")


def report_of_sent(tx: Transaction, channel: str, chat: str, message: str) -> int | None:
    """The report that a message of ours in a chat speaks of; None when it speaks of none."""
    statement = select(outbox.c.report_id).where(
        outbox.c.channel == channel,
        outbox.c.chat == chat,
        _IS_SENT,
        outbox.c.sent_ids == json.dumps([message]),
        outbox.c.report_id.is_not(None),
    )
    return tx.execute(statement.order_by(outbox.c.id)).scalar()


def find_sent(tx: Transaction, channel: str, chat: str, message: str) -> Outgoing | None:
    """The row of a message of ours that stands in a chat."""
    statement = select(outbox).where(
        outbox.c.channel == channel,
        outbox.c.chat == chat,
        _IS_SENT,
        outbox.c.sent_ids == json.dumps([message]),
        outbox.c.edits.is_(None),
    )
    row = tx.execute(statement.order_by(outbox.c.id)).first()
    return None if row is None else _outgoing(row)


def is_sent(tx: Transaction, channel: str, chat: str, message: str) -> bool:
    """True for a message of ours, whatever it speaks of."""
    statement = select(outbox.c.id).where(
        outbox.c.channel == channel,
        outbox.c.chat == chat,
        _IS_SENT,
        outbox.c.sent_ids == json.dumps([message]),
    )
    return tx.execute(statement.limit(1)).first() is not None


def find_waiting_edit(tx: Transaction, outbox_id: int) -> Outgoing | None:
    """An edit of that row which has not gone out yet."""
    statement = select(outbox).where(outbox.c.edits == outbox_id, outbox.c.state == "waiting")
    row = tx.execute(statement.order_by(outbox.c.id.desc())).first()
    return None if row is None else _outgoing(row)


def reword(tx: Transaction, outbox_id: int, text: str) -> bool:
    """Change the words of a row that has not gone out; False when it is too late."""
    statement = update(outbox).where(outbox.c.id == outbox_id, outbox.c.state == "waiting")
    return bool(tx.execute(statement.values(text=text)).rowcount)


def attach(tx: Transaction, outbox_id: int, attachments: Sequence[Attachment]) -> bool:
    """These files and no others go with a row that waits, and it may go at once."""
    waiting = (outbox.c.id == outbox_id, outbox.c.state == "waiting")
    rest = tx.execute(select(outbox.c.rest).where(*waiting).with_for_update()).scalar()
    if rest is None:
        return False
    changed = json.loads(rest) | {"attachments": [asdict(one) for one in attachments]}
    values = {"rest": json.dumps(changed, ensure_ascii=False), "next_try_at": None, "why": ""}
    return bool(tx.execute(update(outbox).where(*waiting).values(values)).rowcount)


def next_due(tx: Transaction, now: datetime, limit: int = 200) -> list[Outgoing]:
    """The first waiting row of each chat that is due; one that must wait holds its chat back.

    Those with a deadline come first; a chat or channel on hold has none.
    """
    place = func.row_number().over(
        partition_by=(outbox.c.channel, outbox.c.chat), order_by=(outbox.c.due_at, outbox.c.id)
    )
    ranked = (
        select(outbox.c.id, place.label("place"))
        .where(outbox.c.state == written("waiting"), outbox.c.due_at <= now)
        .subquery()
    )
    statement = (
        select(outbox, func.coalesce(chat_rows.c.closed, "").label("closed"))
        .join(ranked, ranked.c.id == outbox.c.id)
        .outerjoin(
            chat_rows,
            and_(chat_rows.c.channel == outbox.c.channel, chat_rows.c.chat == outbox.c.chat),
        )
        .where(
            ranked.c.place == 1,
            or_(outbox.c.next_try_at.is_(None), outbox.c.next_try_at <= now),
            or_(chat_rows.c.held_until.is_(None), chat_rows.c.held_until <= now),
            outbox.c.channel.not_in(_channels_on_hold(now)),
        )
        .order_by(outbox.c.deadline.is_(None), outbox.c.deadline, outbox.c.due_at, outbox.c.id)
        .limit(limit)
    )
    return [_outgoing(row, row.closed) for row in tx.execute(statement)]


def _channels_on_hold(now: datetime) -> Select[tuple[str]]:
    return select(chat_rows.c.channel).where(
        chat_rows.c.chat == chats.WHOLE_CHANNEL, chat_rows.c.held_until > now
    )


def claim(tx: Transaction, outbox_id: int) -> Outgoing | None:
    """Mark as `sending`, to be committed before the call; None when it is not waiting.

    Only what this gives may be sent: a row read before it may have been reworded since.
    """
    statement = update(outbox).where(outbox.c.id == outbox_id, outbox.c.state == "waiting")
    values = {"state": "sending", "attempts": outbox.c.attempts + 1, "fence": tx.fence}
    row = tx.execute(statement.values(values).returning(outbox)).first()
    return None if row is None else _outgoing(row)


def mark_sent(tx: Transaction, outbox_id: int, ids: Sequence[str], now: datetime) -> None:
    values = {"state": "sent", "sent_at": now, "sent_ids": json.dumps(list(ids)), "why": ""}
    _end(tx, outbox_id, values)


def mark_not_sent(tx: Transaction, outbox_id: int, why: str, again_at: datetime) -> None:
    """Surely not delivered: it goes again at `again_at`."""
    _end(tx, outbox_id, {"state": "waiting", "why": why, "next_try_at": again_at})


def mark_ended(tx: Transaction, outbox_id: int, state: str, why: str) -> None:
    """`unknown`, `failed` or `dropped`: listed for a person, never sent by itself again."""
    _end(tx, outbox_id, {"state": state, "why": why})


def _end(tx: Transaction, outbox_id: int, values: dict[str, Any]) -> None:
    statement = update(outbox).where(
        outbox.c.id == outbox_id, outbox.c.state.in_(("sending", "waiting"))
    )
    tx.execute(statement.values(values))


def recover(tx: Transaction, harmless: Collection[str], why: str) -> int:
    """After a death: `sending` goes again where repeating is harmless, else it is `unknown`.

    An edit made twice is the same edit, on every channel.
    """
    sending = update(outbox).where(_OPEN, outbox.c.state == "sending")
    again = or_(outbox.c.channel.in_(harmless), outbox.c.edits.is_not(None))
    tx.execute(sending.where(again).values(state="waiting"))
    return tx.execute(sending.values(state="unknown", why=why)).rowcount


def calls_since(tx: Transaction, since: datetime) -> list[tuple[str, str, datetime, int]]:
    """(channel, chat, when, messages it made) of every call since then, for the pacing."""
    statement = select(outbox).where(outbox.c.sent_at > since).order_by(outbox.c.sent_at)
    return [
        (row.channel, row.chat, row.sent_at, max(1, len(json.loads(row.sent_ids))))
        for row in tx.execute(statement)
    ]


_SENT_SINCE = Prepared(
    select(func.count().label("total"))
    .select_from(outbox)
    .where(
        outbox.c.channel == bindparam("channel"),
        outbox.c.chat == bindparam("chat"),
        outbox.c.created_at > bindparam("since"),
        outbox.c.kind == bindparam("kind"),
        outbox.c.edits.is_(None),
    )
)


def sent_since(tx: Transaction, channel: str, chat: str, kind: str, since: datetime) -> int:
    """How many messages of a kind were made for a chat since then (edits not counted)."""
    values = {"channel": channel, "chat": chat, "kind": kind, "since": since}
    return int(_SENT_SINCE.first(tx, values).total)


def counts(tx: Transaction) -> dict[str, int]:
    """State -> rows of what is neither sent nor dropped, for `status`."""
    statement = select(outbox.c.state, func.count().label("total"))
    rows = tx.execute(statement.where(_OPEN).group_by(outbox.c.state))
    return dict.fromkeys(("waiting", "sending", "unknown", "failed"), 0) | {
        row.state: row.total for row in rows
    }


def burden(tx: Transaction) -> list[dict[str, object]]:
    """How many messages each chat was sent, by kind (edits and what was held back not counted)."""
    statement = (
        select(outbox.c.channel, outbox.c.chat, outbox.c.kind, func.count().label("total"))
        .where(outbox.c.edits.is_(None), outbox.c.state.in_(("sent", "unknown")))
        .group_by(outbox.c.channel, outbox.c.chat, outbox.c.kind)
        .order_by(outbox.c.channel, outbox.c.chat, outbox.c.kind)
    )
    return [
        {"channel": row.channel, "chat": row.chat, "kind": row.kind, "messages": row.total}
        for row in tx.execute(statement)
    ]
