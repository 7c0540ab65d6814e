"""A disk that is really full: nothing is confirmed that is not kept, and nothing is lost."""

import asyncio
import errno
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from handlers import wording
from storage.schema import open_store
from storage.store import Store
from tests.small_disk import SmallDisk, small_disk
from tests.telegram_office import GROUP, WANG, TelegramOffice, jpeg, open_office
from tests.telegram_server.server import TelegramServer
from tests.township import HandClock

pytestmark = pytest.mark.small_disk
ROOT = Path(__file__).resolve().parents[3]
FULL = "照片没有存好：磁盘满了，请腾出空间"


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[SmallDisk]:
    with small_disk(tmp_path / "disk") as mounted:
        yield mounted


@pytest.fixture
async def cramped(
    disk: SmallDisk, telegram: TelegramServer, clock: HandClock
) -> AsyncIterator[TelegramOffice]:
    """Database and shelf on the small disk."""
    store = open_store(f"sqlite:///{disk.folder}/cunbao.db", disk.folder, checkpoints=True)
    opened = open_office(store, disk.folder, telegram, clock)
    yield opened
    await opened.close()
    store.close()


@pytest.fixture
async def cramped_shelf(
    disk: SmallDisk, sqlite_store: Store, telegram: TelegramServer, clock: HandClock
) -> AsyncIterator[TelegramOffice]:
    """Only the photos are on the small disk."""
    opened = open_office(sqlite_store, disk.folder, telegram, clock)
    yield opened
    await opened.close()


async def talk(office: TelegramOffice, count: int) -> None:
    """More than what the write-ahead log has room for already."""
    for number in range(count):
        await office.people.say(GROUP, WANG, f"今天挂横幅{number + 1}条" + " " * 3000)


async def test_on_a_full_disk_telegram_keeps_what_was_said_until_there_is_room(
    cramped: TelegramOffice, disk: SmallDisk, caplog: pytest.LogCaptureFixture
) -> None:
    await cramped.people.say(GROUP, WANG, "早上好")
    await cramped.hear()
    disk.fill()
    await talk(cramped, 90)
    while cramped.channel.contact.trouble != "full":
        await asyncio.sleep(0.01)

    assert caplog.messages.count(wording.TELEGRAM_FULL) == 1
    assert len(cramped.server.world.updates) >= 90 - 1
    disk.free()
    await cramped.hear()
    assert [outcome for _, outcome in cramped.heard()].count("report") == 90
    checked = cramped.store.read(
        lambda tx: tx.connection.exec_driver_sql("PRAGMA quick_check").scalar()
    )
    assert checked.result() == "ok"


async def test_a_photo_waits_for_room_and_is_never_there_by_half(
    cramped_shelf: TelegramOffice, disk: SmallDisk
) -> None:
    cramped, photo = cramped_shelf, jpeg(7)
    await cramped.people.photo(GROUP, WANG, photo, caption="今天挂横幅2条")
    await cramped.hear()
    disk.fill()
    cramped.clock.moment += timedelta(days=3)
    await cramped.fetcher.step()
    (row,) = cramped.rows("photos")
    assert (row.state, row.why) == ("pending", FULL)
    assert [one for one in cramped.shelf.folder.rglob("*") if one.is_file()] == []

    disk.free()
    cramped.clock.moment += timedelta(hours=1)
    await cramped.fetcher.step()
    (row,) = cramped.rows("photos")
    assert row.state == "stored"
    assert cramped.shelf.path(row.sha256).read_bytes() == photo


async def test_an_export_that_finds_no_room_says_so_and_the_bot_goes_on(
    cramped: TelegramOffice, disk: SmallDisk, tmp_path: Path
) -> None:
    await talk(cramped, 60)
    await cramped.hear()
    (tmp_path / "config.toml").write_text('[storage]\ndatabase = "sqlite:///disk/cunbao.db"\n')
    disk.fill()

    with (disk.folder / "filler").open("ab") as out:
        export = _run(tmp_path, "export", "reports", "--format", "jsonl", stdout=out)
    summary = _run(tmp_path, "summary", "2026年10月宣传月", "--unit", "柳溪镇", "--out", "disk/out")

    assert (export.returncode, summary.returncode) == (1, 1)
    assert export.stderr.strip() == wording.export_cannot_write(os.strerror(errno.ENOSPC))
    assert "原有文件没有变动" in summary.stderr.splitlines()[-1]
    assert list((disk.folder / "out").glob("*")) == []
    disk.free()
    await cramped.people.say(GROUP, WANG, "今天发宣传单7份")
    await cramped.hear()
    assert cramped.figures()[-1][2] == {"发放宣传资料": 7}


def _run(folder: Path, *words: str, stdout: object = None) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "bot", *words],
        cwd=folder,
        env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"},
        stdout=stdout or subprocess.PIPE,  # type: ignore[call-overload]
        stderr=subprocess.PIPE,
        text=True,
        timeout=120,
    )
