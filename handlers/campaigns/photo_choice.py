"""用图: a supervisor quotes a photo that may stand on the picture for everybody."""

from collections.abc import Collection

from handlers import wording
from handlers.campaigns.orders import Order
from handlers.campaigns.replies import say
from handlers.desk import Done
from handlers.people.roles import Action, may
from handlers.scene import Scene
from storage import photo_choice


def choose_photo(scene: Scene, order: Order) -> Done | None:
    """None where nobody with a say speaks, or no photo is quoted: it may well be talk."""
    found = _quoted(scene)
    if not found:
        return say(scene, wording.QUOTE_A_PHOTO) if _decides(scene, {None}) else None
    if not _decides(scene, set(found.values())):
        return Done("command", wording.MAY_NOT_DECIDE) if scene.speaker.registered else None
    photo_choice.allow(scene.tx, found, order.on, scene.speaker.name, scene.now)
    return say(scene, wording.photos_chosen(len(found), order.on))


def _quoted(scene: Scene) -> dict[int, int | None]:
    message = scene.message.reply_to
    if message is None:
        return {}
    everywhere = (photo_choice.units_of(scene.tx, *chat, message) for chat in scene.chats)
    return next((found for found in everywhere if found), {})


def _decides(scene: Scene, units: Collection[int | None]) -> bool:
    """Over all of these units; a photo that stands with none: over any at all."""
    own = [one.unit for one in scene.speaker.memberships]
    return all(
        any(
            may(scene.speaker, Action.DECIDE, one, scene.office)
            for one in (own if unit is None else [unit])
        )
        for unit in units
    )
