"""Adding a report: whose it is, which day, and whether it counts as it stands."""

from collections.abc import Sequence
from datetime import date, timedelta

from msgspec.structs import replace

from handlers import wording
from handlers.reports.activities import EVENTS
from handlers.reports.joining import receipt_bounds
from handlers.reports.reading import Mention, Reading
from handlers.reports.text import read_text
from handlers.reports.whose import Whose, town_meant, whose
from handlers.scene import Scene
from storage import joint_reports, report_search, reports
from storage.records import ReportItem, ReportState
from storage.report_rows import Standing
from storage.reports import NewReport

REPEATS = timedelta(hours=48)


def read(scene: Scene) -> Reading:
    if not scene.message.text:
        return Reading()
    return read_text(scene.together.rest, scene.today, scene.office.names, scene.office.own_words)


def add_report(
    scene: Scene, reading: Reading, mention: Mention, list_head: str = "", at_once: bool = False
) -> Standing:
    """Keep what a text tells of one unit on one day; gives the report as it stands now.

    `list_head`: it is a line of the group's list, where everybody carries the others' lines on.
    `at_once`: it need not wait for parts, and the caller fires its receipt.
    """
    if not mention.units and mention.village is None:
        town = town_meant(scene.office, scene.group, scene.message.text)
        mention = replace(mention, units=town)
    owner = whose(scene.office, scene.group, scene.speaker, mention, in_list=bool(list_head))
    day = mention.day or reading.day or scene.today
    state, why = judge(scene, reading, mention.items, owner, day)
    message, speaker = scene.message, scene.speaker
    campaign = scene.office.campaign_for(
        day, message.text, [item.activity for item in mention.items]
    )
    heard = scene.desk.received_at.astimezone(scene.desk.zone).date()
    receipt_at, receipt_by = receipt_bounds(scene.desk, scene.now)
    new = NewReport(
        channel=message.channel,
        group=scene.group.id if scene.group else None,
        chat=message.chat,
        sender=message.sender,
        reporter=speaker.name,
        person=speaker.person.id if speaker.person else None,
        unit=owner.unit,
        day=day,
        campaign=campaign.id if campaign else None,
        settles_as=state,
        why=why,
        missing=reading.missing or "" if state is ReportState.INCOMPLETE else "",
        late=campaign is not None and heard > campaign.due,
        supplement=False,
        source=scene.desk.source,
        text=message.text,
        message=message.message,
        sent_at=message.sent_at,
        received_at=scene.desk.received_at,
        receipt_at=None if at_once or state is ReportState.UNSURE else receipt_at,
        receipt_by=None if state is ReportState.UNSURE else receipt_by,
        items=mention.items,
        list_head=list_head,
    )
    added = reports.add(scene.tx, new, scene.desk.inbox_id)
    _link_events(scene, added.report.id, new)
    return added


def _link_events(scene: Scene, report_id: int, new: NewReport) -> None:
    """One event that two units report is credited to each and counted once above them."""
    events = {item.activity for item in new.items} & EVENTS
    if not events or new.unit is None:
        return
    partners = scene.together.partners - {new.unit}
    joint_reports.put_partners(scene.tx, report_id, partners)
    other = joint_reports.same_event(scene.tx, report_id, new.unit, partners, new.day, events)
    if other is not None:
        joint_reports.link(scene.tx, other, report_id)


def judge(
    scene: Scene,
    reading: Reading,
    items: Sequence[ReportItem],
    owner: Whose,
    day: date,
    may_repeat: bool = True,
) -> tuple[ReportState, str]:
    """The state a report is heading for, and the reason where it does not simply count.

    `may_repeat` False: it counted already, so its own figures are no repetition.
    """
    if scene.message.forwarded_from is not None:
        return ReportState.UNSURE, wording.forwarded(scene.message.forwarded_from)
    if reading.unsure or owner.unsure:
        return ReportState.UNSURE, reading.unsure or owner.unsure
    if day > scene.today:
        return ReportState.UNSURE, wording.DAY_TO_COME
    if not items or owner.unit is None:
        return ReportState.INCOMPLETE, wording.NUMBER_MISSING
    since = scene.now - REPEATS
    before = report_search.same(scene.tx, owner.unit, day, items, since)
    if may_repeat and before is not None:
        return ReportState.DUPLICATE, wording.repeats(before.astimezone(scene.desk.zone))
    if may_repeat and _total_too_low(scene, owner.unit, items, day):
        return ReportState.UNSURE, wording.TOTAL_TOO_LOW
    if reading.missing:
        return ReportState.INCOMPLETE, wording.NUMBER_MISSING
    return ReportState.RECORDED, ""


def _total_too_low(scene: Scene, unit: int, items: Sequence[ReportItem], day: date) -> bool:
    """A running total lower than the single figures so far."""
    for item in items:
        if not item.cumulative:
            continue
        campaign = scene.office.campaign_for(day, scene.message.text, [item.activity])
        of = campaign.id if campaign else None
        if item.count < report_search.sum_before(scene.tx, unit, of, item.activity, day):
            return True
    return False
