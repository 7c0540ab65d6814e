"""Fetcher: pending photos -> the shelf; a row says stored only after its bytes stand there."""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

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


@dataclass(frozen=True, slots=True)
class _Brought:
    """A photo that came whole and can be opened, not yet on the shelf."""

    photo: PendingPhoto
    temp: Path
    width: int
    height: int

    def stored(self, sha256: str, size: int) -> Work[bool]:
        return partial(
            photos.put_stored,
            photo_id=self.photo.id,
            sha256=sha256,
            size=size,
            width=self.width,
            height=self.height,
        )


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
        if due:
            temps: list[Path] = []
            try:
                await self._keep(await self._bring_all(due, temps))
            finally:
                for temp in temps:
                    temp.unlink(missing_ok=True)
        return bool(due)

    async def _bring_all(
        self, due: Sequence[PendingPhoto], temps: list[Path]
    ) -> "list[_Brought | Work[bool]]":
        ends = await asyncio.gather(
            *(self._outcome(photo, temps) for photo in due), return_exceptions=True
        )
        brought: list[_Brought | Work[bool]] = []
        for end in ends:
            if isinstance(end, BaseException):
                raise end
            brought.append(end)
        return brought

    async def _keep(self, brought: "Sequence[_Brought | Work[bool]]") -> None:
        """Together: each photo alone would wait for the disk twice more."""
        whole = [one for one in brought if isinstance(one, _Brought)]
        works = [one for one in brought if not isinstance(one, _Brought)]
        temps = [one.temp for one in whole]
        ends = await asyncio.to_thread(self._shelf.put_files, temps) if temps else []
        for one, end in zip(whole, ends, strict=True):
            works.append(
                self._later(one.photo, end)
                if isinstance(end, ShelfError)
                else one.stored(end.sha256, end.bytes)
            )
        together = lambda tx: [work(tx) for work in works]  # noqa: E731
        await asyncio.wrap_future(self._store.write(together))

    async def _outcome(self, photo: PendingPhoto, temps: list[Path]) -> "_Brought | Work[bool]":
        try:
            return await self._bring(photo, temps)
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

    async def _bring(self, photo: PendingPhoto, temps: list[Path]) -> "_Brought":
        channel = self._channels.get(photo.channel)
        if channel is None:
            raise FetchError("the channel is off")
        self._check_size(photo.attachment.bytes or 0)
        temp = await asyncio.to_thread(self._shelf.new_temp)
        temps.append(temp)
        async with asyncio.timeout(FETCH_SECONDS):
            stream = channel.fetch(photo.attachment)
            sha256 = await download(stream, temp, self._check_size)
        if photo.attachment.sha256 not in (None, sha256):
            raise FetchError("the checksum differs")
        facts = await self._workshop.check_photo(temp)
        return _Brought(photo, temp, facts.width, facts.height)

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
