"""Tasks and holidays in the database: the same thing stays the same row."""

from dataclasses import replace
from datetime import UTC, date, datetime

from sqlalchemy import select

from handlers.office import office_of
from storage.records import GroupPurpose, Holiday, Measure, Per
from storage.register import RegisterChange, put_register
from storage.register_ledger import SheetChange
from storage.register_rows import CampaignRow, GroupRow, Register, TaskRow, UnitRow
from storage.store import Store
from storage.tables import changes, tasks
from storage.tasks import all_tasks

NOW = datetime(2026, 10, 1, 2, 0, tzinfo=UTC)
TOWN, FENGLIN = ("柳溪镇",), ("柳溪镇", "枫林村")
MONTH = CampaignRow("宣传月", date(2026, 10, 9), date(2026, 10, 31), date(2026, 11, 3))
BANNERS = TaskRow(("村",), (FENGLIN,), ("悬挂横幅标语",), "T1", "宣传月", 2, per=Per.GROUP)
ROUNDS = TaskRow(("村",), (), ("广播播放", "宣传车巡回"), minimum=1, measure=Measure.TIMES)
FREE = Holiday(date(2026, 10, 9), False, "县里通知")
WHOLE = Register(
    units=(UnitRow(TOWN, "乡镇"), UnitRow(FENGLIN, "村")),
    groups=(GroupRow("local", "work", "工作群", TOWN, GroupPurpose.REPORTS, "逐条", True),),
    campaigns=(MONTH,),
    tasks=(BANNERS, ROUNDS),
    holidays=(FREE,),
)


def put(store: Store, register: Register) -> RegisterChange:
    return store.write(lambda tx: put_register(tx, register, NOW)).result()


def test_tasks_and_holidays_stand_in_the_office_as_they_were_written(store: Store) -> None:
    put(store, WHOLE)
    office = store.read(office_of).result()

    banners, rounds = office.tasks
    assert (banners.code, banners.minimum, banners.per) == ("T1", 2, Per.GROUP)
    assert [office.units[unit].name for unit in banners.units] == ["枫林村"]
    assert banners.campaign == office.campaigns[0].id
    assert (rounds.campaign, rounds.contents) == (None, ("广播播放", "宣传车巡回"))
    assert office.holidays == {FREE.day: False}
    assert office.asks == {
        office.campaigns[0].id: frozenset({"悬挂横幅标语", "广播播放", "宣传车巡回"})
    }


def test_the_second_reading_of_the_same_writes_nothing(store: Store) -> None:
    put(store, WHOLE)
    version = store.read(lambda tx: tx.register_version).result()
    again = put(store, WHOLE)
    assert again.total == 0
    assert again.sheets["任务"] == again.sheets["假日"] == SheetChange()
    assert store.read(lambda tx: tx.register_version).result() == version


def test_a_changed_task_keeps_its_row_and_a_missing_one_is_retired(store: Store) -> None:
    put(store, WHOLE)
    before = {task.contents: task.id for task in store.read(all_tasks).result()}
    changed = replace(BANNERS, contents=("展板宣传栏",), minimum=3, units=())
    change = put(store, Register(tasks=(replace(ROUNDS, minimum=2), changed))).sheets["任务"]
    after = {task.contents: task for task in store.read(all_tasks).result()}

    assert change == SheetChange(0, 2, 0)
    assert after[("展板宣传栏",)].id == before[("悬挂横幅标语",)]
    assert after[("展板宣传栏",)].units == frozenset()
    assert after[ROUNDS.contents].id == before[ROUNDS.contents]
    assert put(store, Register(tasks=())).sheets["任务"] == SheetChange(0, 0, 2)
    assert put(store, Register(tasks=(ROUNDS,))).sheets["任务"] == SheetChange(1, 0, 0)
    assert {task.id for task in store.read(all_tasks).result()} == {before[ROUNDS.contents]}


def test_parts_of_a_bundle_share_a_code_and_are_told_apart_by_their_contents(store: Store) -> None:
    parts = tuple(replace(BANNERS, contents=(one,)) for one in ("活动总结", "图片资料"))
    put(store, replace(WHOLE, tasks=parts))
    before = {task.contents: task.id for task in store.read(all_tasks).result()}
    put(store, Register(tasks=parts[::-1]))
    assert {task.contents: task.id for task in store.read(all_tasks).result()} == before


def test_a_task_decided_in_chat_is_never_retired_by_a_missing_row(store: Store) -> None:
    put(store, WHOLE)
    store.write(lambda tx: tx.execute(tasks.update().values(source="chat"))).result()
    assert put(store, Register(tasks=())).sheets["任务"] == SheetChange()


def test_holidays_are_added_changed_and_forgotten_by_day_and_logged(store: Store) -> None:
    put(store, WHOLE)
    works = Holiday(FREE.day, True)
    other = Holiday(date(2026, 10, 12), False)
    assert put(store, Register(holidays=(works, other))).sheets["假日"] == SheetChange(1, 1, 0)
    assert put(store, Register(holidays=(other,))).sheets["假日"] == SheetChange(0, 0, 1)
    logged = store.read(
        lambda tx: [
            (row.what, row.before, row.after)
            for row in tx.execute(select(changes).where(changes.c.subject == "假日 2026-10-09"))
        ]
    ).result()
    assert logged == [
        ("added", "", "休 县里通知"),
        ("changed", "休 县里通知", "班"),
        ("retired", "班", ""),
    ]
