"""A group that is not in the register: a supervisor may put it there by 登记 单位 用途."""

import re
from dataclasses import dataclass

from handlers import wording
from handlers.desk import Done
from handlers.names import NameUnclear, choose_unit
from handlers.people.roles import Action, may
from handlers.reports.script import fold
from handlers.scene import Scene
from storage import groups
from storage.messages import OutgoingMessage
from storage.records import GroupPurpose

_ORDER = re.compile(
    r"^(?:@\S{1,40}\s+)?登记\s{1,3}(?P<unit>[^\s,。:;、?!]{2,20})(?:\s{1,3}(?P<purpose>报送|主管|群众))?$"
)


@dataclass(frozen=True, slots=True)
class Registration:
    """`unit` as typed; without a purpose a group is for reports."""

    unit: str
    purpose: GroupPurpose


def read_registration(text: str) -> Registration | None:
    """None for everything that is not wholly this order; pure."""
    found = _ORDER.match(fold(text).strip())
    if found is None:
        return None
    return Registration(found["unit"], GroupPurpose(found["purpose"] or GroupPurpose.REPORTS))


def take_unregistered(scene: Scene) -> Done:
    """Only counted, but for a supervisor who adds the bot or registers the group."""
    message = scene.message
    wanted = read_registration(message.text) if not message.anonymous else None
    if wanted is not None and _may_register_anything(scene):
        return _register(scene, wanted)
    groups.count_unknown(scene.tx, *scene.chat, message.chat_title, scene.now)
    if message.membership == "added" and _may_register_anything(scene):
        key = f"register/{message.channel}/{message.chat}"
        line = OutgoingMessage(*scene.chat, "notice", wording.REGISTER_LIKE_THIS, key)
        return Done("notice", wording.UNKNOWN_GROUP, (line,), forget=True)
    return Done("chatter", wording.UNKNOWN_GROUP, forget=True)


def _may_register_anything(scene: Scene) -> bool:
    held = (one.unit for one in scene.speaker.memberships)
    return any(may(scene.speaker, Action.REGISTER, unit, scene.office) for unit in held)


def _register(scene: Scene, wanted: Registration) -> Done:
    try:
        unit = choose_unit(wanted.unit, list(scene.office.units.values()))
    except NameUnclear as error:
        return _say(scene, str(error))
    if not may(scene.speaker, Action.REGISTER, unit.id, scene.office):
        return _say(scene, wording.may_not_register(unit.name))
    title = scene.message.chat_title or unit.name
    who, purpose = scene.speaker.name, wanted.purpose
    groups.register(scene.tx, *scene.chat, title, unit.id, purpose, who, scene.now)
    return _say(scene, wording.group_registered(unit.name, purpose.value))


def _say(scene: Scene, text: str) -> Done:
    message = scene.message
    key = f"command/{message.channel}/{message.chat}/{message.message}"
    line = OutgoingMessage(*scene.chat, "answer", text, key, reply_to=message.message)
    return Done("command", messages=(line,))
