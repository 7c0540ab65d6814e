"""The Telegram channel: raw updates in, one Bot API call a message out."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import Protocol

from telegram import WebhookInfo
from telegram.error import InvalidToken, TelegramError

from bot.channels.base import ChannelStopped, Contact, Receive, SendError
from bot.channels.telegram_bot import account_of, make_bot
from bot.channels.telegram_errors import is_answer
from bot.channels.telegram_files import TelegramFiles
from bot.channels.telegram_menus import Groups, put_menus
from bot.channels.telegram_polling import ALLOWED_UPDATES, Polling
from bot.channels.telegram_raw import NAME
from bot.channels.telegram_reading import read_update
from bot.channels.telegram_sending import TelegramSending
from bot.channels.telegram_webhook import Webhook
from bot.config import Telegram
from bot.faults import log
from handlers import wording
from storage.files import FileShelf
from storage.messages import Attachment, IncomingMessage, OutgoingMessage, RawUpdate

MOST_CONNECTIONS = 1
"""Telegram pushes over this many: one keeps a chat's messages in order."""
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0


class Moments(Protocol):
    def now(self) -> datetime: ...


class TelegramChannel:
    """`listen` raises ChannelStopped when the token is refused; nothing is dropped by that."""

    name = NAME
    repeat_is_harmless = False

    def __init__(self, config: Telegram, shelf: FileShelf, clock: Moments, groups: Groups) -> None:
        self._config = config
        self._clock = clock
        self._groups = groups
        self._account = account_of(config.token)
        self._bot, self._pages, self._calls = make_bot(config.token, config.api)
        self._files = TelegramFiles(self._bot, config.api, config.token)
        self._sending = TelegramSending(self._bot, shelf)
        self._refused = asyncio.Event()
        self.contact = Contact(config.mode)
        self.webhook: Webhook | None = None

    async def listen(self, receive: Receive) -> None:
        intake = asyncio.create_task(self._take_in(receive))
        refused = asyncio.create_task(self._refused.wait())
        try:
            await asyncio.wait({intake, refused}, return_when=asyncio.FIRST_COMPLETED)
            if intake.done():
                intake.result()
            self.contact.trouble = "refused"
            raise ChannelStopped(wording.TELEGRAM_REFUSES_BOT)
        finally:
            intake.cancel()
            refused.cancel()
            await asyncio.gather(intake, refused, return_exceptions=True)

    async def _take_in(self, receive: Receive) -> None:
        if self._config.mode == "webhook":
            await self._take_pushed(receive)
        await self._stop_pushing()
        menus = asyncio.create_task(put_menus(self._bot, self._groups))
        polling = Polling(
            self._bot, self._pages, self._account, self._clock.now, asyncio.sleep, self.contact
        )
        try:
            await polling.run(receive)
        finally:
            menus.cancel()

    async def _stop_pushing(self) -> None:
        """From webhook to polling: what waits at Telegram stays there until it is asked for."""
        try:
            if (await self._bot.get_webhook_info()).url:
                await self._bot.delete_webhook(drop_pending_updates=False)
        except TelegramError:
            # Polling meets the same trouble, tells of it and waits.
            return

    async def _take_pushed(self, receive: Receive) -> None:
        config = self._config
        self.webhook = Webhook(
            config.webhook_listen,
            config.webhook_url,
            config.webhook_secret,
            self._account,
            self._clock.now,
            self.contact,
        )
        pushing = asyncio.create_task(self._ask_to_push())
        try:
            await self.webhook.run(receive)
        finally:
            pushing.cancel()

    async def _ask_to_push(self) -> None:
        """Until Telegram has agreed; what waits there is pushed, never dropped."""
        assert self.webhook is not None
        await self.webhook.started.wait()
        pause = FIRST_PAUSE
        while True:
            try:
                await self._bot.set_webhook(
                    self._config.webhook_url,
                    max_connections=MOST_CONNECTIONS,
                    allowed_updates=ALLOWED_UPDATES,
                    drop_pending_updates=False,
                    secret_token=self._config.webhook_secret,
                )
            except TelegramError as error:
                if isinstance(error, InvalidToken) and is_answer(error):
                    self._refused.set()
                log.error("%s", wording.TELEGRAM_NO_LINE)
                await asyncio.sleep(pause)
                pause = min(LONGEST_PAUSE, 2 * pause)
            else:
                await put_menus(self._bot, self._groups)
                return

    async def backlog(self) -> int | None:
        """What waits at Telegram; where it pushes, that also tells whether it gets through."""
        try:
            info = await self._bot.get_webhook_info()
        except TelegramError:
            info = None
        if self._config.mode == "webhook" and self.contact.trouble not in {"refused", "full"}:
            self._look_at_pushing(info)
        return None if info is None else info.pending_update_count

    def _look_at_pushing(self, info: WebhookInfo | None) -> None:
        if info is None:
            self.contact.trouble = "away"
        elif info.url != self._config.webhook_url:
            self.contact.trouble = "conflict" if info.url else "away"
        elif info.pending_update_count == 0:
            self.contact.kept(self._clock.now())
        elif info.last_error_date is not None and self._is_after_last(info.last_error_date):
            self.contact.trouble = "away"

    def _is_after_last(self, moment: datetime) -> bool:
        return self.contact.answered_at is None or self.contact.answered_at < moment

    def read(self, raw: RawUpdate) -> IncomingMessage:
        return read_update(raw)

    def fetch(self, attachment: Attachment) -> AsyncIterator[bytes]:
        return self._files.fetch(attachment)

    async def send(self, outbox_id: int, message: OutgoingMessage, now: datetime) -> Sequence[str]:
        try:
            return await self._sending.send(outbox_id, message)
        except SendError as error:
            self._note(error)
            raise

    async def edit(self, sent_id: str, message: OutgoingMessage, now: datetime) -> None:
        try:
            await self._sending.edit(sent_id, message)
        except SendError as error:
            self._note(error)
            raise

    def _note(self, error: SendError) -> None:
        """Where nothing is polled, a send is the first to hear that the token is refused."""
        cause = error.__cause__
        if isinstance(cause, InvalidToken) and is_answer(cause):
            self._refused.set()

    async def close(self) -> None:
        await self._files.close()
        await self._pages.shutdown()
        await self._calls.shutdown()
