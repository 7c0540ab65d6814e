"""What the digest's pictures show, from the same figures as its words; pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from handlers import wording
from handlers.campaigns.digest_figures import DigestFigures
from handlers.campaigns.digest_words import totals_written
from handlers.campaigns.progress import Line
from handlers.settings import Settings
from handlers.summaries.picture_data import Bulletin, Cell, Grid

MOST_PHOTOS = 2


@dataclass(frozen=True, slots=True)
class _Column:
    """Tasks in the same words that no unit owes two of: one column, whoever owes them."""

    words: str
    cells: Mapping[int, Cell]
    """By unit; one that does not owe it is absent."""


def bulletin_of(
    figures: DigestFigures, settings: Settings, photos: Sequence[Path] = ()
) -> Bulletin:
    """A task that a single unit owes is left out: its figure would speak of that unit.

    `photos` only such as somebody has allowed for pictures.
    """
    columns = [one for one in _columns(figures) if len(one.cells) > 1]
    return Bulletin(
        office=figures.office or wording.ALL_UNITS,
        campaign=figures.campaign.name,
        as_of=figures.when.at,
        day=figures.when.day,
        days=figures.when.days,
        totals=tuple(totals_written(figures, settings.numbers)),
        tasks=tuple(
            (one.words, list(one.cells.values()).count(Cell.DONE), len(one.cells))
            for one in columns
        ),
        photos=tuple(photos[:MOST_PHOTOS]),
    )


def grid_of(figures: DigestFigures) -> Grid:
    """Every unit that owes anything by every required task."""
    columns = _columns(figures)
    return Grid(
        office=figures.office or wording.ALL_UNITS,
        campaign=figures.campaign.name,
        as_of=figures.when.at,
        day=figures.when.day,
        days=figures.when.days,
        units=tuple(one.unit.name for one in figures.owing),
        tasks=tuple(one.words for one in columns),
        cells=tuple(
            tuple(column.cells.get(one.unit.id, Cell.NOT_OWED) for column in columns)
            for one in figures.owing
        ),
    )


def _columns(figures: DigestFigures) -> list[_Column]:
    columns: list[_Column] = []
    for task in figures.tasks:
        cells = {
            one.unit.id: _cell(line)
            for one in figures.owing
            for line in one.must
            if line.task.id == task.task.id
        }
        for place, column in enumerate(columns):
            if column.words == task.words and not column.cells.keys() & cells.keys():
                columns[place] = _Column(task.words, {**column.cells, **cells})
                break
        else:
            columns.append(_Column(task.words, cells))
    return columns


def _cell(line: Line) -> Cell:
    if not line.short:
        return Cell.DONE
    return Cell.PARTLY if line.done else Cell.NOTHING
