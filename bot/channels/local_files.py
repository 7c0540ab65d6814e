"""Gives a file of the shelf to the page: pictures are shown, everything else is downloaded."""

import asyncio
from pathlib import Path
from urllib.parse import quote

from aiohttp import web

from bot.channels.image_header import read_image_header
from bot.channels.local_form import Refused, file_name
from handlers import wording
from storage.files import FileShelf

_ENOUGH = 64


async def file_response(shelf: FileShelf, sha256: str, name: str) -> web.StreamResponse:
    """The type comes from the bytes, never from the name; raises Refused (404)."""
    try:
        path = shelf.path(sha256)
        head = await asyncio.to_thread(_head, path)
    except (ValueError, OSError):
        raise Refused(wording.LOCAL_FILE_GONE, 404) from None
    header = read_image_header(head)
    shown = "inline" if header else "attachment"
    return web.FileResponse(
        path,
        headers={
            "Content-Type": header.media_type if header else "application/octet-stream",
            "Content-Disposition": f"{shown}; filename*=UTF-8''{quote(file_name(name), safe='')}",
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "Cache-Control": "private, max-age=31536000, immutable",
        },
    )


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_ENOUGH)
