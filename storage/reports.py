"""Reports: kept, changed and settled; every earlier state stays."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from msgspec import Struct
from sqlalchemy import bindparam, select, update

from storage.inserting import insert_prepared, put_once
from storage.prepared import Prepared
from storage.records import Report, ReportItem, ReportState
from storage.report_rows import Standing, fingerprint
from storage.store import Transaction
from storage.tables import inbox, report_history, report_items, report_messages, reports


class NewReport(Struct, frozen=True):
    """What a text tells; `settles_as` is its state once the quiet time is over."""

    channel: str
    group: int | None
    chat: str
    sender: str
    reporter: str
    person: int | None
    unit: int | None
    day: date
    campaign: int | None
    settles_as: ReportState
    why: str
    missing: str
    late: bool
    supplement: bool
    source: str
    text: str
    message: str
    sent_at: datetime
    received_at: datetime
    receipt_at: datetime | None
    receipt_by: datetime | None
    items: tuple[ReportItem, ...]
    list_head: str = ""


_ADD_ITEM = Prepared(report_items.insert())
_CHANGE = Prepared(update(reports).where(reports.c.id == bindparam("report")))


def add(tx: Transaction, new: NewReport, inbox_id: int) -> Standing:
    """Keep a new report with its items and its message; gives it as it stands now."""
    waits = new.receipt_at is not None and new.settles_as is not ReportState.UNSURE
    state = ReportState.WAITING if waits else new.settles_as
    values = {
        "channel": new.channel,
        "group_id": new.group,
        "chat": new.chat,
        "sender": new.sender,
        "reporter": new.reporter,
        "person_id": new.person,
        "unit_id": new.unit,
        "day": new.day,
        "campaign_id": new.campaign,
        "state": state,
        "settles_as": new.settles_as,
        "why": new.why,
        "missing": new.missing,
        "late": new.late,
        "supplement": new.supplement,
        "source": new.source,
        "text": new.text,
        "fingerprint": fingerprint(new.items),
        "message": new.message,
        "sent_at": new.sent_at,
        "received_at": new.received_at,
        "receipt_at": new.receipt_at,
        "receipt_by": new.receipt_by,
        "list_head": new.list_head,
    }
    report_id = put_once(tx, reports, values)
    assert report_id is not None
    _put_items(tx, report_id, new.items)
    add_message(tx, report_id, inbox_id, new.message)
    return _just_added(new, report_id, state)


def _just_added(new: NewReport, report_id: int, state: ReportState) -> Standing:
    report = Report(
        id=report_id,
        channel=new.channel,
        group=new.group,
        chat=new.chat,
        sender=new.sender,
        reporter=new.reporter,
        unit=new.unit,
        day=new.day,
        state=state,
        text=new.text,
        sent_at=new.sent_at,
        received_at=new.received_at,
        campaign=new.campaign,
        person=new.person,
        late=new.late,
        supplement=new.supplement,
        source=new.source,
        why=new.why,
        items=new.items,
        messages=(new.message,),
    )
    return Standing(
        report=report,
        message=new.message,
        settles_as=new.settles_as,
        missing=new.missing,
        version=1,
        receipt_at=new.receipt_at,
        receipt_by=new.receipt_by,
    )


def _put_items(tx: Transaction, report_id: int, items: Sequence[ReportItem]) -> None:
    for position, item in enumerate(items):
        values = {
            "report_id": report_id,
            "position": position,
            "activity": item.activity,
            "count": item.count,
            "unit": item.unit,
            "approximate": item.approximate,
            "cumulative": item.cumulative,
            "words": item.words,
            "qualifier": item.qualifier,
        }
        _ADD_ITEM.run(tx, values)


def add_message(tx: Transaction, report_id: int, inbox_id: int, message: str) -> None:
    """Say that a message makes or changes a report; twice is the same as once."""
    values = {"report_id": report_id, "inbox_id": inbox_id, "message": message}
    insert_prepared(tx, report_messages).run(tx, values)


def drop_message(tx: Transaction, report_id: int, inbox_id: int) -> None:
    """A part went to another report: its message no longer makes this one."""
    tx.execute(
        report_messages.delete().where(
            report_messages.c.report_id == report_id, report_messages.c.inbox_id == inbox_id
        )
    )


def change(
    tx: Transaction,
    standing: Standing,
    who: str,
    why: str,
    inbox_id: int | None,
    now: datetime,
    values: Mapping[str, Any],
    items: Sequence[ReportItem] | None = None,
) -> None:
    """Change a report and keep what it was; `items`, when given, replace all of them."""
    report = standing.report
    tx.execute(
        report_history.insert(),
        {
            "report_id": report.id,
            "version": standing.version,
            "at": now,
            "who": who,
            "why": why,
            "inbox_id": inbox_id,
            "before": _as_json(report),
        },
    )
    changed = dict(values) | {"version": standing.version + 1}
    if items is not None:
        tx.execute(report_items.delete().where(report_items.c.report_id == report.id))
        _put_items(tx, report.id, items)
        changed["fingerprint"] = fingerprint(items)
    tx.execute(update(reports).where(reports.c.id == report.id).values(changed))
    if inbox_id is not None:
        message = _message_of(tx, inbox_id)
        add_message(tx, report.id, inbox_id, message)


def _message_of(tx: Transaction, inbox_id: int) -> str:
    return str(tx.execute(select(inbox.c.message).where(inbox.c.id == inbox_id)).scalar_one())


def _as_json(report: Report) -> str:
    return json.dumps(
        {
            "state": report.state,
            "unit": report.unit,
            "day": report.day.isoformat(),
            "why": report.why,
            "amended": report.amended,
            "items": [
                {
                    "activity": item.activity,
                    "count": item.count,
                    "unit": item.unit,
                    "approx": item.approximate,
                    "cumulative": item.cumulative,
                    "words": item.words,
                }
                for item in report.items
            ],
            "photos": [photo.id for photo in report.photos],
        },
        ensure_ascii=False,
    )


def settle(tx: Transaction, standing: Standing, told_at: datetime | None = None) -> None:
    """The quiet time is over: the report gets the state it was heading for.

    `told_at`: its receipt is held back until then; None: no alarm any more.
    """
    state = standing.report.state
    settled = standing.settles_as if state is ReportState.WAITING else state
    _CHANGE.run(tx, {"report": standing.report.id, "state": settled, "receipt_at": told_at})


def date_back(
    tx: Transaction, channel: str, chat: str, message: str, sent_at: datetime, amended: bool
) -> None:
    """The first version of an edited text is heard at last: its reports were sent with it."""
    of_message = (
        reports.c.channel == channel,
        reports.c.chat == chat,
        reports.c.message == message,
    )
    values = {"sent_at": sent_at} | ({"amended": True} if amended else {})
    tx.execute(update(reports).where(*of_message).values(values))


def put_off(tx: Transaction, report_id: int, receipt_at: datetime) -> None:
    """A part came: the receipt waits a little longer."""
    _CHANGE.run(tx, {"report": report_id, "receipt_at": receipt_at})
