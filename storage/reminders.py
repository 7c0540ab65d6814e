"""Reminders: rows with a due time and a unique key; the row is the truth, not the alarm clock."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, literal, or_, select, update

from storage.columns import written
from storage.inserting import insert_all_once, one_of
from storage.store import Transaction
from storage.tables import outbox, reminders


@dataclass(frozen=True, slots=True)
class Reminder:
    """One step for one group, unit or supervisor; after `until` it is missed, never sent.

    `day` is the deadline it speaks of; `key` is unique for ever.
    """

    key: str
    campaign: int
    target: str
    group: int | None
    unit: int | None
    step: str
    day: date
    due_at: datetime
    until: datetime
    id: int = 0
    state: str = "planned"
    why: str = ""
    outbox_key: str | None = None


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of a reminder; `outbox_key` names the message that carries it.

    `alone`: the message carries nothing else, and is named after the reminder.
    """

    id: int
    state: str
    why: str = ""
    outbox_key: str | None = None
    alone: bool = False


MESSAGE = "reminder/"
"""What stands before a reminder's key in the key of the message that is named after it."""


_OF = reminders.c
# In the order of the fields of Reminder.
_REMINDER = (
    _OF.key, _OF.campaign_id, _OF.target, _OF.group_id, _OF.unit_id, _OF.step, _OF.day,
    _OF.due_at, _OF.until, _OF.id, _OF.state, _OF.why, _OF.outbox_key,
)  # fmt: skip


def plan(
    tx: Transaction, wanted: Sequence[Reminder], now: datetime, why_dropped: str, opening: str
) -> None:
    """Bring what is planned to what is wanted; what was fired or missed is never touched.

    What was due before anybody wanted it is left out; only the step `opening` still goes, at once.
    """
    standing = {row.key: row for row in tx.execute(select(reminders))}
    new = [
        one if one.due_at >= now else replace(one, due_at=now)
        for one in wanted
        if one.key not in standing
        and (one.due_at >= now or (one.step == opening and one.until >= now))
    ]
    insert_all_once(tx, reminders, [_values(one) for one in new])
    moved = [one for one in wanted if _is_moved(standing.get(one.key), one, now)]
    if moved:
        tx.execute(_MOVE, [{"row": standing[one.key].id} | _times(one) for one in moved])
    keys = {one.key for one in wanted}
    gone = [row.id for row in standing.values() if row.state == "planned" and row.key not in keys]
    if gone:
        ended = [{"row": one, "state": "dropped", "why": why_dropped, "at": now} for one in gone]
        tx.execute(_SETTLE, [one | {"message": None} for one in ended])


def _values(one: Reminder) -> dict[str, Any]:
    return {
        "key": one.key,
        "campaign_id": one.campaign,
        "target": one.target,
        "group_id": one.group,
        "unit_id": one.unit,
        "step": one.step,
        "day": one.day,
        "due_at": one.due_at,
        "until": one.until,
        "state": "planned",
    }


def _times(one: Reminder) -> dict[str, datetime]:
    return {"due": one.due_at, "last": one.until}


def _is_moved(row: Any, wanted: Reminder, now: datetime) -> bool:
    """What was dropped and is wanted again comes back in time; nothing else that is done does."""
    if row is None:
        return False
    if row.state == "dropped":
        return wanted.until >= now
    return row.state == "planned" and (row.due_at, row.until) != (wanted.due_at, wanted.until)


_MOVE = (
    update(reminders)
    .where(
        reminders.c.id == bindparam("row"),
        or_(reminders.c.state == "planned", reminders.c.state == "dropped"),
    )
    .values(due_at=bindparam("due"), until=bindparam("last"), state="planned", why="")
)
_SETTLE = (
    update(reminders)
    .where(reminders.c.id == bindparam("row"), reminders.c.state == "planned")
    .values(
        state=bindparam("state"),
        why=bindparam("why"),
        outbox_key=bindparam("message"),
        done_at=bindparam("at"),
    )
)


def first_due(tx: Transaction) -> tuple[datetime, datetime] | None:
    """(due at, until) of the planned reminder that is due first; None when none is planned."""
    statement = (
        select(reminders.c.due_at, reminders.c.until)
        .where(reminders.c.state == written("planned"))
        .order_by(reminders.c.due_at, reminders.c.id)
        .limit(1)
    )
    row = tx.execute(statement).first()
    return None if row is None else (row.due_at, row.until)


def due(tx: Transaction, now: datetime, limit: int) -> list[Reminder]:
    """Planned ones whose time has come, oldest first; locked on PostgreSQL until the commit."""
    statement = (
        select(*_REMINDER)
        .where(reminders.c.state == written("planned"), reminders.c.due_at <= now)
        .order_by(reminders.c.due_at, reminders.c.group_id, reminders.c.unit_id, reminders.c.id)
        .limit(limit)
    )
    if tx.dialect == "postgresql":
        statement = statement.with_for_update()
    return [Reminder(*row) for row in tx.execute(statement)]


def settle(tx: Transaction, ended: Iterable[Settled], now: datetime) -> None:
    """Only planned rows move: what is settled once stays as it is."""
    alike: dict[tuple[str, str, bool], list[int]] = {}
    rows = []
    for one in ended:
        if one.alone or one.outbox_key is None:
            alike.setdefault((one.state, one.why, one.alone), []).append(one.id)
        else:
            own = {"row": one.id, "state": one.state, "why": one.why, "at": now}
            rows.append(own | {"message": one.outbox_key})
    for (state, why, alone), ids in alike.items():
        values = {"state": state, "why": why, "done_at": now}
        if alone:
            values["outbox_key"] = literal(MESSAGE) + reminders.c.key
        planned = (one_of(tx, reminders.c.id, ids), reminders.c.state == "planned")
        tx.execute(update(reminders).where(*planned).values(values))
    if rows:
        tx.execute(_SETTLE, rows)


def silence(tx: Transaction, outbox_key: str, why: str, now: datetime) -> None:
    """What one message was to carry is not needed any more, found out just before it went."""
    carried = (reminders.c.outbox_key == outbox_key, reminders.c.state == "fired")
    values = {"state": "silenced", "why": why, "done_at": now}
    tx.execute(update(reminders).where(*carried).values(values))


def of_message(tx: Transaction, outbox_key: str) -> list[Reminder]:
    """The reminders that one message carries."""
    statement = select(*_REMINDER).where(reminders.c.outbox_key == outbox_key)
    return [Reminder(*row) for row in tx.execute(statement.order_by(reminders.c.id))]


def of_campaign(tx: Transaction, campaign: int) -> list[Reminder]:
    statement = select(*_REMINDER).where(reminders.c.campaign_id == campaign)
    return [Reminder(*row) for row in tx.execute(statement.order_by(reminders.c.due_at))]


def missed(tx: Transaction, since: datetime, held_back: str = "") -> list[Reminder]:
    """Those that fell due since then and did not arrive: never made, held up, refused, unknown.

    What was dropped with `held_back` as its reason was not meant to arrive.
    """
    statement = (
        select(*_REMINDER)
        .outerjoin(outbox, outbox.c.key == reminders.c.outbox_key)
        .where(
            reminders.c.due_at >= since,
            or_(
                reminders.c.state == "missed",
                (reminders.c.state == "fired")
                & outbox.c.state.in_(("dropped", "failed", "unknown"))
                & (outbox.c.why != held_back),
            ),
        )
    )
    return [Reminder(*row) for row in tx.execute(statement.order_by(reminders.c.due_at))]
