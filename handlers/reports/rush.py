"""In a rush the receipts of a chat come together, one line a minute."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

from msgspec.structs import replace

from handlers import wording
from handlers.desk import Desk
from handlers.office import Office, office_of
from handlers.reports.outgoing import group_line
from handlers.reports.receipt_lines import whole_line_of
from storage import outbox, report_search, reports
from storage.messages import OutgoingMessage
from storage.reachable import reachable
from storage.records import ReportState
from storage.report_rows import Standing
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
    """One line for all reports of a chat that had no receipt of their own, and private lists."""
    held = report_search.held_back(tx, channel, chat, now)
    for one in held:
        reports.settle(tx, one)
    told = [one for one in held if one.report.state not in UNSPOKEN]
    if not told:
        return []
    office = office_of(tx)
    since = min(one.report.received_at for one in told).astimezone(desk.zone)
    until = now.astimezone(desk.zone)
    lists = _lists(tx, office, told, since, until)
    text = _text(office, told, since, until, bool(lists))
    group = office.groups.get((channel, chat))
    key = f"receipts/{channel}/{chat}/{held[0].report.id}"
    line = group_line(office, group, channel, chat, text, key)
    if line is None:
        return []
    return [line, *(replace(one, key=f"{key}/{one.chat}", dropped=line.dropped) for one in lists)]


def _text(
    office: Office, told: Sequence[Standing], since: datetime, until: datetime, listed: bool
) -> str:
    """Every unit is named with its number of reports: whoever reported must find the own."""
    counted = [one for one in told if one.settles_as is not ReportState.DUPLICATE]
    units = Counter(_unit_name(office, one) for one in counted)
    return wording.receipts_together(since, until, units, len(told) - len(counted), listed)


def _unit_name(office: Office, standing: Standing) -> str:
    unit = office.units.get(standing.report.unit or 0)
    return standing.report.reporter if unit is None else unit.name


def _lists(
    tx: Transaction, office: Office, told: Sequence[Standing], since: datetime, until: datetime
) -> list[OutgoingMessage]:
    """To whoever may be written to in private: what was counted of the own reports, line by line.

    In a private chat the reports were said where the one line stands, and nobody else is told.
    """
    known = reachable(tx)
    by_person: dict[tuple[str, str], list[Standing]] = {}
    for one in told:
        who = (one.report.channel, one.report.sender)
        person = office.people.get(who)
        if person is not None and person.id in known and one.report.chat != who[1]:
            by_person.setdefault(who, []).append(one)
    made = []
    for (channel, account), own in by_person.items():
        lines = [whole_line_of(office, one) for one in own]
        text = wording.receipts_listed(since, until, lines)
        made.append(OutgoingMessage(channel, account, "receipt", text, "", private=True))
    return made
