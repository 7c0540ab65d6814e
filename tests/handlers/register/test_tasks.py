"""The sheets 任务 and 假日: what plans say, and what they leave open."""

# ruff: noqa: E501

from datetime import date

import pytest

from handlers.register.finding import Wrong
from handlers.register.minimums import Minimum, read_minimum
from handlers.register.reading import read_register
from handlers.register.rows import RawSheet
from handlers.register.tasks import months_in
from storage.records import EVERY_KIND, Holiday, Measure, Per, Period
from storage.register_rows import Register, TaskRow

UNITS = "名称 类别 上级 村民组数 户数 班级数 项目点数\n柳溪镇 乡镇\n枫林村 村 柳溪镇 9 412\n石桥村 村 柳溪镇 7 365\n司法所 部门 柳溪镇 _ _ _ 2\n柳溪小学 学校 柳溪镇 _ _ 18\n"
MONTHS = "编号 名称 开始 结束 报送截止\nC4 四月宣传月 2026-04-01 2026-04-30 2026-05-08\nC10 十月宣传月 2026-10-09 2026-10-31 2026-11-03\n"
HEAD = "活动 适用 内容 至少 计量 计数 周期 期限 要求 原文"
REST = "十月宣传月 村 入户走访\n十月宣传月 部门、学校 信息稿件\n"
"""So that no unit is without a task."""


def sheet(name: str, text: str) -> RawSheet:
    """Cells parted by one blank; _ is an empty cell."""
    rows = [tuple("" if c == "_" else c for c in line.split(" ")) for line in text.splitlines()]
    return RawSheet(name, tuple(rows))


def read(*lines: str, **more: str) -> tuple[Register, list[str]]:
    tasks = "\n".join([HEAD, *lines]) + "\n" + REST
    sheets = {"单位": UNITS, "活动": MONTHS, "任务": tasks, **more}
    register, findings = read_register([sheet(name, text) for name, text in sheets.items()])
    return register, [finding.text for finding in findings]


def tasks(line: str) -> list[TaskRow]:
    register, findings = read(line)
    assert findings == []
    return list(register.tasks or ())[:-2]


@pytest.mark.parametrize(
    ("text", "minimum"),
    [
        ("2", Minimum(2)),
        ("２", Minimum(2)),
        ("2-3", Minimum(2)),
        ("2—3次", Minimum(2, measure="次")),
        ("3至4", Minimum(3)),
        ("2条", Minimum(2, measure="条")),
        ("1篇以上", Minimum(1, measure="篇")),
        ("不少于2次", Minimum(2, measure="次")),
        ("100%", Minimum(whole=True)),
        ("100％", Minimum(whole=True)),
        ("10万", Minimum(100_000)),
        ("1.2万份", Minimum(12_000, measure="份")),
        ("1-2万", Minimum(10_000)),
        ("9000-1万", Minimum(9_000)),
        ("1,000", Minimum(1_000)),
        ("2.0", Minimum(2)),
    ],
)
def test_how_many_at_least(text: str, minimum: Minimum) -> None:
    assert read_minimum(text) == minimum


@pytest.mark.parametrize(
    ("text", "instead"),
    [
        ("80%", "100%,或一个数"),
        ("0", "1 到 10000000 之间的数"),
        ("2.5", "只写数字,例如 2"),
        ("若干", "一个数、“2-3”、100%,或留空(只展示,不催)"),
        ("1.2E+17", "完整的号码(先把这一列设为文本)"),
        ("2026-02-03", "2-3(先把这一列设为文本)"),
        ("2月3日", "2-3(先把这一列设为文本)"),
    ],
)
def test_a_minimum_that_says_nothing_is_named_with_its_mend(text: str, instead: str) -> None:
    with pytest.raises(Wrong) as raised:
        read_minimum(text)
    assert raised.value.fault.instead.format(**raised.value.blanks) == instead


