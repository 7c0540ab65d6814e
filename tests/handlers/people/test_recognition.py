"""Who speaks: by account, else by what the display name tells; nobody is asked."""

from datetime import date

import pytest

from handlers.office import make_office
from handlers.people.recognition import recognise
from storage.records import Membership, Person, Role, Unit

TOWN, FENGLIN, SHIQIAO, OTHER = 1, 2, 3, 4
UNITS = [
    Unit(TOWN, "柳溪镇", "乡镇"),
    Unit(FENGLIN, "枫林村", "村", parent=TOWN),
    Unit(SHIQIAO, "石桥村", "村", parent=TOWN),
    Unit(OTHER, "茶山镇", "乡镇"),
]
PEOPLE = [
    Person(1, "local", "wang", "汪某", (Membership(FENGLIN, Role.LIAISON),)),
    Person(
        2,
        "local",
        "chen",
        "老陈",
        (
            Membership(FENGLIN, Role.ASSIGNED, None, date(2026, 9, 30)),
            Membership(SHIQIAO, Role.ASSIGNED, date(2026, 10, 1)),
        ),
    ),
    Person(
        3, "local", "gone", "老李", (Membership(FENGLIN, Role.LIAISON, None, date(2025, 1, 1)),)
    ),
    Person(4, "local", "li", "李婶"),
    Person(5, "local", None, "赵某", (Membership(SHIQIAO, Role.LIAISON),)),
]
OFFICE = make_office(UNITS, PEOPLE)
DAY = date(2026, 10, 14)


@pytest.mark.parametrize(
    ("label", "account", "display", "name", "units", "registered"),
    [
        ("a person of the register", "wang", "随便", "汪某", {FENGLIN}, True),
        ("only the terms of that day count", "chen", "", "老陈", {SHIQIAO}, True),
        ("whose terms are over has no unit", "gone", "柳溪-枫林-李", "老李", set(), True),
        ("known by account alone", "li", "李婶", "李婶", set(), False),
        ("known by account, with a telling name", "li", "柳溪-枫林-李", "李婶", {FENGLIN}, False),
        (
            "a display name with town, village and name",
            "x",
            "柳溪-枫林-汪",
            "柳溪-枫林-汪",
            {FENGLIN},
            False,
        ),
        ("a display name with the village alone", "x", "石桥 小赵", "石桥 小赵", {SHIQIAO}, False),
        ("the town where nothing closer is named", "x", "柳溪镇-周", "柳溪镇-周", {TOWN}, False),
        ("two villages tell nothing", "x", "枫林石桥包村", "枫林石桥包村", set(), False),
        ("a name that tells nothing", "x", "一帆风顺", "一帆风顺", set(), False),
        ("no name at all", "x", "  ", "未署名", set(), False),
        ("a person of the register without an account", "x", "赵某", "赵某", {SHIQIAO}, False),
    ],
)
def test_the_speaker_is_known_by_account_else_by_name(
    label: str, account: str, display: str, name: str, units: set[int], registered: bool
) -> None:
    speaker = recognise(OFFICE, "local", account, display, DAY)
    assert (speaker.name, speaker.units, speaker.registered) == (name, units, registered)


def test_an_account_of_another_platform_is_somebody_else() -> None:
    assert recognise(OFFICE, "telegram", "wang", "汪某", DAY).person is None


def test_roles_are_those_in_force_on_the_day() -> None:
    before = recognise(OFFICE, "local", "chen", "", date(2026, 9, 30))
    assert (before.roles, before.units) == ({Role.ASSIGNED}, {FENGLIN})
    gone = recognise(OFFICE, "local", "gone", "", DAY)
    assert (gone.roles, gone.left) == (frozenset(), True)
