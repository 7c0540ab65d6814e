"""转发版: totals and how many units have each task complete; no unit is singled out; pure."""

from collections.abc import Sequence
from pathlib import Path

from handlers import wording
from handlers.summaries.picture_data import Bulletin
from handlers.summaries.picture_head import GAP, PLAIN, foot, head, line_height, paragraph
from handlers.summaries.picture_lines import fitted
from handlers.summaries.picture_shapes import (
    INNER,
    MARGIN,
    Area,
    Box,
    Canvas,
    Label,
    Measure,
    PhotoArea,
    Shade,
    Shape,
)

TOTALS, TASKS, WITH_BARS, PHOTOS = 10, 24, 10, 2
HALF = (INNER - GAP) // 2
TASK_WORDS, BAR = 380, 320
SECTION = 42


def lay_out_bulletin(bulletin: Bulletin, measure: Measure) -> Canvas:
    """Right alone: whoever is passed only this picture must not misread it."""
    title = wording.bulletin_title(bulletin.office, bulletin.campaign)
    shapes, y = head(title, "", bulletin.as_of, bulletin.day, bulletin.days, measure)
    for part in (_totals, _tasks):
        more, y = part(bulletin, y, measure)
        shapes += more
    photos, y = _photos(bulletin.photos, y)
    end, height = foot(wording.FIGURES_SOURCE, y, measure)
    return Canvas(height, (*shapes, *photos, *end))


def _section(words: str, y: int) -> tuple[list[Shape], int]:
    box = Box(MARGIN, y + GAP // 2, INNER, line_height(SECTION))
    return [Label(box, words, SECTION, bold=True)], box.bottom


def _totals(bulletin: Bulletin, y: int, measure: Measure) -> tuple[list[Shape], int]:
    if not bulletin.totals:
        return [], y
    shapes, y = _section(wording.BULLETIN_TOTALS, y)
    shown = [
        (wording.short_activity(activity), written)
        for activity, written in bulletin.totals[:TOTALS]
    ]
    pairs, y = _pairs(shown, y, measure)
    more = len(bulletin.totals) - len(shown)
    return _and([*shapes, *pairs], wording.totals_left_out(more) if more else "", y, measure)


def _tasks(bulletin: Bulletin, y: int, measure: Measure) -> tuple[list[Shape], int]:
    """What is not complete everywhere, with bars while there is room; the others are counted."""
    if not bulletin.tasks:
        return [], y
    open_tasks = [one for one in bulletin.tasks if one[1] < one[2]]
    shapes, y = _section(wording.BULLETIN_TASKS, y)
    if len(open_tasks) > WITH_BARS:
        told = [
            (words, wording.so_many_of(complete, owing))
            for words, complete, owing in open_tasks[:TASKS]
        ]
        rows, y = _pairs(told, y, measure)
    else:
        rows, y = _bars(open_tasks, y, measure)
    words = wording.bulletin_left_out(
        len(bulletin.tasks) - len(open_tasks), max(0, len(open_tasks) - TASKS)
    )
    return _and([*shapes, *rows], words, y, measure)


def _pairs(told: Sequence[tuple[str, str]], y: int, measure: Measure) -> tuple[list[Shape], int]:
    """Two a line, the figure at the end of its half."""
    shapes: list[Shape] = []
    height = line_height(PLAIN) + 4
    for place, (words, figure) in enumerate(told):
        x = MARGIN + place % 2 * (HALF + GAP)
        top = y + place // 2 * height
        right = min(round(measure(figure, PLAIN)) + 4, HALF * 3 // 5)
        left = HALF - right - 8
        box = Box(x + HALF - right, top, right, height)
        shapes += [
            Label(Box(x, top, left, height), fitted(words, left, PLAIN, measure), PLAIN),
            Label(box, fitted(figure, right, PLAIN, measure), PLAIN, bold=True),
            Area(Box(x, top + height - 2, HALF, 2), Shade.MIDDLE),
        ]
    return shapes, y + (len(told) + 1) // 2 * height


def _bars(
    tasks: Sequence[tuple[str, int, int]], y: int, measure: Measure
) -> tuple[list[Shape], int]:
    shapes: list[Shape] = []
    height = line_height(PLAIN) + 8
    for words, complete, owing in tasks:
        left = Box(MARGIN, y, TASK_WORDS, height)
        bar = Box(left.right + 16, y + 18, BAR, height - 36)
        right = Box(bar.right + 16, y, INNER - TASK_WORDS - BAR - 32, height)
        told = wording.so_many_units_of(complete, owing)
        shapes += [
            Label(left, fitted(words, left.width, PLAIN, measure), PLAIN),
            Area(bar, Shade.WHITE, Shade.LINE),
            Area(Box(bar.x, bar.y, BAR * complete // owing, bar.height), Shade.DARK),
            Label(right, fitted(told, right.width, PLAIN, measure), PLAIN),
        ]
        y += height
    return shapes, y


def _and(shapes: list[Shape], words: str, y: int, measure: Measure) -> tuple[list[Shape], int]:
    if not words:
        return shapes, y
    more, y = paragraph(words, y, 2, measure)
    return [*shapes, *more], y


def _photos(paths: Sequence[Path], y: int) -> tuple[list[Shape], int]:
    """Side by side, without words: a caption would single a unit out."""
    if not paths:
        return [], y
    y += GAP
    shown = paths[:PHOTOS]
    width = INNER if len(shown) == 1 else HALF
    height = width * 9 // 16 if len(shown) == 1 else width * 3 // 4
    boxes = [Box(MARGIN + place * (HALF + GAP), y, width, height) for place in range(len(shown))]
    shapes = [PhotoArea(box, path) for box, path in zip(boxes, shown, strict=True)]
    return list(shapes), y + height
