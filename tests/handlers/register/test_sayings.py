"""The sheet 说法: what is kept of it, and what its rows are told."""

import pytest

from handlers.register.reading import read_register
from handlers.register.rows import RawSheet
from storage.records import Saying

HEADING = ("口语", "正式名称", "单位词")
PLACES = """名称,类别,上级
青岭县,县,
柳溪镇,乡镇,青岭县
茶山镇,乡镇,青岭县
石桥村,村,柳溪镇
双塘村,村,柳溪镇
双塘村,村,茶山镇"""
MONTHS = """名称,开始,结束,报送截止
宣传月,2026-10-09,2026-10-31,2026-11-03"""


def sheet(name: str, lines: list[str]) -> RawSheet:
    return RawSheet(name, tuple(tuple(line.split(",")) for line in lines))


def read(*lines: str) -> tuple[set[Saying], list[str]]:
    sheets = [
        sheet("单位", PLACES.splitlines()),
        sheet("活动", MONTHS.splitlines()),
        sheet("说法", [",".join(HEADING), *lines]),
    ]
    register, findings = read_register(sheets)
    told = [finding.text for finding in findings if finding.sheet == "说法"]
    return set(register.sayings or ()), told


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("喊话,广播播放,次", [Saying("喊话", "广播播放", "次")]),
        ("明白卡,发放宣传资料,张", [Saying("明白卡", "发放宣传资料", "张")]),
        ("花杆,石桥村,", [Saying("花杆", "石桥村")]),
        ("花 杆,石 桥 村,", [Saying("花杆", "石桥村")]),
        ("小红本、小蓝本,资料,本", [Saying(w, "发放宣传资料", "本") for w in ("小红本", "小蓝本")]),
        ("小紅本,發放宣傳資料,本", [Saying("小紅本", "发放宣传资料", "本")]),
        ("老双塘,柳溪镇/双塘村,", [Saying("老双塘", "柳溪镇/双塘村")]),
    ],
)
def test_a_row_is_kept_as_it_is_meant(line: str, kept: list[Saying]) -> None:
    assert read(line) == (set(kept), [])


@pytest.mark.parametrize(
    ("lines", "kept", "told"),
    [
        (
            [",广播播放,次"],
            0,
            "说法 第2行 口语:必须填写,这里是空的;改为“口语”的内容(合并的格子请拆开,逐行填)",
        ),
        (
            ["喊话,,次"],
            0,
            "说法 第2行 正式名称:必须填写,这里是空的;改为“正式名称”的内容(合并的格子请拆开,逐行填)",
        ),
        (
            ["小红本,发放宣传资料,本", "小红本,宣传品,本"],
            1,
            "说法 第3行 口语:“小红本”第2行写的是“发放宣传资料 本”,这里不同;改为只留一行",
        ),
        (
            ["小红本,发放宣传资料,本", "小紅本,发放宣传资料,本"],
            1,
            "说法 第3行 口语:与第2行相同;改为只留一行",
        ),
        (
            ["塘边,双塘村,"],
            0,
            "说法 第2行 正式名称:“双塘村”有2个:青岭县/柳溪镇/双塘村、青岭县/茶山镇/双塘村;"
            "改为“上级/名称”的写法",
        ),
        (
            ["小红本,发放宣传资料,本、册"],
            1,
            "说法 第2行 单位词:写了几个单位词;改为只留最常用的一个",
        ),
    ],
)
def test_an_error_is_named_with_its_mend(lines: list[str], kept: int, told: str) -> None:
    sayings, findings = read(*lines)
    assert (len(sayings), findings) == (kept, [told])


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("墙,展板宣传栏,面", "口语:“墙”只有一个字,别的话里也常有,容易读错;改为两个字以上的说法"),
        (
            "横幅,展板宣传栏,面",
            "口语:“横幅”本来读作“悬挂横幅标语”,改照本表读;改为别的说法;就是这个意思就不用管",
        ),
        ("计划,信息稿件,篇", "口语:“计划”是常用的话,照本表读容易读错;改为更明白的说法"),
        (
            "石桥村,柳溪镇,",
            "口语:“石桥村”也是单位“青岭县/柳溪镇/石桥村”的名称,说的是哪个分不清;改为别的说法",
        ),
        ("明白墙,展板宣传栏,趟", "单位词:“展板宣传栏”不论“趟”,照记,不加进合计;改为块,或留空"),
        ("明白墙,展板宣传栏,堵", "单位词:“堵”不是认得的单位词,读不出数来;改为别的单位词,或留空"),
        ("救急钱,临时救助,", "正式名称:“临时救助”不是活动内容,也不是单位,先当作政策名称存着"),
        (
            "小红本,发放宣传资枓,本",
            "正式名称:没有“发放宣传资枓”这个活动内容或单位,先当作政策名称存着;"
            "改为发放宣传资料;就是政策名称不用管",
        ),
        (
            "花杆,石乔村,",
            "正式名称:没有“石乔村”这个活动内容或单位,先当作政策名称存着;"
            "改为石桥村;就是政策名称不用管",
        ),
    ],
)
def test_a_doubtful_row_is_kept_and_told(line: str, told: str) -> None:
    sayings, findings = read(line)
    assert len(sayings) == 1
    assert findings == [f"说法 第2行 {told}(提醒)"]
