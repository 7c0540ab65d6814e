"""Digests as supervisors meet them: once a workday, only with news."""

from datetime import date, datetime

import pytest
from sqlalchemy import select

from handlers.campaigns.digest_drawing import ToDraw, to_draw
from handlers.summaries.picture_data import Cell
from storage import tables
from storage.store import Store, Transaction
from tests.reminded import RemindedTownship, put_tasks
from tests.township import GROUP, SUPERVISORS, ZONE

MORNING = datetime(2026, 10, 14, 9, tzinfo=ZONE)
HEADLINE = "柳溪镇宣传月日报第1号 10月14日(第6天/共23天,截至17:00):"


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


async def test_at_its_time_it_tells_what_is_new_and_stands_alone(town: RemindedTownship) -> None:
    await report(town, "汪", "枫林村今天挂横幅2条,开展集中宣传活动1场,发资料260份", photos=4)
    await town.move_to("2026-10-14T16:59:59")
    assert told(town) == []

    await town.move_to("2026-10-14T17:00:00")
    await town.move_to("2026-10-14T17:10:00")

    assert [text.splitlines()[:2] for text in told(town)] == [
        [
            f"{HEADLINE}1个已齐,3个未报,今日报1条。",
            "进度:4个村(社区)中,1个任务已齐,3个未报(石桥村、双塘村、河口社区)。",
        ]
    ]
    assert "今日:1个单位报送1条,照片4张。" in told(town)[0]
    assert town.told(GROUP)[1:] == []


async def test_a_day_without_news_is_silent(town: RemindedTownship) -> None:
    await report(town, "汪", "枫林村今天挂横幅2条")
    await town.move_to("2026-10-14T17:00:00")
    await town.say("汪", "收到,辛苦了")
    await town.move_to("2026-10-15T17:00:00")
    assert len(told(town)) == 1
    assert ("digest", "日报", "silenced", "没有新消息,不发") in town.digests()


async def test_no_digest_on_a_day_of_rest(small_town: RemindedTownship) -> None:
    await report(small_town, "汪", "枫林村今天挂横幅2条")
    for moment in ("2026-10-17T17:00:00", "2026-10-18T17:00:00"):
        await small_town.move_to(moment)
    assert told(small_town) == []
    await small_town.move_to("2026-10-19T17:00:00")
    assert len(told(small_town)) == 1


async def test_it_tells_what_stands_when_it_is_sent(town: RemindedTownship) -> None:
    await report(town, "汪", "枫林村今天挂横幅2条")
    town.clock.moment = datetime(2026, 10, 14, 17, tzinfo=ZONE)
    await town.pass_time()
    await town.say("石", "石桥村今天挂横幅2条")
    while await town.sender.step():
        pass
    assert "今日:2个单位报送2条。" in told(town)[0]

    await town.move_to("2026-10-15T17:00:00")
    assert len(told(town)) == 1


async def test_what_was_taken_back_before_it_went_is_not_told(town: RemindedTownship) -> None:
    await town.move_to("2026-10-14T17:10:00")
    await town.move_to("2026-10-15T09:00:00")
    await report(town, "汪", "枫林村今天挂横幅2条")
    await town.say("汪", "作废")
    await town.move_to("2026-10-15T17:00:00")
    assert "还没有报送" in told(town)[0]


async def test_the_budget_of_the_day_holds_and_the_news_go_with_the_next(
    town: RemindedTownship,
) -> None:
    """The names after the deadline are that day's one message."""
    await town.move_to("2026-11-03T17:10:00")
    before = len(told(town))
    await town.move_to("2026-11-04T08:30:00")
    await report(town, "石", "石桥村10月31日挂横幅2条")
    await town.move_to("2026-11-04T17:00:00")
    assert [text[-6:] for text in told(town)[before:]] == ["、河口社区。"]
    await town.move_to("2026-11-05T17:00:00")
    assert len(told(town)) == before + 2
    assert "日报第" in told(town)[-1]


async def test_the_halfway_report_comes_without_news_too(town: RemindedTownship) -> None:
    await town.move_to("2026-10-21T17:00:00")
    assert told(town)[-1].startswith("柳溪镇宣传月半程报告第1号 10月21日(第13天/共23天")
    assert "时间过半。横幅2条:4个中0个已齐;集中宣传1场:4个中0个已齐。" in told(town)[-1]


async def test_no_halfway_report_where_the_office_wants_none(
    small_town: RemindedTownship,
) -> None:
    small_town.set("半程报告", "否")
    await small_town.settle()
    await small_town.move_to("2026-10-21T17:00:00")
    assert not any("半程" in text for text in told(small_town))


