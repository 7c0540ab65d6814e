"""A register sent to the bot in private: its findings, then 确认, and only then it is written."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec

from handlers import wording
from handlers.desk import Done
from handlers.people.recognition import in_force
from handlers.people.roles import Action, may
from handlers.register.finding import Finding, has_errors
from handlers.register.heard import confirms, is_about_register, register_files
from handlers.register.reading import Files
from handlers.scene import Scene
from storage import register_drafts
from storage.messages import OutgoingMessage
from storage.records import Role
from storage.register import RegisterChange, put_register
from storage.register_drafts import RegisterDraft

HOLDS_FOR = timedelta(days=1)
SHOWN = 20


def take_register(scene: Scene) -> Done | None:
    """A file of a register, or the word that has it written; None: it is neither."""
    message = scene.message
    if not is_about_register(message) or not _answers_for_all(scene):
        return None
    if confirms(message):
        return _confirm(scene)
    files = register_files(message)
    if len(message.attachments) > 1:
        return None
    register_drafts.add(
        scene.tx, scene.desk.inbox_id, scene.chat, message.sender, files[0], scene.now
    )
    return Done("command", wording.REGISTER_HEARD)


def _answers_for_all(scene: Scene) -> bool:
    """It may retire any unit: so only who answers for all that other supervisors answer for."""
    office = scene.office
    people = (*office.people.values(), *office.unaccounted)
    held = (one for person in people for one in person.memberships)
    led = {one.unit for one in held if one.role is Role.SUPERVISOR and in_force(one, scene.today)}
    return all(
        may(scene.speaker, Action.REGISTER, unit, office) for unit in led or list(office.units)
    )


def _confirm(scene: Scene) -> Done | None:
    draft = register_drafts.standing(scene.tx, scene.message.channel, scene.message.sender)
    if draft is None:
        return None
    if draft.state == "pending":
        return _say(scene, draft, wording.REGISTER_STILL_READ)
    register_drafts.end(scene.tx, draft.id)
    if scene.now - draft.added_at > HOLDS_FOR:
        return _say(scene, draft, wording.REGISTER_TOO_OLD)
    register, findings = files_from(draft.files).read(scene.office)
    if has_errors(findings):
        return _say(scene, draft, register_shown(draft.attachment.name, findings, None))
    change = put_register(scene.tx, register, scene.now)
    return _say(scene, draft, wording.register_put(_counts(change)))


def _say(scene: Scene, draft: RegisterDraft, text: str) -> Done:
    message = scene.message
    key = f"register/{message.channel}/{message.chat}/{message.message}"
    return Done("command", messages=(register_line(draft, text, key, scene.now),))


def register_line(draft: RegisterDraft, text: str, key: str, now: datetime) -> OutgoingMessage:
    """In the private chat that the file came from."""
    return OutgoingMessage(draft.channel, draft.chat, "answer", text, key, private=True, due_at=now)


def register_shown(name: str, findings: Sequence[Finding], change: RegisterChange | None) -> str:
    """What is wrong with it, worst first; without a change it cannot be written."""
    worst_first = sorted(findings, key=lambda one: not has_errors([one]))
    lines = [one.text for one in worst_first[:SHOWN]]
    errors = sum(has_errors([one]) for one in findings)
    more = max(0, len(findings) - SHOWN)
    counts = None if change is None else _counts(change)
    return wording.register_shown(name, lines, more, errors, counts)


def _counts(change: RegisterChange) -> list[str]:
    return [
        wording.register_counts(sheet, one.added, one.changed, one.retired)
        for sheet, one in change.sheets.items()
        if one.added or one.changed or one.retired
    ]


def files_json(files: Files) -> str:
    return msgspec.json.encode(files).decode()


def files_from(text: str) -> Files:
    return msgspec.json.decode(text.encode(), type=Files)
