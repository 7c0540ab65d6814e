"""How a command is answered, and which campaign it speaks of."""

from datetime import date, timedelta

from handlers.desk import Done
from handlers.office import Office, office_of
from handlers.reports.outgoing import group_line
from handlers.scene import Scene
from storage.records import Campaign

AFTERWARDS = timedelta(days=60)
"""So long after its deadline a campaign is still the one that people speak of."""


def campaign_now(office: Office, today: date) -> Campaign | None:
    """The running one that ends first, else the one that ended last, else the next to begin."""
    running = [one for one in office.campaigns if one.start <= today <= max(one.due, one.end)]
    if running:
        return min(running, key=lambda one: (one.end, one.id))
    past = [one for one in office.campaigns if one.due < today <= one.due + AFTERWARDS]
    if past:
        return max(past, key=lambda one: (one.due, one.id))
    coming = [one for one in office.campaigns if one.start > today]
    return min(coming, key=lambda one: (one.start, one.id), default=None)


def local_day(scene: Scene) -> date:
    """The calendar's day, also in the small hours."""
    return scene.now.astimezone(scene.desk.zone).date()


def command_key(scene: Scene) -> str:
    """One answer for one message, for ever."""
    message = scene.message
    return f"command/{message.channel}/{message.chat}/{message.message}"


def say(scene: Scene, text: str) -> Done:
    """In the chat it was asked in; held back in a work group while 试运行 holds."""
    message = scene.message
    line = group_line(
        office_of(scene.tx),
        scene.group,
        *scene.chat,
        text,
        command_key(scene),
        kind="answer",
        reply_to=message.message,
    )
    return Done("command", messages=() if line is None else (line,))
