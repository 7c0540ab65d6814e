"""日报: the digest at once, for those who may have it."""

from datetime import date, datetime

import pytest

from storage.store import Store
from tests.reminded import RemindedTownship
from tests.township import GROUP, SUPERVISORS, ZONE

MORNING = datetime(2026, 10, 14, 9, tzinfo=ZONE)


@pytest.fixture
async def town(store: Store) -> RemindedTownship:
    town = RemindedTownship(store, MORNING)
    await town.settle()
    return town


@pytest.fixture
async def small_town(sqlite_store: Store) -> RemindedTownship:
    town = RemindedTownship(sqlite_store, MORNING)
    await town.settle()
    return town


async def report(town: RemindedTownship, sender: str, text: str, **more: object) -> str:
    message = await town.say(sender, text, **more)
    await town.pass_time(seconds=31)
    return message


def told(town: RemindedTownship) -> list[str]:
    return town.told(SUPERVISORS)


async def ask(town: RemindedTownship, who: str, text: str = "日报", **more: object) -> list[str]:
    await town.settle()
    town.channel.heard.clear()
    await town.say(who, text, **more)
    await town.settle()
    return [f"{one.chat}:{one.text.splitlines()[0]}" for one in town.channel.heard]


async def test_on_demand_it_comes_at_once_to_those_who_may(town: RemindedTownship) -> None:
    await report(town, "汪", "枫林村今天挂横幅2条")
    first = "柳溪镇宣传月日报第1号 10月14日(第6天/共23天,截至09:00):0个已齐,3个未报,今日报1条。"
    assert await ask(town, "谁", chat=SUPERVISORS) == [f"{SUPERVISORS}:{first}"]
    assert await ask(town, "周", chat="周", private=True) == [f"周:{first}"]
    assert await ask(town, "汪", chat="汪", private=True) == []
    assert await ask(town, "汪") == []
    again = await ask(town, "周", "今天的日报?", chat=SUPERVISORS)
    assert [one.split(" ")[0] for one in again] == [f"{SUPERVISORS}:柳溪镇宣传月日报第2号"]


async def test_in_a_work_group_names_are_told_elsewhere(town: RemindedTownship) -> None:
    assert await ask(town, "周") == [f"{GROUP}:名单请到主管群或私聊里问。"]
    town.reach("周")
    assert [one.split(":")[0] for one in await ask(town, "周")] == ["周"]


async def test_what_was_asked_for_is_not_told_again(small_town: RemindedTownship) -> None:
    await report(small_town, "汪", "枫林村今天挂横幅2条")
    await ask(small_town, "周", chat=SUPERVISORS)
    small_town.channel.heard.clear()
    await small_town.move_to("2026-10-14T17:00:00")
    assert told(small_town) == []


async def test_of_a_single_village_the_progress_is_told(small_town: RemindedTownship) -> None:
    await report(small_town, "汪", "枫林村今天挂横幅2条")
    assert await ask(small_town, "周", "日报 枫林村", chat=SUPERVISORS) == [
        f"{SUPERVISORS}:枫林村(2026年10月宣传月):已齐1项,还差集中宣传1场,11/3(周二)截止。"
    ]


async def test_one_who_leads_nothing_hears_nothing(small_town: RemindedTownship) -> None:
    assert await ask(small_town, "施", chat="施", private=True) == []
    assert await ask(small_town, "谁", chat="谁", private=True) == []


async def test_before_any_campaign_it_says_so(small_town: RemindedTownship) -> None:
    small_town.change_campaign(
        start=date(2025, 10, 9), end=date(2025, 10, 31), due=date(2025, 11, 3)
    )
    assert await ask(small_town, "周", chat=SUPERVISORS) == [f"{SUPERVISORS}:现在没有在办的活动。"]