def test_a_row_of_bare_words_means_what_the_contract_says_of_empty_cells() -> None:
    (task,) = tasks("_ 村 悬挂横幅标语 2")
    assert task == TaskRow(("村",), (), ("悬挂横幅标语",), minimum=2)
    assert (task.measure, task.per, task.period) == (
        Measure.AMOUNT,
        Per.UNIT,
        Period.CAMPAIGN,
    )
    assert (task.campaign, task.required, task.row) == (None, True, 2)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("十月宣传月 枫林村 展板宣传栏 1", {"kinds": (), "units": (("柳溪镇", "枫林村"),)}),
        ("C10 每村 展板宣传栏 1", {"kinds": ("村",), "campaign": "十月宣传月"}),
        ("十月 村、司法所 展板宣传栏 1", {"kinds": ("村",), "units": (("柳溪镇", "司法所"),)}),
        ("_ 柳溪镇/村 广播播放", {"units": (("柳溪镇", "枫林村"), ("柳溪镇", "石桥村"))}),
        ("_ 全部单位 广播播放", {"kinds": (EVERY_KIND,), "minimum": None}),
        ("_ 村 横幅/宣传车巡回 2 次数", {"contents": ("悬挂横幅标语", "宣传车巡回"), "measure": Measure.TIMES}),
        ("_ 村 入户走访 100%", {"whole": True, "minimum": None, "per": Per.HOUSEHOLDS}),
        ("_ 村 入户走访 100% _ 全部户", {"whole": True, "per": Per.HOUSEHOLDS}),
        ("_ 学校 展板宣传栏 1 _ 每班级", {"per": Per.CLASS}),
        ("_ 部门 悬挂横幅标语 1 _ 每项目", {"per": Per.SITE}),
        ("_ 村 悬挂横幅标语 2 _ 村和组", {"per": Per.VILLAGE_AND_GROUPS}),
        ("_ 村 信息稿件 1 采用 _ 每季", {"measure": Measure.ADOPTED, "period": Period.QUARTER}),
        ("_ 村 走访日 3-4 次数 _ 每月", {"minimum": 3, "period": Period.MONTH}),
        ("_ 村 活动总结 1 有 _ _ _ 鼓励", {"required": False, "measure": Measure.THERE}),
        ("十月宣传月 村 悬挂横幅标语 1 _ _ _ 2026-10-12", {"due": date(2026, 10, 12)}),
    ],
)  # fmt: skip
def test_what_a_row_asks_for(line: str, expected: dict[str, object]) -> None:
    (task,) = tasks(line)
    assert {name: getattr(task, name) for name in expected} == expected


def test_a_bundle_is_a_task_for_each_part_and_a_list_of_campaigns_one_for_each() -> None:
    made = tasks("四月宣传月、十月宣传月 部门 活动总结、图片资料 1 有 _ 活动")
    assert [(task.campaign, task.contents) for task in made] == [
        ("四月宣传月", ("活动总结",)),
        ("四月宣传月", ("图片资料",)),
        ("十月宣传月", ("活动总结",)),
        ("十月宣传月", ("图片资料",)),
    ]


