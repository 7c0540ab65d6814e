"""The local chat: a channel like the others, whose platform is this program itself."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import datetime, tzinfo
from typing import TypeVar

from aiohttp import web

from bot.channels.base import FetchError, Receive, SendError
from bot.channels.local_body import read_raw
from bot.channels.local_draft import PRIVATE, Speaker, private_id
from bot.channels.local_form import LocalLimits
from bot.channels.local_ids import MessageIds
from bot.channels.local_posts import LocalPosts, Moments
from bot.channels.local_reading import LocalReading
from bot.channels.local_tidying import LocalTidying
from bot.channels.local_web import SOCKETS, LocalWeb, MoveClock
from bot.clock import Clock
from handlers import wording
from storage import local_messages
from storage.files import FileShelf
from storage.local_messages import LocalMessage
from storage.messages import Attachment, IncomingMessage, OutgoingMessage, RawUpdate
from storage.store import NotActive, Store, StoreUnavailable, Work

T = TypeVar("T")
BOT = "bot"
STOP_SECONDS = 2.0
CHUNK = 1 << 18


class LocalChannel:
    """`speakers` None (under run): nobody may choose who speaks, and all get 403.

    `listen` raises OSError when the port is taken; port 0 takes a free one, see `address`.
    """

    name = local_messages.CHANNEL
    repeat_is_harmless = True

    def __init__(
        self,
        store: Store,
        shelf: FileShelf,
        limits: LocalLimits,
        clock: Moments,
        zone: tzinfo,
        host: str,
        port: int,
        speakers: Sequence[Speaker] | None = None,
        move_clock: MoveClock | None = None,
    ) -> None:
        self._store = store
        self._shelf = shelf
        self._limits = limits
        self._clock = clock
        self._zone = zone
        self._host = host
        self._port = port
        self._speakers = None if speakers is None else tuple(speakers)
        self._move_clock = move_clock
        self._ids = MessageIds(store)
        self._tidying = LocalTidying(store, shelf, Clock())
        self._posts = LocalPosts(store, shelf, clock, self._ids, self._tidying.wanted.set)
        self.started = asyncio.Event()
        """Set while the page answers."""

    @property
    def address(self) -> str:
        """Where the page stands; the port is the true one once `started` is set."""
        return f"http://{self._host}:{self._port}"

    async def listen(self, receive: Receive) -> None:
        application = self._web(receive).application()
        sockets: set[web.WebSocketResponse] = set()
        application[SOCKETS] = sockets
        runner = web.AppRunner(application, access_log=None, shutdown_timeout=STOP_SECONDS)
        await runner.setup()
        try:
            site = web.TCPSite(runner, self._host, self._port)
            await site.start()
            self._port = runner.addresses[0][1]
            self.started.set()
            await self._tidying.go_on()
        finally:
            self.started.clear()
            closing = (socket.close(code=1001) for socket in list(sockets))
            await asyncio.gather(*closing, return_exceptions=True)
            await runner.cleanup()

    def read(self, raw: RawUpdate) -> IncomingMessage:
        return read_raw(raw)

    async def fetch(self, attachment: Attachment) -> AsyncIterator[bytes]:
        """The file stands on the shelf since it was posted: an absent one never comes."""
        try:
            path = self._shelf.path(attachment.reference)
            file = await asyncio.to_thread(path.open, "rb")
        except (ValueError, OSError):
            raise FetchError(wording.LOCAL_FILE_GONE, permanent=True) from None
        try:
            while chunk := await asyncio.to_thread(file.read, CHUNK):
                yield chunk
        finally:
            file.close()

    async def send(self, outbox_id: int, message: OutgoingMessage, now: datetime) -> Sequence[str]:
        chat = _chat(message)
        await self._ready()
        with self._ids.next() as mine:
            said = _said(mine, chat, message, now)
            stands = await self._write(lambda tx: local_messages.put_sent(tx, outbox_id, said))
        self._posts.hints.tell(chat, stands)
        return [str(stands)]

    async def edit(self, sent_id: str, message: OutgoingMessage, now: datetime) -> None:
        said = _said(int(sent_id), _chat(message), message, now)
        if not await self._write(lambda tx: local_messages.change_sent(tx, said)):
            raise SendError(wording.LOCAL_SENT_GONE, permanent=True)
        self._posts.hints.tell(said.chat, said.id)

    async def close(self) -> None:
        """Nothing is left open: the server ends with `listen`."""

    def _web(self, receive: Receive) -> LocalWeb:
        return LocalWeb(
            shelf=self._shelf,
            posts=self._posts,
            reading=LocalReading(self._store, self._ids),
            receive=receive,
            limits=self._limits,
            clock=self._clock,
            zone=self._zone,
            speakers=self._speakers,
            move_clock=self._move_clock,
        )

    async def _ready(self) -> None:
        try:
            await self._ids.ready()
        except (StoreUnavailable, NotActive) as error:
            raise SendError(wording.LOCAL_NOT_KEPT, sent=False) from error

    async def _write(self, work: Work[T]) -> T:
        try:
            return await asyncio.wrap_future(self._store.write(work))
        except NotActive as error:
            raise SendError(wording.LOCAL_NOT_KEPT, sent=False) from error
        except StoreUnavailable as error:
            raise SendError(wording.LOCAL_NOT_KEPT, sent=None) from error


def _chat(message: OutgoingMessage) -> str:
    """A private message may name the person's account alone."""
    if message.private and not message.chat.startswith(f"{PRIVATE}:"):
        return private_id(message.chat)
    return message.chat


def _said(mine: int, chat: str, message: OutgoingMessage, now: datetime) -> LocalMessage:
    return LocalMessage(
        id=mine,
        chat=chat,
        sender=BOT,
        sender_name=wording.LOCAL_BOT_NAME,
        text=message.text,
        sent_at=now,
        bot=True,
        reply_to=message.reply_to,
        files=message.attachments,
        choices=message.choices,
    )
