"""Illustrator: draws a digest's pictures before it goes; without them its words go alone."""

import asyncio
from contextlib import suppress
from dataclasses import replace
from datetime import tzinfo
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from bot.clock import Clock
from bot.faults import log, where
from bot.workshop import Workshop, WorkshopError
from handlers import wording
from storage import digests, outbox
from storage.files import FileShelf, ShelfError, Stored
from storage.messages import Attachment
from storage.store import Store, Transaction

if TYPE_CHECKING:
    from handlers.campaigns.digest_drawing import ToDraw

DRAW_SECONDS = 20


class Illustrator:
    """`step()` may be cut off anywhere: pictures and the row that carries them are one commit."""

    def __init__(
        self,
        store: Store,
        shelf: FileShelf,
        workshop: Workshop,
        clock: Clock,
        zone: tzinfo,
        seconds: float = DRAW_SECONDS,
    ) -> None:
        self._store = store
        self._shelf = shelf
        self._workshop = workshop
        self._clock = clock
        self._zone = zone
        self._seconds = seconds

    async def step(self) -> bool:
        """True: look again at once. Raises StoreUnavailable or NotActive; then nothing is lost."""
        keys = await asyncio.wrap_future(self._store.read(digests.wanting_pictures))
        for key in keys:
            await self._illustrate(key)
        return bool(keys)

    async def _illustrate(self, key: str) -> None:
        # What figures stand on is loaded by the first digest, not by every start.
        from handlers.campaigns.digest_drawing import to_draw

        now, zone = self._clock.now(), self._zone
        look = lambda tx: (digests.of_message(tx, key), to_draw(tx, key, now, zone))  # noqa: E731
        kept, wanted = await asyncio.wrap_future(self._store.read(look))
        drawn: tuple[Attachment, ...] = ()
        if wanted is not None:
            try:
                async with asyncio.timeout(self._seconds):
                    drawn = await self._draw(wanted)
            except (WorkshopError, ShelfError, OSError) as error:
                log.warning("a digest goes without its pictures: %s", where(error))

        def end(tx: Transaction) -> None:
            state = digests.MADE if drawn else digests.FAILED
            row = outbox.find_key(tx, key)
            if row is not None and kept and digests.end_pictures(tx, key, kept[0].at, state):
                outbox.attach(tx, row.id, drawn)

        await asyncio.wrap_future(self._store.write(end))

    async def _draw(self, wanted: "ToDraw") -> tuple[Attachment, ...]:
        """Raises WorkshopError, ShelfError, TimeoutError; what stands on the shelf is whole."""
        names = wording.picture_names(wanted.bulletin.office, wanted.at.astimezone(self._zone))
        temps = [await asyncio.to_thread(self._shelf.new_temp) for _ in names]
        try:
            photos = tuple(map(self._shelf.path, wanted.photos))
            told = (replace(wanted.bulletin, photos=photos), wanted.grid)
            orders = [
                [str(temp), msgspec.to_builtins(one, enc_hook=_text)]
                for temp, one in zip(temps, told, strict=True)
            ]
            await self._workshop.run("draw_pictures", {"bulletin": orders[0], "grid": orders[1]})
            stored = [await asyncio.to_thread(self._shelf.put_file, temp) for temp in temps]
        finally:
            for temp in temps:
                with suppress(OSError):
                    temp.unlink(missing_ok=True)
        return tuple(map(_attachment, names, stored))


def _attachment(name: str, stored: Stored) -> Attachment:
    return Attachment("photo", stored.sha256, name, stored.bytes, stored.sha256)


def _text(value: object) -> str:
    if isinstance(value, Path):
        return str(value)
    raise NotImplementedError
