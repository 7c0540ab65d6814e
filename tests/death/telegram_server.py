"""The strict Telegram as a process of its own, told over HTTP what people say."""

import asyncio
import json
import logging
import os
from dataclasses import asdict
from typing import Any

from aiohttp import web

from tests.telegram_server.people import People
from tests.telegram_server.server import TelegramServer

GROUP = -1001
NAMES = {11: "柳溪-枫林-汪", 12: "柳溪-石桥-吴", 13: "柳溪-双塘-双"}


def serve(report: int) -> None:
    """Never returns; says `ports <Bot API> <control>` once it answers."""
    # Whoever dies in the middle of a request is what this server is for.
    logging.disable(logging.CRITICAL)
    asyncio.run(_serve(report))


async def _serve(report: int) -> None:
    server = TelegramServer()
    await server.start()
    people = People(server)
    people.names = NAMES
    server.world.add_chat(GROUP, "柳溪镇宣传工作群")

    async def say(request: web.Request) -> web.Response:
        told = await request.json()
        made = [await people.say(GROUP, user, text) for user, text in told]
        return web.json_response(made)

    async def state(_request: web.Request) -> web.Response:
        world = server.world
        sent = [asdict(one) | {"at": None, "files": None} for one in world.delivered]
        found = {"unconfirmed": len(world.updates), "sent": sent, "violations": server.violations}
        return web.json_response(found)

    async def reset(_request: web.Request) -> web.Response:
        server.world.__init__(server.world.now)  # type: ignore[misc]
        server.world.add_chat(GROUP, "柳溪镇宣传工作群")
        return web.json_response({})

    control = web.Application()
    control.router.add_post("/say", say)
    control.router.add_get("/state", state)
    control.router.add_post("/reset", reset)
    runner = web.AppRunner(control, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    ports: list[Any] = [server.root.rpartition(":")[2], runner.addresses[0][1]]
    os.write(report, f"{json.dumps([int(port) for port in ports])}\n".encode())
    await asyncio.Event().wait()
