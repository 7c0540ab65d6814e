"""Taking a message of a work group: what it tells becomes reports, or nothing at all."""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta

from msgspec.structs import replace

from handlers import wording
from handlers.desk import Done
from handlers.reports import amend, editing
from handlers.reports.adding import add_report, read
from handlers.reports.forwarding import take_forward
from handlers.reports.joining import join_near, keep_parts
from handlers.reports.listing import is_list_of_units, take_list
from handlers.reports.reading import Intent, Mention, Reading
from handlers.reports.receipt import fire_receipt
from handlers.reports.rush import is_rush
from handlers.reports.script import fold
from handlers.reports.text import read_text
from handlers.scene import Scene
from storage import inbox, photos, report_search, reports
from storage.records import ReportItem, ReportState
from storage.report_rows import Standing

ANSWER_TIME = timedelta(hours=3)
LONGEST_ANSWER = 20
DITTO = ("同上", "同前", "一样")
FOUND_NOTHING = (wording.NOTHING_TO_CORRECT, wording.NOTHING_TO_WITHDRAW)


def take_message(scene: Scene) -> Done:
    """A message of a 报送 group, or of a known person in private."""
    message = scene.message
    if message.withdraws is not None:
        return amend.recall(scene, message.withdraws)
    if message.forwarded_from is not None and message.edit == 0:
        return take_forward(scene)
    if message.edit > 0:
        return editing.take_edit(scene)
    reading = read(scene)
    if _tells(scene, reading) and editing.is_edited_since(scene):
        return _with_parts(scene, editing.take_first_version(scene, reading), has_parts=True)
    has_parts = keep_parts(scene.tx, message, scene.now, scene.desk)
    done = take_reading(scene, reading)
    if not has_parts and done.outcome not in {"report", "unsure"}:
        return done
    return _with_parts(scene, done, has_parts)


def take_correction(scene: Scene) -> Done:
    """In a supervisors' group only corrections and withdrawals are taken; figures are talk."""
    reading = read(scene)
    if scene.message.forwarded_from is None and reading.intent in {
        Intent.AMENDMENT,
        Intent.WITHDRAWAL,
    }:
        return take_reading(scene, reading)
    return Done("chatter", wording.SUPERVISORS_TALK)


def _tells(scene: Scene, reading: Reading) -> bool:
    brings = scene.message.attachments or scene.message.place
    return bool(brings or reading.missing) or reading.intent is not Intent.NOTHING


def _with_parts(scene: Scene, done: Done, has_parts: bool) -> Done:
    message = scene.message
    joins = join_near(scene.tx, *scene.chat, message.sender, message.sent_at, scene.now, scene.desk)
    lines = joins or []
    if done.outcome == "report":
        # Corrections may be heard before the words that they correct.
        inbox.ask_again(scene.tx, *scene.chat, message.sent_at, FOUND_NOTHING)
    if not scene.desk.quiet and done.outcome == "report":
        # What nothing has joined stands as it was added: it need not be read again.
        stand = done.added if joins is None else ()
        settled = any(
            one.receipt_at is None and one.settles_as is not ReportState.UNSURE
            for one in done.added
        )
        whose = (*scene.chat, message.message)
        lines += fire_receipt(scene.tx, *whose, scene.now, scene.desk, stand, settled)
    if has_parts and done.outcome == "chatter":
        joined = report_search.with_message(scene.tx, *scene.chat, message.message)
        done = Done("report" if joined else "waiting", wording.PARTS_WAIT)
    return replace(done, messages=done.messages + tuple(lines))


def take_reading(scene: Scene, reading: Reading) -> Done:
    return _TAKES[reading.intent](scene, reading)


def _take_report(scene: Scene, reading: Reading) -> Done:
    completed = _complete(scene, reading)
    if completed is not None:
        return completed
    if is_list_of_units(scene.message.text, reading):
        return take_list(scene, reading)
    mentions = reading.mentions or (Mention(day=reading.day),)
    return _added(reading, _add_all(scene, reading, mentions))


