"""People in Telegram chats: what they do becomes updates as Telegram gives them."""

from collections.abc import Mapping
from typing import Any

from tests.telegram_server.server import TelegramServer
from tests.telegram_server.world import BOT, Chat


class People:
    """Each act is one update (an album one a photo); gives the message's number."""

    def __init__(self, server: TelegramServer) -> None:
        self.server = server
        self.world = server.world
        self.names: dict[int, str] = {}
        self._files = 0
        self._presses = 0

    def user(self, number: int) -> dict[str, Any]:
        return {"id": number, "is_bot": False, "first_name": self.names.get(number, "某")}

    async def do(self, chat: int, user: int, **content: Any) -> int:
        """Any message of a person: `content` are the fields of Message."""
        stood = self.world.stand(self.world.chats[chat], {"from": self.user(user), **content})
        await self.server.put("message", dict(stood))
        return int(stood["message_id"])

    async def say(self, chat: int, user: int, text: str, reply_to: int | None = None) -> int:
        content: dict[str, Any] = {"text": text}
        if reply_to is not None:
            content["reply_to_message"] = self.world.chats[chat].messages[reply_to]
        return await self.do(chat, user, **content)

    async def edit(self, chat: int, message: int, **content: Any) -> None:
        stood = self.world.chats[chat].messages[message]
        stood.update(content, edit_date=int(self.world.now().timestamp()))
        await self.server.put("edited_message", dict(stood))

    def file(self, content: bytes, **more: Any) -> dict[str, Any]:
        self._files += 1
        name = f"file{self._files}"
        self.world.files[name] = content
        return {"file_id": name, "file_unique_id": f"u{name}", "file_size": len(content), **more}

    async def photo(self, chat: int, user: int, content: bytes, **more: Any) -> int:
        small = self.file(content[:10], width=90, height=67)
        large = self.file(content, width=1280, height=960)
        return await self.do(chat, user, photo=[small, large], **more)

    async def album(
        self, chat: int, user: int, photos: list[bytes], caption: str = ""
    ) -> list[int]:
        made = []
        for place, content in enumerate(photos):
            more = {"caption": caption} if caption and place == 0 else {}
            made.append(await self.photo(chat, user, content, media_group_id="g1", **more))
        return made

    async def press(self, user: int, chat: int, message: int, data: str) -> str:
        self._presses += 1
        press = str(10**18 + self._presses)
        self.world.pressed[press] = user
        await self.server.put(
            "callback_query",
            {
                "id": press,
                "from": self.user(user),
                "message": self.world.chats[chat].messages[message],
                "chat_instance": "7",
                "data": data,
            },
        )
        return press

    async def move(self, chat: int, new: int, told: bool = True) -> Chat:
        """A group becomes a supergroup: two service messages, unless they are lost."""
        old = self.world.chats[chat]
        moved = self.world.add_chat(new, old.title)
        user = self.user(1)
        gone = self.world.stand(old, {"from": user, "migrate_to_chat_id": new})
        come = self.world.stand(moved, {"from": user, "migrate_from_chat_id": chat})
        old.moved_to = new
        if told:
            await self.server.put("message", gone)
            await self.server.put("message", come)
        return moved

    async def membership(self, chat: int, user: int, status: str, **rights: Any) -> None:
        """The bot is added, removed, restricted or blocked; the chat stands so from then on."""
        there = self.world.chats[chat]
        bot = {"id": BOT, "is_bot": True, "first_name": "村报"}
        before: Mapping[str, Any] = {"status": there.status, "user": bot}
        there.status = "member" if status == "restricted" else status
        there.may_speak = rights.get("can_send_messages", True)
        await self.server.put(
            "my_chat_member",
            {
                "chat": there.as_json(),
                "from": self.user(user),
                "date": int(self.world.now().timestamp()),
                "old_chat_member": _whole(dict(before)),
                "new_chat_member": _whole({"status": status, "user": bot, **rights}),
            },
        )


def _whole(member: dict[str, Any]) -> dict[str, Any]:
    from tests.telegram_server.calls import ADMIN_RIGHTS, MEMBER_RIGHTS

    more: dict[str, Any] = {}
    if member["status"] == "administrator":
        more = dict.fromkeys(ADMIN_RIGHTS, False)
    if member["status"] == "restricted":
        more = dict.fromkeys(MEMBER_RIGHTS, False) | {"is_member": True, "until_date": 0}
    if member["status"] == "kicked":
        more = {"until_date": 0}
    return more | member
