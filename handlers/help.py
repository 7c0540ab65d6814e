"""帮助: how to report, in a few lines, for whoever asks."""

from handlers import wording
from handlers.desk import Done
from handlers.reports.outgoing import group_line
from handlers.scene import Scene


def asks_for_help(scene: Scene) -> bool:
    return scene.message.text.strip() == wording.WORD_HELP


def give_help(scene: Scene) -> Done:
    """Silent while 试运行 holds, like everything else in a work group."""
    message = scene.message
    line = group_line(
        scene.office,
        scene.group,
        *scene.chat,
        wording.HELP,
        f"help/{message.channel}/{message.chat}/{message.message}",
        kind="answer",
        reply_to=message.message,
    )
    return Done("command", messages=() if line is None else (line,))
