"""A press of a button: looked up in what was sent, never trusted, and answered to its presser."""

from collections.abc import Callable
from dataclasses import replace

from msgspec import structs

from handlers import wording
from handlers.desk import Done
from handlers.scene import Scene
from storage import outbox
from storage.messages import OutgoingMessage
from storage.outbox import Outgoing


def take_press(scene: Scene, take: Callable[[Scene], Done]) -> Done:
    """As if the presser had written the choice's word under that message."""
    message = scene.message
    shown = outbox.find_sent(scene.tx, *scene.chat, message.reply_to or "")
    choice = None if shown is None else _choice(shown, message.text)
    if shown is None or choice is None:
        return _answered(scene, Done("command", wording.CHOICE_UNKNOWN), wording.CHOICE_UNKNOWN)
    if shown.message.audience not in (None, message.sender):
        return _answered(scene, Done("command", wording.CHOICE_OF_OTHERS), wording.CHOICE_OF_OTHERS)
    done = take(
        replace(scene, message=structs.replace(message, kind="text", text=choice, press=None))
    )
    if done.again_at is not None:
        # A button is pressed under what it means: nothing that comes later can be meant.
        done = Done("unsure", done.why)
    is_news = done.outcome not in {"chatter", "unsure"}
    return _answered(scene, done, wording.CHOICE_TAKEN if is_news else wording.CHOICE_LATE)


def _choice(shown: Outgoing, pressed: str) -> str | None:
    """A channel may name a choice by its word, or by the row and its place in it."""
    for place, (choice, _words) in enumerate(shown.message.choices):
        if pressed in (choice, f"{shown.id}:{place}"):
            return choice
    return None


def _answered(scene: Scene, done: Done, words: str) -> Done:
    message = scene.message
    if message.press is None:
        return done
    answer = OutgoingMessage(
        channel=message.channel,
        chat=message.chat,
        kind="answer",
        text=words,
        key=f"press/{message.channel}/{message.press}",
        private=True,
        answers=message.press,
    )
    return structs.replace(done, messages=(*done.messages, answer))
