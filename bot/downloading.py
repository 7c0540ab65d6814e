"""Bringing a file of a platform onto the shelf's own disk, piece by piece."""

import asyncio
import hashlib
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from pathlib import Path

from handlers import wording
from storage.files import shelf_error

TOGETHER = 1 << 20


async def download(
    stream: AsyncIterator[bytes], temp: Path, check_size: Callable[[int], None]
) -> str:
    """The sha256 of what came; writing happens in a thread, a mebibyte at a time.

    Raises ShelfError where the disk refuses, and what `check_size` raises of the bytes so far.
    """
    digest, waiting, size = hashlib.sha256(), bytearray(), 0
    # Unbuffered: what a full disk refused must not be tried again, and fail, when it is closed.
    with temp.open("wb", buffering=0) as file:

        def write() -> None:
            digest.update(waiting)
            left = bytes(waiting)
            try:
                while left:
                    left = left[file.write(left) :]
            except OSError as error:
                raise shelf_error(wording.PHOTO_NOT_WRITTEN, error) from error
            waiting.clear()

        try:
            async for chunk in stream:
                size += len(chunk)
                check_size(size)
                waiting += chunk
                if len(waiting) >= TOGETHER:
                    await asyncio.to_thread(write)
        finally:
            if isinstance(stream, AsyncGenerator):
                await stream.aclose()
        await asyncio.to_thread(write)
    return digest.hexdigest()
