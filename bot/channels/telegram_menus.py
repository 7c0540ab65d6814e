"""The commands that Telegram offers in a menu: Latin names, Chinese words, by kind of chat."""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence

from telegram import (
    Bot,
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllGroupChats,
    BotCommandScopeChat,
    BotCommandScopeDefault,
)
from telegram.error import TelegramError

from bot.channels.telegram_commands import COMMANDS
from bot.channels.telegram_raw import NAME
from bot.faults import log
from handlers import wording
from storage.records import Group, GroupPurpose

Groups = Callable[[], Awaitable[Sequence[Group]]]

MENUS: Mapping[GroupPurpose, tuple[str, ...]] = {
    GroupPurpose.REPORTS: ("zuofei", "lingyichang", "bangzhu"),
    GroupPurpose.SUPERVISORS: ("zuofei", "bangzhu"),
    GroupPurpose.RESIDENTS: (),
}
"""What people of a group of each purpose may say; private chats have that of the work groups."""


def menus_of(groups: Iterable[Group]) -> list[tuple[BotCommandScope, list[BotCommand]]]:
    """One menu for private chats, one for any group, and one for each group of another kind."""
    usual = _menu(GroupPurpose.REPORTS)
    menus: list[tuple[BotCommandScope, list[BotCommand]]] = [
        (BotCommandScopeDefault(), usual),
        (BotCommandScopeAllGroupChats(), usual),
    ]
    for group in groups:
        if group.platform != NAME or not group.chat or group.purpose is GroupPurpose.REPORTS:
            continue
        menus.append((BotCommandScopeChat(int(group.chat)), _menu(group.purpose)))
    return menus


def _menu(purpose: GroupPurpose) -> list[BotCommand]:
    return [BotCommand(name, wording.TELEGRAM_MENU[COMMANDS[name]]) for name in MENUS[purpose]]


async def put_menus(bot: Bot, groups: Groups) -> None:
    """A menu that cannot be set is no reason to stop: the words work without it."""
    try:
        for scope, menu in menus_of(await groups()):
            await bot.set_my_commands(menu, scope=scope)
    except (TelegramError, ValueError) as error:
        log.warning("menus were not set: %s", type(error).__name__)
