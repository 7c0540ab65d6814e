"""The power fails at any moment of a day: what Telegram was told is kept is on the disk."""

import asyncio
import hashlib
import os
import random
import re
import signal
import sqlite3
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from storage.schema import open_store
from tests.power_cut import TRACER, Disk, replay
from tests.telegram_office import GROUP, NAMES, SHI, WANG, jpeg, put_register
from tests.telegram_server.people import People
from tests.telegram_server.server import TelegramServer
from tests.telegram_server.world import TOKEN, Delivery

pytestmark = pytest.mark.traced
ROOT = Path(__file__).resolve().parents[3]
PATIENCE = 120
OFFSET = re.compile(rb"\boffset=(\d+)")
FIRST = 5000


@dataclass(frozen=True, slots=True)
class Moment:
    """What the platform had been told, and asked to send, when the power failed."""

    confirmed: int
    sends: int
    left: Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class Day:
    """A bot's day as its system calls tell it."""

    folder: Path
    trace: Path
    before: Mapping[str, bytes]
    updates: list[dict[str, Any]]
    delivered: list[Delivery]

    def moments(self, chance: random.Random | None = None, lies: bool = False) -> Iterator[Moment]:
        """One for each sync and for each word to the platform."""
        disk = Disk(self.before, lies)
        confirmed, sends = FIRST, 0
        for told in replay(self.trace, self.folder, disk):
            if found := OFFSET.search(told):
                confirmed = max(confirmed, int(found.group(1)))
            sends += b"/sendMessage " in told
            yield Moment(confirmed, sends, disk.left(chance))


async def start(folder: Path, *before: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        *before,
        *(sys.executable, "-m", "bot", "run"),
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stderr=asyncio.subprocess.DEVNULL,
    )


def configure(folder: Path, server: TelegramServer) -> None:
    folder.mkdir(exist_ok=True)
    (folder / "config.toml").write_text(
        f'[storage]\ndatabase = "sqlite:///disk/cunbao.db"\nfiles = "disk/files"\n'
        f'[telegram]\ntoken = "{TOKEN}"\napi = "{server.root}"\npacing = false\n'
        "[limits]\nquiet_seconds = 0\nreceipt_batch_per_minute = 0\n"
    )


async def until(server: TelegramServer, receipts: int) -> None:
    async with asyncio.timeout(PATIENCE), server.changed:
        await server.changed.wait_for(lambda: len(server.world.delivered) >= receipts)


async def at_rest(database: Path) -> None:
    """Until nothing waits in it any more."""
    query = (
        "SELECT (SELECT count(*) FROM inbox WHERE state = 'waiting')"
        " + (SELECT count(*) FROM outbox WHERE state IN ('waiting', 'sending'))"
        " + (SELECT count(*) FROM photos WHERE state = 'pending')"
        " + (SELECT count(*) FROM reports WHERE state = 'waiting')"
    )
    async with asyncio.timeout(PATIENCE):
        while rows(database, query) != [(0,)]:
            await asyncio.sleep(0.05)


def rows(database: Path, query: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(database)) as connection:
        return list(connection.execute(query))


async def end(bot: asyncio.subprocess.Process, pid: int) -> None:
    if bot.returncode is None:
        os.kill(pid, signal.SIGTERM)
        await bot.wait()


@pytest.fixture
async def server() -> Any:
    opened = TelegramServer()
    await opened.start()
    opened.world.add_chat(GROUP, "柳溪镇宣传工作群")
    yield opened
    await opened.stop()
    assert opened.violations == []


