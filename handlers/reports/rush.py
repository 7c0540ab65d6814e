"""In a rush the receipts of a chat come together, one line a minute."""

from datetime import datetime, timedelta

from handlers import wording
from handlers.desk import Desk
from handlers.office import office_of
from handlers.reports.outgoing import group_line
from storage import outbox, report_search, reports
from storage.messages import OutgoingMessage
from storage.records import ReportState
from storage.store import Transaction

TOGETHER = timedelta(minutes=1)
UNSPOKEN = frozenset({ReportState.WITHDRAWN, ReportState.UNSURE, ReportState.WAITING})


def is_rush(tx: Transaction, channel: str, chat: str, now: datetime, desk: Desk) -> bool:
    """True when the chat has heard as many receipts within a minute as it shall."""
    if desk.batch_per_minute == 0:
        return False
    heard = outbox.sent_since(tx, channel, chat, "receipt", now - TOGETHER)
    return heard >= desk.batch_per_minute


def told_together_at(now: datetime) -> datetime:
    """The end of the running minute: when what is held back is told in one line."""
    return now.replace(second=0, microsecond=0) + TOGETHER


def fire_rush(
    tx: Transaction, channel: str, chat: str, now: datetime, desk: Desk
) -> list[OutgoingMessage]:
    """One line for all reports of a chat that were counted without a receipt of their own."""
    held = report_search.held_back(tx, channel, chat, now)
    for one in held:
        reports.settle(tx, one)
    told = [one.report for one in held if one.report.state not in UNSPOKEN]
    if not told:
        return []
    office = office_of(tx)
    units = [unit.name for one in told if (unit := office.units.get(one.unit or 0))]
    since = min(one.received_at for one in told).astimezone(desk.zone)
    text = wording.receipts_together(
        since, now.astimezone(desk.zone), list(dict.fromkeys(units)), len(told)
    )
    group = office.groups.get((channel, chat))
    key = f"receipts/{channel}/{chat}/{held[0].report.id}"
    line = group_line(office, group, channel, chat, text, key)
    return [] if line is None else [line]
