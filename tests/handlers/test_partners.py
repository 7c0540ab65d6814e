"""A joint event is its host's report; the partners are remembered."""

import pytest

from handlers.reports.partners import read_together
from handlers.reports.units import UnitNames
from storage.records import Unit

UNITS = [
    Unit(1, "柳溪镇", "乡镇"),
    Unit(2, "枫林村", "村", parent=1),
    Unit(3, "石桥村", "村", parent=1),
    Unit(4, "双塘村", "村", parent=1),
    Unit(5, "柳溪小学", "学校", parent=1),
    Unit(6, "司法所", "部门", parent=1),
]
NAMES = UnitNames(UNITS)


@pytest.mark.parametrize(
    ("text", "own", "rest", "partners"),
    [
        ("枫林村联合司法所开展宣传1场", {2}, "枫林村联合   开展宣传1场", {6}),
        ("枫林联合司法所、柳溪小学办1场", {2}, "枫林联合   、    办1场", {5, 6}),
        ("枫林村和柳溪小学一起搞了1场", {2}, "枫林村和    一起搞了1场", {5}),
        ("石桥、双塘两村联合宣传1场", {4}, "  、双塘两村联合宣传1场", {3}),
        ("石桥、双塘两村联合宣传1场", set(), "石桥、  两村联合宣传1场", {4}),
        ("柳溪小学配合枫林村宣传1场", {5}, "柳溪小学配合   宣传1场", {2}),
        ("枫林村22户,石桥村17户", set(), "枫林村22户,石桥村17户", set()),
        ("枫林村横幅2条", {2}, "枫林村横幅2条", set()),
        ("今天联合宣传1场", {2}, "今天联合宣传1场", set()),
    ],
)
def test_who_took_part(text: str, own: set[int], rest: str, partners: set[int]) -> None:
    found = read_together(text, NAMES, None, frozenset(own))
    assert (found.rest, found.partners) == (rest, frozenset(partners))


@pytest.mark.parametrize("filling", [" ", "\u3000", "\n", "0", "一", "和", "号"])
def test_a_message_full_of_one_character_is_read_like_any_other(filling: str) -> None:
    """A pattern that tries every way to part it would take minutes, and hold everybody up."""
    text = f"枫林村横幅2条{filling * 4000}"
    assert read_together(text, NAMES, None, frozenset({2})).rest == text
