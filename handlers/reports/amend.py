"""Corrections and withdrawals: the record changes, what it was stays."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from handlers import wording
from handlers.desk import Done
from handlers.people.roles import Action, may
from handlers.reports.joining import join_near
from handlers.reports.outgoing import group_line
from handlers.reports.reading import Change, Mention, Reading
from handlers.reports.receipt import receipt_key, reword_receipt
from handlers.scene import Scene
from storage import inbox, outbox, photos, places, report_search, reports
from storage.messages import OutgoingMessage
from storage.records import Report, ReportItem, ReportState
from storage.report_rows import Standing

REMEMBERED = timedelta(hours=48)


def correct(scene: Scene, reading: Reading) -> Done:
    """更正: each named figure replaces the one it corrects; without a target it is only listed."""
    changes = reading.changes or tuple(Change(item.activity, None, item) for item in reading.items)
    if _is_quoted_unheard(scene):
        return Done("unsure", wording.NOTHING_TO_CORRECT)
    found = _targets(scene, reading)
    aims = [(change, _holding(found, change)) for change in changes]
    if not aims or any(target is None for _, target in aims):
        return Done("unsure", wording.NOTHING_TO_CORRECT)
    targets = [(change, target) for change, target in aims if target is not None]
    if not all(may_change(scene, target.report) for _, target in targets):
        return Done("unsure", wording.MAY_NOT_CHANGE)
    lines: list[OutgoingMessage] = []
    for report_id in dict.fromkeys(target.report.id for _, target in targets):
        own = [change for change, target in targets if target.report.id == report_id]
        lines += _apply(scene, report_id, own)
    return Done("amendment", messages=tuple(lines))


def _targets(scene: Scene, reading: Reading) -> list[Standing]:
    """Where the corrected figure may stand: the quoted report, the unit's, or the sender's own."""
    quoted = _quoted(scene)
    if quoted:
        return quoted
    mention = reading.mentions[0] if reading.mentions else None
    units = mention.units if mention and mention.units else scene.speaker.units
    day = (mention.day if mention else None) or reading.day
    if not units:
        return _latest_text(scene)
    found = [
        one
        for unit in sorted(units)
        for one in _said_before(scene, unit, day or scene.today)
        if day is None or one.report.day == day
    ]
    return sorted(found, key=lambda one: _how_near(scene, one.report))


def _how_near(scene: Scene, report: Report) -> int:
    """0: the writer's own in this chat; 1: the writer's own; 2: another's of the unit."""
    own = (report.channel, report.sender) == (scene.message.channel, scene.message.sender)
    here = (report.channel, report.chat) == scene.chat
    return 0 if own and here else 1 if own else 2


def _latest_text(scene: Scene) -> list[Standing]:
    """What is heard out of its turn looks only at what was said before it."""
    moment, sender = scene.message.sent_at, scene.message.sender
    for chat in scene.chats:
        whose = (*chat, sender)
        found = report_search.latest_text(scene.tx, *whose, moment - REMEMBERED, moment)
        if found:
            return found
    return []


def _said_before(scene: Scene, unit: int, until: date) -> list[Standing]:
    found = report_search.latest_of_unit(scene.tx, unit, until)
    return [one for one in found if one.report.sent_at <= scene.message.sent_at]


def _quoted(scene: Scene) -> list[Standing]:
    """The reports of a quoted message: the words themselves, or the bot's receipt of them."""
    quoted = scene.message.reply_to
    if quoted is None:
        return []
    found = next(
        (found for chat in scene.chats if (found := _standing_in(scene, chat, quoted))), []
    )
    return [one for one in found if one.report.state is not ReportState.WITHDRAWN]


def _standing_in(scene: Scene, chat: tuple[str, str], message: str) -> list[Standing]:
    found = report_search.with_message(scene.tx, *chat, message)
    if found:
        return found
    report = outbox.report_of_sent(scene.tx, *chat, message)
    return [] if report is None else _of_same_text(scene, report)


