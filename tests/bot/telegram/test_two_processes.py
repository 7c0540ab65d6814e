"""Two bots started by mistake, with one token and one database: one hears, the other waits."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from handlers import wording
from storage.schema import open_store
from tests.telegram_office import GROUP, NAMES, SUPERVISORS, WANG, put_register
from tests.telegram_server.people import People
from tests.telegram_server.server import TelegramServer
from tests.telegram_server.world import TOKEN

ROOT = Path(__file__).resolve().parents[3]
PATIENCE = 120
BREAK_LOCK = text(
    "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'"
    " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
)


class Bots:
    """Processes of `cunbao run` on one office."""

    def __init__(self, folder: Path, database: str, server: TelegramServer) -> None:
        self.folder, self.database, self.server = folder, database, server
        self.people = People(server)
        self.people.names = NAMES
        self._running: list[asyncio.subprocess.Process] = []
        store = open_store(database, folder)
        store.write(put_register).result()
        store.close()
        (folder / "config.toml").write_text(
            f'[storage]\ndatabase = "{database}"\n[telegram]\ntoken = "{TOKEN}"\n'
            f'api = "{server.root}"\n[limits]\nquiet_seconds = 0\n'
        )

    async def start(self) -> asyncio.subprocess.Process:
        bot = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "bot",
            "run",
            cwd=self.folder,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            stderr=asyncio.subprocess.PIPE,
        )
        self._running.append(bot)
        return bot

    async def hears(self, bot: asyncio.subprocess.Process, words: str) -> None:
        """Until it has said so at the terminal."""
        assert bot.stderr is not None
        async with asyncio.timeout(PATIENCE):
            while words not in (line := await bot.stderr.readline()).decode():
                assert line, "it ended without saying it"

    async def polled(self) -> None:
        async with asyncio.timeout(PATIENCE):
            await self.server.confirmed()

    async def answered(self, count: int) -> list[str]:
        """Once so many lines stand in the group."""
        async with asyncio.timeout(PATIENCE), self.server.changed:
            await self.server.changed.wait_for(lambda: len(self.said()) >= count)
        return self.said()

    def said(self) -> list[str]:
        return [one.text for one in self.server.world.delivered if one.chat == GROUP]

    async def close(self) -> None:
        for bot in self._running:
            if bot.returncode is None:
                bot.kill()
                await bot.communicate()


@pytest.fixture
async def bots(database: str, tmp_path: Path) -> AsyncIterator[Bots]:
    server = TelegramServer()
    await server.start()
    for chat, name in ((GROUP, "柳溪镇宣传工作群"), (SUPERVISORS, "主管群")):
        server.world.add_chat(chat, name)
    opened = Bots(tmp_path, database, server)
    yield opened
    await opened.close()
    await server.stop()
    assert server.violations == []


def lines_of(*counts: int) -> list[str]:
    return [f"横幅{count}条,已记。" for count in counts]


async def test_only_one_polls_and_the_other_takes_over_when_it_dies(bots: Bots) -> None:
    first = await bots.start()
    await bots.polled()
    second = await bots.start()
    await bots.hears(second, wording.waits_for_active("\n").split("\n")[0])
    await bots.people.say(GROUP, WANG, "今天挂横幅2条")
    await bots.answered(1)
    first.kill()
    await first.wait()
    await bots.people.say(GROUP, WANG, "今天挂横幅3条")

    said = await bots.answered(2)
    assert [line.split(":")[1] for line in said] == lines_of(2, 3)


async def test_a_bot_that_was_frozen_sends_and_keeps_nothing_once_another_took_over(
    bots: Bots,
) -> None:
    first = await bots.start()
    await bots.polled()
    second = await bots.start()
    await bots.hears(second, wording.waits_for_active("\n").split("\n")[0])
    first.send_signal(signal.SIGSTOP)
    await bots.people.say(GROUP, WANG, "今天挂横幅2条")
    if bots.database.startswith("sqlite"):
        # Only the kernel frees a file's lock: nobody takes over while its holder is frozen.
        first.send_signal(signal.SIGCONT)
        await bots.answered(1)
        assert second.returncode is None
        return
    engine = create_engine(bots.database.replace("postgresql://", "postgresql+psycopg://"))
    with engine.begin() as connection:
        connection.execute(BREAK_LOCK)
    engine.dispose()
    await bots.answered(1)
    first.send_signal(signal.SIGCONT)
    await bots.hears(first, wording.NOT_ACTIVE_ANY_MORE)
    assert await first.wait() == 1
    await bots.people.say(GROUP, WANG, "今天挂横幅3条")

    said = await bots.answered(2)
    assert [line.split(":")[1] for line in said] == lines_of(2, 3)