@pytest.mark.parametrize(
    ("why", "line", "findings"),
    [
        ("nobody", "_ _ 广播播放 1", ["任务 第2行 适用:没有写由谁来做;改为类别、单位,或“全部单位”"]),
        ("nothing", "_ 村 _ 1", ["任务 第2行 内容:必须填写,这里是空的;改为“内容”的内容(合并的格子请拆开,逐行填)"]),
        ("a misspelt village", "_ 枫林材 广播播放 1", ["任务 第2行 适用:没有“枫林材”这个类别或单位;改为枫林村"]),
        ("a kind without units", "_ 医院 广播播放 1", ["任务 第2行 适用:登记表里没有类别为“医院”的单位,没有谁要做;改为别的类别,或先登记这些单位(提醒)"]),
        ("an unknown activity", "_ 村 入户走方 1", ["任务 第2行 内容:不认识“入户走方”这项内容;改为入户走访"]),
        ("an unknown campaign", "五月宣传 村 广播播放 1", ["任务 第2行 活动:没有“五月宣传”这个活动,或不止一个;改为四月宣传月"]),
        ("a campaign that may be two", "宣传月 村 广播播放 1", ["任务 第2行 活动:没有“宣传月”这个活动,或不止一个;改为四月宣传月、十月宣传月"]),
        ("all of something else than households", "_ 村 入户走访 100% _ 每村民组", ["任务 第2行 计数:100% 是按户算的;改为全部户"]),
        ("a measure word that does not count it", "_ 村 悬挂横幅标语 2场", ["任务 第2行 至少:“场”不是悬挂横幅标语的单位,不会计入;改为份、副、处、幅、张、条、道里的一个(提醒)"]),
        ("figures that do not add up", "_ 村 横幅/宣传车巡回 2", ["任务 第2行 计量:悬挂横幅标语、宣传车巡回的单位不同,加不到一起;改为计量填“次数”(提醒)"]),
        ("each village or each group", "_ 村 展板宣传栏 1 _ _ _ _ _ 每个村组黑板报1期以上", ["任务 第2行 计数:原文说到村组:是每个村、每个村民组,还是村和组都要,说不准;现在按每单位算;改为“计数”填每单位、每村民组或村和组(提醒)"]),
        ("the same, answered", "_ 村 展板宣传栏 1 _ 每单位 _ _ _ 每个村组黑板报1期以上", []),
        ("each month or both together", "_ 村 广播播放 2 _ _ _ _ _ 4月和10月宣传不得少于2次", ["任务 第2行 周期:说到几个时段:是每个时段各2,还是合起来2,说不准;现在按每个活动各算;改为“周期”填活动(各算)或全年(合起来算)(提醒)"]),
        ("two campaigns named", "四月宣传月、十月宣传月 村 广播播放 2", ["任务 第2行 周期:说到几个时段:是每个时段各2,还是合起来2,说不准;现在按每个活动各算;改为“周期”填活动(各算)或全年(合起来算)(提醒)"]),
        ("the same, answered", "四月宣传月、十月宣传月 村 广播播放 2 _ _ 活动", []),
        ("a summary before the end", "十月宣传月 部门 活动总结 1 有 _ _ 2026-10-20", ["任务 第2行 期限:早于活动结束(2026-10-31),那时还总结不了,像是照抄了旧日期;改为核对后的日期(提醒)"]),
        ("a date of last year", "十月宣传月 村 广播播放 1 _ _ _ 2025-10-20", ["任务 第2行 期限:早于活动开始(2026-10-09),像是照抄了旧日期;改为核对后的日期(提醒)"]),
        ("a day after all is over", "十月宣传月 村 广播播放 1 _ _ _ 2026-12-20", ["任务 第2行 期限:晚于活动的报送截止(2026-11-03);改为核对后的日期(提醒)", "任务 第2行 期限:这天休息,顺延到2026-12-21;改为2026-12-21,或别的工作日(提醒)"]),
        ("a Sunday", "十月宣传月 村 广播播放 1 _ _ _ 2026-10-18", ["任务 第2行 期限:这天休息,顺延到2026-10-19;改为2026-10-19,或别的工作日(提醒)"]),
        ("a make-up Saturday", "十月宣传月 村 广播播放 1 _ _ _ 2026-10-10", []),
        ("a number that the register lacks", "十月宣传月 学校 悬挂横幅标语 1 _ 每村民组", ["任务 第2行 计数:柳溪小学没有填村民组数,算不出要做多少;改为先在“单位”表里填上村民组数(提醒)"]),
        ("a spoilt range", "_ 村 广播播放 2026/2/3", ["任务 第2行 至少:“2-3”被 Excel 改成了日期;改为2-3(先把这一列设为文本)"]),
    ],
)  # fmt: skip
def test_what_a_plan_leaves_open_is_asked_with_its_row(
    why: str, line: str, findings: list[str]
) -> None:
    assert read(line)[1] == findings, why


def test_quotas_that_conflict_are_named_once_with_both_rows() -> None:
    _, findings = read("十月宣传月 村 悬挂横幅标语 2", "_ 枫林村 悬挂横幅标语 3")
    assert findings == [
        "任务 第3行 至少:枫林村的“悬挂横幅标语”第2行要求2,这里要求3;改为只留一行,或写上不同的期限(提醒)"
    ]


def test_the_same_quota_by_another_day_for_others_or_only_encouraged_is_no_conflict() -> None:
    lines = [
        "十月宣传月 村 悬挂横幅标语 2",
        "十月宣传月 村 悬挂横幅标语 1 _ _ _ 2026-10-12",
        "十月宣传月 枫林村、石桥村 悬挂横幅标语 4 _ 每村民组",
        "十月宣传月 部门 悬挂横幅标语 5",
        "四月宣传月 村 悬挂横幅标语 6",
        "十月宣传月 石桥村 悬挂横幅标语 7 _ _ _ _ 鼓励",
    ]
    assert read(*lines)[1] == []


def test_a_row_written_twice_is_an_error_but_codes_tell_alike_tasks_apart() -> None:
    _, twice = read("十月宣传月 村 广播播放 1", "十月宣传月 村 广播播放 1")
    assert twice == [
        "任务 第3行 内容:与第2行的活动、适用、内容、期限都一样;改为只留一行;本是两项,就各写一个编号"
    ]
    coded = "编号 适用 内容 至少\n1 学校 会议培训 1\n2 学校 会议培训 1\n2 村、部门 会议培训 1\n"
    sheets = {"单位": UNITS, "活动": MONTHS, "任务": coded}
    _, findings = read_register([sheet(name, text) for name, text in sheets.items()])
    assert [one.text for one in findings] == ["任务 第4行 编号:与第3行的编号相同;改为各用各的编号"]


