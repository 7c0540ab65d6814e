"""What a Telegram would know: chats, people, messages, and the updates not confirmed yet."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

BOT = 7000001
TOKEN = f"{BOT}:AAstrict-test-token"
USERNAME = "cunbao_strict_bot"
KEEPS = timedelta(hours=24)


@dataclass(slots=True)
class Chat:
    """`status` is the bot's own membership; `moved_to` the supergroup it became."""

    id: int
    type: str
    title: str = ""
    status: str = "member"
    may_speak: bool = True
    moved_to: int | None = None
    topic_closed: bool = False
    messages: dict[int, dict[str, Any]] = field(default_factory=dict)
    next_message: int = 100

    def as_json(self) -> dict[str, Any]:
        if self.type == "private":
            return {"id": self.id, "type": self.type, "first_name": self.title}
        return {"id": self.id, "type": self.type, "title": self.title}


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message that now stands in a chat because the bot sent it."""

    chat: int
    message: int
    text: str
    at: datetime
    method: str
    reply_to: int | None = None
    buttons: tuple[tuple[str, str], ...] = ()
    files: tuple[tuple[str, bytes], ...] = ()


class Refused(Exception):
    """The Bot API's own words for why it does not do it."""

    def __init__(self, code: int, description: str, **parameters: Any) -> None:
        super().__init__(description)
        self.code, self.description, self.parameters = code, description, parameters


class World:
    def __init__(self, now: Callable[[], datetime]) -> None:
        self.now = now
        self.chats: dict[int, Chat] = {}
        self.updates: list[dict[str, Any]] = []
        self.next_update = 5000
        self.allowed: set[str] | None = None
        self.delivered: list[Delivery] = []
        self.edited: list[tuple[int, int, str]] = []
        self.reactions: list[tuple[int, int, str]] = []
        self.pressed: dict[str, int] = {}
        self.answered: list[tuple[str, str]] = []
        self.files: dict[str, bytes] = {}
        self.menus: dict[str, list[str]] = {}
        self.privacy = False
        self.moments: list[tuple[int, datetime]] = []
        """(chat, when) of every message that was accepted, each item of an album."""

    def add_chat(self, number: int, title: str, kind: str = "supergroup") -> Chat:
        self.chats[number] = Chat(number, kind, title)
        return self.chats[number]

    def put(self, kind: str, content: dict[str, Any]) -> int:
        """Queue an update unless the bot has said that it wants none of its kind."""
        number = self.next_update
        self.next_update += 1
        if self.allowed is None or kind in self.allowed:
            self.updates.append({"update_id": number, kind: content})
        return number

    def forget_old(self) -> None:
        """What nobody fetched for a day is gone, and nobody is told."""
        oldest = (self.now() - KEEPS).timestamp()
        self.updates = [one for one in self.updates if _date(one, oldest) >= oldest]

    def chat_for(self, number: Any) -> Chat:
        """The chat that a call names, where the bot may speak; raises Refused."""
        chat = self.chats.get(int(number))
        if chat is None:
            raise Refused(400, "Bad Request: chat not found")
        if chat.moved_to is not None:
            raise Refused(
                400,
                "Bad Request: group chat was upgraded to a supergroup chat",
                migrate_to_chat_id=chat.moved_to,
            )
        if chat.status == "kicked" and chat.type == "private":
            raise Refused(403, "Forbidden: bot was blocked by the user")
        if chat.status in {"kicked", "left"}:
            raise Refused(403, f"Forbidden: bot was kicked from the {chat.type} chat")
        return chat

    def speaking_in(self, number: Any) -> Chat:
        chat = self.chat_for(number)
        if not chat.may_speak:
            raise Refused(400, "Bad Request: not enough rights to send text messages to the chat")
        if chat.topic_closed:
            raise Refused(400, "Bad Request: TOPIC_CLOSED")
        return chat

    def stand(self, chat: Chat, content: dict[str, Any]) -> dict[str, Any]:
        """A new message in a chat, as JSON with its number and date."""
        number = chat.next_message
        chat.next_message += 1
        message = {
            "message_id": number,
            "date": int(self.now().timestamp()),
            "chat": chat.as_json(),
            **content,
        }
        chat.messages[number] = message
        return message

    @property
    def me(self) -> dict[str, Any]:
        return {
            "id": BOT,
            "is_bot": True,
            "first_name": "村报",
            "username": USERNAME,
            "can_join_groups": True,
            "can_read_all_group_messages": not self.privacy,
            "supports_inline_queries": False,
        }


def _date(update: Any, otherwise: float) -> float:
    """When it was said; what cannot be told is no older than `otherwise`."""
    kinds = update.values() if isinstance(update, dict) else ()
    for content in kinds:
        date = content.get("edit_date", content.get("date")) if isinstance(content, dict) else None
        if isinstance(date, int):
            return date
    return otherwise
