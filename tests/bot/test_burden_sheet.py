"""减负清单 in the month-end workbook: what the bot itself cost each group, by what went out."""

import asyncio
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl

from bot.config import Config
from bot.summary_command import Order, write_summary
from storage import outbox, sample_clock
from storage.messages import OutgoingMessage
from storage.store import Store
from tests.reminded import RemindedTownship
from tests.township import GROUP, ZONE

BEFORE = datetime(2026, 10, 8, 9, tzinfo=ZONE)
CONFIG = Config(folder=Path())


async def play(store: Store) -> RemindedTownship:
    """A question at night, a reminder that names, one in private, and a slip after hours."""
    town = RemindedTownship(store, BEFORE)
    town.set("点名", "是")
    town.reach("双")
    await town.settle()
    await town.move_to("2026-10-14T20:00:00")
    await town.say("石", "石桥今天入户的", photos=1)
    await town.pass_time(seconds=31)
    await town.settle()
    await town.move_to("2026-10-29T08:30:00")
    slip = OutgoingMessage("local", GROUP, "notice", "枫林村", "n1")
    town.clock.moment = datetime(2026, 10, 29, 22, tzinfo=ZONE)
    now = town.clock.moment
    store.write(lambda tx: outbox.put(tx, slip, now)).result()
    await town.settle()
    return town


async def sheet(store: Store, out: Path, day: str | None = None) -> Any:
    at = datetime(2026, 12, 1, 9, tzinfo=ZONE)
    store.write(lambda tx: sample_clock.keep(tx, at)).result()
    made = await asyncio.to_thread(write_summary, store, CONFIG, Order("10月", "柳溪镇", day), out)
    return openpyxl.load_workbook(made)["减负清单"]


def rows(found: Any) -> list[tuple[object, ...]]:
    return [tuple(cell for cell in row if cell is not None) for row in found.values][2:]


async def test_every_group_has_a_line_of_what_was_sent_and_asked(
    store: Store, tmp_path: Path
) -> None:
    await play(store)

    found = await sheet(store, tmp_path)

    assert found["A1"].value == "柳溪镇2026年10月宣传月减负清单"
    assert rows(found) == [
        (
            "序号",
            "群",
            "用途",
            "共发(条)",
            "其中问人(次)",
            "上班时间以外(条)",
            "点名(单位次)",
        ),
        (1, "工作群", "报送", 3, 1, 1, 5),
        (2, "主管群", "主管", 0, 0, 0, 0),
        (3, "村民群", "群众", 0, 0, 0, 0),
        (4, "私聊", "", 1, 0, 0, 0),
        ("合计", 4, 1, 1, 5),
        ("统计2026年10月9日至2026年11月6日机器人发出的消息，回执和回答也算。",),
        ("上班时间以外：不是回答别人的才算，应为0。",),
        ("点名：在几个单位合用的群里写出单位名的次数。",),
    ]


async def test_a_day_ends_this_count_too(store: Store, tmp_path: Path) -> None:
    await play(store)

    found = rows(await sheet(store, tmp_path, "2026-10-14"))

    assert found[1] == (1, "工作群", "报送", 1, 1, 0, 0)
    assert found[-3] == ("统计2026年10月9日至2026年10月14日机器人发出的消息，回执和回答也算。",)


async def test_what_is_held_back_in_a_trial_costs_nobody_anything(
    sqlite_store: Store, tmp_path: Path
) -> None:
    town = RemindedTownship(sqlite_store, BEFORE)
    town.set("试运行", "是")
    await town.settle()
    await town.move_to("2026-10-09T08:30:00")

    assert rows(await sheet(sqlite_store, tmp_path))[1] == (1, "工作群", "报送", 0, 0, 0, 0)
