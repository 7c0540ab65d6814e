import pytest

from handlers.names import NameUnclear, choose_unit, with_below
from storage.records import Alias, Unit

TOWN, OTHER_TOWN = Unit(1, "柳溪镇", "乡镇"), Unit(2, "河湾镇", "乡镇")
UNITS = [
    TOWN,
    OTHER_TOWN,
    Unit(3, "枫林村", "村", code="C03", parent=1, aliases=(Alias("老枫林"),)),
    Unit(4, "双塘村", "村", parent=1),
    Unit(5, "双塘村", "村", parent=2),
    Unit(6, "上畈村", "村", parent=1),
    Unit(7, "上畈村小学", "学校", parent=6),
]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("枫林村", 3),
        (" 枫林村 ", 3),
        ("枫林", 3),
        ("老枫林", 3),
        ("C03", 3),
        ("柳溪镇/双塘村", 4),
        ("河湾镇/双塘村", 5),
        ("河湾/双塘", 5),
        ("河湾", 2),  # not what stands below it
        ("上畈村", 6),  # a full name wins over a part of a longer one
        ("小学", 7),
    ],
)
def test_a_unit_is_found_by_its_name_or_a_clear_part(wanted: str, found: int) -> None:
    assert choose_unit(wanted, UNITS).id == found


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ("双塘", "“双塘”可以指：柳溪镇/双塘村、河湾镇/双塘村；请写全名。"),
        ("双塘村", "“双塘村”可以指：柳溪镇/双塘村、河湾镇/双塘村；请写全名。"),
        ("上", "“上”可以指：上畈村、上畈村小学；请写全名。"),
        (
            "石桥",
            "没有叫“石桥”的单位；现有：柳溪镇、河湾镇、枫林村、柳溪镇/双塘村、"
            "河湾镇/双塘村、上畈村、上畈村小学。",
        ),
    ],
)
def test_an_unclear_name_says_which_there_are(wanted: str, said: str) -> None:
    with pytest.raises(NameUnclear) as unclear:
        choose_unit(wanted, UNITS)

    assert str(unclear.value) == said


def test_an_empty_name_is_no_part_of_every_name() -> None:
    with pytest.raises(NameUnclear, match="没有叫"):
        choose_unit("  ", UNITS)


def test_without_a_register_the_way_to_one_is_named() -> None:
    with pytest.raises(NameUnclear, match="cunbao register"):
        choose_unit("枫林村", [])


def test_a_unit_has_all_below_it_even_if_the_register_turns_in_a_circle() -> None:
    assert with_below(TOWN, UNITS) == {1, 3, 4, 6, 7}
    circle = [Unit(1, "甲", "村", parent=2), Unit(2, "乙", "村", parent=1)]
    assert with_below(circle[0], circle) == {1, 2}