@pytest.fixture
async def day(server: TelegramServer, tmp_path: Path) -> Day:
    """Reports, a photo and a correction, in three pages."""
    people = People(server)
    people.names = NAMES
    folder, trace = tmp_path / "office", tmp_path / "calls"
    configure(folder, server)
    disk = folder / "disk"
    store = open_store(f"sqlite:///{disk}/cunbao.db", folder)
    store.write(put_register).result()
    store.close()
    before = {str(one.relative_to(disk)): one.read_bytes() for one in disk.rglob("*.db")}
    heard: list[dict[str, Any]] = []
    for number in range(1, 5):
        await people.say(GROUP, WANG, f"今天入户{number}户")
    heard.extend(server.world.updates)
    bot = await start(folder, *TRACER, "-o", str(trace))
    await until(server, 4)
    await people.photo(GROUP, SHI, jpeg(7), caption="今天挂横幅2条")
    message = await people.say(GROUP, SHI, "今天发宣传单20份")
    heard.extend(server.world.updates)
    await until(server, 6)
    await people.edit(GROUP, message, text="今天发宣传单25份")
    heard.extend(server.world.updates)
    await server.confirmed()
    await at_rest(disk / "cunbao.db")
    await end(bot, int(trace.read_text()[:20].split()[0]))
    return Day(disk, trace, before, heard, list(server.world.delivered))


def put_back(left: Mapping[str, bytes], folder: Path) -> Path:
    for name, content in left.items():
        if not name.endswith("-shm"):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(content)
    return folder / "cunbao.db"


def lost(moment: Moment, folder: Path) -> list[str]:
    """What the platform was told, or did, and the disk does not know."""
    database = put_back(moment.left, folder)
    found = [] if rows(database, "PRAGMA quick_check") == [("ok",)] else ["the database is broken"]
    heard = {sequence for (sequence,) in rows(database, "SELECT sequence FROM inbox")}
    found += [f"update {one}" for one in range(FIRST, moment.confirmed) if one not in heard]
    query = "SELECT count(*) FROM outbox WHERE state <> 'waiting' AND edits IS NULL"
    found += ["a send of which nothing is noted"] * (moment.sends - rows(database, query)[0][0])
    for (sha256,) in rows(database, "SELECT sha256 FROM photos WHERE state = 'stored'"):
        held = [content for name, content in moment.left.items() if name.endswith(f"/{sha256}")]
        if [hashlib.sha256(one).hexdigest() for one in held] != [sha256]:
            found.append("a photo that is called stored")
    return found


async def test_whenever_the_power_fails_nothing_that_was_confirmed_is_lost(
    day: Day, tmp_path: Path
) -> None:
    moments = [*day.moments(), *day.moments(random.Random(20261014))]
    assert len(moments) > 100
    assert moments[-1].confirmed == FIRST + 7
    assert moments[-1].sends == 6
    assert any(name.startswith("files/") for name in moments[-1].left)
    for number, moment in enumerate(moments):
        assert lost(moment, tmp_path / f"cut{number}") == [], number


async def test_a_disk_that_only_says_that_it_has_synced_is_found_out(
    day: Day, tmp_path: Path
) -> None:
    *_, last = day.moments(lies=True)

    assert len(lost(last, tmp_path / "cut")) >= 7


async def test_started_again_after_a_power_cut_every_report_counts_and_no_receipt_comes_twice(
    day: Day, server: TelegramServer, tmp_path: Path
) -> None:
    moments = list(day.moments())
    unlike = {(one.confirmed, one.sends): one for one in moments}
    chosen = random.Random(20261014).sample(sorted(unlike), 3)
    for number, key in enumerate(chosen):
        moment, folder = unlike[key], tmp_path / f"again{number}"
        configure(folder, server)
        database = put_back(moment.left, folder / "disk")
        world = server.world
        world.updates[:] = [one for one in day.updates if one["update_id"] >= moment.confirmed]
        world.delivered[:] = day.delivered[: moment.sends]
        bot = await start(folder)
        await server.confirmed()
        await at_rest(database)
        await end(bot, bot.pid)

        texts = Counter(one.text for one in world.delivered)
        assert max(texts.values()) == 1
        unknown = rows(database, "SELECT count(*) FROM outbox WHERE state = 'unknown'")[0][0]
        assert len(texts) + unknown >= 6
        counted = rows(database, "SELECT state, count(*) FROM reports GROUP BY state")
        assert counted == [("recorded", 6)]