def test_units_with_nothing_to_do_or_nobody_to_report_are_told_with_a_row() -> None:
    people = "账号 单位\na 枫林村\nb 柳溪小学\nc 司法所\n"
    only = "适用 内容 至少\n村、学校 广播播放 1\n"
    sheets = {"单位": UNITS, "活动": MONTHS, "任务": only, "人员": people}
    _, findings = read_register([sheet(name, text) for name, text in sheets.items()])
    assert [one.text for one in findings] == [
        "单位 第4行:1个单位没有人报送:石桥村;改为给这些单位各写一名联络员(提醒)",
        "单位 第5行:1个单位没有任何任务:司法所;改为在“任务”表里给它们写上任务;本来没有就不用管(提醒)",
    ]


def test_a_task_that_nobody_of_the_register_can_report_is_told() -> None:
    _, findings = read(
        "十月宣传月 石桥村 广播播放 1", 人员="账号 单位\na 枫林村\nb 柳溪小学\nc 司法所\n"
    )
    assert (
        "任务 第2行 适用:要做的单位都没有人报送:石桥村;改为给这些单位各写一名联络员(提醒)"
        in findings
    )


def test_a_year_without_a_notice_is_told_and_what_holds_meanwhile() -> None:
    later = "名称 开始 结束 报送截止\n明年宣传月 2027-10-11 2027-10-29 2027-11-03\n"
    sheets = {"单位": UNITS, "活动": later, "任务": "适用 内容 至少\n村、学校、部门 广播播放 1\n"}
    _, findings = read_register([sheet(name, text) for name, text in sheets.items()])
    assert [one.text for one in findings] == [
        "假日:2027年的放假安排还没有数据,先按周一到周五上班算,国庆头七天和春节前后不发提醒;改为在“假日”表里写上当年的放假和调休(提醒)"
    ]


def test_a_deadline_on_a_day_that_the_office_has_off_is_told() -> None:
    _, findings = read(假日="日期 休或班\n2026-11-03 休\n", 设置="名称 值\n遇节假日顺延 否\n")
    assert findings == ["活动 第3行 报送截止:这天休息,按设置不顺延;改为工作日,例如2026-11-04(提醒)"]


def test_without_tasks_a_register_is_not_asked_about_its_plan() -> None:
    sheets = {"单位": UNITS, "活动": MONTHS.replace("2026-11-03", "2026-11-01")}
    _, findings = read_register([sheet(name, text) for name, text in sheets.items()])
    assert findings == []


def test_holidays_by_day_and_by_stretch() -> None:
    days = "日期 休或班 依据\n2026-10-01至2026-10-03 休 国办发明电\n2026-10-10 上班\n2026/10/5-2026/10/6 放假\n"
    register, findings = read(假日=days)
    assert findings == []
    assert register.holidays == (
        *(Holiday(date(2026, 10, day), False, "国办发明电") for day in (1, 2, 3)),
        Holiday(date(2026, 10, 10), True),
        Holiday(date(2026, 10, 5), False),
        Holiday(date(2026, 10, 6), False),
    )


@pytest.mark.parametrize(
    ("line", "finding"),
    [
        ("2026-10-02 休", "假日 第3行 日期:与第2行相同;改为只留一行"),
        ("2026-13-02 休", "假日 第3行 日期:不是日期;改为2026-10-09 这样的写法"),
        ("2026-11-05至2026-11-01 休", "假日 第3行 日期:“2026-11-01”早于“2026-11-05”;改为核对后的日期"),
        ("2026-01-01至2026-12-31 休", "假日 第3行 日期:一行超过60天;改为核对后的起止日期"),
        ("2026-12-01 半天", "假日 第3行 休或班:不认识“半天”;改为下面的一个:休、班"),
        ("2026-12-01", "假日 第3行 休或班:必须填写,这里是空的;改为“休或班”的内容(合并的格子请拆开,逐行填)"),
    ],
)  # fmt: skip
def test_a_holiday_that_cannot_be_read_is_named(line: str, finding: str) -> None:
    assert read(假日=f"日期 休或班\n2026-10-01至2026-10-03 休\n{line}\n")[1] == [finding]


def test_the_months_of_a_list_are_found_and_those_of_a_stretch_are_not() -> None:
    assert months_in("4月份和10月份各一次") == ["4", "10"]
    assert len(months_in("5、8、10月")) == 3
    assert months_in("8月11日至9月10日") == []
    assert months_in("10月份开展") == []
