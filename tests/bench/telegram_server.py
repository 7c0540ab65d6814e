"""A bare Bot API for benchmarks: pages out of memory, every call answered at once and noted."""

import asyncio
import io
import json
import multiprocessing
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from multiprocessing.connection import Connection
from typing import Any

from aiohttp import web
from PIL import Image

TOKEN = "7000001:bench"
PAGE = 100
REST = 3.0
ANSWERS: dict[str, Any] = {
    "getme": {"id": 7000001, "is_bot": True, "first_name": "b", "username": "b_bot"},
    "getwebhookinfo": {"url": "", "has_custom_certificate": False, "pending_update_count": 0},
}


def _picture() -> bytes:
    data = io.BytesIO()
    Image.new("RGB", (640, 480), (200, 80, 80)).save(data, "JPEG")
    return data.getvalue()


PICTURE = _picture()


class Served:
    """What a server in a process of its own saw; moments are time.perf_counter's."""

    def __init__(self, pipe: Connection) -> None:
        self._pipe = pipe
        self.port: int = pipe.recv()

    def wait(self, what: str, count: int) -> float:
        """When that many were `sent`, or `confirmed`."""
        self._pipe.send((what, count))
        return float(self._pipe.recv())

    def began(self) -> float:
        """Lets the updates go once the bot has come to rest; when the first was served."""
        self.wait("asked", 1)
        time.sleep(REST)
        self._pipe.send(("began", 1))
        return float(self._pipe.recv())

    def sends(self) -> list[tuple[float, int, str]]:
        """(when, chat, text) of every message sent so far."""
        self._pipe.send(("sends", 0))
        return list(self._pipe.recv())


@contextmanager
def serving(updates: Sequence[Any], away: float = 0) -> Iterator[Served]:
    """`updates` are numbered 1, 2, 3, … whatever they say; each answer takes `away` seconds."""
    context = multiprocessing.get_context("spawn")
    near, far = context.Pipe()
    process = context.Process(target=_serve, args=(far, list(updates), away), daemon=True)
    process.start()
    try:
        yield Served(near)
    finally:
        process.kill()
        process.join()


def _serve(pipe: Connection, updates: list[Any], away: float) -> None:
    asyncio.run(_Server(updates, away).run(pipe))


class _Server:
    def __init__(self, updates: list[Any], away: float) -> None:
        self._away = away
        numbered = [json.dumps({"update_id": n, **one}) for n, one in enumerate(updates, 1)]
        self._pages = [
            f'{{"ok":true,"result":[{",".join(numbered[at : at + PAGE])}]}}'
            for at in range(0, len(numbered), PAGE)
        ]
        self._last = len(numbered)
        self.moments: dict[str, list[float]] = {
            "asked": [],
            "began": [],
            "sent": [],
            "confirmed": [],
        }
        self.chats: list[int] = []
        self.texts: list[str] = []
        self._changed = asyncio.Event()
        self._go = asyncio.Event()

    async def answer(self, request: web.Request) -> web.Response:
        method = request.match_info["method"].lower()
        values = await request.post()
        if self._away:
            await asyncio.sleep(self._away)
        if method == "getupdates":
            return await self._page(int(str(values.get("offset") or 0)))
        result = ANSWERS.get(method, True)
        if method == "getfile":
            named = str(values["file_id"])
            result = {"file_id": named, "file_unique_id": named, "file_path": f"photos/{named}"}
        if method == "sendmessage":
            self.chats.append(int(str(values["chat_id"])))
            self.texts.append(str(values["text"]))
            self._note("sent")
            chat = {"id": self.chats[-1], "type": "supergroup", "title": "g"}
            result = {"message_id": len(self.chats), "date": 1, "chat": chat, "text": "x"}
        return web.json_response({"ok": True, "result": result})

    async def file(self, request: web.Request) -> web.Response:
        """A picture like all others but for its end."""
        return web.Response(body=PICTURE + request.match_info["name"].encode())

    async def _page(self, offset: int) -> web.Response:
        if offset > self._last:
            if not self.moments["confirmed"]:
                self._note("confirmed")
            await asyncio.sleep(3600)
        if not self.moments["asked"]:
            self._note("asked")
        await self._go.wait()
        if not self.moments["began"]:
            self._note("began")
        page = self._pages[max(offset - 1, 0) // PAGE]
        return web.Response(text=page, content_type="application/json")

    def _note(self, what: str) -> None:
        self.moments[what].append(time.perf_counter())
        self._changed.set()

    async def run(self, pipe: Connection) -> None:
        application = web.Application()
        application.router.add_post("/bot{token}/{method}", self.answer)
        application.router.add_get("/file/bot{token}/photos/{name}", self.file)
        runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        pipe.send(runner.addresses[0][1])
        asyncio.get_running_loop().add_reader(pipe.fileno(), self._changed.set)
        asked: tuple[str, int] | None = None
        while True:
            await self._changed.wait()
            self._changed.clear()
            if asked is None and pipe.poll():
                asked = pipe.recv()
            if asked is None:
                continue
            what, count = asked
            if what in {"began", "confirmed"}:
                self._go.set()
            if what == "sends":
                moments = self.moments["sent"]
                pipe.send(list(zip(moments, self.chats, self.texts, strict=True)))
                asked = None
            elif len(self.moments[what]) >= count:
                pipe.send(self.moments[what][count - 1])
                asked = None
