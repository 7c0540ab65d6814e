"""What the Bot API allows, by aiogram's typed methods and the documented limits."""

import json
import re
import typing
from collections.abc import Callable, Collection, Mapping
from typing import Any

import aiogram.methods
import pydantic
from aiogram.methods.base import TelegramMethod
from aiogram.types import Update
from pydantic import BaseModel

METHODS: Mapping[str, type[TelegramMethod[Any]]] = {
    kind.__api_method__: kind
    for kind in vars(aiogram.methods).values()
    if isinstance(kind, type) and issubclass(kind, TelegramMethod) and kind is not TelegramMethod
}

NOT_IN_IT = frozenset(
    {
        "allow_sending_without_reply",
        "callback_query_id",
        "disable_web_page_preview",
        "ephemeral_message_parameters",
        "receiver_user_id",
        "reply_to_message_id",
    }
)
"""Fields of sending and editing that aiogram still or already has, and the description has not."""


def fields_of(method: str) -> set[str]:
    """What a request may carry (tests.bench.telegram_description compares it)."""
    known = set(METHODS[method].model_fields)
    return known - NOT_IN_IT if method.startswith(("send", "edit")) else known


class Violation(Exception):
    """The request is none that the Bot API's description allows."""


def check_request(method: str, fields: Mapping[str, str], files: Collection[str]) -> dict[str, Any]:
    """The request's values, of the described types; raises Violation."""
    kind = METHODS.get(method)
    if kind is None:
        raise Violation(f"no method {method}")
    values: dict[str, Any] = {}
    for name, value in fields.items():
        if name not in fields_of(method):
            raise Violation(f"{method} has no field {name}")
        values[name] = _decoded(kind.model_fields[name].annotation, value)
    for name in files:
        if name in kind.model_fields:
            values[name] = f"attach://{name}"
    try:
        model = kind.model_validate(values)
    except pydantic.ValidationError as error:
        first = error.errors()[0]
        raise Violation(f"{method}: {first['loc']} {first['msg']}") from error
    _refuse_unknown(method, model)
    for name, value in values.items():
        _check_limit(method, name, value)
    _check_uploads(method, values, files)
    return values


def check_update(update: Mapping[str, Any]) -> None:
    """An update that the server gives must itself be one that Telegram could give."""
    _refuse_unknown("update", Update.model_validate(update))


def _decoded(annotation: Any, value: str) -> Any:
    kinds = set(_flat(annotation))
    if kinds <= {str, type(None)}:
        return value
    if int in kinds and re.fullmatch(r"-?\d+", value):
        return int(value)
    try:
        return json.loads(value)
    except ValueError:
        if str in kinds:
            return value
        raise Violation(f"not JSON: {value[:40]}") from None


def _flat(annotation: Any) -> list[Any]:
    arguments = typing.get_args(annotation)
    if typing.get_origin(annotation) in (list, dict) or not arguments:
        return [annotation]
    return [one for argument in arguments for one in _flat(argument)]


def _refuse_unknown(where: str, value: Any) -> None:
    if isinstance(value, BaseModel):
        if value.model_extra:
            raise Violation(f"{where} has no field {next(iter(value.model_extra))}")
        for name in type(value).model_fields:
            _refuse_unknown(f"{where}.{name}", getattr(value, name))
    elif isinstance(value, list | tuple):
        for one in value:
            _refuse_unknown(where, one)


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _buttons_fit(markup: Any) -> bool:
    rows = markup.get("inline_keyboard", []) if isinstance(markup, dict) else []
    datas = [button.get("callback_data", "x") for row in rows for button in row]
    return all(1 <= len(data.encode()) <= 64 for data in datas)


def _commands_fit(commands: Any) -> bool:
    return len(commands) <= 100 and all(
        re.fullmatch(r"[a-z0-9_]{1,32}", one["command"]) and 1 <= len(one["description"]) <= 256
        for one in commands
    )


LIMITS: Mapping[str, Callable[[Any], bool]] = {
    "text": lambda value: 1 <= _units(value) <= 4096,
    "caption": lambda value: _units(value) <= 1024,
    "media": lambda value: 2 <= len(value) <= 10,
    "reply_markup": _buttons_fit,
    "commands": _commands_fit,
    "limit": lambda value: 1 <= value <= 100,
    "timeout": lambda value: value >= 0,
    "max_connections": lambda value: 1 <= value <= 100,
    "secret_token": lambda value: re.fullmatch(r"[A-Za-z0-9_-]{1,256}", value) is not None,
    "allowed_updates": lambda value: set(value) <= set(Update.model_fields) - {"update_id"},
    "drop_pending_updates": lambda value: value is False,
}
"""The last is this project's own law: nothing may ever ask to drop what waits."""


def _check_limit(method: str, name: str, value: Any) -> None:
    if method == "answerCallbackQuery" and name == "text":
        fits = len(value) <= 200
    else:
        fits = LIMITS.get(name, lambda _value: True)(value)
    if not fits:
        raise Violation(f"{method}.{name} is beyond its limit")


def _check_uploads(method: str, values: Mapping[str, Any], files: Collection[str]) -> None:
    named = set(re.findall(r"attach://([^\"']+)", json.dumps(values, default=str)))
    if named != set(files):
        raise Violation(f"{method}: uploads {sorted(files)} for {sorted(named)}")
