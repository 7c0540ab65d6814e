"""Which rows and columns of a grid are shown, folded and summed."""

from datetime import datetime

import pytest

from handlers.summaries.picture_data import Cell, Grid
from handlers.summaries.picture_fold import COLUMNS, ROWS, Count, FoldedGrid, fold

CELLS = {"*": Cell.DONE, "+": Cell.PARTLY, "-": Cell.NOTHING, " ": Cell.NOT_OWED}
SHOWN = {cell: letter for letter, cell in CELLS.items()}


def grid(*rows: str) -> Grid:
    return Grid(
        *("柳溪镇", "2026年10月宣传月", datetime(2026, 10, 15, 17), 7, 23),
        units=tuple(f"村{number}" for number, _ in enumerate(rows)),
        tasks=tuple(f"项{number}" for number in range(len(rows[0]) if rows else 0)),
        cells=tuple(tuple(CELLS[one] for one in row) for row in rows),
    )


def shown(folded: FoldedGrid) -> list[str]:
    return [
        " ".join(f"{m.done}/{m.owing}" if isinstance(m, Count) else SHOWN[m] for m in row)
        for row in folded.marks
    ]


@pytest.mark.parametrize(
    ("rows", "expected", "complete_units", "complete_tasks"),
    [
        (["*-", "-*"], ["* -", "- *"], 0, ()),
        (["**", "-*"], ["-"], 1, ("项1",)),
        (["* ", "+ ", " *"], ["+"], 2, ("项1",)),
        (["**", "**"], [], 2, ("项0", "项1")),
        ([], [], 0, ()),
    ],
)
def test_what_is_complete_is_folded(
    rows: list[str], expected: list[str], complete_units: int, complete_tasks: tuple[str, ...]
) -> None:
    folded = fold(grid(*rows))
    assert shown(folded) == expected
    assert (folded.complete_units, folded.complete_tasks) == (complete_units, complete_tasks)
    assert (folded.other_units, folded.other_tasks) == (0, 0)


def test_of_too_many_the_most_open_are_shown_and_the_others_summed() -> None:
    rows = ["-" * 10] * 12 + ["*" * 9 + "-"] * 6 + ["-" * 10]
    folded = fold(grid(*rows))
    assert folded.units == (*(f"村{number}" for number in range(12)), "村12", "村13", "村18")
    assert folded.other_units == 4
    assert folded.tasks == ("项0", "项1", "项2", "项3", "项4", "项5", "项9")
    assert shown(folded)[0] == "- - - - - - - 0/3"
    assert shown(folded)[-1] == "4/4 4/4 4/4 4/4 4/4 4/4 0/4  "


@pytest.mark.parametrize(("units", "tasks"), [(16, 8), (17, 9), (38, 25), (1, 1), (60, 2)])
def test_no_grid_is_larger_than_a_phone_shows(units: int, tasks: int) -> None:
    folded = fold(grid(*["-" * tasks] * units))
    assert len(folded.marks) <= ROWS
    assert {len(row) for row in folded.marks} == {min(tasks, COLUMNS)}
    assert len(folded.units) + folded.other_units == units
    assert len(folded.tasks) + folded.other_tasks == tasks
