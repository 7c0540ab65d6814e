"""Lines break: what surely did not go out goes once later, what may have gone is never doubled."""

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
import trustme

from bot.channels import telegram_bot
from bot.channels.telegram_polling import Polling
from storage.store import Store
from tests.telegram_office import GROUP, SUPERVISORS, WANG, TelegramOffice, jpeg, open_office
from tests.telegram_server.faults import Fault, Way
from tests.telegram_server.line import Cut, Line
from tests.telegram_server.server import TelegramServer
from tests.township import HandClock

NAME = "api.telegram.example"


@pytest.fixture
def authority(tmp_path: Path) -> trustme.CA:
    made = trustme.CA()
    made.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    return made


@pytest.fixture
def trusted(authority: trustme.CA, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))


@pytest.fixture
async def secure(clock: HandClock, authority: trustme.CA) -> AsyncIterator[TelegramServer]:
    """Telegram as it is in the open: over TLS."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    server = TelegramServer(clock.now)
    await server.start(tls=context)
    yield server
    await server.stop()
    assert server.violations == []


@pytest.fixture
async def line(secure: TelegramServer) -> AsyncIterator[Line]:
    opened = Line(secure.port)
    await opened.start()
    secure.root = f"https://127.0.0.1:{opened.port}"
    yield opened
    await opened.stop()


@pytest.fixture
async def away(
    sqlite_store: Store, tmp_path: Path, secure: TelegramServer, line: Line, clock: HandClock
) -> AsyncIterator[TelegramOffice]:
    """An office whose every byte goes over the line."""
    opened = open_office(sqlite_store, tmp_path, secure, clock)
    yield opened
    await opened.close()


@pytest.mark.usefixtures("trusted")
async def test_over_tls_a_report_with_its_photo_is_taken_and_answered(
    away: TelegramOffice,
) -> None:
    await away.people.photo(GROUP, WANG, jpeg(), caption="今天挂横幅2条")
    await away.hear()
    await away.fetcher.step()
    await away.pass_time(seconds=31)

    assert away.said() == ["枫林村10/14:横幅2条、照片1张,已记。"]
    assert away.rows("photos")[0].state == "stored"


@pytest.mark.usefixtures("trusted")
@pytest.mark.parametrize("cut", [Cut.BEFORE_HELLO, Cut.IN_HELLO])
async def test_a_line_reset_in_the_handshake_has_sent_nothing_and_the_message_goes_once_later(
    away: TelegramOffice, line: Line, cut: Cut
) -> None:
    line.cut = cut
    away.say("一")
    await away.send()
    assert line.cut is None
    assert away.sent() == {"一": "waiting"}

    await away.pass_time(minutes=1)
    assert away.sent() == {"一": "sent"}
    assert away.said() == ["一"]


@pytest.mark.usefixtures("trusted")
@pytest.mark.parametrize(("cut", "arrived"), [(Cut.BEFORE_REQUEST, 0), (Cut.BEFORE_ANSWER, 1)])
async def test_a_line_reset_after_the_request_leaves_the_message_unknown_and_never_doubles_it(
    away: TelegramOffice, line: Line, cut: Cut, arrived: int
) -> None:
    away.say("零")
    await away.send_all()
    line.cut = cut
    away.say("一")
    await away.send_all()
    assert line.cut is None
    away.say("二")
    await away.pass_time(hours=1)

    assert away.sent() == {"零": "sent", "一": "unknown", "二": "sent"}
    assert away.said() == ["零", *["一"] * arrived, "二"]


@pytest.mark.usefixtures("trusted")
@pytest.mark.parametrize("cut", Cut)
async def test_wherever_the_line_is_reset_no_message_of_the_group_is_missed(
    away: TelegramOffice, line: Line, cut: Cut, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Polling, "_wait", lambda *_: asyncio.sleep(0))
    line.cut = cut
    for number in range(1, 4):
        await away.people.say(GROUP, WANG, f"今天挂横幅{number}条")
        await away.hear()

    assert line.cut is None
    assert away.heard() == [("text", "report")] * 3


async def test_a_platform_that_cannot_prove_itself_gets_nothing(
    away: TelegramOffice, authority: trustme.CA, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A station's login page in between, for example; with the right one it goes on."""
    away.say("一")
    await away.pass_time(minutes=1)
    assert away.sent() == {"一": "waiting"}
    assert away.server.calls == []

    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    await away.restart()
    await away.pass_time(minutes=10)
    assert away.said() == ["一"]


async def test_through_the_offices_proxy_texts_and_photos_come_alike(
    town: TelegramOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The strict server plays the proxy: it is asked for what only a proxy can find."""
    monkeypatch.setenv("HTTP_PROXY", town.server.root)
    monkeypatch.delenv("REQUEST_METHOD", raising=False)
    town.config = msgspec.structs.replace(town.config, api=f"http://{NAME}")
    await town.restart()
    await town.people.photo(GROUP, WANG, jpeg(), caption="今天挂横幅2条")
    await town.hear()
    await town.fetcher.step()
    await town.pass_time(seconds=31)

    assert town.said() == ["枫林村10/14:横幅2条、照片1张,已记。"]
    assert town.rows("photos")[0].state == "stored"


class Names:
    """What names lead to: nothing, as long as `known` is empty."""

    def __init__(self) -> None:
        self.known: dict[str, str] = {}
        self._look_up = asyncio.BaseEventLoop.getaddrinfo

    async def look_up(self, loop: Any, host: Any, port: Any, **more: Any) -> Any:
        name = host.decode() if isinstance(host, bytes) else host
        if name == NAME and NAME not in self.known:
            raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")
        return await self._look_up(loop, self.known.get(name, host), port, **more)


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> Iterator[Names]:
    made = Names()

    async def look_up(loop: Any, host: Any, port: Any, **more: Any) -> Any:
        return await made.look_up(loop, host, port, **more)

    monkeypatch.setattr(asyncio.BaseEventLoop, "getaddrinfo", look_up)
    return made


async def test_ten_minutes_without_names_lose_and_double_nothing_and_keep_the_order(
    town: TelegramOffice, names: Names
) -> None:
    town.config = msgspec.structs.replace(town.config, api=f"http://{NAME}:{town.server.port}")
    await town.restart()
    for number in range(3):
        town.say(str(number))
    for _ in range(10):
        await town.pass_time(minutes=1)
    assert set(town.sent().values()) == {"waiting"}

    names.known[NAME] = "127.0.0.1"
    await town.pass_time(minutes=11)
    assert town.said() == ["0", "1", "2"]


async def test_a_message_that_found_no_free_connection_goes_once_later(
    town: TelegramOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(telegram_bot, "CONNECTIONS", 1)
    monkeypatch.setattr(telegram_bot, "POOL_SECONDS", 0.2)
    monkeypatch.setattr(telegram_bot, "READ_SECONDS", 1.0)
    await town.restart()
    town.server.faults.once("sendMessage", Fault(Way.STALL_AFTER))
    town.say("一")
    town.say("甲", chat=SUPERVISORS)
    await town.send()
    assert town.sent() == {"一": "unknown", "甲": "waiting"}

    await town.pass_time(minutes=1)
    assert town.said(SUPERVISORS) == ["甲"]
    assert town.said() == ["一"]
