"""Corrections and withdrawals: the record changes, what it was stays."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from handlers import wording
from handlers.desk import NEVER, Done
from handlers.people.roles import Action, may
from handlers.reports.aims import (
    REMEMBERED,
    is_quoted_unheard,
    meant_by_correction,
    meant_by_withdrawal,
    quoted,
)
from handlers.reports.joining import join_near, speak_of_parts
from handlers.reports.outgoing import group_line
from handlers.reports.reading import Change, Reading
from handlers.reports.receipt import receipt_key, reword_receipt
from handlers.scene import Scene
from storage import photos, places, report_search, reports
from storage.messages import OutgoingMessage
from storage.records import Report, ReportItem, ReportState
from storage.report_rows import Standing

WAITS_FOR_TARGET = timedelta(minutes=5)
"""Chats are pushed out of their order, and a line may have been down for a moment."""


def correct(scene: Scene, reading: Reading) -> Done:
    """更正: each named figure replaces the one it corrects; without a target it waits a while."""
    changes = reading.changes or tuple(Change(item.activity, None, item) for item in reading.items)
    if is_quoted_unheard(scene):
        return nothing_meant(scene, wording.NOTHING_TO_CORRECT)
    found = meant_by_correction(scene, reading)
    aims = [(change, _holding(found, change)) for change in changes]
    if not aims or any(target is None for _, target in aims):
        return nothing_meant(scene, wording.NOTHING_TO_CORRECT)
    targets = [(change, target) for change, target in aims if target is not None]
    if not all(may_change(scene, target.report) for _, target in targets):
        return Done("unsure", wording.MAY_NOT_CHANGE)
    lines: list[OutgoingMessage] = []
    for report_id in dict.fromkeys(target.report.id for _, target in targets):
        own = [change for change, target in targets if target.report.id == report_id]
        lines += _apply(scene, report_id, own)
    return Done("amendment", messages=tuple(lines))


def nothing_meant(scene: Scene, why: str) -> Done:
    """What is meant may be heard a little later; then it is only listed."""
    again = waits_until(scene.desk.received_at, scene.now)
    return Done("unsure", why) if again is None else Done("waiting", why, again_at=again)


def waits_until(heard: datetime, now: datetime) -> datetime | None:
    """Until when a correction waits for what it corrects; None: it has waited long enough."""
    if heard == NEVER or now - heard >= WAITS_FOR_TARGET:
        return None
    return min(heard, now) + WAITS_FOR_TARGET


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
        before = items[place]
        after = replace(change.after, cumulative=before.cumulative)
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
    if is_quoted_unheard(scene):
        return nothing_meant(scene, wording.NOTHING_TO_WITHDRAW)
    found = quoted(scene) or meant_by_withdrawal(scene, reading)
    if not found:
        return nothing_meant(scene, wording.NOTHING_TO_WITHDRAW)
    if not all(may_change(scene, one.report) for one in found):
        return Done("unsure", wording.MAY_NOT_CHANGE)
    return Done("amendment", messages=tuple(_withdraw(scene, found, spoken=True)))


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
    had = [one.report.id for one in report_search.with_message(scene.tx, *scene.chat, message)]
    who, moment = scene.message.sender, scene.message.sent_at
    lines = join_near(scene.tx, *scene.chat, who, moment, scene.now, scene.desk) or []
    cause = f"changed/{scene.desk.inbox_id}"
    lines += speak_of_parts(scene.tx, had, scene.now, scene.desk, cause)
    return Done("amendment" if had else "chatter", messages=tuple(lines))


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
    return join_near(scene.tx, *whose, report.sent_at, scene.now, scene.desk) or []


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
