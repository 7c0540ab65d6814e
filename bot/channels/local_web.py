"""The local chat's addresses (contract: "The local chat")."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Any

from aiohttp import web

from bot.channels.base import Receive
from bot.channels.local_draft import Speaker, read_draft, read_speaker
from bot.channels.local_files import file_response
from bot.channels.local_form import Form, LocalLimits, Refused, read_form
from bot.channels.local_guard import answer_json, guard
from bot.channels.local_posts import LocalPosts, Moments
from bot.channels.local_reading import LocalReading
from bot.channels.local_view import show_chats, show_message
from handlers import wording
from storage.files import FileShelf

PAGE = Path(__file__).parent / "page"
PARTS = (
    "page.css",
    "page.js",
    "ask.js",
    "clock.js",
    "composer.js",
    "place.js",
    "sample.js",
    "stream.js",
    "view.js",
)
SMALL_BODY = 1 << 16
HEARTBEAT_SECONDS = 30.0
CLOSE_SECONDS = 1.0
MoveClock = Callable[[datetime], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class LocalWeb:
    """`speakers` None: nobody has a personal link, and everybody gets 403."""

    shelf: FileShelf
    posts: LocalPosts
    reading: LocalReading
    receive: Receive
    limits: LocalLimits
    clock: Moments
    zone: tzinfo
    speakers: tuple[Speaker, ...] | None
    move_clock: MoveClock | None

    def application(self) -> web.Application:
        open_to_all = self.speakers is not None
        application = web.Application(middlewares=[guard(open_to_all)], client_max_size=SMALL_BODY)
        application.add_routes(
            [
                web.get("/", _static("index.html")),
                *(web.get(f"/{name}", _static(name)) for name in PARTS),
                web.get("/api/chats", self.chats),
                web.get("/api/messages", self.messages),
                web.post("/api/messages", self.post),
                web.post("/api/press", self.press),
                web.post("/api/clock", self.move),
                web.get("/api/files/{sha256}/{name}", self.file),
                web.get("/api/stream", self.stream),
            ]
        )
        return application

    async def chats(self, _request: web.Request) -> web.StreamResponse:
        shown = show_chats(await self.reading.groups(), self._speakers)
        if self.move_clock is not None:
            shown["now"] = self._now()
        return answer_json(shown)

    async def messages(self, request: web.Request) -> web.StreamResponse:
        asked = request.query.get("speaker", "")
        speaker = read_speaker(asked, self._speakers) if asked else None
        found = await self.reading.messages(request.query, speaker)
        return answer_json({"messages": [show_message(message, self.zone) for message in found]})

    async def post(self, request: web.Request) -> web.StreamResponse:
        form = Form()
        try:
            await read_form(request, form, self.shelf, self.limits)
            kept = await self.posts.keep(read_draft(form, self._speakers), self.receive)
        finally:
            if form.temps:
                await asyncio.to_thread(form.discard)
        return answer_json({"message": kept})

    async def press(self, request: web.Request) -> web.StreamResponse:
        given = await _read_object(request)
        speaker = read_speaker(given.get("speaker", ""), self._speakers)
        message, choice = given.get("message", "").strip(), given.get("choice", "")
        kept = await self.posts.press(speaker, message, choice, self.receive)
        return answer_json({"message": kept})

    async def move(self, request: web.Request) -> web.StreamResponse:
        if self.move_clock is None:
            raise Refused(wording.LOCAL_NOT_FOUND, 404)
        moment = _read_moment((await _read_object(request)).get("now", ""), self.zone)
        if moment < self.clock.now():
            raise Refused(wording.LOCAL_CLOCK_BACK)
        await self.move_clock(moment)
        return answer_json({"now": self._now()})

    async def file(self, request: web.Request) -> web.StreamResponse:
        return await file_response(
            self.shelf, request.match_info["sha256"], request.match_info["name"]
        )

    async def stream(self, request: web.Request) -> web.StreamResponse:
        """Sends {"chat", "message"}: from this message on something is new; ask for it."""
        socket = web.WebSocketResponse(
            timeout=CLOSE_SECONDS, heartbeat=HEARTBEAT_SECONDS, max_msg_size=SMALL_BODY
        )
        await socket.prepare(request)
        request.app[SOCKETS].add(socket)
        try:
            telling = asyncio.create_task(self._tell(socket))
            async for _ in socket:
                pass
        finally:
            request.app[SOCKETS].discard(socket)
            telling.cancel()
        return socket

    async def _tell(self, socket: web.WebSocketResponse) -> None:
        with self.posts.hints.listen() as listener, suppress(ConnectionError):
            while True:
                for chat, message in (await listener.next()).items():
                    await socket.send_json({"chat": chat, "message": str(message)})

    @property
    def _speakers(self) -> tuple[Speaker, ...]:
        return self.speakers or ()

    def _now(self) -> str:
        return self.clock.now().astimezone(self.zone).isoformat(timespec="seconds")


SOCKETS: web.AppKey[set[web.WebSocketResponse]] = web.AppKey("sockets", set)


def _static(name: str) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    async def answer(_request: web.Request) -> web.StreamResponse:
        return web.FileResponse(PAGE / name)

    return answer


async def _read_object(request: web.Request) -> Mapping[str, str]:
    """A JSON object or a form, every value a text (numbers as they are written)."""
    if request.content_type != "application/json":
        return {
            name: value for name, value in (await request.post()).items() if isinstance(value, str)
        }
    try:
        given: Any = json.loads((await request.read()).decode())
        assert isinstance(given, dict)
        read = {name: _plain(value) for name, value in given.items()}
        "".join(read.values()).encode()
    except (ValueError, RecursionError, AssertionError):
        raise Refused(wording.LOCAL_FORM_BROKEN) from None
    return read


def _plain(value: Any) -> str:
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""


def _read_moment(given: str, zone: tzinfo) -> datetime:
    """A moment without offset is in the office's zone."""
    try:
        moment = datetime.fromisoformat(given.strip())
        return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(zone)
    except (ValueError, OverflowError):
        raise Refused(wording.LOCAL_BAD_CLOCK) from None
