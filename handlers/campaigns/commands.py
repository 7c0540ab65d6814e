"""Commands in chat: told apart from reports by their form, then asked or decided."""

from handlers.campaigns.asking import answer_question
from handlers.campaigns.deciding import decide
from handlers.campaigns.orders import ASKED, Kind, read_order
from handlers.campaigns.photo_choice import choose_photo
from handlers.desk import Done
from handlers.scene import Scene


def take_command(scene: Scene) -> Done | None:
    """None where the message is no command: it is read like any other."""
    message = scene.message
    if message.edit > 0 or message.withdraws is not None or message.attachments:
        return None
    order = read_order(message.text, scene.today)
    if order is None:
        return None
    if order.kind is Kind.SHOW:
        return choose_photo(scene, order)
    return answer_question(scene, order) if order.kind in ASKED else decide(scene, order)
