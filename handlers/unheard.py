"""Voice and video: kept, and the sender is told once what to do instead."""

from collections.abc import Mapping

from handlers import wording
from handlers.desk import Done
from handlers.reports.outgoing import group_line
from handlers.scene import Scene

INSTEAD: Mapping[str, str] = {"voice": wording.VOICE_UNHEARD, "video": wording.VIDEO_UNSEEN}


def is_unheard(scene: Scene) -> bool:
    return scene.message.kind in INSTEAD and not scene.message.text and not scene.message.edit


def tell_instead(scene: Scene) -> Done:
    """Once for each person in each chat, for ever."""
    message = scene.message
    words = INSTEAD[message.kind]
    line = group_line(
        scene.office,
        scene.group,
        *scene.chat,
        words,
        f"instead/{message.kind}/{message.channel}/{message.chat}/{message.sender}",
        kind="notice",
        reply_to=message.message,
    )
    return Done("notice", words, () if line is None else (line,))
