"""`python -m tests.bench.telegram_day`: a day on Telegram against bare echo bots, and its bounds.

2,000 reports of 50 people in 10 groups; the peers answer each update with its own words and keep
nothing, the bot is timed until the last report is committed with its receipt's row.
"""

import asyncio
import json
import logging
import multiprocessing
import tempfile
import time
import warnings
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

from bot.channels.telegram_raw import raw_update
from storage import inbox, tables
from tests.bench.rounds import Bar, interleaved, judge, spread
from tests.bench.telegram_server import TOKEN, serving
from tests.bench.telegram_town import DAY, IN_REGISTER, REPORTS, Office, end, report

ROUNDS = 5
ROUNDS_AWAY, AWAY = 3, 0.005
REMINDERS, A_SECOND = IN_REGISTER, 30
WAITING = 10_000


def in_folder(work: Callable[[Path], float]) -> Callable[[], float]:
    def run() -> float:
        with tempfile.TemporaryDirectory() as folder:
            return work(Path(folder))

    return run


def ours(folder: Path, away: float = 0) -> float:
    with serving(DAY, away) as server:
        office = Office(folder, server.port)
        bot = office.run()
        began = server.began()
        seconds = office.until(REPORTS, tables.reports, tables.outbox) - began
        end(bot, office)
    return REPORTS / seconds


def echo(peer: Callable[[int], None], away: float = 0) -> float:
    with serving(DAY, away) as server:
        context = multiprocessing.get_context("spawn")
        bot = context.Process(target=peer, args=(server.port,), daemon=True)
        bot.start()
        began = server.began()
        seconds = server.wait("sent", REPORTS) - began
        bot.kill()
        bot.join()
    return REPORTS / seconds


def ptb(port: int) -> None:
    warnings.simplefilter("ignore")
    from telegram.ext import ApplicationBuilder, MessageHandler, filters

    async def repeat(update: Any, _context: Any) -> None:
        await update.message.reply_text(update.message.text)

    root = f"http://127.0.0.1:{port}"
    builder = ApplicationBuilder().token(TOKEN)
    application = builder.base_url(f"{root}/bot").base_file_url(f"{root}/file/bot").build()
    application.add_handler(MessageHandler(filters.TEXT, repeat))
    application.run_polling()


def aiogram(port: int) -> None:
    from aiogram import Bot, Dispatcher
    from aiogram.client.session.aiohttp import AiohttpSession
    from aiogram.client.telegram import TelegramAPIServer

    session = AiohttpSession(api=TelegramAPIServer.from_base(f"http://127.0.0.1:{port}"))
    dispatcher = Dispatcher()

    @dispatcher.message()
    async def repeat(message: Any) -> None:
        await message.answer(message.text)

    asyncio.run(dispatcher.start_polling(Bot(TOKEN, session=session)))


def reminders(folder: Path) -> float:
    """So many lines to as many groups, to the floor that Telegram's 30 a second sets."""
    row = {"channel": "telegram", "kind": "notice", "text": "提醒", "state": "waiting"}
    now = datetime.now(UTC)
    rest = '{"attachments":[],"choices":[],"reply_to":null,"private":false,"reaction":null,'
    row |= {"created_at": now, "due_at": now, "rest": rest + '"answers":null,"audience":null}'}
    with serving([]) as server:
        office = Office(folder, server.port, pacing=True)
        rows = [row | {"key": f"r{n}", "chat": str(-1001 - n)} for n in range(REMINDERS)]
        office.store.write(lambda tx: tx.execute(tables.outbox.insert(), rows)).result()
        bot = office.run()
        first, last = server.wait("sent", 1), server.wait("sent", REMINDERS)
        moments = [moment for moment, *_ in server.sends()]
        end(bot, office)
    over = sum(late - early < 1 for early, late in zip(moments, moments[A_SECOND:], strict=False))
    assert over == 0, f"{over} sends above {A_SECOND} a second"
    return (last - first) / (REMINDERS / A_SECOND)


def start(folder: Path, waiting: int) -> float:
    """Seconds from the start of the process until a new update is durable."""
    with serving([report(0)]) as server:
        office = Office(folder, server.port)
        _let_wait(office, waiting)
        began = time.perf_counter()
        bot = office.run()
        seconds = server.wait("confirmed", 1) - began
        end(bot, office)
    return seconds


def _let_wait(office: Office, count: int) -> None:
    """Rows as intake leaves them, and nobody has answered one."""
    now = datetime.now(UTC)
    bodies = (json.dumps({"update_id": 10**6 + n, **report(n)}) for n in range(1, count + 1))
    rows = [raw_update(body, "7000001", now) for body in bodies]
    office.store.write(lambda tx: inbox.add(tx, rows, now)).result()


def poison(folder: Path) -> float:
    """Seconds until 48 good updates behind a poisoned one are reports."""
    broken = {"message": {"message_id": 9, "chat": {"id": -1001, "type": "group"}, "text": "坏"}}
    with serving([broken, *DAY[:48]]) as server:
        office = Office(folder, server.port)
        bot = office.run()
        began = server.began()
        seconds = office.until(48, tables.reports, tables.outbox) - began
        end(bot, office)
    return seconds


def to_echoes(rounds: int, away: float) -> list[Bar]:
    """Telegram's servers are tens of milliseconds away, this machine's own none."""
    sides = [in_folder(lambda one: ours(one, away)), lambda: echo(ptb, away)]
    mine, of_ptb, of_aiogram = interleaved(rounds, [*sides, lambda: echo(aiogram, away)])
    where = f", {away * 1000:.0f} ms away"
    print(f"cunbao, kept and receipted{where}: {spread(mine, 'reports/s')}")
    print(f"python-telegram-bot, echo{where}: {spread(of_ptb, 'updates/s')}")
    print(f"aiogram, echo{where}: {spread(of_aiogram, 'updates/s')}")
    return [
        Bar(f"reports to python-telegram-bot's echo{where}", median(mine) / median(of_ptb), 3.0),
        Bar(f"reports to aiogram's echo{where}", median(mine) / median(of_aiogram), 0.8),
    ]


def main() -> None:
    logging.disable(logging.CRITICAL)
    near = to_echoes(ROUNDS, 0)
    far = to_echoes(ROUNDS_AWAY, AWAY)
    cold, crowded = interleaved(
        3, [in_folder(lambda one: start(one, 0)), in_folder(lambda one: start(one, WAITING))]
    )
    judge(
        [
            *near,
            *far,
            Bar("500 reminders to the floor", in_folder(reminders)(), at_most=1.1),
            Bar("start behind 10,000 rows", median(crowded) / median(cold), at_most=2),
            Bar("48 behind a poisoned one, s", in_folder(poison)(), at_most=1),
        ]
    )


if __name__ == "__main__":
    main()
