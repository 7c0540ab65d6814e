"""The office's own words (the sheet 说法) in the work group, from one message to the next."""

import pytest

from handlers.office import office_of
from handlers.register.finding import has_errors
from handlers.register.reading import read_register
from handlers.register.rows import RawSheet
from storage.records import Holiday
from storage.register import put_register
from storage.register_rows import Register
from tests.township import SUPERVISORS, Township

HEADING = ("口语", "正式名称", "单位词")
SPOKEN = (
    "喊话,广播播放,次",
    "明白卡,发放宣传资料,张",
    "花杆,石桥村,",
    "明白墙,展板宣传栏,面",
    "大铁盒,宣传品,套",
    "踩门槛,入户走访,户",
    "风林,宣传品,个",
)


def keep(town: Township, *lines: str) -> None:
    """As `cunbao register` does with a folder that holds this one sheet."""
    sheet = RawSheet("说法", (HEADING, *(tuple(line.split(",")) for line in lines)))
    office = town.store.read(office_of).result()
    register, findings = read_register([sheet], office)
    assert not has_errors(findings), [finding.text for finding in findings]
    now = town.clock.now()
    town.store.write(lambda tx: put_register(tx, register, now)).result()


@pytest.mark.parametrize(
    ("text", "unit", "activity", "count"),
    [
        ("枫林村今天喊话3次", "枫林村", "广播播放", 3),
        ("枫林村发明白卡80张", "枫林村", "发放宣传资料", 80),
        ("花杆今天入户15户", "石桥村", "入户走访", 15),
        ("花杆刷明白墙4面", "石桥村", "展板宣传栏", 4),
        ("花杆\n今天入户15户", "石桥村", "入户走访", 15),
        ("石桥村今天发了东西,风林30个", "石桥村", "宣传品", 30),
        ("石桥村今天大铁盒30套", "石桥村", "宣传品", 30),
    ],
)
async def test_what_people_here_say_is_taken_as_a_report(
    town: Township, text: str, unit: str, activity: str, count: int
) -> None:
    keep(town, *SPOKEN)
    await town.say("陈", text)
    assert town.figures() == [(unit, "10/14", "waiting", {activity: count})]


async def test_a_changed_sheet_changes_the_next_reading_without_a_restart(town: Township) -> None:
    await town.say("陈", "花杆大铁盒30套")
    assert town.figures() == []

    keep(town, "大铁盒,宣传品,套", "花杆,石桥村,")
    await town.say("陈", "花杆大铁盒31套")
    keep(town, "大铁盒,发放宣传资料,套", "花杆,枫林村,")
    await town.say("陈", "花杆大铁盒32套")
    keep(town, "花杆,枫林村,")
    await town.say("陈", "花杆大铁盒33套")

    assert town.figures() == [
        ("石桥村", "10/14", "waiting", {"宣传品": 31}),
        ("枫林村", "10/14", "waiting", {"发放宣传资料": 32}),
    ]


async def test_an_absent_sheet_leaves_the_words_as_they_were(town: Township) -> None:
    keep(town, *SPOKEN)
    days = (Holiday(town.clock.now().date(), True),)
    change = town.store.write(
        lambda tx: put_register(tx, Register(holidays=days), town.clock.now())
    ).result()
    assert list(change.sheets) == ["假日"]

    await town.say("陈", "花杆刷明白墙4面")
    assert town.figures() == [("石桥村", "10/14", "waiting", {"展板宣传栏": 4})]


async def test_a_table_under_the_offices_own_headings_is_read(town: Township) -> None:
    keep(town, *SPOKEN)
    await town.say("汪", "接龙\n村/明白墙/大铁盒\n枫林村/4/30")
    assert [figures for *_, figures in town.figures()] == [{"展板宣传栏": 4, "宣传品": 30}]


async def test_a_correction_and_the_answer_to_a_question_know_the_words_too(
    town: Township,
) -> None:
    keep(town, *SPOKEN)
    await town.say("汪", "今天大铁盒30套")
    await town.pass_time(seconds=31)
    await town.say("汪", "更正:大铁盒28套")
    await town.say("石", photos=1)
    await town.say("石", "花杆今天踩门槛的")
    await town.pass_time(seconds=31)
    assert town.said()[-1] == "石桥村10/14:照片1张,已记。入户的数方便时补一下。"
    await town.say("石", "踩门槛12户")
    assert [figures for *_, figures in town.figures()] == [{"宣传品": 28}, {"入户走访": 12}]


async def test_an_answer_loses_nothing_that_it_tells_in_the_offices_words(town: Township) -> None:
    keep(town, *SPOKEN)
    await town.say("石", photos=1)
    await town.say("石", "花杆今天踩门槛的")
    await town.pass_time(seconds=31)
    await town.say("石", "踩门槛12户,明白墙4面")
    told = [figures for *_, figures in town.figures()]
    assert {"入户走访": 12, "展板宣传栏": 4} in told


async def test_a_unit_goes_by_its_spoken_name_in_commands(town: Township) -> None:
    keep(town, *SPOKEN)
    await town.say("周", "免报 花杆", chat=SUPERVISORS)
    assert "石桥村" in town.said()[-1]
