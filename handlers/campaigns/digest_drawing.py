"""Reading what a digest's two pictures show, for the message that is about to carry them."""

from dataclasses import dataclass
from datetime import datetime, tzinfo

from handlers.campaigns.digest_facts import scope_of
from handlers.campaigns.digest_figures import figures_of
from handlers.campaigns.digest_pictures import MOST_PHOTOS, bulletin_of, grid_of
from handlers.campaigns.digest_reading import FactBook
from handlers.campaigns.digesting import address_of, bare_board, is_correction, reader_of
from handlers.summaries.picture_data import Bulletin, Grid
from storage import digests, photo_choice, reminders
from storage.store import Transaction


@dataclass(frozen=True, slots=True)
class ToDraw:
    """`at` is the cut-off time of the draft that the pictures belong to."""

    at: datetime
    bulletin: Bulletin
    grid: Grid
    photos: tuple[str, ...] = ()
    """The contents (SHA-256) of the photos that the bulletin may show."""


def to_draw(tx: Transaction, outbox_key: str, now: datetime, zone: tzinfo) -> ToDraw | None:
    """Of a digest's main campaign, at its own cut-off time; None for a 更正 and all else."""
    carried = reminders.of_message(tx, outbox_key)
    kept = digests.of_message(tx, outbox_key)
    if not carried or not kept or is_correction(carried[0]):
        return None
    board = bare_board(tx, zone, now)
    address = address_of(board, carried[0])
    campaign = next((one for one in board.office.campaigns if one.id == kept[0].campaign), None)
    if address is None or campaign is None:
        return None
    scope = scope_of(board.office, reader_of(carried[0], address).top)
    book = FactBook(tx, board.office, board.workdays, now, scope.units)
    facts = book.as_of(campaign, kept[0].at)
    figures = figures_of(board.office, facts, scope, board.workdays, kept[0].at)
    bulletin = bulletin_of(figures, board.office.settings)
    photos = photo_choice.allowed(tx, campaign.id, scope.units, MOST_PHOTOS)
    return ToDraw(kept[0].at, bulletin, grid_of(figures), tuple(photos))
