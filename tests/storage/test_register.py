"""The register meets the database: nothing twice, nothing lost, every identity kept."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import select

from storage.campaigns import all_campaigns
from storage.groups import all_groups, count_unknown, register
from storage.people import all_people
from storage.records import Alias, Group, GroupPurpose, Membership, Person, Role
from storage.register import RegisterChange, put_register
from storage.register_ledger import SheetChange
from storage.register_rows import (
    CampaignRow,
    GroupRow,
    MembershipRow,
    PersonRow,
    Register,
    UnitRow,
)
from storage.settings import all_settings
from storage.store import Store, Transaction
from storage.tables import changes, house, people, unknown_groups
from storage.units import all_units

NOW = datetime(2026, 10, 1, 2, 0, tzinfo=UTC)
TOWN = ("柳溪镇",)
FENGLIN = ("柳溪镇", "枫林村")
SHIQIAO = ("柳溪镇", "石桥村")

REGISTER = Register(
    units=(
        UnitRow(TOWN, "乡镇", "1", position=1),
        UnitRow(
            FENGLIN,
            "村",
            "2",
            (Alias("枫林"), Alias("老枫林", None, date(2024, 6, 30))),
            households=320,
            latitude=31.1,
            longitude=116.2,
            datum="GCJ-02",
            position=2,
        ),
        UnitRow(SHIQIAO, "村", None, position=3),
    ),
    people=(
        PersonRow(
            "local",
            "chen",
            "老陈",
            (
                MembershipRow(FENGLIN, Role.ASSIGNED, date(2026, 1, 1)),
                MembershipRow(SHIQIAO, Role.ASSIGNED),
            ),
        ),
        PersonRow("local", None, "汪某", (MembershipRow(FENGLIN, Role.LIAISON),)),
    ),
    groups=(
        GroupRow("local", "work", "工作群", TOWN, GroupPurpose.REPORTS, "逐条", True),
        GroupRow("wechat", None, "村民群", FENGLIN, GroupPurpose.RESIDENTS, "汇总", False),
    ),
    campaigns=(
        CampaignRow("十月宣传月", date(2026, 10, 9), date(2026, 10, 31), date(2026, 11, 3), "h10"),
    ),
    settings={"试运行": "否"},
)


def put(store: Store, register: Register, days: int = 0) -> RegisterChange:
    now = NOW + timedelta(days=days)
    return store.write(lambda tx: put_register(tx, register, now)).result()


def version(store: Store) -> int:
    return store.read(lambda tx: tx.execute(select(house.c.register_version)).scalar_one()).result()


def log(store: Store) -> list[tuple[str, str, str, str]]:
    def rows(tx: Transaction) -> list[tuple[str, str, str, str]]:
        columns = (changes.c.what, changes.c.subject, changes.c.before, changes.c.after)
        statement = select(*columns).where(changes.c.who == "register").order_by(changes.c.id)
        return [tuple(row) for row in tx.execute(statement)]  # type: ignore[misc]

    return store.read(rows).result()


def with_units(*units: UnitRow) -> Register:
    return Register(units=units)


def test_what_the_register_says_is_what_the_bot_knows(store: Store) -> None:
    change = put(store, REGISTER)

    assert change.sheets == {
        "单位": SheetChange(added=3),
        "人员": SheetChange(added=2),
        "群": SheetChange(added=2),
        "活动": SheetChange(added=1),
        "设置": SheetChange(added=1),
    }
    town, fenglin, shiqiao = store.read(all_units).result()
    assert (town.name, town.parent, shiqiao.parent) == ("柳溪镇", None, town.id)
    assert (fenglin.households, fenglin.latitude, fenglin.datum) == (320, 31.1, "GCJ-02")
    assert fenglin.aliases == (Alias("枫林"), Alias("老枫林", None, date(2024, 6, 30)))
    chen, wang = store.read(all_people).result()
    assert chen == Person(
        chen.id,
        "local",
        "chen",
        "老陈",
        (
            Membership(fenglin.id, Role.ASSIGNED, date(2026, 1, 1)),
            Membership(shiqiao.id, Role.ASSIGNED),
        ),
    )
    assert (wang.account, wang.memberships) == (None, (Membership(fenglin.id, Role.LIAISON),))
    work, villagers = store.read(all_groups).result()
    assert work == Group(work.id, "local", "work", "工作群", town.id, GroupPurpose.REPORTS)
    assert (villagers.chat, villagers.receipts, villagers.reminders) == (None, "汇总", False)
    assert [one.due for one in store.read(all_campaigns).result()] == [date(2026, 11, 3)]
    assert store.read(all_settings).result() == {"试运行": "否"}


def test_reading_the_register_twice_changes_nothing(store: Store) -> None:
    put(store, REGISTER)
    before, lines = version(store), log(store)

    change = put(store, REGISTER, days=1)

    assert change.total == 0
    assert version(store) == before
    assert log(store) == lines


def test_a_group_that_was_registered_in_chat_outlives_the_sheets(store: Store) -> None:
    put(store, REGISTER)
    town = store.read(all_units).result()[0]
    named = ("telegram", "-1009", "小群", town.id, GroupPurpose.REPORTS, "周某", NOW)
    store.write(lambda tx: register(tx, *named)).result()
    put(store, REGISTER, days=1)
    store.write(lambda tx: register(tx, *named)).result()

    found = [group for group in store.read(all_groups).result() if group.chat == "-1009"]
    assert [(one.name, one.unit) for one in found] == [("小群", town.id)]


def test_a_new_name_under_the_same_code_is_a_renaming(store: Store) -> None:
    put(store, REGISTER)
    old = store.read(all_units).result()[1]
    units = (
        *(REGISTER.units or ())[:1],
        UnitRow(("柳溪镇", "枫岭社区"), "社区", "2", (Alias("枫岭"),), households=320, position=2),
        UnitRow(SHIQIAO, "村", None, position=3),
    )

    assert put(store, Register(units=units)).sheets == {"单位": SheetChange(changed=1)}

    new = store.read(all_units).result()[1]
    assert (new.id, new.name, new.kind) == (old.id, "枫岭社区", "社区")
    assert {alias.name for alias in new.aliases} == {"枫岭", "枫林村"}
    assert put(store, Register(units=units)).total == 0
    assert {a.name for a in store.read(all_units).result()[1].aliases} == {"枫岭", "枫林村"}


def test_a_unit_without_a_code_is_known_by_its_name_and_what_it_stands_under(store: Store) -> None:
    put(store, REGISTER)
    old = store.read(all_units).result()[2]
    renamed_town = UnitRow(("柳溪街道",), "街道", "1", position=1)

    put(
        store,
        with_units(renamed_town, UnitRow(("柳溪街道", "石桥村"), "村", "9", position=2)),
    )

    town, same = store.read(all_units).result()
    assert (same.id, same.code, same.parent) == (old.id, "9", town.id)


def test_units_that_exchange_their_names_stay_themselves(store: Store) -> None:
    put(store, with_units(UnitRow(("甲村",), "村", "1"), UnitRow(("乙村",), "村", "2")))
    first, second = store.read(all_units).result()

    put(store, with_units(UnitRow(("乙村",), "村", "1"), UnitRow(("甲村",), "村", "2")))

    names = {unit.id: unit.name for unit in store.read(all_units).result()}
    assert names == {first.id: "乙村", second.id: "甲村"}


def test_a_row_that_is_gone_is_retired_and_comes_back_as_itself(store: Store) -> None:
    put(store, REGISTER)
    before = store.read(all_units).result()
    smaller = replace(REGISTER, units=(REGISTER.units or ())[:2], people=(), groups=None)
    smaller = replace(smaller, campaigns=None, settings=None)

    change = put(store, smaller, days=1)

    assert change.sheets == {"单位": SheetChange(retired=1), "人员": SheetChange(retired=2)}
    assert store.read(all_units).result() == before[:2]
    assert store.read(all_people).result() == []
    assert len(store.read(all_groups).result()) == 2
    assert put(store, smaller, days=2).total == 0

    assert put(store, REGISTER, days=3).sheets["单位"] == SheetChange(added=1)
    assert store.read(all_units).result() == before
    assert [person.name for person in store.read(all_people).result()] == ["老陈", "汪某"]


def test_an_absent_sheet_leaves_its_rows_alone(store: Store) -> None:
    put(store, REGISTER)
    assert put(store, Register()).sheets == {}
    assert put(store, Register(settings={})).sheets == {"设置": SheetChange(retired=1)}
    assert len(store.read(all_people).result()) == 2
    assert store.read(all_settings).result() == {}


def test_an_account_and_a_group_number_that_came_later_find_their_rows(store: Store) -> None:
    put(store, REGISTER)
    wang = store.read(all_people).result()[1]
    group = store.read(all_groups).result()[1]
    known = replace(
        REGISTER,
        people=(
            *(REGISTER.people or ())[:1],
            PersonRow("local", "wang", "汪某", (MembershipRow(FENGLIN, Role.LIAISON),)),
        ),
        groups=(
            *(REGISTER.groups or ())[:1],
            GroupRow("wechat", "77", "村民群", FENGLIN, GroupPurpose.RESIDENTS, "汇总", False),
        ),
    )

    change = put(store, known)

    assert (change.sheets["人员"], change.sheets["群"]) == (SheetChange(0, 1), SheetChange(0, 1))
    assert store.read(all_people).result()[1] == replace(wang, account="wang")
    assert store.read(all_groups).result()[1] == replace(group, chat="77")
    assert put(store, REGISTER).total == 0, "an empty cell takes no number away"


def test_two_people_of_one_name_and_another_account_stay_two(store: Store) -> None:
    member = (MembershipRow(FENGLIN, Role.LIAISON),)
    first = replace(REGISTER, people=(PersonRow("local", "a", "汪某", member),))
    put(store, first)
    old = store.read(all_people).result()[0]

    change = put(store, replace(first, people=(PersonRow("local", "b", "汪某", member),)))

    assert change.sheets["人员"] == SheetChange(added=1, retired=1)
    assert store.read(all_people).result()[0].id != old.id


def test_somebody_known_by_account_alone_is_never_retired(store: Store) -> None:
    row = people.insert().values(platform="local", account="li", name="李婶")
    store.write(lambda tx: tx.execute(row).rowcount).result()

    assert put(store, replace(REGISTER, people=())).sheets["人员"] == SheetChange()
    assert [person.name for person in store.read(all_people).result()] == ["李婶"]


def test_a_person_s_new_term_is_a_change_of_that_person(store: Store) -> None:
    put(store, REGISTER)
    chen, wang = REGISTER.people or ()
    ended = MembershipRow(FENGLIN, Role.ASSIGNED, date(2026, 1, 1), date(2026, 12, 31))
    changed = replace(chen, memberships=(ended, chen.memberships[1]))

    change = put(store, replace(REGISTER, people=(changed, wang)))

    assert change.sheets["人员"] == SheetChange(changed=1)
    memberships = store.read(all_people).result()[0].memberships
    assert sorted(m.until is not None for m in memberships) == [False, True]


def test_a_new_row_in_between_is_the_only_one_counted(store: Store) -> None:
    put(store, REGISTER)
    town, fenglin, shiqiao = REGISTER.units or ()
    new = UnitRow(("柳溪镇", "双塘村"), "村", position=2)
    moved = (town, new, replace(fenglin, position=3), replace(shiqiao, position=4))

    assert put(store, Register(units=moved)).sheets["单位"] == SheetChange(added=1)
    assert [unit.name for unit in store.read(all_units).result()] == [
        "柳溪镇",
        "双塘村",
        "枫林村",
        "石桥村",
    ]


def test_every_change_is_logged_and_no_account_in_full(store: Store) -> None:
    long = PersonRow("telegram", "5550001234", "周某", (MembershipRow(TOWN, Role.SUPERVISOR),))
    put(store, Register(units=REGISTER.units, people=(long,), settings={"试运行": "是"}))
    put(store, Register(units=(REGISTER.units or ())[:2], settings={"试运行": "否"}))

    lines = log(store)
    assert [line[:2] for line in lines] == [
        ("added", "单位 柳溪镇"),
        ("added", "单位 枫林村"),
        ("added", "单位 石桥村"),
        ("added", "人员 周某"),
        ("added", "设置 试运行"),
        ("retired", "单位 石桥村"),
        ("changed", "设置 试运行"),
    ]
    assert lines[-1][2:] == ("是", "否")
    assert "5550001234" not in repr(lines)
    assert "****1234" in lines[3][3]


def test_what_failed_on_the_way_leaves_no_part_of_the_register(store: Store) -> None:
    def fails(tx: Transaction) -> None:
        put_register(tx, REGISTER, NOW)
        raise ValueError("no")

    assert isinstance(store.write(fails).exception(), ValueError)
    assert store.read(all_units).result() == []
    assert (version(store), log(store)) == (0, [])


def test_of_an_unknown_group_only_its_name_and_a_count_are_kept(store: Store) -> None:
    def count(title: str, minutes: int) -> None:
        now = NOW + timedelta(minutes=minutes)
        store.write(lambda tx: count_unknown(tx, "telegram", "-100", title, now)).result()

    count("别镇工作群", 0)
    count("", 1)
    count("别镇宣传群", 2)

    rows = store.read(lambda tx: tx.execute(select(unknown_groups)).mappings().all()).result()
    assert [dict(row) for row in rows] == [
        {
            "channel": "telegram",
            "chat": "-100",
            "title": "别镇宣传群",
            "first_at": NOW,
            "last_at": NOW + timedelta(minutes=2),
            "messages": 3,
        }
    ]
