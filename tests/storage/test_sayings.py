"""The sayings of an office in the database: told apart by the spoken word alone."""

from datetime import UTC, datetime

from sqlalchemy import select

from handlers.office import office_of
from storage.records import Saying
from storage.register import put_register
from storage.register_in_force import register_in_force
from storage.register_ledger import SheetChange
from storage.register_rows import Register, UnitRow
from storage.sayings import all_sayings
from storage.store import Store
from storage.tables import changes

NOW = datetime(2026, 10, 1, 2, 0, tzinfo=UTC)
WALL = Saying("明白墙", "展板宣传栏", "面")
POLE = Saying("花杆", "石桥村")


def put(store: Store, register: Register) -> SheetChange | None:
    change = store.write(lambda tx: put_register(tx, register, NOW)).result()
    return change.sheets.get("说法")


def version(store: Store) -> int:
    return store.read(lambda tx: tx.register_version).result()


def test_sayings_are_added_changed_and_forgotten_by_word_and_logged(store: Store) -> None:
    assert put(store, Register(sayings=(WALL, POLE))) == SheetChange(2, 0, 0)
    assert put(store, Register(sayings=(Saying("明白墙", "张贴海报"),))) == SheetChange(0, 1, 1)
    assert put(store, Register(sayings=())) == SheetChange(0, 0, 1)
    logged = store.read(
        lambda tx: [
            (row.what, row.before, row.after)
            for row in tx.execute(select(changes).where(changes.c.subject == "说法 明白墙"))
        ]
    ).result()
    assert logged == [
        ("added", "", "展板宣传栏 面"),
        ("changed", "展板宣传栏 面", "张贴海报"),
        ("retired", "张贴海报", ""),
    ]


def test_the_second_reading_of_the_same_writes_nothing(store: Store) -> None:
    put(store, Register(sayings=(WALL, POLE)))
    before = version(store)
    assert put(store, Register(sayings=(POLE, WALL))) == SheetChange()
    assert version(store) == before


def test_an_absent_sheet_leaves_what_is_kept(store: Store) -> None:
    put(store, Register(sayings=(WALL, POLE)))
    assert put(store, Register(settings={"试运行": "否"})) is None
    assert set(store.read(all_sayings).result()) == {WALL, POLE}


def test_what_is_in_force_reads_back_as_it_stands(store: Store) -> None:
    put(store, Register(units=(UnitRow(("石桥村",), "村"),), sayings=(WALL, POLE)))
    before = version(store)
    in_force = store.read(register_in_force).result()
    assert set(in_force.sayings or ()) == {WALL, POLE}
    assert [unit.aliases for unit in in_force.units or ()] == [()]
    assert put(store, in_force) == SheetChange()
    assert version(store) == before


def test_the_words_of_one_state_of_the_register_are_made_once(store: Store) -> None:
    put(store, Register(units=(UnitRow(("石桥村",), "村"),), sayings=(WALL,)))
    first = store.read(office_of).result().own_words
    assert first is not None
    assert store.read(office_of).result().own_words is first

    put(store, Register(sayings=(POLE,)))
    office = store.read(office_of).result()
    assert office.own_words is None
    assert [hit.units for hit in office.names.find("花杆入户5户")] == [frozenset(office.units)]
