"""The register in force as one picture."""

from datetime import UTC, date, datetime

from handlers.office import make_office, office_of
from storage.records import GroupPurpose, Role, Unit
from storage.register import put_register
from storage.register_rows import GroupRow, MembershipRow, PersonRow, Register, UnitRow
from storage.store import Store

NOW = datetime(2026, 10, 1, 2, 0, tzinfo=UTC)
TOWN, FENGLIN = ("柳溪镇",), ("柳溪镇", "枫林村")
REGISTER = Register(
    units=(UnitRow(TOWN, "乡镇"), UnitRow(FENGLIN, "村")),
    people=(PersonRow("local", "wang", "汪某", (MembershipRow(FENGLIN, Role.LIAISON),)),),
    groups=(GroupRow("local", "work", "工作群", TOWN, GroupPurpose.REPORTS, "逐条", True),),
    settings={"试运行": "否"},
)


def test_the_picture_is_made_once_and_anew_only_when_the_register_changes(store: Store) -> None:
    empty = store.read(office_of).result()
    store.write(lambda tx: put_register(tx, REGISTER, NOW)).result()
    first = store.read(office_of).result()
    again = store.read(office_of).result()
    store.write(lambda tx: put_register(tx, REGISTER, NOW)).result()
    unchanged = store.read(office_of).result()
    store.write(lambda tx: put_register(tx, Register(settings={}), NOW)).result()
    changed = store.read(office_of).result()

    assert (dict(empty.units), empty.settings.trial_run) == ({}, True)
    assert first is again is unchanged
    assert (first.settings.trial_run, changed.settings.trial_run) == (False, True)
    assert first.groups[("local", "work")].name == "工作群"
    assert first.people[("local", "wang")].name == "汪某"
    assert [unit.name for unit in first.units.values()] == ["柳溪镇", "枫林村"]
    assert first.campaign_for(date(2026, 10, 14)) is None


def test_a_unit_is_within_itself_and_within_all_above_it() -> None:
    office = make_office(
        [Unit(1, "县", "县"), Unit(2, "镇", "乡镇", parent=1), Unit(3, "村", "村", parent=2)]
    )
    within = {(a, b) for a in (1, 2, 3) for b in (1, 2, 3) if office.is_within(a, b)}
    assert within == {(1, 1), (2, 2), (3, 3), (2, 1), (3, 2), (3, 1)}
    assert not office.is_within(9, 1)
