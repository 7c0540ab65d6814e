"""调度版: which unit is how far with which task, laid out for a phone's width; pure."""

from collections.abc import Sequence

from handlers import wording
from handlers.summaries.picture_data import Cell, Grid
from handlers.summaries.picture_fold import Count, FoldedGrid, Mark, fold
from handlers.summaries.picture_head import (
    GAP,
    PLAIN,
    SMALL,
    foot,
    head,
    line_height,
    paragraph,
)
from handlers.summaries.picture_lines import broken
from handlers.summaries.picture_shapes import (
    INNER,
    MARGIN,
    SMALLEST,
    Area,
    Box,
    Canvas,
    Label,
    Measure,
    Shade,
    Shape,
    Tick,
)

NAMES = 264
ROW = 82
WIDEST = 184
HEADING_LINES, NAME_LINES = 4, 2
PADDING = 4
SAMPLE = 76


def lay_out_grid(grid: Grid, measure: Measure) -> Canvas:
    """Whatever the office's size: at most 16 × 8 marks, and what is folded said in words."""
    folded = fold(grid)
    title = wording.grid_title(grid.office, grid.campaign)
    shapes, y = head(title, wording.FOR_WORK_ONLY, grid.as_of, grid.day, grid.days, measure)
    if folded.marks:
        legend, y = _legend(folded, y, measure)
        table, y = _table(folded, y, measure)
        shapes += [*legend, *table]
    for words, most in _notes(folded):
        note, y = paragraph(words, y + GAP // 2, most, measure)
        shapes += note
    end, height = foot(wording.GRID_SOURCE, y, measure)
    return Canvas(height, (*shapes, *end))


def _legend(folded: FoldedGrid, y: int, measure: Measure) -> tuple[list[Shape], int]:
    shapes: list[Shape] = []
    x, height = MARGIN, line_height(SMALL)
    shown = {mark for row in folded.marks for mark in row if isinstance(mark, Cell)}
    for cell in (one for one in Cell if one in shown):
        if cell is not Cell.NOT_OWED:
            shapes += _cell(cell, Box(x, y, SAMPLE, height), measure)
            x += SAMPLE + 12
        words = wording.GRID_LEGEND[cell]
        text = Box(x, y, round(measure(words, SMALL)) + 8, height)
        shapes.append(Label(text, words, SMALL, Shade.SOFT))
        x = text.right + 24
    return shapes, y + height + GAP // 2


def _table(folded: FoldedGrid, y: int, measure: Measure) -> tuple[list[Shape], int]:
    columns = len(folded.marks[0])
    width = min(WIDEST, (INNER - NAMES) // columns)
    headings = [*folded.tasks]
    if folded.other_tasks:
        headings.append(wording.other_tasks(folded.other_tasks))
    names = [*folded.units]
    if folded.other_units:
        names.append(wording.other_units(folded.other_units))
    shapes, y = _headings(headings, width, y, measure)
    for name, marks in zip(names, folded.marks, strict=True):
        shapes += _name(name, y, measure)
        for place, mark in enumerate(marks):
            box = Box(MARGIN + NAMES + place * width, y, width, ROW)
            shapes += _cell(mark, box, measure)
        y += ROW
    return shapes, y


def _headings(
    names: Sequence[str], width: int, y: int, measure: Measure
) -> tuple[list[Shape], int]:
    lines = [broken(one, width - 2 * PADDING, SMALL, HEADING_LINES, measure) for one in names]
    height, deepest = line_height(SMALL) - 4, max(map(len, lines))
    shapes: list[Shape] = []
    for place, words in enumerate(lines):
        x = MARGIN + NAMES + place * width
        top = y + (deepest - len(words)) * height
        for number, line in enumerate(words):
            box = Box(x + PADDING, top + number * height, width - 2 * PADDING, height)
            shapes.append(Label(box, line, SMALL, centred=True))
    return shapes, y + deepest * height + PADDING


def _name(name: str, y: int, measure: Measure) -> list[Shape]:
    width = NAMES - 2 * PADDING
    if measure(name, PLAIN) <= width:
        return [Label(Box(MARGIN, y, width, ROW), name, PLAIN)]
    lines = broken(name, width, SMALLEST, NAME_LINES, measure)
    height = ROW // NAME_LINES
    return [
        Label(Box(MARGIN, y + number * height, width, height), line, SMALLEST)
        for number, line in enumerate(lines)
    ]


def _cell(mark: Mark, outer: Box, measure: Measure) -> list[Shape]:
    box = Box(outer.x + 2, outer.y + 2, outer.width - 4, outer.height - 4)
    if isinstance(mark, Count):
        words = wording.so_many_of(mark.done, mark.owing)
        size = SMALL if measure(words, SMALL) <= box.width - PADDING else SMALLEST
        return [Area(box, Shade.PALE, Shade.LINE), Label(box, words, size, centred=True)]
    if mark is Cell.DONE:
        return [Area(box, Shade.DARK), Tick(box)]
    if mark is Cell.PARTLY:
        area = Area(box, Shade.MIDDLE, Shade.LINE, hatched=True)
        return [area, Label(box, wording.GRID_PARTLY, SMALL, centred=True)]
    if mark is Cell.NOTHING:
        area = Area(box, Shade.WHITE, Shade.LINE)
        return [area, Label(box, wording.GRID_NOTHING, SMALL, centred=True)]
    return []


def _notes(folded: FoldedGrid) -> list[tuple[str, int]]:
    """Each with how many lines it may take."""
    if not folded.marks:
        return [(wording.ALL_COMPLETE, 1)]
    notes = []
    if folded.other_units or folded.other_tasks:
        notes.append((wording.HOW_OTHERS_ARE_COUNTED, 2))
    if folded.complete_units:
        notes.append((wording.units_folded(folded.complete_units), 1))
    if folded.complete_tasks:
        notes.append((wording.tasks_folded(folded.complete_tasks), 3))
    return notes
