"""Draws the digest's two pictures as PNG files; only in a child process or a test (pillow)."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
from PIL import Image, ImageDraw, ImageOps

from handlers.summaries.picture_data import Bulletin, Grid
from handlers.summaries.picture_font import font, measure, readable
from handlers.summaries.picture_of_bulletin import lay_out_bulletin
from handlers.summaries.picture_of_grid import lay_out_grid
from handlers.summaries.picture_shapes import (
    WIDTH,
    Area,
    Box,
    Canvas,
    Label,
    PhotoArea,
    Shade,
    Tick,
)

HATCHES_APART = 14


def draw_pictures_job(values: Mapping[str, Any]) -> dict[str, Any]:
    """`bulletin` and `grid` are [path, values] to be drawn there; gives nothing back."""
    path, told = values["bulletin"]
    draw_bulletin(msgspec.convert(told, Bulletin, dec_hook=_path)).save(path, "PNG")
    path, told = values["grid"]
    draw_grid(msgspec.convert(told, Grid)).save(path, "PNG")
    return {}


def _path(kind: type, value: object) -> object:
    return Path(str(value)) if kind is Path else value


def draw_bulletin(bulletin: Bulletin) -> Image.Image:
    shown = replace(
        bulletin,
        office=readable(bulletin.office),
        campaign=readable(bulletin.campaign),
        tasks=tuple(
            (readable(words), complete, owing) for words, complete, owing in bulletin.tasks
        ),
        photos=tuple(path for path in bulletin.photos if _opens(path)),
    )
    return _drawn(lay_out_bulletin(shown, measure))


def draw_grid(grid: Grid) -> Image.Image:
    shown = replace(
        grid,
        office=readable(grid.office),
        campaign=readable(grid.campaign),
        units=tuple(map(readable, grid.units)),
        tasks=tuple(map(readable, grid.tasks)),
    )
    return _drawn(lay_out_grid(shown, measure))


def _drawn(canvas: Canvas) -> Image.Image:
    image = Image.new("RGB", (WIDTH, canvas.height), Shade.WHITE.value)
    pen = ImageDraw.Draw(image)
    for shape in canvas.shapes:
        match shape:
            case Label():
                _write(pen, shape)
            case Area():
                _fill(image, pen, shape)
            case Tick():
                _tick(pen, shape)
            case PhotoArea():
                _photo(image, shape)
    return image


def _write(pen: ImageDraw.ImageDraw, label: Label) -> None:
    box = label.box
    middle = box.y + box.height / 2
    at = (box.x + box.width / 2, middle) if label.centred else (box.x, middle)
    pen.text(
        at,
        label.words,
        fill=label.shade.value,
        font=font(label.size),
        anchor="mm" if label.centred else "lm",
        stroke_width=1 if label.bold else 0,
    )


def _fill(image: Image.Image, pen: ImageDraw.ImageDraw, area: Area) -> None:
    if not area.box.width or not area.box.height:
        return
    outline = area.outline.value if area.outline else None
    if area.hatched:
        image.paste(_hatched(area.box, area.fill), (area.box.x, area.box.y))
    corners = _corners(area.box)
    pen.rectangle(corners, fill=None if area.hatched else area.fill.value, outline=outline, width=2)


def _hatched(box: Box, fill: Shade) -> Image.Image:
    """Drawn apart, so that no line leaves its cell."""
    cell = Image.new("RGB", (box.width, box.height), fill.value)
    pen = ImageDraw.Draw(cell)
    for x in range(-box.height, box.width, HATCHES_APART):
        pen.line((x, box.height, x + box.height, 0), fill=Shade.HATCH.value, width=2)
    return cell


def _tick(pen: ImageDraw.ImageDraw, tick: Tick) -> None:
    box = tick.box
    half = min(box.width, box.height) * 0.28
    x, y = box.x + box.width / 2, box.y + box.height / 2
    points = [(x - half, y), (x - half / 4, y + half * 0.75), (x + half, y - half * 0.75)]
    pen.line(points, fill=tick.shade.value, width=6, joint="curve")


def _photo(image: Image.Image, area: PhotoArea) -> None:
    size = (area.box.width, area.box.height)
    with Image.open(area.path) as photo:
        photo.draft("RGB", size)
        upright = ImageOps.exif_transpose(photo).convert("RGB")
        image.paste(ImageOps.fit(upright, size), (area.box.x, area.box.y))


def _opens(path: Path) -> bool:
    """A photo that has gone bad is left out: the figures are what the picture is for."""
    try:
        with Image.open(path) as photo:
            photo.load()
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return False
    return True


def _corners(box: Box) -> tuple[int, int, int, int]:
    return (box.x, box.y, box.right - 1, box.bottom - 1)
