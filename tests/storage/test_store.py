"""The same promises on SQLite and PostgreSQL."""

import sqlite3
import threading
from concurrent.futures import wait

import pytest
from sqlalchemy import func, select, update

from storage.store import NotActive, Store, StoreUnavailable, Transaction
from storage.tables import house, settings


def put(name: str, value: str = "1"):
    def work(tx: Transaction) -> str:
        tx.execute(settings.insert().values(name=name, value=value))
        return name

    return work


def names(tx: Transaction) -> list[str]:
    return list(tx.execute(select(settings.c.name).order_by(settings.c.name)).scalars())


def test_what_a_future_says_is_kept_is_read_by_the_next_reader(store: Store) -> None:
    assert store.write(put("甲")).result() == "甲"
    assert store.read(names).result() == ["甲"]


def test_a_failing_work_takes_nothing_with_it_and_leaves_its_neighbours(store: Store) -> None:
    def fails(tx: Transaction) -> None:
        put("坏")(tx)
        raise ValueError("no")

    first, bad, last = store.write_each([put("甲"), fails, put("乙")]).result()

    assert isinstance(bad, ValueError)
    assert (first, last) == ("甲", "乙")
    assert store.read(names).result() == sorted(["甲", "乙"])


def test_read_then_write_loses_no_update(store: Store) -> None:
    store.write(put("数", "0")).result()

    def add_one(tx: Transaction) -> None:
        row = select(settings.c.value).where(settings.c.name == "数")
        value = int(tx.execute(row).scalar_one())
        tx.execute(update(settings).where(settings.c.name == "数").values(value=str(value + 1)))

    wait([store.write(add_one, chat=("local", "群")) for _ in range(200)])

    value = store.read(lambda tx: tx.execute(select(settings.c.value)).scalar_one()).result()
    assert value == "200"


def test_works_of_one_chat_run_in_the_order_given(store: Store) -> None:
    seen: list[int] = []
    works = [lambda tx, n=n: seen.append(n) for n in range(50)]

    store.write_each(works, chat=("local", "群")).result()

    assert seen == list(range(50))


def test_a_process_that_was_overtaken_writes_nothing_more(store: Store) -> None:
    store.fence = 1
    store.write(lambda tx: None).exception()
    store.fence = None
    store.write(lambda tx: tx.execute(update(house).values(fence=7))).result()
    store.fence = 6

    assert isinstance(store.write(put("晚")).exception(), NotActive)

    store.fence = 7
    store.write(put("早")).result()
    assert store.read(names).result() == ["早"]


def test_a_cancelled_write_never_runs(sqlite_store: Store) -> None:
    go_on = threading.Event()
    blocker = sqlite_store.write(lambda tx: go_on.wait(20))
    cancelled = sqlite_store.write(put("不要"))

    assert cancelled.cancel()
    go_on.set()
    blocker.result()

    assert sqlite_store.read(names).result() == []


def test_what_is_remembered_is_made_anew_when_the_register_changes(store: Store) -> None:
    made: list[int] = []

    def count(tx: Transaction) -> int:
        made.append(1)
        return tx.execute(select(func.count()).select_from(settings)).scalar_one()

    def change(tx: Transaction) -> int:
        put("甲")(tx)
        tx.bump_register()
        return tx.remember("count", count)

    assert store.write(lambda tx: tx.remember("count", count)).result() == 0
    assert store.write(lambda tx: tx.remember("count", count)).result() == 0
    assert len(made) == 1

    assert store.write(change).result() == 1
    assert store.read(lambda tx: tx.remember("count", count)).result() == 1


@pytest.mark.parametrize("times", [1, 3])
def test_closing_waits_for_what_was_handed_over(store: Store, times: int) -> None:
    futures = [store.write(put(f"第{n}")) for n in range(times)]
    store.close()
    assert [future.result() for future in futures] == [f"第{n}" for n in range(times)]


def test_a_connection_that_breaks_between_two_works_leaves_no_caller_waiting(
    sqlite_store: Store,
) -> None:
    def forbid_savepoints(tx: Transaction) -> None:
        connection = tx.connection.connection.dbapi_connection
        assert isinstance(connection, sqlite3.Connection)
        connection.set_authorizer(
            lambda action, what, *_: (
                sqlite3.SQLITE_DENY
                if action == sqlite3.SQLITE_SAVEPOINT and what == "BEGIN"
                else sqlite3.SQLITE_OK
            )
        )

    go_on = threading.Event()
    sqlite_store.write(lambda tx: go_on.wait(20))
    ended = sqlite_store.write_each([forbid_savepoints, put("甲"), put("乙")])
    go_on.set()

    _, broken, last = ended.result(timeout=60)
    assert isinstance(broken, StoreUnavailable)
    assert last == "乙"
    assert sqlite_store.read(names).result() == ["乙"]


def test_a_full_disk_is_no_fault_of_the_work(sqlite_store: Store) -> None:
    def put_too_much(tx: Transaction) -> str:
        tx.connection.exec_driver_sql("PRAGMA max_page_count=1")
        return put("长" * 1_000_000)(tx)

    assert isinstance(sqlite_store.write(put_too_much).exception(), StoreUnavailable)

    sqlite_store.write(
        lambda tx: tx.connection.exec_driver_sql("PRAGMA max_page_count=1000000")
    ).result()
    sqlite_store.write(put("后来")).result()
    assert sqlite_store.read(names).result() == ["后来"]


def test_a_closed_store_says_that_it_is_away(store: Store) -> None:
    store.close()
    with pytest.raises(StoreUnavailable):
        store.read(names)
    with pytest.raises(StoreUnavailable):
        store.write(put("晚"))


def test_works_that_nobody_waits_for_any_more_are_left_out(store: Store) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def blocks(_tx: Transaction) -> None:
        begun.set()
        go_on.wait(20)

    ended = store.write_each([blocks, put("甲"), put("乙")], chat=("local", "群"))
    begun.wait(20)
    assert ended.cancel()
    go_on.set()

    assert store.write(put("丙"), chat=("local", "群")).result() == "丙"
    assert store.read(names).result() == ["丙"]


def test_no_works_are_done_at_once(store: Store) -> None:
    assert store.write_each([]).result(timeout=20) == []
