"""The outbox: one row is one call of a channel, and it stands here before the call is made."""

import json
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, select, update

from storage.inserting import insert_once, insert_once_giving_id
from storage.messages import Attachment, OutgoingMessage
from storage.store import Transaction
from storage.tables import outbox


@dataclass(frozen=True, slots=True)
class Outgoing:
    """An outbox row; `edits_sent` is the channel's id of the message that it replaces."""

    id: int
    message: OutgoingMessage
    state: str
    attempts: int
    next_try_at: datetime | None
    sent_ids: tuple[str, ...]


def put(tx: Transaction, message: OutgoingMessage, now: datetime) -> int | None:
    """Keep one message to be sent; None when its key stands already (it never goes twice)."""
    return tx.execute(insert_once_giving_id(tx, outbox), _values(message, now)).scalar()


def put_all(tx: Transaction, messages: Sequence[OutgoingMessage], now: datetime) -> None:
    """Keep many at once, none whose key stands already."""
    if messages:
        tx.execute(insert_once(tx, outbox), [_values(message, now) for message in messages])


def _values(message: OutgoingMessage, now: datetime) -> dict[str, Any]:
    rest = {
        "attachments": [asdict(attachment) for attachment in message.attachments],
        "choices": [list(choice) for choice in message.choices],
        "reply_to": message.reply_to,
        "private": message.private,
    }
    return {
        "key": message.key,
        "channel": message.channel,
        "chat": message.chat,
        "kind": message.kind,
        "text": message.text,
        "rest": json.dumps(rest, ensure_ascii=False),
        "edits": message.edits,
        "report_id": message.report,
        "created_at": now,
        "due_at": message.due_at or now,
        "deadline": message.deadline,
        "state": "waiting" if message.dropped is None else "dropped",
        "why": message.dropped or "",
    }


def _outgoing(row: Row[*tuple[Any, ...]]) -> Outgoing:
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
    )
    ids = tuple(json.loads(row.sent_ids))
    return Outgoing(row.id, message, row.state, row.attempts, row.next_try_at, ids)


def find(tx: Transaction, outbox_id: int) -> Outgoing | None:
    row = tx.execute(select(outbox).where(outbox.c.id == outbox_id)).first()
    return None if row is None else _outgoing(row)


def find_key(tx: Transaction, key: str) -> Outgoing | None:
    row = tx.execute(select(outbox).where(outbox.c.key == key)).first()
    return None if row is None else _outgoing(row)


def report_of_sent(tx: Transaction, channel: str, chat: str, message: str) -> int | None:
    """The report that a message of ours in a chat speaks of; None when it speaks of none."""
    statement = select(outbox.c.report_id).where(
        outbox.c.channel == channel,
        outbox.c.chat == chat,
        outbox.c.sent_ids == json.dumps([message]),
        outbox.c.report_id.is_not(None),
    )
    return tx.execute(statement.order_by(outbox.c.id)).scalar()


def find_waiting_edit(tx: Transaction, outbox_id: int) -> Outgoing | None:
    """An edit of that row which has not gone out yet."""
    statement = select(outbox).where(outbox.c.edits == outbox_id, outbox.c.state == "waiting")
    row = tx.execute(statement.order_by(outbox.c.id.desc())).first()
    return None if row is None else _outgoing(row)


def reword(tx: Transaction, outbox_id: int, text: str) -> bool:
    """Change the words of a row that has not gone out; False when it is too late."""
    statement = update(outbox).where(outbox.c.id == outbox_id, outbox.c.state == "waiting")
    return bool(tx.execute(statement.values(text=text)).rowcount)


def next_due(tx: Transaction, now: datetime, limit: int = 200) -> list[Outgoing]:
    """The first waiting row of each chat that is due; one that must wait holds its chat back."""
    place = func.row_number().over(
        partition_by=(outbox.c.channel, outbox.c.chat), order_by=(outbox.c.due_at, outbox.c.id)
    )
    ranked = (
        select(outbox.c.id, place.label("place"))
        .where(outbox.c.state == "waiting", outbox.c.due_at <= now)
        .subquery()
    )
    statement = (
        select(outbox)
        .join(ranked, ranked.c.id == outbox.c.id)
        .where(ranked.c.place == 1)
        .order_by(outbox.c.due_at, outbox.c.id)
        .limit(limit)
    )
    rows = [_outgoing(row) for row in tx.execute(statement)]
    return [row for row in rows if row.next_try_at is None or row.next_try_at <= now]


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
    """After a death: `sending` goes again where repeating is harmless, else it is `unknown`."""
    sending = outbox.c.state == "sending"
    tx.execute(
        update(outbox).where(sending, outbox.c.channel.in_(harmless)).values(state="waiting")
    )
    return tx.execute(update(outbox).where(sending).values(state="unknown", why=why)).rowcount


def sent_since(tx: Transaction, channel: str, chat: str, kind: str, since: datetime) -> int:
    """How many messages of a kind were made for a chat since then (edits not counted)."""
    statement = (
        select(func.count())
        .select_from(outbox)
        .where(
            outbox.c.channel == channel,
            outbox.c.chat == chat,
            outbox.c.created_at > since,
            outbox.c.kind == kind,
            outbox.c.edits.is_(None),
        )
    )
    return int(tx.execute(statement).scalar_one())


def counts(tx: Transaction) -> dict[str, int]:
    """State -> rows, for `status`."""
    rows = tx.execute(select(outbox.c.state, func.count().label("total")).group_by(outbox.c.state))
    return {row.state: row.total for row in rows}
