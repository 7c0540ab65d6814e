"""Keeps what is posted in the local chat: files first, then one commit, then the answer."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from msgspec.structs import replace

from bot.channels.base import Receive
from bot.channels.local_body import write_raw
from bot.channels.local_draft import Chat, Draft, Speaker, check_own, kind_of, read_chat
from bot.channels.local_form import Refused, Upload
from bot.channels.local_hints import Hints
from bot.channels.local_ids import MessageIds
from handlers import wording
from storage import local_messages
from storage.files import FileShelf
from storage.local_messages import LocalMessage
from storage.messages import Attachment, IncomingMessage
from storage.records import Group, GroupPurpose
from storage.store import Store, Transaction, Work


class Moments(Protocol):
    def now(self) -> datetime: ...


@dataclass(frozen=True, slots=True)
class Standing:
    """What the database says about a draft before it is kept."""

    groups: tuple[Group, ...]
    replied: LocalMessage | None
    changed: LocalMessage | None


class LocalPosts:
    """Raises Refused, StoreUnavailable, NotActive and ShelfError; then nothing was kept."""

    def __init__(
        self,
        store: Store,
        shelf: FileShelf,
        clock: Moments,
        ids: MessageIds,
        may_be_forgotten: Callable[[], None],
    ) -> None:
        self._store = store
        self._shelf = shelf
        self._clock = clock
        self._ids = ids
        self._may_be_forgotten = may_be_forgotten
        self._changing = asyncio.Lock()
        self.hints = Hints()

    async def keep(self, draft: Draft, receive: Receive) -> str:
        """Gives the message's id after the commit."""
        await self._ids.ready()
        if draft.edits is None and draft.withdraws is None:
            return await self._keep_new(draft, receive)
        # Two edits at once would both become the same edit number.
        async with self._changing:
            return await self._keep_change(draft, receive)

    async def press(self, speaker: Speaker, message: str, choice: str, receive: Receive) -> str:
        """A button of the bot's: kind `press`, text is the choice's id, reply_to the message."""
        await self._ids.ready()
        standing = await self._look(None, message)
        shown = standing.changed
        if shown is None or not shown.bot:
            raise Refused(wording.LOCAL_UNKNOWN_MESSAGE)
        chat = read_chat(shown.chat, speaker, standing.groups)
        if choice not in {known for known, _ in shown.choices}:
            raise Refused(wording.LOCAL_UNKNOWN_CHOICE)
        with self._ids.next() as mine:
            pressed = self._incoming(str(mine), chat, speaker, kind="press")
            pressed = replace(pressed, text=choice, reply_to=message)
            await receive([write_raw(pressed)], also=_event(mine, pressed.sent_at))
        return str(mine)

    async def _keep_new(self, draft: Draft, receive: Receive) -> str:
        standing = await self._look(draft.reply_to, None)
        chat = read_chat(draft.chat, draft.speaker, standing.groups)
        _check_reply(draft, standing, chat)
        files = await asyncio.to_thread(_shelve, self._shelf, draft.uploads)
        with self._ids.next() as mine:
            message = replace(
                self._incoming(
                    str(mine), chat, draft.speaker, kind_of(draft.uploads, draft.place, draft.text)
                ),
                text=draft.text,
                attachments=files,
                place=draft.place,
                reply_to=draft.reply_to,
            )
            await receive([write_raw(message)], also=_addition(mine, message))
        self.hints.tell(chat.id, mine)
        if files and chat.kind != GroupPurpose.REPORTS:
            self._may_be_forgotten()
        return str(mine)

    async def _keep_change(self, draft: Draft, receive: Receive) -> str:
        standing = await self._look(None, draft.edits or draft.withdraws)
        asked = draft.chat or (standing.changed.chat if standing.changed else "")
        chat = read_chat(asked, draft.speaker, standing.groups)
        old = check_own(standing.changed, chat.id, draft.speaker)
        if draft.withdraws is None:
            kept = await self._keep_edit(draft, old, chat, receive)
        else:
            kept = await self._keep_withdrawal(draft, old, chat, receive)
        self.hints.tell(chat.id, old.id)
        return kept

    async def _keep_edit(
        self, draft: Draft, old: LocalMessage, chat: Chat, receive: Receive
    ) -> str:
        if not draft.text.strip() and not old.files and old.place is None:
            raise Refused(wording.LOCAL_EMPTY)
        message = replace(
            self._incoming(
                str(old.id), chat, draft.speaker, kind_of(old.files, old.place, old.text)
            ),
            edit=old.edits + 1,
            text=draft.text,
            attachments=old.files,
            place=old.place,
            reply_to=old.reply_to,
        )
        await receive([write_raw(message)], also=_edition(old.id, draft.text))
        return str(old.id)

    async def _keep_withdrawal(
        self, draft: Draft, old: LocalMessage, chat: Chat, receive: Receive
    ) -> str:
        with self._ids.next() as mine:
            message = self._incoming(str(mine), chat, draft.speaker, kind="text")
            message = replace(message, withdraws=str(old.id))
            await receive([write_raw(message)], also=_withdrawal(mine, old.id, message.sent_at))
        return str(mine)

    async def _look(self, replied: str | None, changed: str | None) -> Standing:
        def work(tx: Transaction) -> Standing:
            return Standing(
                local_messages.local_groups(tx),
                local_messages.find_one(tx, replied) if replied else None,
                local_messages.find_one(tx, changed) if changed else None,
            )

        return await asyncio.wrap_future(self._store.read(work))

    def _incoming(self, message: str, chat: Chat, speaker: Speaker, kind: str) -> IncomingMessage:
        return IncomingMessage(
            channel=local_messages.CHANNEL,
            chat=chat.id,
            message=message,
            sender=speaker.id,
            sender_name=speaker.name,
            sent_at=self._clock.now(),
            kind=kind,
            private=chat.kind == wording.LOCAL_PRIVATE_KIND,
            chat_title=chat.name,
        )


def _check_reply(draft: Draft, standing: Standing, chat: Chat) -> None:
    if draft.reply_to and (standing.replied is None or standing.replied.chat != chat.id):
        raise Refused(wording.LOCAL_UNKNOWN_MESSAGE)


def _shelve(shelf: FileShelf, uploads: Sequence[Upload]) -> tuple[Attachment, ...]:
    """Files are durable before the row that names them."""
    attachments = []
    for upload in uploads:
        stored = shelf.put_file(upload.path)
        attachments.append(
            Attachment(upload.kind, stored.sha256, upload.name, stored.bytes, stored.sha256)
        )
    return tuple(attachments)


def _addition(mine: int, message: IncomingMessage) -> Work[None]:
    row = LocalMessage(
        id=mine,
        chat=message.chat,
        sender=message.sender,
        sender_name=message.sender_name,
        text=message.text,
        sent_at=message.sent_at,
        reply_to=message.reply_to,
        files=message.attachments,
        place=message.place,
    )
    return lambda tx: local_messages.add(tx, row)


def _edition(message: int, text: str) -> Work[None]:
    return lambda tx: local_messages.edit(tx, message, text)


def _withdrawal(mine: int, message: int, at: datetime) -> Work[None]:
    def work(tx: Transaction) -> None:
        local_messages.put_event(tx, mine, at)
        local_messages.withdraw(tx, message)

    return work


def _event(mine: int, at: datetime) -> Work[None]:
    return lambda tx: local_messages.put_event(tx, mine, at)
