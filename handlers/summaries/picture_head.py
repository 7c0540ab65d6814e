"""What both pictures share: the head with its cut-off time, and the foot; pure."""

from datetime import datetime

from handlers import wording
from handlers.summaries.picture_lines import broken, fitted
from handlers.summaries.picture_shapes import (
    INNER,
    MARGIN,
    WIDTH,
    Area,
    Box,
    Label,
    Measure,
    Shade,
    Shape,
)

TITLE, PLAIN, SMALL = 52, 38, 34
TOP = 36
GAP = 28


def line_height(size: int) -> int:
    """Room for one line of words: none of the font's characters is taller."""
    return size * 3 // 2


def head(
    title: str, tag: str, as_of: datetime, day: int, days: int, measure: Measure
) -> tuple[list[Shape], int]:
    """The shapes, and where the next may begin."""
    room = Box(MARGIN, TOP, INNER, line_height(TITLE))
    below = line_height(PLAIN)
    width = round(measure(tag, PLAIN)) + 40 if tag else 0
    when = wording.picture_when(as_of, day, days)
    box = Box(MARGIN, room.bottom + 4, INNER - width, below)
    shapes: list[Shape] = [
        Area(Box(0, 0, WIDTH, 12), Shade.DARK),
        Label(room, fitted(title, INNER, TITLE, measure), TITLE, bold=True),
        Label(box, fitted(when, box.width, PLAIN, measure), PLAIN, Shade.SOFT),
    ]
    if tag:
        side = Box(box.right, box.y, width, below)
        shapes += [Area(side, Shade.DARK), Label(side, tag, PLAIN, Shade.WHITE, centred=True)]
    return shapes, box.bottom + GAP // 2


def foot(words: str, y: int, measure: Measure) -> tuple[list[Shape], int]:
    """The source of the figures, and the picture's height."""
    box = Box(MARGIN, y + GAP, INNER, line_height(SMALL))
    rule = Area(Box(MARGIN, y + GAP // 2, INNER, 2), Shade.LINE)
    label = Label(box, fitted(words, INNER, SMALL, measure), SMALL, Shade.SOFT)
    return [rule, label], box.bottom + GAP


def paragraph(
    words: str, y: int, most: int, measure: Measure, size: int = SMALL
) -> tuple[list[Shape], int]:
    """Lines of small words over the whole width."""
    shapes: list[Shape] = []
    for line in broken(words, INNER, size, most, measure):
        box = Box(MARGIN, y, INNER, line_height(size))
        shapes.append(Label(box, line, size, Shade.SOFT))
        y = box.bottom
    return shapes, y
