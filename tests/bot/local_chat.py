"""A running local chat on a free port, with the sample's groups and two speakers."""

import asyncio
import io
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import aiohttp
from PIL import Image

from bot.channels.local import LocalChannel
from bot.channels.local_draft import Speaker
from bot.clock import SampleClock
from bot.config import Limits
from storage import inbox
from storage.files import FileShelf
from storage.messages import RawUpdate
from storage.store import Store, StoreUnavailable, Transaction, Work
from storage.tables import groups

ZONE = ZoneInfo("Asia/Shanghai")
WORK_GROUP, RESIDENTS = "g-work", "g-residents"
WANG, CHEN = Speaker("wang", "汪某"), Speaker("chen", "陈某")


class LocalChat:
    """The channel under test and a client of its page."""

    def __init__(self, store: Store, shelf: FileShelf, clock: SampleClock, run: bool) -> None:
        self.store = store
        self.shelf = shelf
        self.clock = clock
        self.out_of_order = False
        self.channel = LocalChannel(
            store,
            shelf,
            Limits(photo_megabytes=1, text_characters=2000),
            clock,
            ZONE,
            "127.0.0.1",
            0,
            speakers=None if run else (WANG, CHEN),
            move_clock=None if run else self.move_clock,
        )

    async def move_clock(self, moment: datetime) -> None:
        self.clock.move_to(moment)

    async def receive(self, updates: Sequence[RawUpdate], also: Work[None] | None = None) -> None:
        if self.out_of_order:
            raise StoreUnavailable("disk full")

        def work(tx: Transaction) -> None:
            inbox.add(tx, updates, self.clock.now())
            if also is not None:
                also(tx)

        await asyncio.wrap_future(self.store.write(work))

    async def ask(self, method: str, path: str, **rest: Any) -> tuple[int, Any]:
        async with self.session.request(method, self.channel.address + path, **rest) as answer:
            return answer.status, await answer.json()

    async def post(self, *parts: tuple[str, Any], **fields: str) -> tuple[int, Any]:
        """`parts`: (name, bytes) or (name, (file name, bytes)); fields start with these two."""
        form = aiohttp.FormData(default_to_multipart=True)
        for name, value in ({"chat": WORK_GROUP, "speaker": WANG.id} | fields).items():
            form.add_field(name, io.BytesIO(value.encode()))
        for name, value in parts:
            file, data = value if isinstance(value, tuple) else (None, value)
            form.add_field(name, io.BytesIO(data), filename=file)
        return await self.ask("POST", "/api/messages", data=form)

    async def say(self, text: str, **fields: str) -> str:
        status, answer = await self.post(text=text, **fields)
        assert status == 200, answer
        return str(answer["message"])

    async def messages(self, chat: str = WORK_GROUP, **query: str) -> list[dict[str, Any]]:
        query = {"chat": chat, "speaker": WANG.id} | query
        status, answer = await self.ask("GET", "/api/messages", params=query)
        assert status == 200, answer
        return list(answer["messages"])

    async def kept(self) -> list[RawUpdate]:
        """What stands in the inbox, in the order heard."""
        rows = await asyncio.wrap_future(
            self.store.read(
                lambda tx: [
                    waiting.raw
                    for _, chat in inbox.waiting_chats(tx, self.clock.now())
                    for waiting in inbox.waiting_in(tx, "local", chat, self.clock.now())
                ]
            )
        )
        return sorted(rows, key=lambda raw: (raw.sent_at, len(raw.message), raw.message))


@asynccontextmanager
async def open_chat(
    store: Store, folder: Path, noon: datetime, run: bool
) -> AsyncIterator[LocalChat]:
    await asyncio.wrap_future(store.write(_add_groups))
    chat = LocalChat(store, FileShelf(folder / "files"), SampleClock(noon), run)
    listening = asyncio.create_task(chat.channel.listen(chat.receive))
    try:
        await asyncio.wait_for(chat.channel.started.wait(), 30)
        async with aiohttp.ClientSession() as chat.session:
            yield chat
    finally:
        listening.cancel()
        await asyncio.gather(listening, return_exceptions=True)


def _add_groups(tx: Transaction) -> None:
    rows = [
        {"platform": "local", "chat": WORK_GROUP, "name": "柳溪镇宣传工作群", "purpose": "报送"},
        {"platform": "local", "chat": RESIDENTS, "name": "枫林村村民群", "purpose": "群众"},
        {"platform": "telegram", "chat": "-1001", "name": "别的群", "purpose": "报送"},
    ]
    tx.execute(groups.insert(), rows)


def picture(kind: str = "JPEG", size: tuple[int, int] = (32, 24)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, (180, 40, 40)).save(out, kind)
    return out.getvalue()
