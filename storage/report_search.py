"""Finding reports: by message, sender, unit and day, or because their receipt is due."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, bindparam, case, func, select

from storage.columns import written
from storage.prepared import Prepared
from storage.records import ReportItem
from storage.report_rows import Standing, fingerprint, standings, whole
from storage.store import Transaction
from storage.tables import inbox, report_history, report_items, report_messages, reports

SETTLED = ("recorded", "incomplete", "waiting")


def due_receipts(tx: Transaction, now: datetime, limit: int = 500) -> list[tuple[str, str, str]]:
    """(channel, chat, message) of each text whose receipt is due, oldest first."""
    statement = (
        select(reports.c.channel, reports.c.chat, reports.c.message)
        .where(reports.c.receipt_at.is_not(None), reports.c.receipt_at <= now)
        .order_by(reports.c.receipt_at, reports.c.id)
        .limit(limit)
    )
    return list({(row.channel, row.chat, row.message): None for row in tx.execute(statement)})


def held_back(tx: Transaction, channel: str, chat: str, now: datetime) -> list[Standing]:
    """A chat's reports that count already and whose receipt was held back until now."""
    is_held = and_(
        reports.c.channel == channel,
        reports.c.chat == chat,
        reports.c.receipt_at.is_not(None),
        reports.c.receipt_at <= now,
        reports.c.state != "waiting",
    )
    return standings(tx, whole(is_held))


_OF_MESSAGE = Prepared(
    whole(
        and_(
            reports.c.channel == bindparam("channel"),
            reports.c.chat == bindparam("chat"),
            reports.c.message == bindparam("message"),
        )
    )
)


def of_message(tx: Transaction, channel: str, chat: str, message: str) -> list[Standing]:
    """The reports that one text made, in the order in which it names them."""
    return standings(tx, _OF_MESSAGE, {"channel": channel, "chat": chat, "message": message})


@dataclass(frozen=True, slots=True)
class TextPoint:
    """A text that made a report: what photos and places look for.

    `withdrawn_at` is when the words that withdrew it were sent, None while it stands.
    """

    id: int
    message: str
    sent_at: datetime
    withdrawn_at: datetime | None


_WITHDRAWN_AT = (
    select(func.max(inbox.c.sent_at))
    .join(report_history, report_history.c.inbox_id == inbox.c.id)
    .where(report_history.c.report_id == reports.c.id)
    .scalar_subquery()
)
_WITHDRAWN = func.coalesce(_WITHDRAWN_AT, reports.c.sent_at)
_POINTS = Prepared(
    select(
        reports.c.id,
        reports.c.message,
        reports.c.sent_at,
        case((reports.c.state == "withdrawn", _WITHDRAWN)).label("withdrawn_at"),
    ).where(
        reports.c.channel == bindparam("channel"),
        reports.c.chat == bindparam("chat"),
        reports.c.sender == bindparam("sender"),
        reports.c.sent_at.between(bindparam("since"), bindparam("until")),
        reports.c.text != "",
    )
)


def points(
    tx: Transaction, channel: str, chat: str, sender: str, since: datetime, until: datetime
) -> list[TextPoint]:
    """One sender's texts that made reports, between two moments of the platform's time."""
    values = {"channel": channel, "chat": chat, "sender": sender, "since": since, "until": until}
    rows = _POINTS.rows(tx, values)
    return [TextPoint(row.id, row.message, row.sent_at, row.withdrawn_at) for row in rows]


def with_message(tx: Transaction, channel: str, chat: str, message: str) -> list[Standing]:
    """The reports in which a message of that id stands, whatever it gave them."""
    ids = (
        select(report_messages.c.report_id)
        .join(inbox, inbox.c.id == report_messages.c.inbox_id)
        .where(inbox.c.channel == channel, inbox.c.chat == chat, inbox.c.message == message)
    )
    return standings(tx, whole(reports.c.id.in_(ids)))


def latest_of_unit(tx: Transaction, unit: int, until: date, limit: int = 20) -> list[Standing]:
    """The unit's newest counting reports whose day is not after `until`, newest first."""
    ids = (
        select(reports.c.id)
        .where(reports.c.unit_id == unit, reports.c.day <= until, reports.c.state.in_(SETTLED))
        .order_by(reports.c.day.desc(), reports.c.sent_at.desc(), reports.c.id.desc())
        .limit(limit)
    )
    return sorted(
        standings(tx, whole(reports.c.id.in_(ids))),
        key=lambda one: (one.report.day, one.report.sent_at, one.report.id),
        reverse=True,
    )


