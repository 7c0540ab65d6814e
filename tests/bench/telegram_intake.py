"""`python -m tests.bench.telegram_intake`: durable raw intake against stock polling.

Both poll the same bare server; stock python-telegram-bot keeps nothing and does nothing.
"""

import asyncio
import json
import logging
import multiprocessing
import sys
import tempfile
import time
import warnings
from multiprocessing.connection import Connection
from pathlib import Path
from statistics import median
from typing import Any

from aiohttp import web

from bot.channels.telegram import TelegramChannel
from bot.clock import Clock
from bot.config import Telegram
from bot.receiver import Receiver
from storage.files import FileShelf
from storage.schema import open_store
from tests.bench.rounds import Bar, interleaved, judge, spread

UPDATES = 10_000
ROUNDS = 5
TOKEN = "7000001:bench"


def update(number: int) -> dict[str, Any]:
    return {
        "update_id": number,
        "message": {
            "message_id": number,
            "date": 1_791_950_400 + number // 50,
            "chat": {"id": -1001 - number % 10, "type": "supergroup", "title": "宣传工作群"},
            "from": {"id": 100 + number % 50, "is_bot": False, "first_name": "柳溪-枫林-汪"},
            "text": f"今天发宣传单{number}份,挂横幅2条",
        },
    }


def serve(pipe: Connection) -> None:
    """A bare Bot API: it tells how long it took from the first page until all was confirmed."""
    asyncio.run(_serve(pipe))


async def _serve(pipe: Connection) -> None:
    pages = [
        json.dumps({"ok": True, "result": [update(n) for n in range(start, start + 100)]})
        for start in range(1, UPDATES, 100)
    ]
    began: list[float] = []

    async def answer(request: web.Request) -> web.Response:
        method = request.match_info["method"].lower()
        if method == "getme":
            me = {"id": 7000001, "is_bot": True, "first_name": "b", "username": "b_bot"}
            return web.json_response({"ok": True, "result": me})
        if method == "getwebhookinfo":
            info = {"url": "", "has_custom_certificate": False, "pending_update_count": 0}
            return web.json_response({"ok": True, "result": info})
        if method != "getupdates":
            return web.json_response({"ok": True, "result": True})
        offset = int((await request.post()).get("offset") or 0)
        if not began:
            began.append(time.perf_counter())
        if offset > UPDATES:
            pipe.send(time.perf_counter() - began[0])
            await asyncio.sleep(3600)
        return web.Response(text=pages[max(offset - 1, 0) // 100], content_type="application/json")

    application = web.Application()
    application.router.add_post("/bot{token}/{method}", answer)
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    pipe.send(runner.addresses[0][1])
    await asyncio.Event().wait()


def ours(port: int) -> None:
    async def run() -> None:
        folder = Path(tempfile.mkdtemp(prefix="cunbao-bench-"))
        store = open_store(f"sqlite:///{folder}/a.db", folder, checkpoints=True)

        async def groups() -> list[Any]:
            return []

        config = Telegram(token=TOKEN, api=f"http://127.0.0.1:{port}")
        channel = TelegramChannel(config, FileShelf(folder / "files"), Clock(), groups)
        await channel.listen(Receiver(store, Clock(), lambda: None).receive)

    asyncio.run(run())


def stock(port: int) -> None:
    warnings.simplefilter("ignore")
    from telegram.ext import ApplicationBuilder, MessageHandler, filters

    async def nothing(_update: Any, _context: Any) -> None:
        return

    root = f"http://127.0.0.1:{port}"
    builder = ApplicationBuilder().token(TOKEN)
    application = builder.base_url(f"{root}/bot").base_file_url(f"{root}/file/bot").build()
    application.add_handler(MessageHandler(filters.ALL, nothing))
    application.run_polling()


def measure(side: Any) -> float:
    """Updates a second, from the first page served to the last one confirmed."""
    context = multiprocessing.get_context("spawn")
    near, far = context.Pipe()
    server = context.Process(target=serve, args=(far,), daemon=True)
    server.start()
    bot = context.Process(target=side, args=(near.recv(),), daemon=True)
    bot.start()
    seconds = float(near.recv())
    for process in (bot, server):
        process.kill()
        process.join()
    return UPDATES / seconds


def main() -> None:
    logging.disable(logging.CRITICAL)
    ours_figures, stock_figures = interleaved(
        ROUNDS, [lambda: measure(ours), lambda: measure(stock)]
    )
    print(f"cunbao, durable: {spread(ours_figures, 'updates/s')}")
    print(f"python-telegram-bot, nothing kept: {spread(stock_figures, 'updates/s')}")
    ratios = [mine / theirs for mine, theirs in zip(ours_figures, stock_figures, strict=True)]
    judge([Bar("durable raw intake to stock polling", median(ratios), at_least=2.0)])


if __name__ == "__main__":
    sys.exit(main())
