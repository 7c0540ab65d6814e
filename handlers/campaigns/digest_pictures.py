"""What the digest's pictures show, from the same figures as its words; pure."""

from collections.abc import Sequence
from pathlib import Path

from handlers import wording
from handlers.campaigns.digest_figures import DigestFigures
from handlers.campaigns.digest_words import totals_written
from handlers.campaigns.progress import Line
from handlers.settings import Settings
from handlers.summaries.picture_data import Bulletin, Cell, Grid


def bulletin_of(
    figures: DigestFigures, settings: Settings, photos: Sequence[Path] = ()
) -> Bulletin:
    """`photos` only such as somebody has allowed for pictures: nothing that is kept says so yet."""
    return Bulletin(
        office=figures.office or wording.ALL_UNITS,
        campaign=figures.campaign.name,
        as_of=figures.when.at,
        day=figures.when.day,
        days=figures.when.days,
        totals=tuple(totals_written(figures, settings.numbers)),
        tasks=tuple((one.words, one.complete, one.owing) for one in figures.tasks),
        photos=tuple(photos[:2]),
    )


def grid_of(figures: DigestFigures) -> Grid:
    """Every unit that owes anything by every required task."""
    return Grid(
        office=figures.office or wording.ALL_UNITS,
        campaign=figures.campaign.name,
        as_of=figures.when.at,
        units=tuple(one.unit.name for one in figures.owing),
        tasks=tuple(one.words for one in figures.tasks),
        cells=tuple(
            tuple(_cell(one.must, task.task.id) for task in figures.tasks) for one in figures.owing
        ),
    )


def _cell(lines: Sequence[Line], task: int) -> Cell:
    found = next((line for line in lines if line.task.id == task), None)
    if found is None:
        return Cell.NOT_OWED
    if not found.short:
        return Cell.DONE
    return Cell.PARTLY if found.done else Cell.NOTHING
