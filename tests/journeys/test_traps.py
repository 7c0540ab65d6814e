"""What has tripped up tired clerks, played through the local chat."""

import io
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from PIL import Image

from bot.config import Limits
from bot.sample import sample_folder
from tests.journeys.talking import GROUP, SUPERVISORS, Office, talking

pytestmark = pytest.mark.sqlite


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    """The morning of the 集中宣传日; receipts come at once."""
    async with talking(tmp_path, "2026-10-14T08:00") as opened:
        yield opened


def picture(shade: int) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (32, 24), (shade, 40, 40)).save(out, "JPEG")
    return out.getvalue()


async def test_a_running_total_sets_the_daily_figures_aside(office: Office) -> None:
    await office.say("潘某", "补报12号:资料300份")
    await office.say("潘某", "昨天又发了200份资料")
    assert office.row("上畈村") == {"发放宣传资料(份)": "500"}

    await office.say("潘某", "截至今天上畈累计发了1200份,走了310户")
    figures = {"发放宣传资料(份)": "1200", "入户走访(户)": "310"}
    assert office.row("上畈村") == figures
    assert [item["cumulative"] for item in office.exported()[-1]["items"]] == [True, True]

    await office.wait(days=1)
    await office.say("潘某", "今天又发资料50份")
    assert office.row("上畈村") == figures | {"发放宣传资料(份)": "1250"}


async def test_a_running_total_below_the_sum_is_listed_and_not_answered(office: Office) -> None:
    await office.say("潘某", "资料300份")
    await office.say("潘某", "截至今天累计发资料250份")
    assert [state for _, _, state, _ in office.figures()] == ["recorded", "unsure"]
    assert office.row("上畈村") == {"发放宣传资料(份)": "300"}
    assert len(await office.said()) == 1


async def test_more_is_added_and_instead_is_replaced(office: Office) -> None:
    await office.say("汪某", "横幅2条")
    await office.say("汪某", "又挂了3条横幅")
    assert office.row("枫林村") == {"悬挂横幅标语(条)": "5"}
    await office.say("汪某", "更正:横幅3条改为4条")
    assert office.row("枫林村") == {"悬挂横幅标语(条)": "6"}
    assert (await office.said())[-1] == "枫林村10/14横幅由3条改为4条。"


async def test_a_list_posted_ten_times_counts_every_line_once(office: Office) -> None:
    lines: list[str] = []
    villages = ("枫林", "石桥", "双塘", "上畈", "茶坑", "垱上", "河口", "竹园", "前湾", "板仓")
    for number, village in enumerate(villages, 1):
        lines.append(f"{number}.{village} 资料{number}0份")
        if number == 7:
            lines[1] = "2.石桥 资料25份"
        await office.say("老陈", "\n".join(["#接龙 今天的宣传资料", *lines]))
        await office.wait(minutes=2)

    reports = office.exported()
    assert [len(report["messages"]) for report in reports if report["amended"]] == [2]
    assert {report["state"] for report in reports} == {"recorded"}
    assert len(reports) == 10
    assert office.row() == {"发放宣传资料(份)": str(550 + 5)}


NOBODYS_REPORT = (
    ("周某", "@所有人 11月3日下班前把总结和图片发我邮箱;每村横幅不少于2条"),
    ("周某", "各村至少发放资料500份,入户100户"),
    ("何某", "明早9点河口社区搞现场宣传,各站所带展板5块"),
    ("汪某", "明天计划入户30户"),
    ("汪某", "今天反诈入户40户,装APP 25个"),
    ("汪某", "转:某县民生工程见实效,发放资料2万份"),
    ("汪某", "收到"),
)


async def test_orders_plans_and_news_are_nobodys_report(office: Office) -> None:
    for who, text in NOBODYS_REPORT:
        await office.say(who, text)
    await office.wait(minutes=20)
    assert office.exported() == []
    assert await office.said() == []
    outcomes = [line["outcome"] for line in office.exported("log")]
    assert outcomes == ["chatter"] * len(NOBODYS_REPORT)


async def test_photos_of_two_villages_sent_at_once_stand_apart(office: Office) -> None:
    await office.say("汪某", photos=(picture(1),))
    await office.say("吴某", photos=(picture(2), picture(3)))
    await office.wait(seconds=10)
    await office.say("汪某", photos=(picture(4),))
    await office.say("吴某", "石桥横幅3条")
    await office.wait(minutes=2)
    await office.say("汪某", "辛苦了")
    await office.say("汪某", "枫林横幅2条")
    await office.wait(minutes=5)
    await office.say("汪某", photos=(picture(5),))
    await office.wait(minutes=70)
    await office.say("唐某", "双塘入户35户")
    await office.wait(minutes=100)
    await office.say("唐某", photos=(picture(6), picture(7)))

    kept = {report["unit"]: len(report["photos"]) for report in office.exported()}
    assert kept == {"石桥村": 2, "枫林村": 3, "双塘村": 2}
    assert await office.said() == [
        "石桥村10/14:横幅3条、照片2张,已记。",
        "枫林村10/14:横幅2条、照片3张,已记。",
        "双塘村10/14:入户35户、照片2张,已记。",
    ]


