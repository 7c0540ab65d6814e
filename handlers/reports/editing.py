"""An edited message is a correction of what it said before."""

from collections.abc import Sequence
from dataclasses import replace

from msgspec import structs

from handlers import wording
from handlers.desk import Done
from handlers.reports import amend
from handlers.reports.adding import add_report, judge, read
from handlers.reports.joining import join_near, keep_parts, receipt_bounds
from handlers.reports.listing import is_list_of_units, take_list
from handlers.reports.reading import Intent, Mention, Reading
from handlers.reports.receipt import fire_receipt
from handlers.reports.whose import whose
from handlers.scene import Scene
from storage import inbox, report_search, reports
from storage.messages import OutgoingMessage
from storage.records import ReportState
from storage.report_rows import Standing

_TELLS = frozenset({Intent.REPORT, Intent.AMENDMENT})


def is_edited_since(scene: Scene) -> bool:
    """True when a later edit of the message was answered already: it was heard out of turn."""
    message = scene.message
    return inbox.is_edit_answered(scene.tx, *scene.chat, message.message, message.edit)


def take_first_version(scene: Scene, reading: Reading) -> Done:
    """The words of a message whose edit was heard first: they only tell when it was sent."""
    message = scene.message
    amended = reading.intent is Intent.REPORT
    reports.date_back(scene.tx, *scene.chat, message.message, message.sent_at, amended)
    stands = report_search.of_message(scene.tx, *scene.chat, message.message)
    return Done("report" if stands else "chatter", wording.EDITED_SINCE)


def take_edit(scene: Scene) -> Done:
    """Reports of the message follow its new words; versions are kept, the receipt is edited."""
    if is_edited_since(scene):
        return Done("chatter", wording.EDITED_SINCE)
    scene = _as_first_said(scene)
    reading = read(scene)
    standing = [
        one
        for one in report_search.of_message(scene.tx, *scene.chat, scene.message.message)
        if one.report.state is not ReportState.WITHDRAWN and one.report.text
    ]
    if reading.intent is Intent.REPORT and is_list_of_units(scene.message.text, reading):
        return take_list(scene, reading)
    if not standing and reading.intent in _CORRECTIONS:
        return _CORRECTIONS[reading.intent](scene, reading)
    mentions = reading.mentions if reading.intent in _TELLS else ()
    if not standing and not mentions:
        return Done("chatter")
    _follow_all(scene, reading, standing, mentions)
    return Done("amendment" if standing else "report", messages=tuple(_lines(scene, standing)))


_CORRECTIONS = {Intent.AMENDMENT: amend.correct, Intent.WITHDRAWAL: amend.withdraw}


def _as_first_said(scene: Scene) -> Scene:
    """今天 in an edited text is the day it was first sent; an edit may be all that is heard."""
    message = scene.message
    first, *later = inbox.versions(scene.tx, *scene.chat, message.message)
    if not later:
        keep_parts(scene.tx, message, scene.now, scene.desk)
    return replace(
        scene, message=structs.replace(message, sent_at=min(first.sent_at, message.sent_at))
    )


def _follow_all(
    scene: Scene, reading: Reading, standing: Sequence[Standing], mentions: Sequence[Mention]
) -> None:
    """Each unit's report follows what is now said of that unit; the others follow in order."""
    left, told = list(standing), list(mentions)
    for mention in mentions:
        same = next((one for one in left if one.report.unit in mention.units), None)
        if same is not None:
            _follow(scene, reading, same, mention)
            left.remove(same)
            told.remove(mention)
    for one, mention in zip(left, told, strict=False):
        _follow(scene, reading, one, mention)
    for one in left[len(told) :]:
        _let_go(scene, one, unclear=not mentions and reading.intent is not Intent.WITHDRAWAL)
    for mention in told[len(left) :]:
        add_report(scene, reading, mention)


def _follow(scene: Scene, reading: Reading, one: Standing, mention: Mention) -> None:
    owner = whose(scene.office, scene.group, scene.speaker, mention)
    day = mention.day or reading.day or scene.today
    counted = one.settles_as in {ReportState.RECORDED, ReportState.INCOMPLETE}
    state, why = judge(scene, reading, mention.items, owner, day, may_repeat=not counted)
    activities = [item.activity for item in mention.items]
    campaign = scene.office.campaign_for(day, scene.message.text, activities)
    values: dict[str, object] = {
        "text": scene.message.text,
        "amended": True,
        "day": day,
        "campaign_id": campaign.id if campaign else None,
        "unit_id": owner.unit,
        "settles_as": state,
        "why": why,
        "missing": reading.missing or "" if state is ReportState.INCOMPLETE else "",
    }
    values |= _moved_on(scene, one, state)
    who, why_changed = scene.speaker.name, wording.EDITED
    reports.change(
        scene.tx, one, who, why_changed, scene.desk.inbox_id, scene.now, values, mention.items
    )


def _moved_on(scene: Scene, one: Standing, state: ReportState) -> dict[str, object]:
    """Where the receipt has gone out the state follows at once; else its time is put off."""
    if one.report.state is ReportState.WAITING and state is not ReportState.UNSURE:
        return {"receipt_at": scene.desk.receipt_at(scene.now, one.receipt_by)}
    if one.report.state is ReportState.UNSURE and state is not ReportState.UNSURE:
        receipt_at, receipt_by = receipt_bounds(scene.desk, scene.now)
        waits = {"receipt_at": receipt_at, "receipt_by": receipt_by}
        return waits | {"state": ReportState.WAITING}
    return {"state": state} | ({"receipt_at": None} if state is ReportState.UNSURE else {})


def _let_go(scene: Scene, one: Standing, unclear: bool) -> None:
    """A unit that the new words leave out; `unclear`: they tell of no figures at all."""
    values: dict[str, object] = {"state": ReportState.WITHDRAWN, "receipt_at": None}
    if unclear:
        unsure = {"state": ReportState.UNSURE, "settles_as": ReportState.UNSURE}
        values |= unsure | {"why": wording.EDITED_AWAY, "text": scene.message.text}
    who = scene.speaker.name
    reports.change(scene.tx, one, who, wording.EDITED, scene.desk.inbox_id, scene.now, values)


def _lines(scene: Scene, standing: list[Standing]) -> list[OutgoingMessage]:
    message = scene.message
    whose = (*scene.chat, message.sender)
    lines = join_near(scene.tx, *whose, message.sent_at, scene.now, scene.desk) or []
    if standing:
        lines += amend.speak_of(scene, standing[0].report.id)
    if not scene.desk.quiet:
        lines += fire_receipt(scene.tx, *scene.chat, message.message, scene.now, scene.desk)
    return lines
