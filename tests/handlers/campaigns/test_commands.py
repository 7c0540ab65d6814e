"""Asking and deciding in chat: by those who may, and names only where names may stand."""

from datetime import date, datetime

import pytest
from sqlalchemy import select

from handlers.office import office_of
from storage import tables
from storage.register import put_register
from storage.register_rows import Register
from storage.store import Store, Transaction
from tests.reminded import RemindedTownship
from tests.township import GROUP, SUPERVISORS, ZONE

MORNING = datetime(2026, 10, 15, 9, tzinfo=ZONE)
WHO = "未报:双塘村、河口社区。\n报过还差:石桥村(横幅1条、集中宣传1场)。"


@pytest.fixture
async def town(store: Store) -> RemindedTownship:
    town = RemindedTownship(store, MORNING)
    await town.say("汪", "枫林村今天挂横幅2条,开展集中宣传活动1场")
    await town.say("石", "石桥村今天挂横幅1条")
    await town.pass_time(seconds=31)
    await town.settle()
    town.channel.heard.clear()
    return town


async def answer(
    town: RemindedTownship, who: str, text: str, chat: str = GROUP, **more: object
) -> list[str]:
    """What is said to it, everywhere."""
    town.channel.heard.clear()
    await town.say(who, text, chat=chat, **more)
    await town.settle()
    return town.told()


async def private(town: RemindedTownship, who: str, text: str) -> list[str]:
    return await answer(town, who, text, chat=who, private=True)


async def test_a_unit_hears_what_it_still_owes(town: RemindedTownship) -> None:
    assert await answer(town, "石", "还差什么") == [
        "石桥村还差横幅1条、集中宣传1场,11/3(周二)截止。"
    ]
    assert await answer(town, "汪", "还差什么?") == ["枫林村不差了,都已报齐。"]
    assert await answer(town, "汪", "进度") == ["枫林村(2026年10月宣传月):要做的2项都齐了。"]


async def test_another_unit_is_not_ones_own_business(town: RemindedTownship) -> None:
    assert await answer(town, "汪", "进度 石桥村") == []
    assert await answer(town, "汪", "谁没报") == []
    assert await private(town, "汪", "谁没报") == []
    assert town.outcomes()[-1][0] == "command"


async def test_a_person_known_by_display_name_does_not_command(town: RemindedTownship) -> None:
    assert await answer(town, "x9", "免报 石桥村", name="柳溪-石桥-赵") == []
    assert await answer(town, "x9", "进度 枫林村", name="柳溪-石桥-赵") == []


async def test_supervisors_hear_who_has_not_reported(town: RemindedTownship) -> None:
    assert await answer(town, "周", "谁没报", SUPERVISORS) == [WHO]
    assert await private(town, "周", "谁没报") == [WHO]
    assert await answer(town, "周", "进度 石桥村", SUPERVISORS) == [
        "石桥村(2026年10月宣传月):还差横幅1条、集中宣传1场,11/3(周二)截止。"
    ]


async def test_the_whole_stands_in_one_message(town: RemindedTownship) -> None:
    assert await answer(town, "周", "进度", SUPERVISORS) == [
        "2026年10月宣传月第7天/共23天:4个单位,1个已齐,1个进行中,2个未报(双塘村、河口社区)。"
        "还差:横幅3个单位、集中宣传3个单位。距11/3(周二)截止还有13个工作日。"
    ]


async def test_names_are_not_said_before_everybody(town: RemindedTownship) -> None:
    assert await answer(town, "周", "谁没报") == ["名单请到主管群或私聊里问。"]
    assert "双塘村" not in (await answer(town, "周", "进度"))[0]

    town.reach("周")
    await answer(town, "周", "谁没报")
    assert [(one.chat, one.text) for one in town.channel.heard] == [("周", WHO)]