def _add_all(scene: Scene, reading: Reading, mentions: Sequence[Mention]) -> list[Standing]:
    """Without a quiet time they settle as they are added, unless a rush holds receipts back."""
    desk = scene.desk
    at_once = not desk.quiet and not is_rush(scene.tx, *scene.chat, scene.now, desk)
    return [add_report(scene, reading, mention, at_once=at_once) for mention in mentions]


def _added(reading: Reading, added: Sequence[Standing]) -> Done:
    if all(one.settles_as is ReportState.UNSURE for one in added):
        return Done("unsure", reading.unsure or "")
    return Done("report", added=tuple(added))


def _take_nothing(scene: Scene, reading: Reading) -> Done:
    completed = _complete(scene, reading)
    if completed is not None:
        return completed
    if (ditto := _ditto(scene)) is not None:
        return ditto
    if reading.missing and _photos_wait(scene):
        # Only somebody who also sent photos means a report: nobody else is asked for a number.
        mention = reading.mentions[0] if reading.mentions else Mention(day=reading.day)
        return _added(Reading(), _add_all(scene, reading, [mention]))
    return Done("chatter")


def _ditto(scene: Scene) -> Done | None:
    """同上,石桥: the figures of the sender's last text, for another unit or day."""
    text = scene.message.text
    if len(text) > LONGEST_ANSWER or not text.lstrip().startswith(DITTO):
        return None
    moment, whose = scene.message.sent_at, (*scene.chat, scene.message.sender)
    since = moment - scene.desk.join_window
    above = report_search.latest_text(scene.tx, *whose, since, moment)
    if len(above) != 1 or not above[0].report.items:
        return Done("unsure", wording.NOTHING_ABOVE)
    named = frozenset(
        unit for hit in scene.office.names.find(fold(text), scene.today) for unit in hit.units
    )
    mention = Mention(units=named, items=above[0].report.items)
    again = Reading(Intent.REPORT, (mention,))
    return _added(again, _add_all(scene, again, [mention]))


def _photos_wait(scene: Scene) -> bool:
    moment, window = scene.message.sent_at, scene.desk.join_window
    near = photos.near(scene.tx, *scene.chat, scene.message.sender, moment - window, moment)
    return any(photo.report is None for photo in near)


def _complete(scene: Scene, reading: Reading) -> Done | None:
    """The answer to what a receipt asked for: it completes that report, and makes none."""
    text = scene.message.text
    named = any(mention.units or mention.day for mention in reading.mentions)
    if not text or len(text) > LONGEST_ANSWER or named or scene.message.attachments:
        return None
    moment = scene.message.sent_at
    whose = (*scene.chat, scene.message.sender)
    asked = report_search.last_of_sender(
        scene.tx, *whose, moment - ANSWER_TIME, moment, ReportState.INCOMPLETE
    )
    if asked is None or not asked.missing:
        return None
    words = wording.short_activity(asked.missing) + text
    again = read_text(words, scene.today, None, scene.office.own_words)
    items = tuple(item for item in again.items if item.activity == asked.missing)
    if again.intent is not Intent.REPORT or len(items) != len(again.items) or not items:
        return None
    return _completed(scene, asked.report.id, items)


def _completed(scene: Scene, report_id: int, items: tuple[ReportItem, ...]) -> Done:
    asked = report_search.get(scene.tx, report_id)
    values = {"settles_as": ReportState.RECORDED, "missing": "", "why": ""}
    if asked.report.state is not ReportState.WAITING:
        values["state"] = ReportState.RECORDED
    reports.change(
        scene.tx,
        asked,
        scene.speaker.name,
        wording.COMPLETED,
        scene.desk.inbox_id,
        scene.now,
        values,
        asked.report.items + items,
    )
    return Done("amendment", messages=tuple(amend.speak_of(scene, report_id)))


_TAKES: Mapping[Intent, Callable[[Scene, Reading], Done]] = {
    Intent.REPORT: _take_report,
    Intent.AMENDMENT: amend.correct,
    Intent.WITHDRAWAL: amend.withdraw,
    Intent.ANOTHER: amend.count_again,
    Intent.NOTHING: _take_nothing,
}
