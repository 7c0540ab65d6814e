"""RegisterIntake: a register that was sent in chat is fetched, read and shown to its sender."""

import asyncio
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import msgspec

from bot.channels.base import Channel, FetchError
from bot.clock import Clock
from bot.downloading import download
from bot.faults import log, where
from bot.posting import post
from bot.retry import gives_up, next_try
from bot.workshop import Workshop
from handlers import wording
from storage import register_drafts
from storage.files import FileShelf
from storage.register_drafts import RegisterDraft
from storage.store import NotActive, Store, StoreUnavailable, Transaction

FETCH_SECONDS = 120
FORGOTTEN_AFTER = timedelta(days=7)
"""What nobody confirmed holds people's numbers: it is not kept for ever."""


class _TooBig(Exception):
    pass


def _check_size(size: int) -> None:
    from bot.register_files import LARGEST_MEGABYTES

    if size > LARGEST_MEGABYTES * 1_000_000:
        raise _TooBig


class RegisterIntake:
    """Nothing of a register is written here: that is done when its sender says 确认."""

    def __init__(
        self,
        store: Store,
        shelf: FileShelf,
        workshop: Workshop,
        channels: Mapping[str, Channel],
        clock: Clock,
    ) -> None:
        self._store = store
        self._shelf = shelf
        self._workshop = workshop
        self._channels = channels
        self._clock = clock

    async def step(self) -> bool:
        """True: look again at once. Raises StoreUnavailable or NotActive; then it is still due."""
        now = self._clock.now()
        forgotten = now - FORGOTTEN_AFTER

        def look(tx: Transaction) -> tuple[RegisterDraft | None, bool]:
            return register_drafts.next_pending(tx, now), register_drafts.has_older(tx, forgotten)

        draft, has_older = await asyncio.wrap_future(self._store.read(look))
        if has_older:
            forget = lambda tx: register_drafts.forget_before(tx, forgotten)  # noqa: E731
            await asyncio.wrap_future(self._store.write(forget))
            return True
        if draft is None:
            return False
        try:
            await self._show(draft)
        except FetchError as error:
            await self._not_fetched(draft, permanent=error.permanent)
        except (NotActive, StoreUnavailable):
            raise
        except Exception as error:
            log.error("register draft %s: %s", draft.id, where(error))
            await self._not_fetched(draft, permanent=False)
        return True

    async def _show(self, draft: RegisterDraft) -> None:
        read = await self._read(draft)
        if "refused" in read:
            await self._tell(draft, read["refused"], None)
            return
        # What reads a register is loaded by the first that is sent, not by every start.
        from bot.register_command import put_files
        from handlers.register.in_chat import files_json, register_shown
        from handlers.register.reading import Files

        files = msgspec.convert(read["files"], Files)
        now = self._clock.now()
        findings, change = await asyncio.to_thread(put_files, self._store, files, now, True)
        text = register_shown(draft.attachment.name, findings, change)
        await self._tell(draft, text, None if change is None else files_json(files))

    async def _read(self, draft: RegisterDraft) -> dict[str, Any]:
        from bot.register_files import LARGEST_MEGABYTES

        channel, name = self._channels.get(draft.channel), draft.attachment.name
        if channel is None:
            raise FetchError("the channel is off")
        temp = await asyncio.to_thread(self._shelf.new_temp)
        try:
            async with asyncio.timeout(FETCH_SECONDS):
                await download(channel.fetch(draft.attachment), temp, _check_size)
            values = {"path": str(temp.absolute()), "name": name}
            return await self._workshop.run("read_register", values)
        except _TooBig:
            return {"refused": wording.register_too_big(name, LARGEST_MEGABYTES)}
        finally:
            temp.unlink(missing_ok=True)

    async def _not_fetched(self, draft: RegisterDraft, permanent: bool) -> None:
        now = self._clock.now()
        if permanent or gives_up(draft.added_at, now):
            await self._tell(draft, wording.register_not_fetched(draft.attachment.name), None)
            return
        again = next_try(draft.attempts + 1, now)
        work = lambda tx: register_drafts.put_later(tx, draft.id, again)  # noqa: E731
        await asyncio.wrap_future(self._store.write(work))

    async def _tell(self, draft: RegisterDraft, text: str, files: str | None) -> None:
        """`files` is what 确认 will write; None: there is nothing to confirm."""
        from handlers.register.in_chat import register_line

        now = self._clock.now()
        line = register_line(draft, text, f"register/{draft.id}", now)

        def work(tx: Transaction) -> None:
            still = (
                register_drafts.end(tx, draft.id)
                if files is None
                else register_drafts.put_shown(tx, draft.id, files)
            )
            if still:
                post(tx, [line], now)

        await asyncio.wrap_future(self._store.write(work))