async def test_an_extension_is_kept_with_its_reason_and_who_gave_it(
    town: RemindedTownship,
) -> None:
    assert await answer(town, "周", "延期 双塘村 11月6日 暴雨", SUPERVISORS) == [
        "双塘村延期到11/6(周五),原因:暴雨。"
    ]
    assert await answer(town, "双", "还差什么") == [
        "双塘村还差横幅2条、集中宣传1场,11/6(周五)截止。"
    ]
    rows = select(tables.changes.c.who, tables.changes.c.what, tables.changes.c.after)
    log = town.store.read(lambda tx: [tuple(row) for row in tx.execute(rows)]).result()
    assert log[-1] == ("周某", "extended", "2026-11-06 暴雨")


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("延期 双塘村 下周", "日期没看懂,请写成“延期 枫林村 11月2日 暴雨”。"),
        ("延期 双塘村 11月2日", "11/2(周一)不晚于原定的11/3(周二),没有改。"),
        ("免报 双塘村 搬迁", "双塘村本次免报(搬迁)。"),
        ("取消免报 双塘村", "没有找到要取消的。"),
        ("缓提醒 3天", "2026年10月宣传月的提醒缓到10/18(周日)以后。"),
        ("采用 双塘村 2篇", "双塘村采用2篇,共2篇。"),
        ("结束活动", "2026年10月宣传月不再提醒,报送照收。"),
        ("开始", "已经在正式运行了。"),
        ("点名 开", "点名已打开。"),
    ],
)
async def test_a_supervisor_decides_in_one_line(
    town: RemindedTownship, order: str, expected: str
) -> None:
    assert await answer(town, "周", order, SUPERVISORS) == [expected]


@pytest.mark.parametrize("order", ["延期 枫林村 11月6日", "免报 枫林村", "结束活动", "缓提醒"])
async def test_nobody_else_decides(town: RemindedTownship, order: str) -> None:
    assert await answer(town, "汪", order) == []

    def decided(tx: Transaction) -> int:
        return len(office_of(tx).decisions)

    assert town.store.read(decided).result() == 0


async def test_what_was_taken_back_holds_no_more(town: RemindedTownship) -> None:
    await answer(town, "周", "免报 双塘村", SUPERVISORS)
    assert await answer(town, "双", "进度") == ["双塘村本次免报。"]
    assert await answer(town, "周", "取消免报 双塘村", SUPERVISORS) == ["双塘村的免报已取消。"]
    assert "还差" in (await answer(town, "双", "进度"))[0]


async def test_the_trial_run_ends_with_one_word(town: RemindedTownship) -> None:
    town.set("试运行", "是")
    assert await answer(town, "石", "还差什么") == []
    assert await answer(town, "周", "开始") == []
    assert await answer(town, "周", "开始", SUPERVISORS) == [
        "试运行结束,从现在起群里会有回执和提醒。"
    ]
    assert len(await answer(town, "石", "还差什么")) == 1


async def test_reading_the_register_anew_undoes_no_decision(town: RemindedTownship) -> None:
    town.set("试运行", "是")
    await answer(town, "周", "开始", SUPERVISORS)
    await answer(town, "周", "免报 双塘村", SUPERVISORS)
    again = Register(settings={"试运行": "是", "点名": "否"})
    town.store.write(lambda tx: put_register(tx, again, town.clock.moment)).result()

    def look(tx: Transaction) -> tuple[bool, int]:
        office = office_of(tx)
        return office.settings.trial_run, len(office.decisions)

    assert town.store.read(look).result() == (False, 2)


async def test_a_paused_unit_is_left_alone(town: RemindedTownship) -> None:
    await answer(town, "周", "缓提醒 11月30日", SUPERVISORS)
    town.channel.heard.clear()
    await town.move_to("2026-10-29T08:30:00")
    await town.move_to("2026-11-03T08:30:00")
    assert town.told(GROUP) == []


async def test_an_ended_campaign_reminds_nobody_and_still_takes_reports(
    town: RemindedTownship,
) -> None:
    await answer(town, "周", "结束活动", SUPERVISORS)
    town.channel.heard.clear()
    await town.move_to("2026-10-29T08:30:00")
    assert town.told() == []
    await town.say("双", "双塘村今天挂横幅2条")
    await town.pass_time(seconds=31)
    await town.settle()
    assert town.told(GROUP) == ["双塘村10/29:横幅2条,已记。"]


async def test_without_a_campaign_it_says_so(town: RemindedTownship) -> None:
    town.change_campaign(start=date(2025, 1, 1), end=date(2025, 1, 31), due=date(2025, 2, 3))
    assert await answer(town, "汪", "进度") == ["现在没有在办的活动。"]


async def test_residents_are_not_answered_as_staff(town: RemindedTownship) -> None:
    assert await answer(town, "周", "谁没报", "村民群") == []
