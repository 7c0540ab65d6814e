"""Fetcher: pending photos -> the shelf; a row says stored only after its bytes stand there."""

import asyncio
import hashlib
import logging
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from functools import partial
from pathlib import Path

from bot.channels.base import Channel, FetchError
from bot.clock import Clock
from bot.config import Limits
from bot.retry import gives_up, next_try
from bot.workshop import PhotoRefused, Workshop, WorkshopError
from handlers import wording
from storage import photos
from storage.files import FileShelf, ShelfError, shelf_error
from storage.photos import PendingPhoto
from storage.store import NotActive, Store, StoreUnavailable, Work

SIDE_BY_SIDE = 6
FETCH_SECONDS = 120
TOGETHER = 1 << 20

log = logging.getLogger(__name__)


class Fetcher:
    """Asks for each photo until it stands on the shelf, is refused, or 24 hours have passed."""

    def __init__(
        self,
        store: Store,
        shelf: FileShelf,
        workshop: Workshop,
        channels: Mapping[str, Channel],
        clock: Clock,
        limits: Limits,
    ) -> None:
        self._store = store
        self._shelf = shelf
        self._workshop = workshop
        self._channels = channels
        self._clock = clock
        self._limits = limits

    async def step(self) -> bool:
        """Fetch what is due, several side by side; True: look again at once.

        Raises StoreUnavailable or NotActive, and then every photo is still pending.
        """
        due_now = partial(photos.pending, now=self._clock.now(), limit=SIDE_BY_SIDE)
        due = await asyncio.wrap_future(self._store.read(due_now))
        ends = await asyncio.gather(*map(self._fetch, due), return_exceptions=True)
        for end in ends:
            if isinstance(end, BaseException):
                raise end
        return bool(due)

    async def _fetch(self, photo: PendingPhoto) -> None:
        await self._put(await self._outcome(photo))

    async def _outcome(self, photo: PendingPhoto) -> Work[bool]:
        try:
            return await self._bring(photo)
        except PhotoRefused as refused:
            return partial(photos.put_failed, photo_id=photo.id, why=str(refused))
        except FetchError as error:
            if error.permanent:
                return partial(photos.put_failed, photo_id=photo.id, why=wording.PHOTO_GONE)
            return self._later(photo, error)
        except (NotActive, StoreUnavailable):
            raise
        except Exception as error:
            return self._later(photo, error)

    async def _bring(self, photo: PendingPhoto) -> Work[bool]:
        channel = self._channels.get(photo.channel)
        if channel is None:
            raise FetchError("the channel is off")
        self._check_size(photo.attachment.bytes or 0)
        temp = await asyncio.to_thread(self._shelf.new_temp)
        try:
            async with asyncio.timeout(FETCH_SECONDS):
                sha256 = await self._download(channel.fetch(photo.attachment), temp)
            if photo.attachment.sha256 not in (None, sha256):
                raise FetchError("the checksum differs")
            facts = await self._workshop.check_photo(temp)
            stored = await asyncio.to_thread(self._shelf.put_file, temp)
        finally:
            temp.unlink(missing_ok=True)
        size = (facts.width, facts.height)
        return lambda tx: photos.put_stored(tx, photo.id, stored.sha256, stored.bytes, *size)

    async def _download(self, stream: AsyncIterator[bytes], temp: Path) -> str:
        """The sha256 of what came; writing happens in a thread, a mebibyte at a time."""
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
                    self._check_size(size)
                    waiting += chunk
                    if len(waiting) >= TOGETHER:
                        await asyncio.to_thread(write)
            finally:
                if isinstance(stream, AsyncGenerator):
                    await stream.aclose()
            await asyncio.to_thread(write)
        return digest.hexdigest()

    def _check_size(self, size: int) -> None:
        limit = self._limits.photo_megabytes
        if size > limit << 20:
            raise PhotoRefused(wording.photo_too_many_bytes(limit))

    def _later(self, photo: PendingPhoto, error: Exception) -> Work[bool]:
        """A full disk or a broken workshop is no fault of the photo: that never gives up."""
        ours = isinstance(error, ShelfError | WorkshopError)
        now = self._clock.now()
        log.warning("photo %s waits: %s", photo.id, type(error).__name__)
        if not ours and gives_up(photo.added_at, now):
            return partial(photos.put_failed, photo_id=photo.id, why=wording.PHOTO_NEVER_CAME)
        at = next_try(photo.attempts + 1, now)
        why = str(error) if isinstance(error, ShelfError | FetchError) else type(error).__name__
        return partial(photos.put_retry, photo_id=photo.id, next_try_at=at, why=why)

    async def _put(self, work: Work[bool]) -> None:
        await asyncio.wrap_future(self._store.write(work))
