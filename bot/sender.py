"""Sender: outbox -> channel, the only place that sends again; `sending` is kept before a call."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta

from bot.channels.base import Channel, NotSupported, SendError
from bot.clock import Clock
from bot.faults import log, where
from bot.retry import next_try
from handlers import wording
from storage import outbox
from storage.messages import OutgoingMessage
from storage.outbox import Outgoing
from storage.store import Store, Transaction

TIMES = 12
Claim = Callable[[Transaction, Outgoing], Outgoing | None]
"""For a kind of message: looks once more, then claims; None when it does not go now."""


class Sender:
    """A send is sent, surely not sent, or unknown; unknown never goes again by itself."""

    def __init__(
        self,
        store: Store,
        channels: Mapping[str, Channel],
        clock: Clock,
        claims: Mapping[str, Claim] | None = None,
    ) -> None:
        self._store = store
        self._channels = channels
        self._clock = clock
        self._claims = claims or {}
        self._cut_off = False

    async def recover(self) -> None:
        """Before the first step after a start, and after a step that the database cut off."""
        harmless = [name for name, channel in self._channels.items() if channel.repeat_is_harmless]
        work = lambda tx: outbox.recover(tx, harmless, wording.SEND_CUT_OFF)  # noqa: E731
        unknown = await asyncio.wrap_future(self._store.write(work))
        if unknown:
            log.warning("%s sends were cut off and are listed as unknown", unknown)

    async def step(self) -> bool:
        """Send the next message of every chat that has one due; True: look again at once."""
        if self._cut_off:
            await self.recover()
            self._cut_off = False
        now = self._clock.now()
        due = await asyncio.wrap_future(self._store.read(lambda tx: outbox.next_due(tx, now)))
        due = [row for row in due if row.message.channel in self._channels]
        if not due:
            return False
        # All are waited for: what is still under way must not be taken for cut off.
        ends = await asyncio.gather(*(self._send(row) for row in due), return_exceptions=True)
        for end in ends:
            if isinstance(end, BaseException):
                self._cut_off = True
                raise end
        return any(ends)

    async def _send(self, row: Outgoing) -> bool:
        now = self._clock.now()
        if row.message.deadline is not None and row.message.deadline < now:
            await self._end(row, "dropped", wording.SEND_TOO_LATE)
            return True
        original = None
        if row.message.edits is not None:
            original = await self._original(row.message.edits)
            if original is None:
                await self._end(row, "dropped", wording.NOTHING_TO_EDIT)
                return True
        claim = self._claims.get(row.message.kind, _claim)
        claimed = await asyncio.wrap_future(self._store.write(lambda tx: claim(tx, row)))
        return True if claimed is None else await self._call(claimed, original)

    async def _original(self, outbox_id: int) -> str | None:
        """The channel's id of the message to edit; None when it never arrived."""
        found = await asyncio.wrap_future(self._store.read(lambda tx: outbox.find(tx, outbox_id)))
        if found is None or found.state != "sent" or not found.sent_ids:
            return None
        return found.sent_ids[0]

    async def _call(self, row: Outgoing, original: str | None) -> bool:
        channel = self._channels[row.message.channel]
        try:
            ids = await self._deliver(channel, row.id, row.message, original)
        except NotSupported:
            await self._end(row, "dropped", wording.CANNOT_EDIT)
            return True
        except SendError as error:
            return await self._not_delivered(row, error)
        except Exception as error:
            # The call may have gone out: whatever broke, it is not repeated.
            log.error("send %s: %s", row.id, where(error))
            harmless = channel.repeat_is_harmless
            return await self._not_delivered(row, SendError("", sent=False if harmless else None))
        now = self._clock.now()
        await self._write(lambda tx: outbox.mark_sent(tx, row.id, ids, now))
        return True

    async def _deliver(
        self, channel: Channel, row: int, message: OutgoingMessage, original: str | None
    ) -> Sequence[str]:
        now = self._clock.now()
        if original is None:
            return await channel.send(row, message, now)
        await channel.edit(original, message, now)
        return [original]

    async def _not_delivered(self, row: Outgoing, error: SendError) -> bool:
        if error.sent is None:
            await self._end(row, "unknown", wording.SEND_UNKNOWN)
        elif error.permanent or row.attempts >= TIMES:
            await self._end(row, "failed", wording.SEND_REFUSED)
        else:
            now = self._clock.now()
            again = next_try(row.attempts, now)
            if error.retry_after is not None:
                again = now + timedelta(seconds=error.retry_after)
            await self._write(
                lambda tx: outbox.mark_not_sent(tx, row.id, wording.SEND_AGAIN, again)
            )
        return False

    async def _end(self, row: Outgoing, state: str, why: str) -> None:
        await self._write(lambda tx: outbox.mark_ended(tx, row.id, state, why))

    async def _write(self, work: Callable[[Transaction], None]) -> None:
        await asyncio.wrap_future(self._store.write(work))


def _claim(tx: Transaction, row: Outgoing) -> Outgoing | None:
    return outbox.claim(tx, row.id)
