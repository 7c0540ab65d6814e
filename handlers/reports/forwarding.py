"""A forwarded message: its origin is shown, and it never counts as the forwarder's own."""

from dataclasses import replace

from msgspec import structs

from handlers import wording
from handlers.desk import Done
from handlers.reports.adding import add_report, read
from handlers.reports.joining import join_near, keep_parts
from handlers.reports.reading import Intent
from handlers.scene import Scene


def take_forward(scene: Scene) -> Done:
    """What it tells is listed to be checked; a correction or withdrawal passed on changes nothing.

    Its words and photos look for each other alone, not for the forwarder's own.
    """
    message = scene.message
    why = wording.forwarded(message.forwarded_from or "")
    apart = replace(scene, message=structs.replace(message, sender=f"{message.sender}/forward"))
    has_parts = keep_parts(scene.tx, apart.message, scene.now, scene.desk)
    reading = read(apart)
    tells = reading.intent is Intent.REPORT
    for mention in reading.mentions if tells else ():
        add_report(apart, reading, mention)
    if has_parts:
        whose = (*scene.chat, apart.message.sender)
        join_near(scene.tx, *whose, message.sent_at, scene.now, scene.desk)
    if tells or reading.intent is not Intent.NOTHING:
        return Done("unsure", why)
    return Done("waiting" if has_parts else "chatter", why)
