"""What a technician must still do for Telegram: token, privacy mode, groups, rights, webhook."""

import asyncio
from collections.abc import Sequence

from telegram import (
    Bot,
    ChatMember,
    ChatMemberAdministrator,
    ChatMemberBanned,
    ChatMemberLeft,
    ChatMemberRestricted,
    User,
)
from telegram.error import ChatMigrated, InvalidToken, TelegramError

from bot.channels.telegram_bot import account_of, make_bot
from bot.channels.telegram_errors import is_answer
from bot.channels.telegram_raw import NAME
from bot.config import Telegram
from handlers import wording
from handlers.register.finding import SheetFindings
from storage.records import Group, GroupPurpose


def check_telegram(config: Telegram, groups: Sequence[Group], findings: SheetFindings) -> None:
    """Asks Telegram; sends and changes nothing, and confirms no update."""
    asyncio.run(look(config, groups, findings))


async def look(config: Telegram, groups: Sequence[Group], findings: SheetFindings) -> None:
    bot, pages, calls = make_bot(config.token, config.api)
    try:
        me = await bot.get_me()
    except TelegramError as error:
        _token(error, config, findings)
    else:
        mine = [group for group in groups if group.platform == NAME and group.chat]
        members = [await _member(bot, config, group, findings) for group in mine]
        _privacy(me, mine, members, findings)
        await _webhook(bot, config, findings)
    finally:
        await pages.shutdown()
        await calls.shutdown()


def _token(error: TelegramError, config: Telegram, findings: SheetFindings) -> None:
    refused = isinstance(error, InvalidToken) and is_answer(error)
    fault = wording.TELEGRAM_TOKEN_WRONG if refused else wording.TELEGRAM_SILENT
    findings.error(fault, None, "[telegram]", None, api=config.api)


async def _member(
    bot: Bot, config: Telegram, group: Group, findings: SheetFindings
) -> ChatMember | None:
    """What the bot is in a group of the register; a finding where it cannot work there."""
    blanks = {"name": group.name}
    try:
        member = await bot.get_chat_member(int(group.chat or 0), int(account_of(config.token)))
    except ValueError:
        findings.error(wording.TELEGRAM_GROUP_NUMBER, None, "群号", group.chat, **blanks)
        return None
    except ChatMigrated as error:
        findings.error(
            wording.TELEGRAM_GROUP_MOVED, None, "群号", group.chat, new=error.new_chat_id, **blanks
        )
        return None
    except TelegramError as error:
        known = is_answer(error)
        fault = wording.TELEGRAM_NOT_IN_GROUP if known else wording.TELEGRAM_GROUP_SILENT
        findings.error(fault, None, "群号", group.chat, **blanks)
        return None
    if isinstance(member, ChatMemberLeft | ChatMemberBanned):
        findings.error(wording.TELEGRAM_NOT_IN_GROUP, None, "群号", group.chat, **blanks)
    elif isinstance(member, ChatMemberRestricted) and not member.can_send_messages:
        findings.error(wording.TELEGRAM_MUTED, None, "群号", group.chat, **blanks)
    return member


def _privacy(
    me: User,
    groups: Sequence[Group],
    members: Sequence[ChatMember | None],
    findings: SheetFindings,
) -> None:
    """With privacy mode on, a bot that is no admin hears only what is addressed to it."""
    if me.can_read_all_group_messages:
        return
    for group, member in zip(groups, members, strict=True):
        deaf = member is not None and not isinstance(member, ChatMemberAdministrator)
        if deaf and group.purpose is GroupPurpose.REPORTS:
            findings.error(
                wording.TELEGRAM_PRIVACY, None, None, me.username, bot=me.username, name=group.name
            )
    if not groups:
        findings.warn(wording.TELEGRAM_PRIVACY_AHEAD, None, None, me.username, bot=me.username)


async def _webhook(bot: Bot, config: Telegram, findings: SheetFindings) -> None:
    try:
        info = await bot.get_webhook_info()
    except TelegramError:
        return
    if config.mode == "polling" and info.url:
        findings.warn(wording.TELEGRAM_WEBHOOK_ELSEWHERE, None, "[telegram] mode", info.url)
    if config.mode == "webhook" and info.last_error_message:
        findings.warn(
            wording.TELEGRAM_WEBHOOK_FAILS,
            None,
            "[telegram] webhook_url",
            config.webhook_url,
            said=info.last_error_message,
        )
