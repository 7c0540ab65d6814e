"""Which reports a correction or a withdrawal means: quoted, named, or the writer's last."""

from datetime import date, timedelta

from handlers.reports.reading import Mention, Reading
from handlers.scene import Scene
from storage import inbox, outbox, report_search
from storage.records import Report, ReportState
from storage.report_rows import Standing

REMEMBERED = timedelta(hours=48)


def meant_by_correction(scene: Scene, reading: Reading) -> list[Standing]:
    """Where the corrected figure may stand: the quoted report, the unit's, or the sender's own."""
    if found := quoted(scene):
        return found
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


def quoted(scene: Scene) -> list[Standing]:
    """The reports of a quoted message: the words themselves, or the bot's receipt of them."""
    message = scene.message.reply_to
    if message is None:
        return []
    everywhere = (_standing_in(scene, chat, message) for chat in scene.chats)
    found = next((found for found in everywhere if found), [])
    return [one for one in found if one.report.state is not ReportState.WITHDRAWN]


def _standing_in(scene: Scene, chat: tuple[str, str], message: str) -> list[Standing]:
    found = report_search.with_message(scene.tx, *chat, message)
    if found:
        return found
    report = outbox.report_of_sent(scene.tx, *chat, message)
    return [] if report is None else _of_same_text(scene, report)


def is_quoted_unheard(scene: Scene) -> bool:
    """What is quoted may be heard later: until then nothing else is taken for it."""
    message = scene.message.reply_to
    if message is None:
        return False
    return not any(
        inbox.versions(scene.tx, *chat, message) or outbox.is_sent(scene.tx, *chat, message)
        for chat in scene.chats
    )


def _of_same_text(scene: Scene, report_id: int) -> list[Standing]:
    standing = report_search.get(scene.tx, report_id)
    report = standing.report
    return report_search.of_message(scene.tx, report.channel, report.chat, standing.message)


def meant_by_withdrawal(scene: Scene, reading: Reading) -> list[Standing]:
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