def _is_quoted_unheard(scene: Scene) -> bool:
    """What is quoted may be heard later: until then nothing else is taken for it."""
    quoted = scene.message.reply_to
    if quoted is None:
        return False
    return not any(
        inbox.versions(scene.tx, *chat, quoted) or outbox.is_sent(scene.tx, *chat, quoted)
        for chat in scene.chats
    )


def _of_same_text(scene: Scene, report_id: int) -> list[Standing]:
    standing = report_search.get(scene.tx, report_id)
    report = standing.report
    return report_search.of_message(scene.tx, report.channel, report.chat, standing.message)


def _holding(found: Sequence[Standing], change: Change) -> Standing | None:
    """The first report with that figure; a wrong earlier figure is not held against the writer."""
    having = [
        one for one in found if any(item.activity == change.activity for item in one.report.items)
    ]
    exact = [one for one in having if any(_is_corrected(item, change) for item in one.report.items)]
    return next(iter(exact or having), None)


def _is_corrected(item: ReportItem, change: Change) -> bool:
    return item.activity == change.activity and change.before in (None, item.count)


def may_change(scene: Scene, report: Report) -> bool:
    """The own report, or one of a unit that the speaker answers for (handlers/people/roles.py)."""
    own = (report.channel, report.sender) == (scene.message.channel, scene.message.sender)
    own = own and not scene.message.anonymous
    return may(scene.speaker, Action.CORRECT, report.unit, scene.office, own=own)


def _apply(scene: Scene, report_id: int, changes: Sequence[Change]) -> list[OutgoingMessage]:
    standing = report_search.get(scene.tx, report_id)
    items = list(standing.report.items)
    told: list[tuple[ReportItem, ReportItem]] = []
    for change in changes:
        place = _place(items, change)
        before, after = items[place], replace(change.after, cumulative=items[place].cumulative)
        items[place] = after
        told.append((before, after))
    reports.change(
        scene.tx,
        standing,
        scene.speaker.name,
        wording.CORRECTED,
        scene.desk.inbox_id,
        scene.now,
        {"amended": True},
        items,
    )
    if standing.report.state is ReportState.WAITING:
        # The receipt has not gone out: it will carry the corrected figure.
        reports.put_off(scene.tx, report_id, scene.desk.receipt_at(scene.now, standing.receipt_by))
        return []
    text = wording.corrected(_unit_name(scene, standing.report), standing.report.day, told)
    return _line(scene, text, standing.report)


def _place(items: Sequence[ReportItem], change: Change) -> int:
    exact = [at for at, item in enumerate(items) if _is_corrected(item, change)]
    of_kind = [at for at, item in enumerate(items) if item.activity == change.activity]
    return (exact or of_kind)[0]


def withdraw(scene: Scene, reading: Reading) -> Done:
    """作废: the quoted, the named or else the sender's last report; the record stays."""
    if _is_quoted_unheard(scene):
        return Done("unsure", wording.NOTHING_TO_WITHDRAW)
    found = _quoted(scene) or _meant(scene, reading)
    if not found:
        return Done("unsure", wording.NOTHING_TO_WITHDRAW)
    if not all(may_change(scene, one.report) for one in found):
        return Done("unsure", wording.MAY_NOT_CHANGE)
    return Done("amendment", messages=tuple(_withdraw(scene, found, spoken=True)))


def _meant(scene: Scene, reading: Reading) -> list[Standing]:
    """What is withdrawn without a quotation: of the unit and day said, else the last text."""
    mention = next(iter(reading.mentions), Mention(day=reading.day))
    day = mention.day or reading.day
    if mention.village is None and not mention.units and day is None:
        return _latest_text(scene)
    units = mention.units or scene.speaker.units
    found = _latest_text(scene)
    if len(units) == 1:
        found = _said_before(scene, next(iter(units)), day or scene.today) + found
    fit = [
        one for one in found if one.report.unit in units and (day is None or one.report.day == day)
    ]
    return sorted(fit, key=lambda one: _how_near(scene, one.report))[:1]