async def test_a_cadre_of_two_villages_is_credited_to_each(office: Office) -> None:
    await office.say("老陈", "我是包枫林、石桥的老陈:枫林22户,石桥17户,意见3条(枫林2石桥1)")
    assert office.row("枫林村") == {"入户走访(户)": "22", "意见建议(条)": "2"}
    assert office.row("石桥村") == {"入户走访(户)": "17", "意见建议(条)": "1"}
    assert len(await office.said()) == 1


async def test_a_liaison_who_names_the_neighbour_is_listed_only(office: Office) -> None:
    await office.say("吴某", "枫林村横幅2条")
    assert office.figures() == [("枫林村", "10-14", "unsure", {"悬挂横幅标语": 2})]
    assert await office.said() == []
    assert office.row() == {}


def _two_towns(folder: Path) -> Path:
    """The sample's register with a second town that has a 双塘村 too."""
    shutil.copytree(sample_folder(), folder)
    added = {
        "单位.csv": "ML,梅林镇,乡镇,青岭县,,,,,,,,90\nML01,双塘村,村,梅林镇,双塘,,,,,,,91\n",
        "群.csv": "local,g-meilin,梅林镇工作群,梅林镇,报送,逐条,是\n",
    }
    for name, rows in added.items():
        with (folder / name).open("a", encoding="utf-8") as sheet:
            sheet.write(rows)
    people = folder / "人员.csv"
    text = people.read_text(encoding="utf-8-sig").replace(",双塘村,", ",柳溪镇/双塘村,")
    people.write_text(text, encoding="utf-8-sig")
    return folder


async def test_of_two_villages_of_one_name_the_groups_town_decides(tmp_path: Path) -> None:
    register = _two_towns(tmp_path / "register")
    async with talking(tmp_path, "2026-10-14T08:00", register=register) as office:
        await office.say("柳溪-石桥-赵", "双塘村横幅2条", chat="梅林镇工作群")
        await office.say("柳溪-石桥-赵", "双塘村横幅3条")
        await office.say("唐某", "双塘横幅4条")
        assert [report["state"] for report in office.exported()] == ["recorded"] * 3
        assert office.row() == {"悬挂横幅标语(条)": "7"}
        assert office.row("双塘村") == {"悬挂横幅标语(条)": "7"}


async def test_one_stall_told_by_three_is_one_event_above(office: Office) -> None:
    await office.say("汪某", "枫林村与司法所、柳溪小学联合开展集中宣传1场,发资料100份")
    await office.say("施某", "司法所和枫林村、柳溪小学联合开展集中宣传1场,发资料60份")
    await office.say("肖某", "柳溪小学与枫林村、司法所联合开展集中宣传1场,发资料40份")
    event = "集中宣传活动(场)"
    credited = [office.row(unit)[event] for unit in ("枫林村", "司法所", "柳溪小学")]
    assert credited == ["1", "1", "1"]
    assert office.row() == {event: "1", "发放宣传资料(份)": "200"}


NUMBERS = (
    ("三个路口各挂2条横幅", ("悬挂横幅标语", 6, "条", False)),
    ("发资料两百来份", ("发放宣传资料", 200, "份", True)),
    ("资料一千二百份", ("发放宣传资料", 1200, "份", False)),
    ("发放资料1.2万份", ("发放宣传资料", 12000, "份", False)),
    ("发放资料2500余份", ("发放宣传资料", 2500, "份", True)),
    ("广播近百次", ("广播播放", 100, "次", True)),
    ("发册子大概八九十本,没细数", ("发放宣传资料", 80, "本", True)),
    ("今天發宣傳單二百三十份", ("发放宣传资料", 230, "份", False)),
)


async def test_a_number_is_kept_as_it_was_meant(office: Office) -> None:
    for text, _ in NUMBERS:
        await office.say("汪某", text)
    reports = office.exported()
    assert [report["state"] for report in reports] == ["recorded"] * len(NUMBERS)
    for report, (text, expected) in zip(reports, NUMBERS, strict=True):
        (item,) = report["items"]
        told = (item["activity"], item["count"], item["unit"], item["approx"])
        assert (told, report["text"]) == (expected, text)
        assert item["words"] in text


