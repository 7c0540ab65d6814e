"""Who may do what, role by role."""

from datetime import date

import pytest

from handlers.office import make_office
from handlers.people.recognition import Speaker, recognise
from handlers.people.roles import RIGHTS, Action, may
from storage.records import Membership, Person, Role, Unit

COUNTY, TOWN, FENGLIN, SHIQIAO, OTHER_TOWN, STATION = 1, 2, 3, 4, 5, 6
UNITS = [
    Unit(COUNTY, "青岭县", "县"),
    Unit(TOWN, "柳溪镇", "乡镇", parent=COUNTY),
    Unit(FENGLIN, "枫林村", "村", parent=TOWN),
    Unit(SHIQIAO, "石桥村", "村", parent=TOWN),
    Unit(OTHER_TOWN, "茶山镇", "乡镇", parent=COUNTY),
    Unit(STATION, "枫林驿站", "驿站", parent=FENGLIN),
]


def speaker(role: Role, unit: int) -> Speaker:
    person = Person(1, "local", "a", "甲", (Membership(unit, role),))
    return recognise(make_office(UNITS, [person]), "local", "a", "", date(2026, 10, 14))


OFFICE = make_office(UNITS)
REPORTING = {Action.REPORT, Action.CORRECT, Action.WITHDRAW}
ALL = set(Action)


@pytest.mark.parametrize(
    ("role", "held_in", "unit", "allowed"),
    [
        (Role.LIAISON, FENGLIN, FENGLIN, REPORTING | {Action.READ}),
        (Role.LIAISON, FENGLIN, SHIQIAO, set()),
        (Role.LIAISON, FENGLIN, None, set()),
        (Role.ASSIGNED, SHIQIAO, SHIQIAO, REPORTING | {Action.READ}),
        (Role.ASSIGNED, SHIQIAO, FENGLIN, set()),
        (Role.SUPERVISOR, TOWN, TOWN, ALL),
        (Role.SUPERVISOR, TOWN, STATION, ALL),
        (Role.SUPERVISOR, TOWN, COUNTY, set()),
        (Role.SUPERVISOR, TOWN, OTHER_TOWN, set()),
        (Role.DEPARTMENT, TOWN, FENGLIN, REPORTING | {Action.READ}),
        (Role.COUNTY, COUNTY, FENGLIN, {Action.READ}),
        (Role.COUNTY, COUNTY, None, {Action.READ}),
        (Role.ADMINISTRATOR, COUNTY, None, {Action.REGISTER}),
        (Role.RESIDENT, FENGLIN, FENGLIN, set()),
    ],
)
def test_a_role_allows_what_the_table_says_and_no_more(
    role: Role, held_in: int, unit: int | None, allowed: set[Action]
) -> None:
    who = speaker(role, held_in)
    assert {action for action in Action if may(who, action, unit, OFFICE)} == allowed


def test_every_role_stands_in_the_table() -> None:
    assert set(RIGHTS) == set(Role)


def test_whoever_is_known_by_display_name_alone_reports_and_changes_only_the_own() -> None:
    stranger = recognise(OFFICE, "local", "x", "柳溪-枫林-汪", date(2026, 10, 14))

    assert {a for a in Action if may(stranger, a, FENGLIN, OFFICE)} == {Action.REPORT}
    assert {a for a in Action if may(stranger, a, SHIQIAO, OFFICE, own=True)} == REPORTING


def test_a_liaison_may_take_back_an_own_report_that_named_a_neighbour() -> None:
    who = speaker(Role.LIAISON, FENGLIN)
    assert may(who, Action.WITHDRAW, SHIQIAO, OFFICE, own=True)
    assert not may(who, Action.REPORT, SHIQIAO, OFFICE, own=True)


def test_whose_terms_are_over_may_nothing() -> None:
    ended = Membership(FENGLIN, Role.LIAISON, None, date(2026, 10, 13))
    office = make_office(UNITS, [Person(1, "local", "a", "甲", (ended,))])
    who = recognise(office, "local", "a", "柳溪-枫林-甲", date(2026, 10, 14))

    assert [a for a in Action if may(who, a, FENGLIN, office, own=True)] == []
