"""An edited message is a correction of what it said before (domain.md §4, Channel)."""

from handlers import wording
from handlers.desk import Done
from handlers.reports import amend
from handlers.reports.adding import add_report, read
from handlers.reports.joining import join_near
from handlers.reports.reading import Intent, Mention, Reading
from handlers.reports.receipt import fire_receipt
from handlers.reports.whose import whose
from handlers.scene import Scene
from storage import report_search, reports
from storage.messages import OutgoingMessage
from storage.records import ReportState
from storage.report_rows import Standing


def take_edit(scene: Scene) -> Done:
    """Reports of the message follow its new words; versions are kept, the receipt is edited."""
    standing = [
        one
        for one in report_search.of_message(scene.tx, *scene.chat, scene.message.message)
        if one.report.state is not ReportState.WITHDRAWN and one.report.text
    ]
    reading = read(scene)
    mentions = reading.mentions if reading.intent is Intent.REPORT else ()
    if not standing and not mentions:
        return Done("chatter")
    for one, mention in zip(standing, mentions, strict=False):
        _follow(scene, reading, one, mention)
    for one in standing[len(mentions) :]:
        _withdraw(scene, one)
    for mention in mentions[len(standing) :]:
        add_report(scene, reading, mention)
    return Done("amendment" if standing else "report", messages=tuple(_lines(scene, standing)))


def _follow(scene: Scene, reading: Reading, one: Standing, mention: Mention) -> None:
    owner = whose(scene.office, scene.group, scene.speaker, mention)
    values: dict[str, object] = {"text": scene.message.text, "amended": True}
    values["day"] = mention.day or reading.day or one.report.day
    if owner.unit is not None and not owner.unsure:
        values["unit_id"] = owner.unit
    if not reading.missing and one.settles_as is ReportState.INCOMPLETE:
        values |= {"settles_as": ReportState.RECORDED, "missing": "", "why": ""}
        if one.report.state is ReportState.INCOMPLETE:
            values["state"] = ReportState.RECORDED
    reports.change(
        scene.tx,
        one,
        scene.speaker.name,
        wording.EDITED,
        scene.desk.inbox_id,
        scene.now,
        values,
        mention.items,
    )
    if one.report.state is ReportState.WAITING:
        reports.put_off(scene.tx, one.report.id, scene.desk.receipt_at(scene.now, one.receipt_by))


def _withdraw(scene: Scene, one: Standing) -> None:
    values = {"state": ReportState.WITHDRAWN, "receipt_at": None}
    who = scene.speaker.name
    reports.change(scene.tx, one, who, wording.EDITED, scene.desk.inbox_id, scene.now, values)


def _lines(scene: Scene, standing: list[Standing]) -> list[OutgoingMessage]:
    message = scene.message
    lines = join_near(scene.tx, *scene.chat, message.sender, message.sent_at, scene.now, scene.desk)
    if standing:
        return lines + amend.speak_of(scene, standing[0].report.id)
    if not scene.desk.quiet:
        lines += fire_receipt(scene.tx, *scene.chat, message.message, scene.now, scene.desk)
    return lines