async def test_visits_told_as_times_do_not_become_households(office: Office) -> None:
    await office.say("汪某", "走访22户")
    await office.say("汪某", "走访9次")
    assert office.row("枫林村") == {"入户走访(户)": "22", "入户走访(次)": "9"}


async def test_a_schedule_is_multiplied_by_nobody(office: Office) -> None:
    await office.say("汪某", "村村响早中晚各一遍,1号放到今天")
    (report,) = office.exported()
    assert (report["state"], report["items"]) == ("unsure", [])
    assert await office.said() == []
    assert office.row() == {}


async def test_sheets_told_in_other_measures_are_one_sum(office: Office) -> None:
    await office.say("汪某", "发单子200份")
    await office.say("吴某", "发册子30本")
    await office.say("唐某", "明白纸50张")
    assert office.row() == {"发放宣传资料(份)": "280"}


async def test_at_least_in_one_addend_is_at_least_in_the_sum(office: Office) -> None:
    await office.say("汪某", "咨询30余人次")
    await office.say("吴某", "咨询20人次")
    assert office.row() == {"现场咨询(人次)": "50余"}


async def test_a_unit_that_told_nothing_is_shown_as_such_and_never_as_zero(office: Office) -> None:
    await office.say("汪某", "横幅2条")
    tables = office.tables()
    remarks = {row.unit: row.remark for row in tables.rows}
    assert (remarks["枫林村"], remarks["石桥村"]) == ("", "未报")
    silent = next(row for row in tables.rows if row.unit == "石桥村")
    assert set(silent.figures) == {None}


async def test_a_village_with_a_rare_character_stands_everywhere(office: Office) -> None:
    await office.say("党某", "垱上今天發宣傳單二百三十份,掛橫幅兩條")
    assert await office.said() == ["垱上村10/14:资料230份、横幅2条,已记。"]
    (report,) = office.exported()
    assert report["unit"] == "垱上村"
    assert report["text"] == "垱上今天發宣傳單二百三十份,掛橫幅兩條"
    assert office.row("垱上村") == {"发放宣传资料(份)": "230", "悬挂横幅标语(条)": "2"}


PHONE, IDENTITY = "13812345678", "340823199003076512"


async def test_a_phone_and_an_identity_number_are_nowhere_to_be_seen(office: Office) -> None:
    await office.say("汪某", f"横幅2条,群众张某电话{PHONE},身份证{IDENTITY}")
    await office.say("汪某", f"更正:横幅3条,联系{PHONE}")
    seen = [*await office.said(), *await office.said(SUPERVISORS)]
    for what in ("reports", "log", "sent", "photos"):
        seen += [str(row) for row in office.exported(what)]
    seen.append(str(office.tables()))
    assert office.row("枫林村") == {"悬挂横幅标语(条)": "3"}
    assert not [line for line in seen if PHONE in line or IDENTITY in line]


async def test_the_deadline_night_loses_and_doubles_nothing_over_a_restart(
    tmp_path: Path,
) -> None:
    limits = Limits(quiet_seconds=30)
    villages = ("汪某", "吴某", "唐某", "潘某", "查某", "党某")
    async with talking(tmp_path, "2026-11-03T19:00", limits) as office:
        for number in range(60):
            words = f"补报10月20日:入户{number + 1}户"
            await office.say(villages[number % 6], words, settle=False)
            office.clock.moment = office.clock.now().replace(second=number)
        await office.settle()
        before = len(await office.said())
    async with talking(tmp_path, "2026-11-03T19:02", limits, first=False) as office:
        await office.wait(minutes=3)
        states = [report["state"] for report in office.exported()]
        assert states == ["recorded"] * 60
        assert office.row() == {"入户走访(户)": str(sum(range(1, 61)))}
        said = await office.said()
        assert before < len(said) < 20
        assert len(set(said)) == len(said)
        assert {row["state"] for row in office.exported("sent")} == {"sent"}


async def test_a_correction_close_behind_its_report_is_told_by_the_receipt(
    tmp_path: Path,
) -> None:
    async with talking(tmp_path, "2026-11-03T20:00", Limits(quiet_seconds=30)) as office:
        await office.say("吴某", "10月13日横幅3条", settle=False)
        await office.say("吴某", "更正:10月13日横幅不是3条,是2条")
        await office.wait(seconds=40)
        assert office.figures() == [("石桥村", "10-13", "recorded", {"悬挂横幅标语": 2})]
        assert await office.said(GROUP) == ["石桥村10/13:横幅2条,已记。"]