async def test_a_supervisor_without_a_group_hears_it_in_private(
    small_town: RemindedTownship,
) -> None:
    def work(tx: Transaction) -> None:
        retired = tables.groups.update().where(tables.groups.c.chat == SUPERVISORS)
        tx.execute(retired.values(retired_at=small_town.clock.moment))
        tx.bump_register()

    small_town.store.write(work).result()
    small_town.reach("周")
    await small_town.settle()
    await report(small_town, "汪", "枫林村今天挂横幅2条")
    await small_town.move_to("2026-10-14T17:00:00")
    assert [one.private for one in small_town.channel.heard if "日报" in one.text] == [True]
    assert small_town.told("周")[0].startswith(HEADLINE)


async def test_a_group_that_moved_keeps_its_numbers(small_town: RemindedTownship) -> None:
    await report(small_town, "汪", "枫林村今天挂横幅2条")
    await small_town.move_to("2026-10-14T17:00:00")

    def move(tx: Transaction) -> None:
        tx.execute(
            tables.groups.update().where(tables.groups.c.chat == SUPERVISORS).values(chat="新群")
        )
        tx.bump_register()

    small_town.store.write(move).result()
    await small_town.move_to("2026-10-15T09:00:00")
    await report(small_town, "石", "石桥村今天挂横幅2条")
    await small_town.move_to("2026-10-15T17:00:00")
    assert small_town.told("新群")[0].startswith("柳溪镇宣传月日报第2号")


async def test_two_campaigns_make_one_message(small_town: RemindedTownship) -> None:
    def work(tx: Transaction) -> None:
        row = {"id": 2, "name": "反诈宣传周", "start": date(2026, 10, 9)}
        row |= {"end": date(2026, 11, 20), "due": date(2026, 11, 20)}
        tx.execute(tables.campaigns.insert(), row)
        put_tasks(tx, [{"contents": '["入户走访"]', "minimum": 9, "campaign_id": 2}], '["村"]')

    small_town.store.write(work).result()
    await small_town.settle()
    await report(small_town, "汪", "枫林村今天挂横幅2条")
    await report(small_town, "石", "石桥村今天入户走访9户")
    await small_town.move_to("2026-10-14T17:00:00")
    assert len(told(small_town)) == 1
    lines = told(small_town)[0].splitlines()
    assert lines[0].startswith(HEADLINE)
    assert "反诈宣传周:3个村中,1个任务已齐,2个未报(枫林村、双塘村)。" in lines
    assert "反诈宣传周还差:入户2个村(枫林村、双塘村)。" in lines


async def test_what_it_costs_people_stands_in_it(town: RemindedTownship) -> None:
    await report(town, "汪", "枫林村今天挂横幅2条")
    await report(town, "石", "石桥今天入户了", photos=2)
    await town.settle()
    await town.move_to("2026-10-14T17:00:00")
    assert "减负:群内共发2条,问1次;上班时间以外0条,点名0个单位。" in told(town)[0]


async def test_its_figures_are_kept_under_its_number(small_town: RemindedTownship) -> None:
    await report(small_town, "汪", "枫林村今天挂横幅2条")
    await small_town.move_to("2026-10-14T17:00:00")
    rows = select(tables.digests.c.number, tables.digests.c.whom, tables.outbox.c.state).join(
        tables.outbox, tables.outbox.c.key == tables.digests.c.outbox_key
    )
    kept = small_town.store.read(lambda tx: [tuple(row) for row in tx.execute(rows)]).result()
    assert kept == [(1, "group:2/unit:1", "sent")]


async def test_its_pictures_show_the_same_moment(small_town: RemindedTownship) -> None:
    await report(small_town, "汪", "枫林村今天挂横幅2条,发资料2536份")
    await small_town.move_to("2026-10-14T17:00:00")
    await small_town.pass_time(minutes=1)
    await report(small_town, "石", "石桥村今天挂横幅2条,发资料900份")

    def work(tx: Transaction) -> ToDraw | None:
        key = tx.execute(select(tables.digests.c.outbox_key)).scalar_one()
        return to_draw(tx, key, small_town.clock.moment, ZONE)

    drawn = small_town.store.read(work).result()
    assert drawn is not None
    bulletin, grid = drawn.bulletin, drawn.grid
    assert bulletin.totals == (("发放宣传资料", "2500余份"), ("悬挂横幅标语", "2条"))
    assert bulletin.tasks == (("横幅2条", 1, 4), ("集中宣传1场", 0, 4))
    assert grid.units == ("枫林村", "石桥村", "双塘村", "河口社区")
    assert grid.cells[0] == (Cell.DONE, Cell.NOTHING)
    assert grid.cells[1] == (Cell.NOTHING, Cell.NOTHING)
