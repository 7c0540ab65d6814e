"""A Bot API server that refuses what the description does not allow; real sockets on loopback."""

import asyncio
import json
import os
import ssl
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from aiohttp import ClientSession, web

from tests.telegram_server.calls import CALLS, Files
from tests.telegram_server.description import Violation, check_request, check_update
from tests.telegram_server.faults import Fault, Faults, Way
from tests.telegram_server.world import TOKEN, Refused, World

RECORD = "CUNBAO_TEST_REQUESTS"
"""Names a file to which every request that was allowed is added, for tests.bench."""


def _real_now() -> datetime:
    return datetime.now(UTC)


class TelegramServer:
    """`violations` must stay empty; `confirmed` waits until nothing is left to be confirmed."""

    def __init__(self, now: Callable[[], datetime] = _real_now) -> None:
        self.world = World(now)
        self.faults = Faults()
        self.file_faults = Faults()
        self.violations: list[str] = []
        self.calls: list[str] = []
        self.webhook: dict[str, Any] | None = None
        self._push_failure: dict[str, Any] = {}
        self.page_twice = False
        self.raw_first = ""
        """An update as bare text, which stands before all others and may be no JSON at all."""
        self.root = ""
        self.port = 0
        self._runner: web.AppRunner | None = None
        self._poller: asyncio.Event | None = None
        self.changed = asyncio.Condition()
        self._last_page: list[dict[str, Any]] = []

    async def start(self, port: int = 0, tls: ssl.SSLContext | None = None) -> None:
        application = web.Application(client_max_size=64 << 20)
        application.router.add_route("*", "/bot{token}/{method}", self._call)
        application.router.add_get("/file/bot{token}/{path:.*}", self._file)
        self._runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", port, ssl_context=tls).start()
        self.port = self._runner.addresses[0][1]
        self.root = f"{'http' if tls is None else 'https'}://127.0.0.1:{self.port}"

    async def stop(self) -> None:
        assert self._runner is not None
        await self._runner.cleanup()

    async def put(self, kind: str, content: dict[str, Any]) -> None:
        """Queue an update that Telegram could give."""
        check_update({"update_id": 1, kind: content})
        self.world.put(kind, content)
        await self.tell()

    async def put_anything(self, update: Any) -> None:
        """Queue what Telegram would never give."""
        self.world.updates.append(update)
        await self.tell()

    async def tell(self) -> None:
        async with self.changed:
            self.changed.notify_all()

    async def confirmed(self) -> None:
        """Until the offset has moved past everything and the bot asks for more."""
        async with self.changed:
            await self.changed.wait_for(lambda: not self.world.updates and self._poller is not None)

    async def _call(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        self.calls.append(method)
        if request.match_info["token"] != TOKEN:
            return _refuse(Refused(401, "Unauthorized"))
        fields, files = await _read(request)
        fault = self.faults.take(method)
        if fault is not None and fault.way in {Way.REFUSE, Way.DROP_BEFORE, Way.HTML_BEFORE}:
            return _spoil(request, fault, web.Response())
        try:
            values = check_request(method, fields, files)
        except Violation as violation:
            self.violations.append(str(violation))
            return _refuse(Refused(400, f"Bad Request: {violation}"))
        _record(method, values)
        answer = await self._answer(method, values, files)
        if fault is not None and fault.way is Way.STALL_AFTER:
            await asyncio.Event().wait()
        if fault is not None:
            return _spoil(request, fault, answer)
        # As Telegram does wherever the client says that it can read it.
        answer.enable_compression()
        return answer

    async def _answer(self, method: str, values: Mapping[str, Any], files: Files) -> web.Response:
        intake = {
            "getUpdates": self._get_updates,
            "setWebhook": self._set_webhook,
            "deleteWebhook": self._delete_webhook,
            "getWebhookInfo": self._webhook_info,
        }
        try:
            if method in intake:
                made = await intake[method](values)
                if method != "getUpdates":
                    await self.tell()
                if method == "getUpdates" and self._shows_raw(values):
                    rest = made[: values["limit"] - 1]
                    return web.Response(text=_page(self.raw_first, rest))
                return web.json_response({"ok": True, "result": made})
            made = CALLS[method](self.world, values, files)
        except Refused as refused:
            return _refuse(refused)
        await self.tell()
        return web.json_response({"ok": True, "result": made})

    def _shows_raw(self, values: Mapping[str, Any]) -> bool:
        if (values.get("offset") or 0) > 4999:
            self.raw_first = ""
        return bool(self.raw_first)

    async def _get_updates(self, values: Mapping[str, Any]) -> list[dict[str, Any]]:
        world = self.world
        if self.webhook is not None:
            raise Refused(
                409,
                "Conflict: can't use getUpdates method while webhook is active; "
                "use deleteWebhook to delete the webhook first",
            )
        world.forget_old()
        if self._poller is not None:
            self._poller.set()
        if "allowed_updates" in values:
            world.allowed = set(values["allowed_updates"])
        offset = values.get("offset")
        if offset is not None:
            world.updates = [one for one in world.updates if _id(one) >= offset]
        if self.page_twice and self._last_page:
            page, self._last_page = self._last_page, []
            return page
        mine = self._poller = asyncio.Event()
        try:
            await self._wait_for_updates(mine, values.get("timeout", 0))
        finally:
            if self._poller is mine:
                self._poller = None
        if mine.is_set():
            raise Refused(
                409,
                "Conflict: terminated by other getUpdates request; "
                "make sure that only one bot instance is running",
            )
        self._last_page = world.updates[: values.get("limit", 100)]
        return list(self._last_page)

    async def _wait_for_updates(self, mine: asyncio.Event, seconds: float) -> None:
        async with self.changed:
            self.changed.notify_all()
            try:
                async with asyncio.timeout(seconds):
                    await self.changed.wait_for(lambda: self.world.updates or mine.is_set())
            except TimeoutError:
                return

    async def _set_webhook(self, values: Mapping[str, Any]) -> bool:
        self.webhook = dict(values)
        self.world.allowed = set(values.get("allowed_updates") or ()) or None
        return True

    async def _delete_webhook(self, _values: Mapping[str, Any]) -> bool:
        self.webhook = None
        return True

    async def _webhook_info(self, _values: Mapping[str, Any]) -> dict[str, Any]:
        return {
            "url": self.webhook["url"] if self.webhook else "",
            "has_custom_certificate": False,
            "pending_update_count": len(self.world.updates),
            **self._push_failure,
        }

    def push_failed(self, why: str) -> None:
        """Telegram could not bring an update just now, and tells so from then on."""
        now = int(self.world.now().timestamp())
        self._push_failure = {"last_error_date": now, "last_error_message": why}

    async def push(self, address: str, count: int | None = None) -> list[int]:
        """Bring what waits to a webhook, one at a time; what is not answered 200 stays."""
        assert self.webhook is not None
        self.world.forget_old()
        headers = {"X-Telegram-Bot-Api-Secret-Token": self.webhook["secret_token"]}
        codes: list[int] = []
        async with ClientSession() as session:
            while self.world.updates and (count is None or len(codes) < count):
                update = self.world.updates[0]
                async with session.post(address, json=update, headers=headers) as response:
                    codes.append(response.status)
                if codes[-1] != 200:
                    break
                self.world.updates.pop(0)
        return codes

    async def _file(self, request: web.Request) -> web.StreamResponse:
        content = self.world.files.get(request.match_info["path"].removeprefix("photos/"))
        fault = self.file_faults.take("file")
        if content is None or (fault is not None and fault.way is Way.REFUSE):
            return web.Response(status=404, text="Not Found")
        if fault is not None and fault.way is Way.CUT_AFTER:
            return web.Response(body=content[: len(content) // 2])
        return web.Response(body=b"" if fault is not None else content)


def _record(method: str, values: Mapping[str, Any]) -> None:
    if path := os.environ.get(RECORD):
        with Path(path).open("a", encoding="utf-8") as file:
            file.write(json.dumps([method, values]) + "\n")


def _id(update: Any) -> int:
    """What has none that a platform would give is confirmed with whatever is."""
    found = update.get("update_id") if isinstance(update, dict) else None
    return found if isinstance(found, int) and found < 1 << 62 else 0


async def _read(request: web.Request) -> tuple[dict[str, str], dict[str, tuple[str, bytes]]]:
    fields: dict[str, str] = dict(request.query)
    files: dict[str, tuple[str, bytes]] = {}
    for name, value in (await request.post()).items():
        if isinstance(value, web.FileField):
            files[name] = (value.filename, value.file.read())
        else:
            assert isinstance(value, str)
            fields[name] = value
    return fields, files


def _page(first: str, rest: list[dict[str, Any]]) -> str:
    updates = ",".join([first, *(json.dumps(one) for one in rest)])
    return f'{{"ok":true,"result":[{updates}]}}'


def _refuse(refused: Refused) -> web.Response:
    body: dict[str, Any] = {
        "ok": False,
        "error_code": refused.code,
        "description": refused.description,
    }
    if refused.parameters:
        body["parameters"] = refused.parameters
    return web.json_response(body, status=refused.code)


def _spoil(request: web.Request, fault: Fault, answer: web.Response) -> web.StreamResponse:
    if fault.way is Way.REFUSE:
        return _refuse(Refused(fault.code, fault.description, **fault.parameters))
    if fault.way in {Way.HTML_BEFORE, Way.HTML_AFTER}:
        page = f"<html><h1>{fault.code} {fault.description}</h1></html>"
        return web.Response(status=fault.code, text=page, content_type="text/html")
    if fault.way is Way.CUT_AFTER:
        body = answer.body
        assert isinstance(body, bytes)
        return web.Response(body=body[: len(body) // 2], content_type="application/json")
    assert request.transport is not None
    request.transport.close()
    return answer
