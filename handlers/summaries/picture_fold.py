"""What of a unit × task grid is shown: what is complete is folded away, the rest summed; pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from handlers.summaries.picture_data import Cell, Grid

ROWS, COLUMNS = 16, 8
OPEN = frozenset({Cell.PARTLY, Cell.NOTHING})


@dataclass(frozen=True, slots=True)
class Count:
    """Of `owing` cells that are not shown one by one, so many are done."""

    done: int
    owing: int


Mark = Cell | Count


@dataclass(frozen=True, slots=True)
class FoldedGrid:
    """At most ROWS × COLUMNS marks; the last row and column may stand for all others.

    Names come in the office's order; `units` and `tasks` leave out those summed up.
    """

    units: tuple[str, ...]
    tasks: tuple[str, ...]
    marks: tuple[tuple[Mark, ...], ...]
    other_units: int
    other_tasks: int
    complete_units: int
    complete_tasks: tuple[str, ...]


def fold(grid: Grid) -> FoldedGrid:
    """Rows and columns without anything open are folded; of too many, the most open are shown."""
    columns = list(zip(*grid.cells, strict=True))
    open_rows = [place for place, row in enumerate(grid.cells) if OPEN & set(row)]
    open_columns = [place for place, column in enumerate(columns) if OPEN & set(column)]
    rows, other_rows = _part([grid.cells[one] for one in open_rows], open_rows, ROWS)
    shown, others = _part([columns[one] for one in open_columns], open_columns, COLUMNS)
    row_groups = [[one] for one in rows] + ([other_rows] if other_rows else [])
    column_groups = [[one] for one in shown] + ([others] if others else [])
    return FoldedGrid(
        units=tuple(grid.units[one] for one in rows),
        tasks=tuple(grid.tasks[one] for one in shown),
        marks=tuple(
            tuple(_mark(grid, down, across) for across in column_groups) for down in row_groups
        ),
        other_units=len(other_rows),
        other_tasks=len(others),
        complete_units=len(grid.units) - len(open_rows),
        complete_tasks=tuple(
            name for place, name in enumerate(grid.tasks) if place not in open_columns
        ),
    )


def _part(
    lines: Sequence[Sequence[Cell]], places: Sequence[int], most: int
) -> tuple[list[int], list[int]]:
    """Which places are shown and which are summed, both in their own order."""
    if len(places) <= most:
        return list(places), []
    is_open = {
        place: sum(cell in OPEN for cell in line) for place, line in zip(places, lines, strict=True)
    }
    chosen = set(sorted(places, key=lambda place: -is_open[place])[: most - 1])
    return [one for one in places if one in chosen], [one for one in places if one not in chosen]


def _mark(grid: Grid, rows: Sequence[int], columns: Sequence[int]) -> Mark:
    if len(rows) > 1 and len(columns) > 1:
        # A sum of sums says nothing that anybody could act on.
        return Cell.NOT_OWED
    cells = [grid.cells[row][column] for row in rows for column in columns]
    if len(cells) == 1:
        return cells[0]
    owed = [cell for cell in cells if cell is not Cell.NOT_OWED]
    return Count(owed.count(Cell.DONE), len(owed)) if owed else Cell.NOT_OWED
