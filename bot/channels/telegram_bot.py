"""The Bot API client: python-telegram-bot with our timeouts."""

import logging
from typing import Any

from telegram import Bot
from telegram.request import HTTPXRequest

from bot.channels.telegram_errors import raise_refusal
from bot.channels.telegram_pages import CONNECT_SECONDS, PageRequest

READ_SECONDS = 30.0
UPLOAD_SECONDS = 120.0
POOL_SECONDS = 5.0
CONNECTIONS = 64

# These write addresses (the token is part of them) and bodies (people's words) into the log.
for _name in ("httpx", "httpcore"):
    logging.getLogger(_name).setLevel(logging.WARNING)
logging.getLogger("telegram").setLevel(logging.CRITICAL + 1)


class CallRequest(HTTPXRequest):
    """Tells every refusal of the server from a failure on the way (the library tells only some)."""

    async def do_request(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        code, payload = await super().do_request(*args, **kwargs)
        raise_refusal(code, payload)
        return code, payload


def make_bot(token: str, api: str) -> tuple[Bot, PageRequest, CallRequest]:
    """Makes no call yet; `api` is the root of the Bot API server."""
    root = api.rstrip("/")
    timeouts = {
        "connect_timeout": CONNECT_SECONDS,
        "read_timeout": READ_SECONDS,
        "write_timeout": READ_SECONDS,
        "media_write_timeout": UPLOAD_SECONDS,
        "pool_timeout": POOL_SECONDS,
    }
    pages = PageRequest()
    calls = CallRequest(connection_pool_size=CONNECTIONS, **timeouts)  # type: ignore[arg-type]
    bot = Bot(
        token,
        base_url=f"{root}/bot",
        base_file_url=f"{root}/file/bot",
        request=calls,
        get_updates_request=pages,
    )
    return bot, pages, calls


def account_of(token: str) -> str:
    """The bot's own number, which a token begins with: the same however often it is renewed."""
    return token.partition(":")[0]