_SAME = Prepared(
    select(func.min(reports.c.sent_at).label("first")).where(
        reports.c.unit_id == bindparam("unit"),
        reports.c.day == bindparam("day"),
        reports.c.fingerprint == bindparam("fingerprint"),
        reports.c.state.in_(SETTLED),
        reports.c.received_at >= bindparam("since"),
    )
)


def same(
    tx: Transaction, unit: int, day: date, items: Sequence[ReportItem], since: datetime
) -> datetime | None:
    """When a report with equal items of that unit and day was heard since then; else None."""
    values = {"unit": unit, "day": day, "fingerprint": fingerprint(items), "since": since}
    first: datetime | None = _SAME.first(tx, values).first
    return first


def sum_before(tx: Transaction, unit: int, campaign: int | None, activity: str, until: date) -> int:
    """What the unit's single figures of an activity add up to, up to and with that day."""
    statement = (
        select(func.coalesce(func.sum(report_items.c.count), 0))
        .join(reports, reports.c.id == report_items.c.report_id)
        .where(
            reports.c.unit_id == unit,
            reports.c.campaign_id == campaign,
            reports.c.day <= until,
            reports.c.state.in_(SETTLED),
            report_items.c.activity == activity,
            report_items.c.cumulative.is_(False),
        )
    )
    return int(tx.execute(statement).scalar_one())


_ONE = Prepared(whole(reports.c.id == bindparam("report")))


def get(tx: Transaction, report_id: int) -> Standing:
    return standings(tx, _ONE, {"report": report_id})[0]


def history(tx: Transaction, report_id: int) -> list[dict[str, Any]]:
    """What a report was before each change, oldest first."""
    statement = select(report_history).where(report_history.c.report_id == report_id)
    return [
        {"version": row.version, "at": row.at, "who": row.who, "why": row.why}
        | {"before": json.loads(row.before)}
        for row in tx.execute(statement.order_by(report_history.c.version))
    ]


def of_list(tx: Transaction, channel: str, chat: str, head: str, since: datetime) -> list[Standing]:
    """The reports that lines of a chat's 接龙 list made since then, the withdrawn ones too."""
    condition = and_(
        reports.c.channel == channel,
        reports.c.chat == chat,
        reports.c.list_head == head,
        reports.c.list_head != written(""),
        reports.c.sent_at >= since,
    )
    return standings(tx, whole(condition))


def earlier_fingerprints(tx: Transaction, report_id: int) -> set[str]:
    """What a report's items were before each of its changes, as `fingerprint` tells them."""
    return {
        fingerprint(
            [
                ReportItem(one["activity"], one["count"], one["unit"])
                for one in kept["before"]["items"]
            ]
        )
        for kept in history(tx, report_id)
    }


def last_of_sender(
    tx: Transaction,
    channel: str,
    chat: str,
    sender: str,
    since: datetime,
    until: datetime,
    settles_as: str,
) -> Standing | None:
    """The newest report a sender said in a chat until then that settles so and stands."""
    stands = and_(
        reports.c.channel == channel,
        reports.c.chat == chat,
        reports.c.sender == sender,
        reports.c.sent_at.between(since, until),
        reports.c.settles_as == settles_as,
        reports.c.state.in_(("waiting", settles_as)),
    )
    found = standings(tx, whole(stands))
    return found[-1] if found else None


def latest_text(
    tx: Transaction, channel: str, chat: str, sender: str, since: datetime, until: datetime
) -> list[Standing]:
    """The reports of the newest text a sender said until then that is not withdrawn."""
    statement = (
        select(reports.c.message)
        .where(
            reports.c.channel == channel,
            reports.c.chat == chat,
            reports.c.sender == sender,
            reports.c.sent_at.between(since, until),
            reports.c.state != "withdrawn",
            reports.c.text != "",
        )
        .order_by(reports.c.sent_at.desc(), reports.c.id.desc())
        .limit(1)
    )
    message = tx.execute(statement).scalar()
    return [] if message is None else of_message(tx, channel, chat, message)


def page(
    tx: Transaction,
    after: int,
    limit: int,
    campaign: int | None = None,
    units: Sequence[int] | None = None,
) -> list[Standing]:
    """The next `limit` reports after that id, by id; a campaign or units leave out the others."""
    statement = select(reports.c.id).where(reports.c.id > after).order_by(reports.c.id)
    if campaign is not None:
        statement = statement.where(reports.c.campaign_id == campaign)
    if units is not None:
        statement = statement.where(reports.c.unit_id.in_(units))
    ids = [row.id for row in tx.execute(statement.limit(limit))]
    found = standings(tx, whole(reports.c.id.in_(ids))) if ids else []
    return sorted(found, key=lambda one: one.report.id)
