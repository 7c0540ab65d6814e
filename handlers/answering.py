"""What a message or a moment leads to: messages to send, never the sending itself."""

from collections.abc import Callable, Mapping
from datetime import datetime

from handlers import wording
from handlers.campaigns.commands import take_command
from handlers.desk import Desk, Done
from handlers.office import office_of
from handlers.reports.taking import take_correction, take_message
from handlers.scene import Scene
from storage import groups
from storage.messages import IncomingMessage
from storage.records import GroupPurpose
from storage.store import Transaction


def _leave_residents_alone(_scene: Scene) -> Done:
    return Done("chatter", wording.RESIDENTS_CHATTER, forget=True)


HANDLERS: Mapping[GroupPurpose, Callable[[Scene], Done]] = {
    GroupPurpose.REPORTS: take_message,
    GroupPurpose.SUPERVISORS: take_correction,
    GroupPurpose.RESIDENTS: _leave_residents_alone,
}


def answer(message: IncomingMessage, tx: Transaction, now: datetime, desk: Desk) -> Done:
    """Keep what the message tells and say what is to be sent; all in the caller's transaction."""
    office = office_of(tx)
    group = office.groups.get((message.channel, message.chat))
    scene = Scene(message, office, group, desk, tx, now)
    if message.private:
        return _answer_private(scene)
    if group is None:
        groups.count_unknown(tx, message.channel, message.chat, message.chat_title, now)
        return Done("chatter", wording.UNKNOWN_GROUP, forget=True)
    command = None if group.purpose is GroupPurpose.RESIDENTS else take_command(scene)
    return command or HANDLERS[group.purpose](scene)


def _answer_private(scene: Scene) -> Done:
    if not scene.speaker.registered:
        return Done("chatter", wording.STRANGER_IN_PRIVATE, forget=True)
    return take_command(scene) or take_message(scene)
