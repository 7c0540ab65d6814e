"""日报 on demand: the same digest at once, and it counts as told."""

from collections.abc import Sequence

from handlers import wording
from handlers.campaigns.digest_drafts import (
    Reader,
    draft_digest,
    group_reader,
    private_reader,
)
from handlers.campaigns.digest_facts import scope_of
from handlers.campaigns.digest_reading import FactBook
from handlers.campaigns.replies import command_key
from handlers.campaigns.tallying import workdays_of
from handlers.scene import Scene
from storage import digests
from storage.records import Campaign


def digest_now(scene: Scene, campaign: Campaign, units: Sequence[int], here: bool) -> str:
    """Its figures are kept beside the answer, so that they are put right as well.

    `here`: the answer goes into the chat it was asked in, else to the asker in private.
    """
    reader = _reader(scene, units, here)
    only = scope_of(scene.office, reader.top).units
    workdays = workdays_of(scene.office, scene.desk.zone)
    book = FactBook(scene.tx, scene.office, workdays, scene.now, only)
    key = command_key(scene)
    steps = {campaign.id: wording.DIGEST}
    draft = draft_digest(book, reader, steps, key, only_news=False)
    if draft is None:
        return wording.NO_CAMPAIGN_NOW
    digests.keep(scene.tx, key, draft.kept)
    return draft.text


def _reader(scene: Scene, units: Sequence[int], here: bool) -> Reader:
    """Of several units that somebody leads, the first that stands above others."""
    top = next((unit for unit in units if unit in scene.office.below), units[0])
    if here and scene.group is not None:
        return group_reader(scene.group.id, top)
    return private_reader(scene.message.channel, scene.message.sender, top)