def recall(scene: Scene, message: str) -> Done:
    """撤回: the platform took the message back; treated like 作废 of that one message."""
    photos.withdraw(scene.tx, *scene.chat, message, scene.now)
    places.withdraw(scene.tx, *scene.chat, message, scene.now)
    found = [
        one
        for one in report_search.of_message(scene.tx, *scene.chat, message)
        if one.report.state is not ReportState.WITHDRAWN
    ]
    if found:
        return Done("amendment", messages=tuple(_withdraw(scene, found, spoken=True)))
    who, moment = scene.message.sender, scene.message.sent_at
    lines = join_near(scene.tx, *scene.chat, who, moment, scene.now, scene.desk)
    for one in report_search.with_message(scene.tx, *scene.chat, message):
        lines += speak_of(scene, one.report.id)
    return Done("amendment" if lines else "chatter", messages=tuple(lines))


def _withdraw(scene: Scene, found: Sequence[Standing], spoken: bool) -> list[OutgoingMessage]:
    for one in found:
        reports.change(
            scene.tx,
            one,
            scene.speaker.name,
            wording.WITHDRAWN,
            scene.desk.inbox_id,
            scene.now,
            {"state": ReportState.WITHDRAWN, "receipt_at": None},
        )
    lines: list[OutgoingMessage] = []
    for one in found:
        lines += _join_again(scene, one.report)
    if not spoken or all(one.report.state is ReportState.UNSURE for one in found):
        return lines
    names = list(dict.fromkeys(_unit_name(scene, one.report) for one in found))
    return lines + _line(scene, wording.withdrawn(names, found[0].report.day), found[0].report)


def _join_again(scene: Scene, report: Report) -> list[OutgoingMessage]:
    whose = (report.channel, report.chat, report.sender)
    return join_near(scene.tx, *whose, report.sent_at, scene.now, scene.desk)


def count_again(scene: Scene, _reading: Reading) -> Done:
    """另一场: the repeated report is counted after all."""
    moment = scene.message.sent_at
    whose = (*scene.chat, scene.message.sender)
    repeated = report_search.last_of_sender(
        scene.tx, *whose, moment - REMEMBERED, moment, ReportState.DUPLICATE
    )
    if repeated is None:
        return Done("chatter", wording.NOTHING_REPEATED)
    values = {"settles_as": ReportState.RECORDED, "why": ""}
    if repeated.report.state is not ReportState.WAITING:
        values["state"] = ReportState.RECORDED
    reports.change(
        scene.tx,
        repeated,
        scene.speaker.name,
        wording.COUNTED_AGAIN,
        scene.desk.inbox_id,
        scene.now,
        values,
    )
    return Done("amendment", messages=tuple(speak_of(scene, repeated.report.id)))


def speak_of(scene: Scene, report_id: int) -> list[OutgoingMessage]:
    """Edit the receipt of a report that changed, where it has gone out; else it will tell."""
    standing = report_search.get(scene.tx, report_id)
    if standing.report.state is ReportState.WAITING:
        return []
    cause = f"changed/{scene.desk.inbox_id}"
    return reword_receipt(scene.tx, standing.report, standing.message, cause)


def _unit_name(scene: Scene, report: Report) -> str:
    unit = scene.office.units.get(report.unit or 0)
    return unit.name if unit else ""


def _line(scene: Scene, text: str, report: Report) -> list[OutgoingMessage]:
    message = scene.message
    line = group_line(
        scene.office,
        scene.group,
        *scene.chat,
        text,
        f"{receipt_key(*scene.chat, message.message)}/{message.edit}/{report.id}",
        reply_to=message.message,
        report=report.id,
    )
    return [] if line is None else [line]
