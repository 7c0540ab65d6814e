"""The log of what was heard and what was sent, page by page in the contract's fields."""

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import and_, case, func, select

from storage.exports import Names, Page, Row, Wanted
from storage.store import Transaction
from storage.tables import inbox, outbox, report_messages, reports

LOG_FIELDS = (
    *("channel", "chat", "message", "edit", "kind", "sender", "text", "sent_at"),
    *("received_at", "outcome", "reports", "why"),
)
SENT_FIELDS = ("channel", "chat", "message", "kind", "text", "due_at", "sent_at", "state", "why")


def log_page(tx: Transaction, after: int, limit: int, wanted: Wanted, known: Names) -> Page:
    """Messages and edits as heard, the chat's id as sent; `edit` counts 0, 1, … by message."""
    del known
    statement = select(inbox, _edit_number().label("edit_number")).where(inbox.c.id > after)
    if not wanted.everything:
        told = select(report_messages.c.inbox_id).join(
            reports, reports.c.id == report_messages.c.report_id
        )
        statement = statement.where(inbox.c.id.in_(told.where(*wanted.conditions())))
    rows = list(tx.execute(statement.order_by(inbox.c.id).limit(limit)))
    ids = _reports_of(tx, [row.id for row in rows])
    return [(row.id, _log_row(row, ids.get(row.id, []))) for row in rows]


def _edit_number() -> Any:
    earlier = inbox.alias("earlier")
    count = (
        select(func.count())
        .select_from(earlier)
        .where(
            and_(
                earlier.c.channel == inbox.c.channel,
                earlier.c.chat == inbox.c.chat,
                earlier.c.message == inbox.c.message,
                earlier.c.edit > 0,
                earlier.c.id <= inbox.c.id,
            )
        )
        .scalar_subquery()
    )
    return case((inbox.c.edit > 0, count), else_=0)


def _reports_of(tx: Transaction, inbox_ids: Sequence[int]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    statement = select(report_messages.c.inbox_id, report_messages.c.report_id).where(
        report_messages.c.inbox_id.in_(inbox_ids)
    )
    for row in tx.execute(statement.order_by(report_messages.c.report_id)):
        found.setdefault(row.inbox_id, []).append(row.report_id)
    return found


def _log_row(row: Any, ids: list[int]) -> Row:
    return {
        "channel": row.channel,
        "chat": row.chat,
        "message": row.message,
        "edit": row.edit_number,
        "kind": row.kind,
        "sender": row.sender,
        "text": row.text,
        "sent_at": row.sent_at,
        "received_at": row.received_at,
        "outcome": row.outcome,
        "reports": ids,
        "why": row.why,
    }


def sent_page(tx: Transaction, after: int, limit: int, wanted: Wanted, known: Names) -> Page:
    """One row of the outbox each, whatever became of it."""
    del known
    statement = select(outbox).where(outbox.c.id > after)
    if not wanted.everything:
        told = select(reports.c.id).where(*wanted.conditions())
        statement = statement.where(outbox.c.report_id.in_(told))
    return [
        (
            row.id,
            {
                "channel": row.channel,
                "chat": row.chat,
                "message": json.loads(row.sent_ids),
                "kind": row.kind,
                "text": row.text,
                "due_at": row.due_at,
                "sent_at": row.sent_at,
                "state": row.state,
                "why": row.why,
            },
        )
        for row in tx.execute(statement.order_by(outbox.c.id).limit(limit))
    ]
