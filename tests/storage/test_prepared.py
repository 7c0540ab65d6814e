"""What is compiled once says the same as Core does, on both databases."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.exc import DBAPIError

from storage.columns import written
from storage.inserting import insert_prepared, put_once
from storage.prepared import LONGEST_LIST, Prepared
from storage.store import Store, Transaction
from storage.tables import campaigns, groups, house, settings, units

RE = {"name": "群", "purpose": "报送"}
NOON = datetime(2026, 10, 14, 4, 0, 0, 5, tzinfo=UTC)


def put_units(tx: Transaction) -> None:
    rows = [{"id": n, "name": f"枫林{n}村", "kind": "村", "position": n} for n in range(1, 13)]
    Prepared(insert(units)).run_all(tx, rows)


_NAMED = Prepared(
    select(units.c.id, units.c.name)
    .where(units.c.id.in_(bindparam("ids", expanding=True)), units.c.kind.in_(("村", "社区")))
    .order_by(units.c.id),
    listed="ids",
)


@pytest.mark.parametrize("count", [0, 1, 2, LONGEST_LIST, LONGEST_LIST + 1])
def test_a_list_of_any_length_finds_what_it_names(store: Store, count: int) -> None:
    store.write(put_units).result()
    ids = list(range(1, count + 1))

    rows = store.read(lambda tx: _NAMED.rows(tx, {"ids": ids})).result()

    assert [(row.id, row.name) for row in rows] == [(n, f"枫林{n}村") for n in ids]


def test_days_flags_and_nothing_come_back_as_they_went(store: Store) -> None:
    values = {"name": "宣传", "start": date(2026, 10, 1), "end": date(2026, 10, 31)}
    values |= {"due": date(2026, 11, 5), "theme": None}

    def work(tx: Transaction) -> tuple[object, ...]:
        number = put_once(tx, campaigns, values)
        found = Prepared(select(campaigns).where(campaigns.c.id == bindparam("id")))
        row = found.first(tx, {"id": number})
        return row.name, row.start, row.end, row.due, row.theme

    assert store.write(work).result() == tuple(values.values())


def test_what_stands_already_is_left_alone(store: Store) -> None:
    def work(tx: Transaction) -> list[object]:
        put = insert_prepared(tx, settings)
        put.run(tx, {"name": "试运行", "value": "是"})
        put.run(tx, {"name": "试运行", "value": "否"})
        put.run_all(tx, [{"name": "试运行", "value": "否"}, {"name": "点名", "value": "是"}])
        return list(tx.execute(select(settings.c.value)).scalars())

    assert store.write(work).result() == ["是", "是"]


def test_a_new_id_is_given_where_rows_were_put_before_without_asking(store: Store) -> None:
    def work(tx: Transaction) -> list[int | None]:
        insert_prepared(tx, groups).run(tx, {"platform": "local", "chat": "甲"} | RE)
        given = put_once(tx, groups, {"platform": "local", "chat": "乙"} | RE)
        again = put_once(tx, groups, {"platform": "local", "chat": "乙"} | RE)
        ids = tx.execute(select(groups.c.id).order_by(groups.c.id)).scalars()
        return [given, again, *ids]

    given, again, _, last = store.write(work).result()
    assert given == last
    assert again is None


def test_a_change_tells_how_many_rows_it_met(store: Store) -> None:
    store.write(put_units).result()
    change = Prepared(
        update(units).where(units.c.id > bindparam("after"), units.c.kind == written("村"))
    )

    changed = store.write(lambda tx: change.run(tx, {"after": 10, "kind": "社区"})).result()

    assert changed == 2
    assert store.write(lambda tx: change.run(tx, {"after": 10, "kind": "组"})).result() == 0


def test_nobodys_words_stand_in_a_fault(store: Store) -> None:
    put = Prepared(insert(settings))
    values = {"name": "电话13900001111", "value": "是"}

    def twice(tx: Transaction) -> None:
        put.run(tx, values)
        put.run(tx, values)

    fault = store.write(twice).exception()

    assert isinstance(fault, DBAPIError)
    if store.engine.dialect.name == "sqlite":
        assert "13900001111" not in str(fault)


def test_moments_keep_their_microseconds(store: Store) -> None:
    def work(tx: Transaction) -> datetime:
        Prepared(update(house)).run(tx, {"sample_clock": NOON})
        moment: datetime = Prepared(select(house.c.sample_clock)).first(tx, {}).sample_clock
        return moment

    assert store.write(work).result() == NOON
