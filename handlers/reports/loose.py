"""Photos and places that no text has joined: one report, listed, no items and no receipt."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from handlers import wording
from handlers.desk import Desk
from handlers.office import office_of
from handlers.people.recognition import recognise
from storage import inbox, photos, places, reports
from storage.messages import OutgoingMessage
from storage.parts import Part
from storage.records import ReportState
from storage.reports import NewReport
from storage.store import Transaction

FAR = timedelta(hours=24)


def fire_loose(
    tx: Transaction, channel: str, chat: str, sender: str, now: datetime, desk: Desk
) -> list[OutgoingMessage]:
    """Gather one sender's parts whose time to be joined is over; never speaks."""
    before = now - desk.join_window
    found = photos.loose(tx, before) + places.loose(tx, before)
    due = [one for one in found if (one.channel, one.chat, one.sender) == (channel, chat, sender)]
    if not due:
        return []
    first = min(due, key=lambda part: (part.sent_at, part.inbox))
    whose = (tx, channel, chat, sender, first.sent_at, first.sent_at + FAR)
    near = [one for one in photos.near(*whose) + places.near(*whose) if one.report is None]
    parts = with_companions(first, near, desk.join_window)
    report_id = reports.add(tx, _report(tx, first, desk), first.inbox).report.id
    for part in parts:
        keeps = photos if part.place is None else places
        keeps.join(tx, [part.id], report_id, wording.PARTS_ALONE)
        reports.add_message(tx, report_id, part.inbox, part.message)
        inbox.set_outcome(tx, part.inbox, "unsure", wording.PARTS_ALONE)
    return []


def with_companions(first: Part, near: Sequence[Part], window: timedelta) -> list[Part]:
    """A part and what was sent soon after it, or soon after what was sent soon after it."""
    gathered = [first]
    for one in sorted(near, key=lambda part: (part.sent_at, part.inbox)):
        soon = timedelta(0) <= one.sent_at - gathered[-1].sent_at <= window
        if soon and one != first:
            gathered.append(one)
    return gathered


def _report(tx: Transaction, first: Part, desk: Desk) -> NewReport:
    office = office_of(tx)
    group = office.groups.get((first.channel, first.chat))
    day = desk.day_of(first.sent_at)
    speaker = recognise(office, first.channel, first.sender, "", day)
    unit = next(iter(speaker.units)) if len(speaker.units) == 1 else None
    campaign = office.campaign_for(day, "", [])
    return NewReport(
        channel=first.channel,
        group=group.id if group else None,
        chat=first.chat,
        sender=first.sender,
        reporter=speaker.name,
        person=speaker.person.id if speaker.person else None,
        unit=unit,
        day=day,
        campaign=campaign.id if campaign else None,
        settles_as=ReportState.UNSURE,
        why=wording.PARTS_ALONE,
        missing="",
        late=False,
        supplement=False,
        source=desk.source,
        text="",
        message=first.message,
        sent_at=first.sent_at,
        received_at=first.added_at,
        receipt_at=None,
        receipt_by=None,
        items=(),
    )
