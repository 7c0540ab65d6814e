"""Intake by webhook: 200 only after the commit; nobody without the secret is heard."""

import asyncio
import hmac
from collections.abc import Callable
from datetime import datetime
from urllib.parse import urlsplit

from aiohttp import web

from bot.channels.base import Contact, Receive
from bot.channels.telegram_raw import raw_update
from storage.store import StoreUnavailable

SECRET = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 (a header's name)
HEALTH = "/health"
LARGEST_BODY = 32 << 20
STOP_SECONDS = 2.0


class Webhook:
    """The server that Telegram pushes to; the path is that of the public address."""

    def __init__(
        self,
        listen: str,
        url: str,
        secret: str,
        account: str,
        now: Callable[[], datetime],
        contact: Contact,
    ) -> None:
        host, _, port = listen.rpartition(":")
        self._host, self.port = host.strip("[]"), int(port)
        self._path = urlsplit(url).path or "/"
        self._secret = secret.encode()
        self._account = account
        self._now = now
        self._contact = contact
        self.started = asyncio.Event()

    async def run(self, receive: Receive) -> None:
        """Until cancelled; raises OSError when the port is taken."""

        async def take(request: web.Request) -> web.Response:
            return await self._take(request, receive)

        application = web.Application(client_max_size=LARGEST_BODY)
        application.router.add_get(HEALTH, self._health)
        application.router.add_post(self._path, take)
        runner = web.AppRunner(application, access_log=None, shutdown_timeout=STOP_SECONDS)
        await runner.setup()
        try:
            await web.TCPSite(runner, self._host, self.port).start()
            self.port = runner.addresses[0][1]
            self.started.set()
            await asyncio.Event().wait()
        finally:
            await runner.cleanup()

    async def _health(self, _request: web.Request) -> web.Response:
        return web.Response(text="ok")

    async def _take(self, request: web.Request, receive: Receive) -> web.Response:
        """Anything but 200 makes Telegram bring it again."""
        given = request.headers.get(SECRET, "").encode("utf-8", "replace")
        if not hmac.compare_digest(given, self._secret):
            return web.Response(status=403)
        body = (await request.read()).decode("utf-8", "replace")
        try:
            await receive([raw_update(body, self._account, self._now())])
        except StoreUnavailable:
            self._contact.trouble = "full"
            return web.Response(status=503)
        self._contact.kept(self._now())
        return web.Response()
