"""`cunbao run` and `cunbao try`: from a configuration to a running App and a clean end."""

import asyncio
import logging
import os
import shutil
import signal
import sys
import webbrowser
from collections.abc import Sequence
from datetime import datetime

import msgspec

from bot.app import App, Parts, open_parts
from bot.channels.base import Channel
from bot.channels.local import LocalChannel
from bot.channels.local_draft import Speaker
from bot.clock import Clock, SampleClock
from bot.config import Config, Local
from handlers import wording
from storage import sample_clock
from storage.groups import all_groups
from storage.records import Group
from storage.schema import DatabaseTooNew, erase
from storage.store import Transaction

SAMPLE_START = "2026-10-14T08:00"
WRONG_USE = 2
SWITCH_SECONDS = 0.001


def say(line: str) -> None:
    """A message for the person at the terminal."""
    print(line, file=sys.stderr, flush=True)


def run_office(config: Config) -> int:
    """Exit code of `cunbao run`."""
    _log_to_stderr()
    if config.local is None and not config.telegram.token and not config.wechat.gateway:
        say(wording.NO_CHANNEL)
        return 1
    parts = _opened(config, Clock())
    if parts is None:
        return 1
    return asyncio.run(_run_office(parts))


async def _run_office(parts: Parts) -> int:
    config = parts.config
    page = _page(parts, config.local, None) if config.local is not None else None
    channels: list[Channel] = [] if page is None else [page]
    if config.telegram.token:
        try:
            channels.append(_telegram(parts))
        except ImportError:
            say(wording.missing_extra("telegram"))
            return 1
    return await _run(parts, channels, page)


def _telegram(parts: Parts) -> Channel:
    """Imported only where it is on: its library takes as much memory as all of this program."""
    from bot.channels.telegram import TelegramChannel

    async def groups() -> list[Group]:
        return await asyncio.wrap_future(parts.store.read(all_groups))

    return TelegramChannel(parts.config.telegram, parts.shelf, parts.clock, groups)


def run_sample(config: Config, port: int | None, fresh: bool, moment: str | None) -> int:
    """Exit code of `cunbao try`; an office's own database is never touched."""
    from bot.sample import sample_speakers

    _log_to_stderr()
    local = config.local or Local()
    if port is not None:
        local = msgspec.structs.replace(local, port=port)
    config = msgspec.structs.replace(config, local=local)
    try:
        start = _moment(moment or SAMPLE_START, config)
    except ValueError:
        say(wording.bad_moment(moment or ""))
        return WRONG_USE
    if fresh and not _forget_sample(config):
        return WRONG_USE
    clock = SampleClock(start)
    parts = _opened(config, clock)
    if parts is None:
        return 1
    if not _prepare_sample(parts, clock, start, moved=moment is not None):
        parts.store.close()
        say(wording.DATABASE_IS_NOT_THE_SAMPLE)
        return WRONG_USE
    page = _page(parts, local, [Speaker(one.id, one.name) for one in sample_speakers()])
    return asyncio.run(_run(parts, [page], page, open_browser=True))


def _moment(text: str, config: Config) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=config.zone)


def _page(parts: Parts, local: Local, speakers: Sequence[Speaker] | None) -> LocalChannel:
    clock = parts.clock

    async def move_clock(moment: datetime) -> bool:
        return isinstance(clock, SampleClock) and clock.move_to(moment)

    return LocalChannel(
        parts.store,
        parts.shelf,
        parts.config.limits,
        clock,
        parts.config.zone,
        local.host,
        local.port,
        speakers,
        None if speakers is None else move_clock,
    )


def _opened(config: Config, clock: Clock) -> Parts | None:
    try:
        return open_parts(config, clock)
    except DatabaseTooNew:
        say(wording.DATABASE_TOO_NEW)
    except ImportError:
        say(wording.missing_extra("postgresql"))
    except Exception as error:
        # A driver's own text can hold the password of the address.
        say(wording.database_unreachable(type(error).__name__))
    return None


def _forget_sample(config: Config) -> bool:
    """Empty the sample's database and files; False when they are not the sample's, or in use."""
    parts = _opened(config, Clock())
    if parts is None:
        return False
    try:
        if not parts.store.read(_is_sample).result():
            say(wording.DATABASE_IS_NOT_THE_SAMPLE)
            return False
        if not parts.lock.take():
            say(wording.SAMPLE_IS_RUNNING)
            return False
        erase(parts.store.engine)
        shutil.rmtree(config.files_folder, ignore_errors=True)
    finally:
        parts.store.close()
        parts.lock.release()
    return True


def _is_sample(tx: Transaction) -> bool:
    return sample_clock.read(tx) is not None or sample_clock.is_empty(tx)


def _prepare_sample(parts: Parts, clock: SampleClock, start: datetime, moved: bool) -> bool:
    """Read the sample's register once and set its clock; False in an office's own database."""
    from bot.register_files import read_folder
    from bot.sample import sample_folder
    from storage.register import put_register

    store = parts.store
    if not store.read(_is_sample).result():
        return False
    stood = store.read(sample_clock.read).result()
    if stood is None:
        sample, _findings = read_folder(sample_folder())
        assert sample is not None

        def put_sample(tx: Transaction) -> None:
            # Together: a register without a clock would be taken for an office's own.
            put_register(tx, sample, start)
            sample_clock.keep(tx, start)

        store.write(put_sample).result()
    elif not moved:
        clock.move_to(stood)
    store.write(lambda tx: sample_clock.keep(tx, clock.now())).result()
    return True


async def _run(
    parts: Parts,
    channels: Sequence[Channel],
    page: LocalChannel | None,
    open_browser: bool = False,
) -> int:
    # The writer asks for the interpreter after each call of the database, the loop for each byte
    # that came: beside one that computes, each of them waits that long.
    sys.setswitchinterval(SWITCH_SECONDS)
    app = App(parts, channels)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, app.stop)
    if page is not None:
        announcing = asyncio.create_task(_announce(page, open_browser))
    try:
        clean = await app.run(say)
    finally:
        if page is not None:
            announcing.cancel()
        # What is not done by now is kept in the database; waiting longer adds nothing.
        loop.call_later(parts.config.limits.stop_seconds / 3, os._exit, 0)
        await app.close()
    if clean:
        say(wording.STOPPED)
    return 0 if clean else 1


async def _announce(page: LocalChannel, open_browser: bool) -> None:
    await page.started.wait()
    say(wording.page_is_at(page.address))
    if open_browser and sys.stderr.isatty() and _has_screen():
        await asyncio.to_thread(webbrowser.open, page.address)


def _has_screen() -> bool:
    """A browser is only opened where there is a screen: a text browser would take the terminal."""
    return sys.platform == "darwin" or any(
        os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY")
    )


def _log_to_stderr() -> None:
    logging.basicConfig(
        level=logging.WARNING, stream=sys.stderr, format="%(asctime)s %(levelname)s %(message)s"
    )
