"""Asking Telegram for pages, and their raw bytes: an update is kept before it is read."""

from typing import Any

import aiohttp
import httpx
from telegram._utils.defaultvalue import DefaultValue
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

from bot.channels.telegram_errors import raise_refusal

CONNECT_SECONDS = 10.0
SILENT_SECONDS = 30.0
IDLE_SECONDS = 5.0
EMPTY = b'{"ok":true,"result":[]}'


def open_session(auto_decompress: bool = True) -> aiohttp.ClientSession:
    """Certificates and proxies as for the calls: else texts would go and nothing would come."""
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(
            ssl=httpx.create_ssl_context(), keepalive_timeout=IDLE_SECONDS
        ),
        trust_env=True,
        timeout=aiohttp.ClientTimeout(
            total=None, sock_connect=CONNECT_SECONDS, sock_read=SILENT_SECONDS
        ),
        auto_decompress=auto_decompress,
    )


class PageRequest(BaseRequest):
    """Keeps the last good answer; asking again is harmless, so every break is the same here.

    A page through httpx takes longer than keeping it does (httpcore looks for a library that is
    not there at every step, and parses in Python).
    """

    def __init__(self) -> None:
        self.page = b""
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        return SILENT_SECONDS

    async def initialize(self) -> None:
        """A session is opened with the first page: it belongs to the loop that runs then."""

    async def shutdown(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = None,
        *_args: Any,
        **_kwargs: Any,
    ) -> tuple[int, bytes]:
        self._session = self._session or open_session()
        silent = SILENT_SECONDS if isinstance(read_timeout, DefaultValue) else read_timeout
        patience = aiohttp.ClientTimeout(total=None, sock_connect=CONNECT_SECONDS, sock_read=silent)
        asked = request_data.json_parameters if request_data else None
        try:
            async with self._session.request(method, url, data=asked, timeout=patience) as answer:
                code, payload = answer.status, await answer.read()
        except TimeoutError:
            raise TimedOut from None
        except aiohttp.ClientError as error:
            # Its own words name the address, and the token is part of that.
            raise NetworkError(type(error).__name__) from None
        raise_refusal(code, payload)
        if not 200 <= code <= 299:
            return code, payload
        self.page = payload
        return code, EMPTY
