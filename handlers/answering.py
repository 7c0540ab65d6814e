"""What a message or a moment leads to: messages to send, never the sending itself."""

from collections.abc import Callable, Mapping
from datetime import datetime

from handlers import wording
from handlers.campaigns.commands import take_command
from handlers.choices import take_press
from handlers.desk import Desk, Done
from handlers.help import asks_for_help, give_help
from handlers.office import office_of
from handlers.register.heard import is_about_register
from handlers.registering import take_unregistered
from handlers.reports.taking import take_correction, take_message
from handlers.scene import Scene
from handlers.standing import reopen_heard, take_membership, take_move
from handlers.unheard import is_unheard, tell_instead
from storage import people
from storage.messages import IncomingMessage
from storage.records import GroupPurpose
from storage.store import Transaction


def _leave_residents_alone(_scene: Scene) -> Done:
    return Done("chatter", wording.RESIDENTS_CHATTER, forget=True)


HANDLERS: Mapping[GroupPurpose, Callable[[Scene], Done]] = {
    GroupPurpose.REPORTS: take_message,
    GroupPurpose.SUPERVISORS: take_correction,
}


def answer(message: IncomingMessage, tx: Transaction, now: datetime, desk: Desk) -> Done:
    """Keep what the message tells and say what is to be sent; all in the caller's transaction."""
    office = office_of(tx)
    group = office.groups.get((message.channel, message.moved_from or message.chat))
    scene = Scene(message, office, group, desk, tx, now)
    reopen_heard(scene)
    if message.private:
        return _answer_private(scene)
    if group is None:
        return take_unregistered(scene)
    if message.membership is not None:
        return take_membership(scene)
    if message.moved_to is not None or message.moved_from is not None:
        return take_move(scene)
    if group.purpose is GroupPurpose.RESIDENTS:
        return _leave_residents_alone(scene)
    take = HANDLERS[group.purpose]
    return _take(scene, lambda heard: take_command(heard) or take(heard))


def _take(scene: Scene, take: Callable[[Scene], Done]) -> Done:
    """What is answered alike wherever the office's own people speak."""
    if scene.message.kind == "press":
        return take_press(scene, take)
    if is_unheard(scene):
        return tell_instead(scene)
    return give_help(scene) if asks_for_help(scene) else take(scene)


def _take_register(scene: Scene) -> Done | None:
    if not is_about_register(scene.message):
        return None
    # What reads a register is loaded by the first that is sent, not by every start.
    from handlers.register.in_chat import take_register

    return take_register(scene)


def _answer_private(scene: Scene) -> Done:
    if not scene.speaker.registered:
        return Done("chatter", wording.STRANGER_IN_PRIVATE, forget=True)
    if scene.message.membership is not None:
        return take_membership(scene)
    people.mark_reachable(scene.tx, scene.message.channel, scene.message.sender, True)
    return _take(
        scene,
        lambda heard: _take_register(heard) or take_command(heard) or take_message(heard),
    )
