"""Is this file a whole photo within bounds? Runs in a child process only (imports pillow)."""

import warnings
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from PIL import Image, ImageFile, UnidentifiedImageError

from bot.workbench import Refused

KINDS = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "AVIF")
_EXIF, _TAKEN, _ORIENTATION = 0x8769, 0x9003, 0x0112
_SIDEWAYS = (5, 6, 7, 8)

# Our own bound is checked before decoding; pillow's would only warn up to twice its limit.
Image.MAX_IMAGE_PIXELS = None
ImageFile.LOAD_TRUNCATED_IMAGES = False


def check_photo(values: Mapping[str, Any]) -> dict[str, Any]:
    """Takes path and megapixels; gives width, height (upright), kind, taken_at; raises Refused."""
    path = Path(values["path"])
    if path.stat().st_size == 0:
        raise Refused("empty")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with _open(path) as image:
            width, height = _within(image, values["megapixels"])
            exif = _decode(image)
            kind = str(image.format).lower()
    if exif.get(_ORIENTATION) in _SIDEWAYS:
        width, height = height, width
    taken_at = _moment(exif.get_ifd(_EXIF).get(_TAKEN))
    return {"width": width, "height": height, "kind": kind, "taken_at": taken_at}


def _open(path: Path) -> Image.Image:
    try:
        return Image.open(path, formats=KINDS)
    except UnidentifiedImageError:
        with path.open("rb") as file:
            head = file.read(12)
        if head[4:8] == b"ftyp" and head[8:11] in (b"hei", b"hev", b"mif"):
            raise Refused("heic") from None
        raise Refused("not_an_image") from None
    except Exception:
        raise Refused("damaged") from None


def _within(image: Image.Image, megapixels: int) -> tuple[int, int]:
    width, height = image.size
    if width * height > megapixels * 1_000_000:
        raise Refused("too_many_pixels", width=width, height=height)
    return width, height


def _decode(image: Image.Image) -> Image.Exif:
    """Every byte is read; a JPEG is drawn at an eighth of its size, which takes the whole file."""
    width, height = image.size
    try:
        if image.format in ("JPEG", "MPO"):
            image.draft("RGB", (max(width // 8, 1), max(height // 8, 1)))
        image.load()
        return image.getexif()
    except MemoryError:
        raise
    except Exception:
        raise Refused("damaged") from None


def _moment(taken: object) -> str | None:
    """ISO text of the camera's own clock (zone unknown), or None for what is no moment."""
    try:
        day, _, time = str(taken).strip("\0 ").partition(" ")
        return datetime.fromisoformat(f"{day.replace(':', '-')}T{time}").isoformat()
    except ValueError:
        return None
