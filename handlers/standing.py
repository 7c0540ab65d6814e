"""What becomes of a chat: closed to the bot, open again, or moved; the office is told once."""

from collections.abc import Sequence
from datetime import datetime

from handlers import wording
from handlers.desk import Done
from handlers.office import Office, office_of
from handlers.scene import Scene
from storage import chats, people
from storage.messages import OutgoingMessage
from storage.records import Group, GroupPurpose
from storage.store import Transaction

CLOSED = {
    "removed": wording.BOT_REMOVED,
    "muted": wording.BOT_MUTED,
    "blocked": wording.BOT_BLOCKED,
}


def take_membership(scene: Scene) -> Done:
    """The bot was added, removed, muted or blocked."""
    message = scene.message
    became = message.membership or ""
    if message.private:
        people.mark_reachable(scene.tx, message.channel, message.sender, became == "added")
    if became not in CLOSED:
        chats.reopen(scene.tx, *scene.chat)
        return Done("notice", wording.BOT_ADDED)
    lines = chat_closed(scene.tx, *scene.chat, CLOSED[became], scene.now)
    return Done("notice", CLOSED[became], tuple(lines))


def reopen_heard(scene: Scene) -> None:
    """Whoever is heard is there again; a muted bot hears as well, so that alone stays closed."""
    closed = chats.closed(scene.tx).get(scene.chat)
    if closed is None or closed[0] == wording.BOT_MUTED:
        return
    if scene.message.membership is None and scene.message.sent_at > closed[1]:
        chats.reopen(scene.tx, *scene.chat)


def take_move(scene: Scene) -> Done:
    """A group got a new id: told from the old chat or from the new one, whichever comes first."""
    message = scene.message
    old = message.moved_from or message.chat
    new = message.moved_to or message.chat
    chats.move(scene.tx, message.channel, old, new, scene.now)
    return Done("notice", wording.group_moved(old, new))


def chat_closed(
    tx: Transaction, channel: str, chat: str, why: str, now: datetime, is_topic: bool = False
) -> Sequence[OutgoingMessage]:
    """Nothing more is sent there; one line to the office, once, for a chat that it knows.

    A closed topic leaves the rest of its chat open.
    """
    closed = f"{chat}/topic" if is_topic else chat
    if not chats.close(tx, channel, closed, why, now):
        return []
    office = office_of(tx)
    name = _name(office, channel, chat)
    if name is None:
        return []
    text = wording.chat_closed(name, why)
    key = f"closed/{channel}/{chat}/{now.isoformat()}"
    return tell_office(office, channel, chat, text, key)


def _name(office: Office, channel: str, chat: str) -> str | None:
    group = office.groups.get((channel, chat))
    if group is not None:
        return group.name
    person = office.people.get((channel, chat))
    return person.name if person is not None and person.memberships else None


def tell_office(
    office: Office, channel: str, chat: str, text: str, key: str
) -> list[OutgoingMessage]:
    """One line to the supervisors' group that answers for a chat; nothing where there is none."""
    about = office.groups.get((channel, chat))
    told = _supervisors_group(office, about)
    if told is None or told.chat is None:
        return []
    line = OutgoingMessage(told.platform, told.chat, "alarm", text, key)
    return [line]


def _supervisors_group(office: Office, about: Group | None) -> Group | None:
    """The nearest above the group's unit, else the first of the office; never the group itself."""
    found = [
        group
        for group in office.groups.values()
        if group.purpose is GroupPurpose.SUPERVISORS and group != about
    ]
    above = [
        group
        for group in found
        if about is not None
        and about.unit is not None
        and group.unit is not None
        and office.is_within(about.unit, group.unit)
    ]
    return next(iter(above or found), None)
