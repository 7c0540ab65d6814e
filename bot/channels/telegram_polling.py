"""Intake by polling: the page is committed first, and only then the offset moves."""

import hashlib
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

from telegram import Bot
from telegram.error import Conflict, InvalidToken, TelegramError

from bot.channels.base import ChannelStopped, Contact, Receive
from bot.channels.telegram_errors import AskedToWait, is_answer, says
from bot.channels.telegram_page import PageError, first_id, next_offset, read_page
from bot.channels.telegram_pages import PageRequest
from bot.channels.telegram_raw import NAME, raw_update
from bot.faults import log
from handlers import wording
from storage.messages import RawUpdate
from storage.store import StoreUnavailable

ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")
PAGE = 100
LONG_POLL_SECONDS = 25
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0
UNREADABLE_TIMES = 3


class Polling:
    """Asks for pages until cancelled; raises ChannelStopped when the token is refused.

    It never asks to drop what is pending, and it cannot be told to.
    """

    def __init__(
        self,
        bot: Bot,
        pages: PageRequest,
        account: str,
        now: Callable[[], datetime],
        pause: Callable[[float], Awaitable[None]],
        contact: Contact,
    ) -> None:
        self._bot = bot
        self._pages = pages
        self._account = account
        self._now = now
        self._pause = pause
        self._contact = contact
        self._failures = 0
        self._unreadable = 0
        self._told = ""

    async def run(self, receive: Receive) -> None:
        offset: int | None = None
        while True:
            limit = 1 if self._unreadable else PAGE
            payload = await self._ask(offset, limit)
            if payload is None:
                continue
            try:
                updates = self._read(payload)
            except PageError:
                await self._wait(FIRST_PAUSE)
                continue
            moved = next_offset([update.sequence for update in updates])
            if not await self._keep(receive, updates):
                continue
            if updates and (moved is None or moved == offset):
                # A server that gives the same again at once must not be asked without end.
                await self._wait(FIRST_PAUSE)
            # Once confirmed the offset is let go: after an idle week ids may begin lower again.
            offset = moved

    async def _ask(self, offset: int | None, limit: int) -> bytes | None:
        """None after a failure, for which it has waited."""
        try:
            await self._bot.get_updates(
                offset=offset,
                limit=limit,
                timeout=LONG_POLL_SECONDS,
                allowed_updates=ALLOWED_UPDATES,
            )
        except InvalidToken as error:
            if is_answer(error):
                self._contact.trouble = "refused"
                raise ChannelStopped(wording.TELEGRAM_REFUSES_BOT) from None
            await self._failed("away", wording.TELEGRAM_NO_LINE)
        except Conflict as error:
            await self._failed("conflict", await self._who_else(error))
        except AskedToWait as error:
            await self._wait(error.seconds)
        except TelegramError:
            await self._failed("away", wording.TELEGRAM_NO_LINE)
        else:
            return self._pages.page
        return None

    def _read(self, payload: bytes) -> list[RawUpdate]:
        """Raises PageError; what breaks every reader three times alone is set aside."""
        now = self._now()
        try:
            found = [raw_update(text, self._account, now) for text in read_page(payload)]
        except PageError:
            self._unreadable += 1
            number = first_id(payload)
            if self._unreadable <= UNREADABLE_TIMES or number is None:
                raise
            found = [_set_aside(payload, self._account, number, now)]
        self._unreadable = 0
        return found

    async def _keep(self, receive: Receive, updates: Sequence[RawUpdate]) -> bool:
        """False when nothing was kept: then the same page is asked for again."""
        try:
            if updates:
                await receive(updates)
        except StoreUnavailable:
            await self._failed("full", wording.TELEGRAM_FULL)
            return False
        self._contact.kept(self._now())
        self._failures, self._told = 0, ""
        return True

    async def _who_else(self, error: Conflict) -> str:
        if not says(error, "webhook"):
            return wording.TELEGRAM_OTHER_POLLER
        try:
            address = (await self._bot.get_webhook_info()).url
        except TelegramError:
            address = ""
        return wording.telegram_other_webhook(address or "webhook")

    async def _failed(self, trouble: str, why: str) -> None:
        """Said once for as long as it lasts, and tried again ever more slowly."""
        self._contact.trouble = trouble
        if why != self._told:
            self._told = why
            log.error("%s", why)
        self._failures += 1
        await self._wait(min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** min(self._failures - 1, 5)))

    async def _wait(self, seconds: float) -> None:
        await self._pause(seconds)


def _set_aside(payload: bytes, account: str, number: int, now: datetime) -> RawUpdate:
    digest = hashlib.sha256(payload).hexdigest()
    return RawUpdate(
        key=f"{account}/raw/{digest}",
        channel=NAME,
        chat="",
        message=f"raw/{digest[:16]}",
        edit=0,
        kind="other",
        sent_at=now,
        body=payload.decode("utf-8", "replace").replace("\x00", "\ufffd"),
        sequence=number,
    )
