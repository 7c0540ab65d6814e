"""Sender: outbox -> channel, the only place that sends again; `sending` is kept before a call."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.backlog import Backlog
from bot.bell import Bell
from bot.channels.base import Channel, NotSupported, SendError
from bot.claiming import Claim
from bot.clock import Clock
from bot.faults import log, where
from bot.muted import Chat, Closed, may_be_open
from bot.pacing import LONGEST, Pacing
from bot.posting import post
from bot.retry import gives_up, next_try
from handlers import wording
from handlers.standing import chat_closed
from storage import chats, digests, outbox
from storage.messages import OutgoingMessage
from storage.outbox import Outgoing
from storage.store import Store, Transaction

AT_ONCE = 200
LONGEST_LOOK = timedelta(seconds=30)


class Sender:
    """A send is sent, surely not sent, or unknown; unknown never goes again by itself.

    Chats are sent to side by side, one call at a time in each.
    """

    def __init__(
        self,
        store: Store,
        channels: Mapping[str, Channel],
        clock: Clock,
        paces: Mapping[str, Pacing] | None = None,
        claims: Mapping[str, Claim] | None = None,
        backlog: Backlog | None = None,
    ) -> None:
        self._store = store
        self._channels = channels
        self._clock = clock
        self._claims = claims or {}
        self._paces = paces or {}
        self._backlog = backlog or Backlog()
        self._bell = Bell()
        self._under_way: dict[Chat, asyncio.Task[None]] = {}
        self._fault: BaseException | None = None
        self._cut_off = False
        self._recalled = False
        self.look_again_in: timedelta | None = None
        """After `step` gave False: how long until something paced may go; None: nothing waits."""

    async def recover(self) -> None:
        """Before the first step after a start, and after a step that the database cut off."""
        harmless = [name for name, channel in self._channels.items() if channel.repeat_is_harmless]
        work = lambda tx: outbox.recover(tx, harmless, wording.SEND_CUT_OFF)  # noqa: E731
        unknown = await asyncio.wrap_future(self._store.write(work))
        if unknown:
            log.warning("%s sends were cut off and are listed as unknown", unknown)
        if not self._recalled:
            await self._recall_pace()

    async def _recall_pace(self) -> None:
        """What went out just before the restart counts for the limits after it."""
        since = self._clock.now() - LONGEST
        look = lambda tx: outbox.calls_since(tx, since)  # noqa: E731
        for channel, chat, ended, messages in await asyncio.wrap_future(self._store.read(look)):
            if channel in self._paces:
                self._paces[channel].remember(chat, messages, ended)
        self._recalled = True

    def ring(self) -> None:
        """There may be something new to send, while calls are under way."""
        self._bell.ring()

    async def step(self) -> bool:
        """Begin what may go now, then wait until a call ends or the bell rings.

        True: look again at once. Raises what a call raised: the database was lost, for example.
        """
        if self._cut_off:
            # All are waited for: what is still under way must not be taken for cut off.
            await asyncio.gather(*self._under_way.values(), return_exceptions=True)
            await self.recover()
            self._cut_off = False
        ended = await self._begin_due()
        if not self._under_way:
            return ended
        if not ended:
            await self._one_ends()
        if self._fault is not None:
            fault, self._fault, self._cut_off = self._fault, None, True
            raise fault
        return True

    async def finish(self) -> None:
        """Wait for the calls under way; when cancelled itself, it cuts them off."""
        try:
            await asyncio.gather(*self._under_way.values(), return_exceptions=True)
        finally:
            for task in list(self._under_way.values()):
                task.cancel()

    async def _one_ends(self) -> None:
        longest = min(LONGEST_LOOK, self.look_again_in or LONGEST_LOOK)
        rung = asyncio.create_task(self._bell.wait(longest.total_seconds()))
        try:
            calls = self._under_way.values()
            await asyncio.wait([*calls, rung], return_when=asyncio.FIRST_COMPLETED)
        finally:
            rung.cancel()

    async def _begin_due(self) -> bool:
        """True when a row was ended without a call."""
        if pause := self._backlog.pause():
            self.look_again_in = timedelta(seconds=pause)
            return False
        now = self._clock.now()
        limit = AT_ONCE + len(self._under_way)
        look = lambda tx: (outbox.next_due(tx, now, limit), chats.closed(tx))  # noqa: E731
        due, closed = await asyncio.wrap_future(self._store.read(look))
        self.look_again_in = None
        ended = False
        for row in due:
            chat = (row.message.channel, row.message.chat)
            if chat in self._under_way or row.message.channel not in self._channels:
                continue
            why = self._is_over(row, closed)
            if why is not None:
                await self._end(row, *why)
                ended = True
            elif self._may_go(row):
                self._begin(chat, row)
        return ended

    def _is_over(self, row: Outgoing, closed: Closed) -> tuple[str, str] | None:
        """(state, why) of a row that is not to be sent at all."""
        now = self._clock.now()
        if row.message.deadline is not None and row.message.deadline < now:
            return "dropped", wording.SEND_TOO_LATE
        if not row.closed or may_be_open(closed, (row.message.channel, row.message.chat), now):
            return None
        return "failed", row.closed

    def _may_go(self, row: Outgoing) -> bool:
        pacing = self._paces.get(row.message.channel)
        if pacing is None or row.message.answers is not None:
            return True
        wait = pacing.wait(row.message.chat, messages_of(row.message), self._clock.now())
        if wait is None:
            return False
        if wait > timedelta(0):
            self.look_again_in = min(self.look_again_in or wait, wait)
            return False
        return True

    def _begin(self, chat: Chat, row: Outgoing) -> None:
        pacing = self._paces.get(row.message.channel)
        number = pacing.begin(row.message.chat, messages_of(row.message)) if pacing else 0
        task = asyncio.create_task(self._send(row))
        self._under_way[chat] = task

        def over(task: "asyncio.Task[None]") -> None:
            del self._under_way[chat]
            if not task.cancelled() and task.exception() is not None:
                self._fault = task.exception()
            if pacing is not None:
                pacing.end(number, row.message.chat, self._clock.now())

        task.add_done_callback(over)

    async def _send(self, row: Outgoing) -> None:
        original = None
        if row.message.edits is not None:
            original = await self._original(row.message.edits)
            if original is None or original[0] != row.message.chat:
                why = wording.NOTHING_TO_EDIT if original is None else wording.CANNOT_EDIT
                await self._end(row, "dropped", why)
                return
        claim = self._claims.get(row.message.kind, _claim)
        claimed = await asyncio.wrap_future(self._store.write(lambda tx: claim(tx, row)))
        if claimed is not None:
            claimed = replace(claimed, closed=row.closed)
            await self._call(claimed, original[1] if original else None)

    async def _original(self, outbox_id: int) -> tuple[str, str] | None:
        """(chat, the channel's id) of the message to edit; None when it never arrived."""
        found = await asyncio.wrap_future(self._store.read(lambda tx: outbox.find(tx, outbox_id)))
        if found is None or found.state != "sent" or not found.sent_ids:
            return None
        return found.message.chat, found.sent_ids[0]

    async def _call(self, row: Outgoing, original: str | None) -> None:
        channel = self._channels[row.message.channel]
        try:
            ids = await self._deliver(channel, row.id, row.message, original)
        except NotSupported:
            await self._end(row, "dropped", wording.CANNOT_EDIT)
            return
        except SendError as error:
            await self._not_delivered(row, error)
            return
        except Exception as error:
            # The call may have gone out: whatever broke, it is not repeated.
            log.error("send %s: %s", row.id, where(error))
            await self._not_delivered(row, SendError("", sent=None))
            return
        now = self._clock.now()
        if pacing := self._paces.get(row.message.channel):
            pacing.delivered()

        def arrived(tx: Transaction) -> None:
            outbox.mark_sent(tx, row.id, ids, now)
            if row.closed:
                chats.reopen(tx, row.message.channel, row.message.chat)

        await self._write(arrived)

    async def _deliver(
        self, channel: Channel, row: int, message: OutgoingMessage, original: str | None
    ) -> Sequence[str]:
        now = self._clock.now()
        if original is None:
            return await channel.send(row, message, now)
        await channel.edit(original, message, now)
        return [original]

    async def _not_delivered(self, row: Outgoing, error: SendError) -> None:
        now = self._clock.now()
        if error.sent is None and not self._is_harmless(row):
            await self._end(row, "unknown", wording.SEND_UNKNOWN)
        elif row.message.kind == "digest" and row.message.attachments and _refuses(error):
            await self._leave_pictures(row)
        elif error.moved_to is not None:
            await self._follow(row, error.moved_to)
        elif error.retry_after is not None:
            await self._hold(row, now + timedelta(seconds=error.retry_after))
        elif error.closed or error.closed_topic:
            await self._close(row, error)
        elif error.permanent or gives_up(row.message.due_at or now, now):
            await self._end(row, "failed", wording.SEND_REFUSED)
        else:
            again = next_try(row.attempts, now)
            await self._write(
                lambda tx: outbox.mark_not_sent(tx, row.id, wording.SEND_AGAIN, again)
            )

    def _is_harmless(self, row: Outgoing) -> bool:
        """To send again what may have arrived; an edit made twice is the same edit."""
        channel = self._channels[row.message.channel]
        return channel.repeat_is_harmless or row.message.edits is not None

    async def _hold(self, row: Outgoing, until: datetime) -> None:
        """A platform's wish to wait is kept for the chat, or for all when all are asked."""
        channel, chat = row.message.channel, row.message.chat
        pacing = self._paces.get(channel)
        everything = pacing is not None and pacing.is_flood(chat, self._clock.now())

        def work(tx: Transaction) -> None:
            outbox.mark_not_sent(tx, row.id, wording.SEND_AGAIN, until)
            chats.hold(tx, channel, chats.WHOLE_CHANNEL if everything else chat, until)

        await self._write(work)

    async def _follow(self, row: Outgoing, new: str) -> None:
        """The platform says where the group has gone: the row goes there, once."""
        now = self._clock.now()

        def work(tx: Transaction) -> None:
            outbox.mark_not_sent(tx, row.id, wording.SEND_AGAIN, next_try(row.attempts, now))
            chats.move(tx, row.message.channel, row.message.chat, new, now)

        await self._write(work)

    async def _leave_pictures(self, row: Outgoing) -> None:
        """A group may take words and no pictures: the words go alone, at once."""
        now = self._clock.now()

        def work(tx: Transaction) -> None:
            outbox.mark_not_sent(tx, row.id, wording.PICTURES_REFUSED, now)
            outbox.attach(tx, row.id, ())
            digests.refuse_pictures(tx, row.message.key)

        await self._write(work)

    async def _close(self, row: Outgoing, error: SendError) -> None:
        """Nothing more is sent there; the office is told once."""
        now = self._clock.now()
        channel, chat = row.message.channel, row.message.chat
        why, is_topic = error.closed or error.closed_topic, not error.closed

        def work(tx: Transaction) -> None:
            outbox.mark_ended(tx, row.id, "failed", why)
            post(tx, chat_closed(tx, channel, chat, why, now, is_topic), now)

        await self._write(work)

    async def _end(self, row: Outgoing, state: str, why: str) -> None:
        await self._write(lambda tx: outbox.mark_ended(tx, row.id, state, why))

    async def _write(self, work: Callable[[Transaction], None]) -> None:
        await asyncio.wrap_future(self._store.write(work))


def _claim(tx: Transaction, row: Outgoing) -> Outgoing | None:
    return outbox.claim(tx, row.id)


def _refuses(error: SendError) -> bool:
    return error.permanent or bool(error.closed)


def messages_of(message: OutgoingMessage) -> int:
    """How many messages a call makes: each item of an album counts."""
    return max(1, len(message.attachments))
