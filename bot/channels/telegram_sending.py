"""One outgoing message as one call of the Bot API; one small function a kind of call."""

from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputFile,
    InputMediaDocument,
    InputMediaPhoto,
    LinkPreviewOptions,
    ReactionTypeEmoji,
    ReplyParameters,
)
from telegram.error import BadRequest, TelegramError

from bot.channels.base import NotSupported, SendError
from bot.channels.telegram_errors import (
    NOT_EDITABLE,
    NOT_MODIFIED,
    PRESS_TOO_OLD,
    says,
    send_error,
)
from bot.cutting import LIMITS, clip
from handlers import wording
from storage.files import FileShelf
from storage.messages import Attachment, OutgoingMessage

NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
MOST_OF_A_BUTTON = 60
MOST_OF_AN_ANSWER = 200
TEXT, CAPTION = LIMITS["telegram"].text, LIMITS["telegram"].caption


class TelegramSending:
    """Raises SendError and NotSupported, never an error of the library."""

    def __init__(self, bot: Bot, shelf: FileShelf) -> None:
        self._bot = bot
        self._shelf = shelf

    async def send(self, outbox_id: int, message: OutgoingMessage) -> Sequence[str]:
        call = self._call_for(message)
        try:
            return await call(outbox_id, message)
        except TelegramError as error:
            raise send_error(error) from error

    async def edit(self, sent_id: str, message: OutgoingMessage) -> None:
        """What is not known to have arrived counts as not sent: an edit may be made twice."""
        try:
            await self._bot.edit_message_text(
                clip(message.text, TEXT),
                chat_id=int(message.chat),
                message_id=int(sent_id),
                link_preview_options=NO_PREVIEW,
            )
        except TelegramError as error:
            if isinstance(error, BadRequest) and says(error, NOT_MODIFIED):
                return
            if isinstance(error, BadRequest) and says(error, *NOT_EDITABLE):
                raise NotSupported(type(error).__name__) from None
            failed = send_error(error)
            failed.sent = False
            raise failed from error

    def _call_for(
        self, message: OutgoingMessage
    ) -> Callable[[int, OutgoingMessage], Awaitable[Sequence[str]]]:
        if message.answers is not None:
            return self._answer_press
        if message.reaction is not None:
            return self._react
        if len(message.attachments) > 1:
            return self._send_album
        if message.attachments:
            return self._send_file
        return self._send_text

    async def _send_text(self, outbox_id: int, message: OutgoingMessage) -> Sequence[str]:
        sent = await self._bot.send_message(
            int(message.chat),
            clip(message.text, TEXT),
            reply_parameters=_reply(message),
            reply_markup=_buttons(outbox_id, message),
            link_preview_options=NO_PREVIEW,
        )
        return [str(sent.message_id)]

    async def _send_file(self, outbox_id: int, message: OutgoingMessage) -> Sequence[str]:
        attachment = message.attachments[0]
        with self._open(attachment) as file:
            given = file.given(attachment)
            caption = clip(message.text, CAPTION) or None
            reply, markup = _reply(message), _buttons(outbox_id, message)
            if attachment.kind == "photo":
                sent = await self._bot.send_photo(
                    int(message.chat),
                    given,
                    caption=caption,
                    reply_parameters=reply,
                    reply_markup=markup,
                )
            else:
                sent = await self._bot.send_document(
                    int(message.chat),
                    given,
                    caption=caption,
                    reply_parameters=reply,
                    reply_markup=markup,
                    disable_content_type_detection=True,
                )
        return [str(sent.message_id)]

    async def _send_album(self, _outbox_id: int, message: OutgoingMessage) -> Sequence[str]:
        kinds = {"photo": InputMediaPhoto}
        files = [self._open(attachment) for attachment in message.attachments]
        try:
            media = [
                kinds.get(attachment.kind, InputMediaDocument)(file.given(attachment))
                for attachment, file in zip(message.attachments, files, strict=True)
            ]
            sent = await self._bot.send_media_group(
                int(message.chat),
                media,
                caption=clip(message.text, CAPTION) or None,
                reply_parameters=_reply(message),
            )
        finally:
            for file in files:
                file.close()
        return [str(one.message_id) for one in sent]

    async def _react(self, _outbox_id: int, message: OutgoingMessage) -> Sequence[str]:
        emoji = ReactionTypeEmoji(message.reaction or "")
        await self._bot.set_message_reaction(int(message.chat), int(message.reply_to or 0), emoji)
        return []

    async def _answer_press(self, _outbox_id: int, message: OutgoingMessage) -> Sequence[str]:
        """Too late to show it is no failure: the press itself has been taken."""
        try:
            await self._bot.answer_callback_query(
                message.answers or "", text=clip(message.text, MOST_OF_AN_ANSWER) or None
            )
        except BadRequest as error:
            if not says(error, *PRESS_TOO_OLD):
                raise
        return []

    def _open(self, attachment: Attachment) -> "_Upload":
        try:
            return _Upload(self._shelf.path(attachment.reference))
        except (ValueError, OSError):
            raise SendError(wording.FILE_TO_SEND_GONE, sent=False, permanent=True) from None


class _Upload:
    """A file of the shelf while it is sent: whole from the disk, a part of it from memory."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("rb")
        self._size = path.stat().st_size

    def given(self, attachment: Attachment) -> InputFile:
        if attachment.start or attachment.bytes not in (None, self._size):
            self._file.seek(attachment.start)
            part = self._file.read(attachment.bytes or -1)
            return InputFile(part, filename=attachment.name, attach=True)
        return InputFile(self._file, filename=attachment.name, attach=True, read_file_handle=False)

    def close(self) -> None:
        self._file.close()

    def __enter__(self) -> "_Upload":
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()


def _reply(message: OutgoingMessage) -> ReplyParameters | None:
    """A message that was deleted meanwhile must not keep its answer from going out."""
    if message.reply_to is None or not message.reply_to.isdecimal():
        return None
    return ReplyParameters(int(message.reply_to), allow_sending_without_reply=True)


def _buttons(outbox_id: int, message: OutgoingMessage) -> InlineKeyboardMarkup | None:
    """What a button carries only names the row and the choice: they are looked up when pressed."""
    if not message.choices:
        return None
    return InlineKeyboardMarkup(
        [
            [InlineKeyboardButton(words[:MOST_OF_A_BUTTON], callback_data=f"{outbox_id}:{place}")]
            for place, (_choice, words) in enumerate(message.choices)
        ]
    )
