"""Fetcher: pending photos -> the shelf; a row says stored only after its bytes stand there."""

import asyncio
import logging
from collections.abc import Mapping
from functools import partial

from bot.channels.base import Channel, FetchError
from bot.clock import Clock
from bot.config import Limits
from bot.downloading import download
from bot.retry import gives_up, next_try
from bot.workshop import PhotoRefused, Workshop, WorkshopError
from handlers import wording
from storage import photos
from storage.files import FileShelf, ShelfError
from storage.photos import PendingPhoto
from storage.store import NotActive, Store, StoreUnavailable, Work

SIDE_BY_SIDE = 6
FETCH_SECONDS = 120

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
                stream = channel.fetch(photo.attachment)
                sha256 = await download(stream, temp, self._check_size)
            if photo.attachment.sha256 not in (None, sha256):
                raise FetchError("the checksum differs")
            facts = await self._workshop.check_photo(temp)
            stored = await asyncio.to_thread(self._shelf.put_file, temp)
        finally:
            temp.unlink(missing_ok=True)
        size = (facts.width, facts.height)
        return lambda tx: photos.put_stored(tx, photo.id, stored.sha256, stored.bytes, *size)

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
