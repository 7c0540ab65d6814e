"""Who speaks in a message of Telegram, and whose words it passes on; pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.channels.telegram_values import Section, integer, section, text

ANONYMOUS = frozenset({1087968824, 136817688})
"""The accounts through which groups and channels speak (@GroupAnonymousBot, @Channel_Bot)."""


@dataclass(frozen=True, slots=True)
class Sender:
    """`anonymous`: a group's admin or a channel; nobody knows which person."""

    account: str
    name: str
    anonymous: bool = False


def sender_of(message: Section) -> Sender:
    """A deleted account has no name left; a missing sender no account."""
    speaks_as = section(message, "sender_chat")
    user = section(message, "from")
    account = integer(user, "id")
    if speaks_as or account in ANONYMOUS:
        chat = integer(speaks_as, "id")
        name = text(message, "author_signature") or text(speaks_as, "title")
        return Sender("" if chat is None else str(chat), name, anonymous=True)
    return Sender("" if account is None else str(account), name_of(user))


def name_of(user: Section) -> str:
    return " ".join(one for one in (text(user, "first_name"), text(user, "last_name")) if one)


def origin_of(message: Section) -> str | None:
    """The name of whom a forwarded message came from; None when it is nobody else's words."""
    origin = section(message, "forward_origin")
    if not origin:
        return None
    read = ORIGINS.get(text(origin, "type"))
    return "" if read is None else read(origin)


def _of_user(origin: Section) -> str:
    return name_of(section(origin, "sender_user"))


def _of_hidden_user(origin: Section) -> str:
    return text(origin, "sender_user_name")


def _of_chat(origin: Section) -> str:
    return text(section(origin, "sender_chat"), "title")


def _of_channel(origin: Section) -> str:
    return text(section(origin, "chat"), "title")


ORIGINS: Mapping[str, Callable[[Section], str]] = {
    "user": _of_user,
    "hidden_user": _of_hidden_user,
    "chat": _of_chat,
    "channel": _of_channel,
}
