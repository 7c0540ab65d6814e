"""The Bot API's methods as this server does them: one small function a method."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from tests.telegram_server.world import BOT, Chat, Delivery, Refused, World

Files = Mapping[str, tuple[str, bytes]]
Values = Mapping[str, Any]
LARGEST_DOWNLOAD = 20 << 20
LARGEST_UPLOAD = 50 << 20


def send_message(world: World, values: Values, _files: Files) -> Any:
    chat = world.speaking_in(values["chat_id"])
    return _deliver(world, chat, "sendMessage", values, values["text"], {"text": values["text"]})


def send_photo(world: World, values: Values, files: Files) -> Any:
    return _send_file(world, "sendPhoto", "photo", values, files, 10 << 20)


def send_document(world: World, values: Values, files: Files) -> Any:
    return _send_file(world, "sendDocument", "document", values, files, LARGEST_UPLOAD)


def _send_file(
    world: World, method: str, name: str, values: Values, files: Files, largest: int
) -> Any:
    chat = world.speaking_in(values["chat_id"])
    file = files[values[name].removeprefix("attach://")]
    content = {name: _file_json(name, file, largest)}
    return _deliver(world, chat, method, values, values.get("caption", ""), content, (file,))


def _file_json(name: str, file: tuple[str, bytes], largest: int) -> Any:
    if not file[1]:
        raise Refused(400, "Bad Request: file must be non-empty")
    if len(file[1]) > largest:
        raise Refused(413, "Request Entity Too Large")
    made = {"file_id": f"sent-{file[0]}", "file_unique_id": "u", "file_size": len(file[1])}
    return [made | {"width": 90, "height": 90}] if name == "photo" else made


def send_media_group(world: World, values: Values, files: Files) -> Any:
    chat = world.speaking_in(values["chat_id"])
    kinds = {one["type"] for one in values["media"]}
    if len(kinds) > 1 and not kinds <= {"photo", "video"}:
        raise Refused(400, "Bad Request: document can't be mixed with other media types")
    made = []
    for one in values["media"]:
        file = files[one["media"].removeprefix("attach://")]
        content = {one["type"]: _file_json(one["type"], file, LARGEST_UPLOAD)}
        text = one.get("caption", "")
        made.append(_deliver(world, chat, "sendMediaGroup", values, text, content, (file,)))
    return made


def _deliver(
    world: World,
    chat: Chat,
    method: str,
    values: Values,
    text: str,
    content: dict[str, Any],
    files: tuple[tuple[str, bytes], ...] = (),
) -> dict[str, Any]:
    reply = values.get("reply_parameters")
    replied = reply["message_id"] if reply else None
    if replied is not None and replied not in chat.messages:
        if not reply["allow_sending_without_reply"]:
            raise Refused(400, "Bad Request: message to be replied not found")
        replied = None
    rows = (values.get("reply_markup") or {}).get("inline_keyboard", [])
    buttons = tuple((one["text"], one["callback_data"]) for row in rows for one in row)
    message = world.stand(chat, {"from": _bot(), **content})
    number, now = message["message_id"], world.now()
    world.delivered.append(Delivery(chat.id, number, text, now, method, replied, buttons, files))
    world.moments.append((chat.id, now))
    return message


def _bot() -> dict[str, Any]:
    return {"id": BOT, "is_bot": True, "first_name": "村报"}


def edit_message_text(world: World, values: Values, _files: Files) -> Any:
    chat = world.speaking_in(values["chat_id"])
    message = chat.messages.get(values["message_id"])
    if message is None:
        raise Refused(400, "Bad Request: message to edit not found")
    if message["from"]["id"] != BOT:
        raise Refused(400, "Bad Request: message can't be edited")
    if message.get("text") == values["text"]:
        raise Refused(400, "Bad Request: message is not modified: specified new message content")
    message["text"] = values["text"]
    world.edited.append((chat.id, values["message_id"], values["text"]))
    world.moments.append((chat.id, world.now()))
    return message


def set_message_reaction(world: World, values: Values, _files: Files) -> Any:
    chat = world.chat_for(values["chat_id"])
    if values["message_id"] not in chat.messages:
        raise Refused(400, "Bad Request: message to react not found")
    emoji = values["reaction"][0]["emoji"]
    if emoji not in {"👍", "👌", "❤", "🙏"}:
        raise Refused(400, "Bad Request: REACTION_INVALID")
    world.reactions.append((chat.id, values["message_id"], emoji))
    return True


def answer_callback_query(world: World, values: Values, _files: Files) -> Any:
    press = values["callback_query_id"]
    if press not in world.pressed:
        raise Refused(400, "Bad Request: query is too old or query ID is invalid")
    del world.pressed[press]
    world.answered.append((press, values.get("text", "")))
    return True


def get_me(world: World, _values: Values, _files: Files) -> Any:
    return world.me


def get_chat_member(world: World, values: Values, _files: Files) -> Any:
    chat = world.chat_for(values["chat_id"])
    bot = _bot()
    if chat.status == "administrator":
        rights = dict.fromkeys(ADMIN_RIGHTS, False)
        return {"status": "administrator", "user": bot, **rights}
    if not chat.may_speak:
        rights = dict.fromkeys(MEMBER_RIGHTS, False)
        return {"status": "restricted", "user": bot, "is_member": True, "until_date": 0, **rights}
    return {"status": chat.status, "user": bot}


ADMIN_RIGHTS = (
    "can_be_edited",
    "is_anonymous",
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
    "can_send_welcome_messages",
)
MEMBER_RIGHTS = (
    "can_send_messages",
    "can_send_audios",
    "can_send_documents",
    "can_send_photos",
    "can_send_videos",
    "can_send_video_notes",
    "can_send_voice_notes",
    "can_send_polls",
    "can_send_other_messages",
    "can_add_web_page_previews",
    "can_change_info",
    "can_invite_users",
    "can_pin_messages",
    "can_manage_topics",
    "can_react_to_messages",
    "can_edit_tag",
)


def get_file(world: World, values: Values, _files: Files) -> Any:
    content = world.files.get(values["file_id"])
    if content is None:
        raise Refused(400, "Bad Request: wrong file_id or the file is temporarily unavailable")
    if len(content) > LARGEST_DOWNLOAD:
        raise Refused(400, "Bad Request: file is too big")
    return {
        "file_id": values["file_id"],
        "file_unique_id": "u",
        "file_size": len(content),
        "file_path": f"photos/{values['file_id']}",
    }


def set_my_commands(world: World, values: Values, _files: Files) -> Any:
    scope = json.dumps(values.get("scope", {"type": "default"}), sort_keys=True)
    world.menus[scope] = [one["description"] for one in values["commands"]]
    return True


CALLS: Mapping[str, Callable[[World, Values, Files], Any]] = {
    "sendMessage": send_message,
    "sendPhoto": send_photo,
    "sendDocument": send_document,
    "sendMediaGroup": send_media_group,
    "editMessageText": edit_message_text,
    "setMessageReaction": set_message_reaction,
    "answerCallbackQuery": answer_callback_query,
    "getMe": get_me,
    "getChatMember": get_chat_member,
    "getFile": get_file,
    "setMyCommands": set_my_commands,
}
