"""The shapes a picture is made of, in pixels from its upper left corner; pure values."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

WIDTH, MARGIN = 1080, 40
INNER = WIDTH - 2 * MARGIN
SMALLEST = 30
"""Text of so many pixels is ten on a phone that shows the picture 360 wide."""

Measure = Callable[[str, int], float]
"""How wide words are at a size, in pixels."""


class Shade(StrEnum):
    """Neutral greys, far enough apart to be told in a photocopy."""

    INK = "#1f1f1f"
    SOFT = "#595959"
    DARK = "#4a4a4a"
    MIDDLE = "#d0d0d0"
    LINE = "#8c8c8c"
    HATCH = "#a6a6a6"
    PALE = "#f2f2f2"
    WHITE = "#ffffff"


@dataclass(frozen=True, slots=True)
class Box:
    x: int
    y: int
    width: int
    height: int

    @property
    def right(self) -> int:
        return self.x + self.width

    @property
    def bottom(self) -> int:
        return self.y + self.height


@dataclass(frozen=True, slots=True)
class Label:
    """One line of words in the middle of its box's height; it never reaches beyond its box."""

    box: Box
    words: str
    size: int
    shade: Shade = Shade.INK
    centred: bool = False
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Area:
    box: Box
    fill: Shade
    outline: Shade | None = None
    hatched: bool = False


@dataclass(frozen=True, slots=True)
class Tick:
    """A check mark in the middle of its box."""

    box: Box
    shade: Shade = Shade.WHITE


@dataclass(frozen=True, slots=True)
class PhotoArea:
    """The photo's middle, cut to the box."""

    box: Box
    path: Path


Shape = Label | Area | Tick | PhotoArea


@dataclass(frozen=True, slots=True)
class Canvas:
    height: int
    shapes: tuple[Shape, ...]

    @property
    def labels(self) -> list[Label]:
        return [one for one in self.shapes if isinstance(one, Label)]
