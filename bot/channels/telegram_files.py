"""Fetching what a file_id names: asked for anew each time, since an address lives an hour."""

from collections.abc import AsyncIterator

import aiohttp
from telegram import Bot
from telegram.error import BadRequest, TelegramError

from bot.channels.base import FetchError
from bot.channels.telegram_errors import is_answer, says
from bot.channels.telegram_pages import open_session
from storage.messages import Attachment

CHUNK = 1 << 16
NEVER = ("file is too big", "wrong file_id", "invalid file_id", "file_id is invalid")


class TelegramFiles:
    """Raises FetchError; nothing that came short ends as if it were whole."""

    def __init__(self, bot: Bot, api: str, token: str) -> None:
        self._bot = bot
        self._root = f"{api.rstrip('/')}/file/bot{token}"
        self._session: aiohttp.ClientSession | None = None

    async def fetch(self, attachment: Attachment) -> AsyncIterator[bytes]:
        path, size = await self._find(attachment)
        came = 0
        try:
            async with self._open().get(f"{self._root}/{path}") as response:
                if response.status != 200:
                    raise FetchError(f"HTTP {response.status}")
                async for chunk in response.content.iter_chunked(CHUNK):
                    came += len(chunk)
                    yield chunk
        except (aiohttp.ClientError, TimeoutError) as error:
            raise FetchError(type(error).__name__) from None
        if came == 0 or (size is not None and came != size):
            raise FetchError("cut on the way")

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()

    async def _find(self, attachment: Attachment) -> tuple[str, int | None]:
        try:
            file = await self._bot.get_file(attachment.reference)
        except TelegramError as error:
            never = isinstance(error, BadRequest) and is_answer(error) and says(error, *NEVER)
            raise FetchError(type(error).__name__, permanent=never) from None
        if not file.file_path:
            raise FetchError("no address")
        return file.file_path.removeprefix(f"{self._root}/"), file.file_size

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = open_session(auto_decompress=False)
        return self._session
