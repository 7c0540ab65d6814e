from datetime import date

import pytest

from handlers.reports.units import UnitNames
from handlers.reports.villages import find_villages
from storage.records import Alias, Unit

NAMES = UnitNames(
    [
        Unit(1, "柳溪镇", "乡镇"),
        Unit(2, "枫林村", "村", parent=1, aliases=(Alias("老枫林", None, date(2024, 6, 30)),)),
        Unit(3, "石桥村", "村", parent=1),
        Unit(4, "双塘村", "村", parent=1),
        Unit(5, "青溪镇", "乡镇"),
        Unit(6, "双塘村", "村", parent=5),
        Unit(7, "柳溪小学", "学校", parent=1),
        Unit(8, "河口社区", "社区", parent=1),
    ]
)
DAY = date(2026, 10, 21)


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("枫林村横幅3条", {2}),
        ("枫林今天发了260份", {2}),
        ("双塘村横幅3条", {4, 6}),
        ("柳溪镇双塘村横幅3条", {4}),
        ("青溪镇双塘村横幅3条", {6}),
        ("柳溪小学家长会1次", {7}),
        ("枫林小学家长会1次", set()),
        ("楓林村橫幅3條", {2}),
        ("河口走访3户", {8}),
        ("老枫林走访3户", set()),
    ],
)
def test_a_text_names_a_unit_by_full_short_or_old_name(text: str, ids: set[int]) -> None:
    from handlers.reports.script import fold

    found = NAMES.find(fold(text), DAY)

    assert set().union(*(hit.units for hit in found)) == ids


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("丰林村今天发单子260份", {2}),
        ("风林今天发了260份", {2}),
        ("丰林22户,石乔17户", {2, 3}),
        ("和口社区走访3户", {8}),
        ("双堂村横幅3条", {4, 6}),
        ("老丰林走访3户", set()),
        ("去了风林", set()),
        ("今天风林很美", set()),
        ("石敲门走访3户", set()),
        ("分林村走访3户", set()),
    ],
)
def test_a_name_misspelt_as_it_sounds_is_the_unit_where_a_report_begins(
    text: str, ids: set[int]
) -> None:
    found = NAMES.find(text, DAY)

    assert set().union(*(hit.units for hit in found)) == ids


def test_a_real_village_beside_one_that_sounds_alike_is_itself() -> None:
    names = UnitNames([Unit(1, "枫林村", "村"), Unit(2, "丰林村", "村")])

    assert [hit.units for hit in names.find("丰林村3户,枫林2户,风林1户", DAY)] == [{2}, {1}, {1, 2}]


def test_an_old_name_holds_until_its_last_day() -> None:
    assert NAMES.find("老枫林走访3户", date(2024, 6, 30))[0].units == {2}


def test_a_village_outside_the_register_is_named_without_an_id() -> None:
    (hit,) = NAMES.find("垱上村走访3户", DAY)

    assert (hit.units, hit.village) == (frozenset(), "垱上村")


@pytest.mark.parametrize(
    ("nickname", "ids"),
    [
        ("柳溪-枫林-汪", {2}),
        ("石桥小王", {3}),
        ("柳溪镇周主任", {1}),
        ("柳溪-双塘-李", {4}),
        ("青溪双塘-赵", {6}),
        ("河口社区阿芳", {8}),
        ("老周", set()),
    ],
)
def test_a_group_nickname_names_the_most_special_unit(nickname: str, ids: set[int]) -> None:
    assert NAMES.from_display_name(nickname) == ids


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("今天枫林村入户3户", ["枫林村"]),
        ("八一村的路修好了", ["八一村"]),
        ("和平村横幅3条", ["和平村"]),
        ("前进村横幅3条", ["前进村"]),
        ("大王庄村横幅3条", ["大王庄村"]),
        ("到汪村走访", ["汪村"]),
        ("嗯荷花村走了三户", ["荷花村"]),
        ("枫林村和石桥村都走了", ["枫林村", "石桥村"]),
        ("河口社区活动1场", ["河口社区"]),
        ("我们村走访3户", []),
        ("各村报上来", []),
        ("全村走遍了", []),
        ("村村响播了3次", []),
        ("三个村走了60户", []),
        ("驻村干部和村民", []),
        ("法律进社区活动", []),
        ("送电影进村3场", []),
        ("培训村干部80人", []),
        ("xx村街道", []),
    ],
)
def test_without_a_register_villages_are_told_by_their_form(text: str, names: list[str]) -> None:
    from handlers.reports.dates import find_days
    from handlers.reports.lexicon import DAY_MARK
    from handlers.reports.masks import mask

    masked = mask(text, find_days(text, DAY), DAY_MARK)

    assert [hit.village for hit in find_villages(masked)] == names
