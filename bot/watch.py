"""/health and /metrics for whoever watches the machine: counts only, nothing of people."""

import asyncio

from aiohttp import web

from storage import inbox, outbox, photos
from storage.store import Store, StoreUnavailable, Transaction

ANSWER_SECONDS = 5.0


class Watch:
    """Listens on `host:port` until cancelled; raises OSError when the port is taken."""

    def __init__(self, store: Store, listen: str) -> None:
        self._store = store
        host, _, port = listen.rpartition(":")
        self._host, self._port = host or "127.0.0.1", int(port)
        self.started = asyncio.Event()

    @property
    def address(self) -> str:
        """Where it listens; the port is the true one once `started` is set."""
        return f"http://{self._host}:{self._port}"

    async def listen(self) -> None:
        application = web.Application()
        application.router.add_get("/health", self._health)
        application.router.add_get("/metrics", self._metrics)
        runner = web.AppRunner(application, access_log=None, shutdown_timeout=1.0)
        await runner.setup()
        try:
            await web.TCPSite(runner, self._host, self._port).start()
            self._port = runner.addresses[0][1]
            self.started.set()
            await asyncio.Event().wait()
        finally:
            await runner.cleanup()

    async def _health(self, _request: web.Request) -> web.Response:
        found = await self._counts()
        if found is None:
            return web.json_response({"state": "no database"}, status=503)
        return web.json_response({"state": "ok"})

    async def _metrics(self, _request: web.Request) -> web.Response:
        found = await self._counts()
        if found is None:
            return web.Response(status=503, text="")
        lines = [
            f'cunbao_{table}{{state="{state}"}} {count}'
            for table, states in found.items()
            for state, count in sorted(states.items())
        ]
        return web.Response(text="\n".join([*lines, ""]))

    async def _counts(self) -> dict[str, dict[str, int]] | None:
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                return await asyncio.wrap_future(self._store.read(_count))
        except (StoreUnavailable, TimeoutError):
            return None


def _count(tx: Transaction) -> dict[str, dict[str, int]]:
    return {"inbox": inbox.counts(tx), "outbox": outbox.counts(tx), "photos": photos.counts(tx)}
