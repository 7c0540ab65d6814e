"""`cunbao check` says what a technician must still do at @BotFather and in the groups."""

from collections.abc import Callable

import pytest

from bot.channels.telegram_check import look
from bot.channels.telegram_menus import menus_of
from bot.config import Telegram
from handlers.register.finding import Finding, SheetFindings
from storage.groups import all_groups
from tests.telegram_office import GROUP, RESIDENTS, SUPERVISORS, TelegramOffice
from tests.telegram_server.world import TOKEN, World


async def found(town: TelegramOffice, **config: str) -> list[str]:
    findings: list[Finding] = []
    given = {"token": TOKEN, "api": town.server.root} | config
    groups = town.store.read(all_groups).result()
    await look(Telegram(**given), groups, SheetFindings("Telegram", findings))  # type: ignore[arg-type]
    return [finding.text for finding in findings]


async def test_a_bot_that_hears_all_and_is_everywhere_has_no_finding(
    town: TelegramOffice,
) -> None:
    assert await found(town) == []
    assert "getUpdates" not in town.server.calls


async def test_a_wrong_token_is_told_without_repeating_it(town: TelegramOffice) -> None:
    told = await found(town, token="7:wrong")
    assert len(told) == 1
    assert "@BotFather" in told[0]
    assert "wrong" not in told[0]


async def test_no_line_is_told_with_the_address(town: TelegramOffice) -> None:
    told = await found(town, api="http://127.0.0.1:1")
    assert "连不上 http://127.0.0.1:1" in told[0]


def _privacy(world: World) -> None:
    world.privacy = True


def _absent(world: World) -> None:
    world.chats[GROUP].status = "left"


def _muted(world: World) -> None:
    world.chats[GROUP].may_speak = False


def _moved(world: World) -> None:
    world.chats[GROUP].moved_to = -1009


def _unknown(world: World) -> None:
    del world.chats[GROUP]


SITUATIONS: dict[str, tuple[Callable[[World], None], str]] = {
    "privacy mode": (_privacy, "/setprivacy"),
    "not in the group": (_absent, "拉进群"),
    "muted": (_muted, "禁言"),
    "moved": (_moved, "-1009"),
    "no such group": (_unknown, "拉进群"),
}


@pytest.mark.parametrize("name", SITUATIONS)
async def test_each_shortcoming_is_one_finding_with_its_mend(
    town: TelegramOffice, name: str
) -> None:
    make, words = SITUATIONS[name]
    make(town.server.world)
    told = await found(town)

    assert len(told) == 1
    assert words in told[0]


async def test_an_admin_hears_everything_in_spite_of_privacy_mode(town: TelegramOffice) -> None:
    town.server.world.privacy = True
    town.server.world.chats[GROUP].status = "administrator"

    assert await found(town) == []


async def test_each_kind_of_group_has_its_menu(town: TelegramOffice) -> None:
    groups = town.store.read(all_groups).result()
    menus = {scope.to_json(): [one.description for one in menu] for scope, menu in menus_of(groups)}
    assert len(menus) == 4
    await town.people.say(GROUP, 11, "早上好")
    await town.hear()
    async with town.server.changed:
        await town.server.changed.wait_for(lambda: len(town.server.world.menus) == 4)

    put = town.server.world.menus
    assert any(str(SUPERVISORS) in scope for scope in put)
    assert [menu for scope, menu in put.items() if str(RESIDENTS) in scope] == [[]]
    assert any("作废" in line for menu in put.values() for line in menu)
