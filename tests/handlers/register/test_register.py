"""The office's register: what is understood, and what is named with its place and its mend."""

# ruff: noqa: E501

from datetime import date

import pytest

from handlers.office import Office, make_office
from handlers.register.finding import has_errors
from handlers.register.reading import read_register
from handlers.register.rows import RawSheet
from storage.records import Alias, Campaign, GroupPurpose, Role, Unit
from storage.register_rows import (
    CampaignRow,
    GroupRow,
    MembershipRow,
    PersonRow,
    Register,
    UnitRow,
)

TOWN = "编号 名称 类别 上级 别名\n1 青岭县 县\n2 柳溪镇 乡镇 青岭县 柳溪\n3 枫林村 村 柳溪镇 枫林\n4 石桥村 村 柳溪镇\n"
MONTH = "编号 名称 开始 结束 报送截止 集中宣传日\nh10 十月宣传月 2026-10-09 2026-10-31 2026-11-03 2026-10-14\n"


def sheet(name: str, text: str) -> RawSheet:
    """Cells parted by one blank; _ is an empty cell."""
    rows = [tuple("" if c == "_" else c for c in line.split(" ")) for line in text.splitlines()]
    return RawSheet(name, tuple(rows))


def read(**sheets: str) -> Register:
    register, findings = read_register([sheet(name, text) for name, text in sheets.items()])
    assert [finding.text for finding in findings] == []
    return register


def told(kept: Office | None = None, **sheets: str) -> list[str]:
    _, findings = read_register([sheet(name, text) for name, text in sheets.items()], kept)
    return [finding.text for finding in findings]


def test_units_stand_under_one_another_and_keep_the_order_of_the_sheet() -> None:
    register = read(单位=TOWN, 活动=MONTH)

    assert register.units == (
        UnitRow(("青岭县",), "县", "1", position=1),
        UnitRow(("青岭县", "柳溪镇"), "乡镇", "2", (Alias("柳溪"),), position=2),
        UnitRow(("青岭县", "柳溪镇", "枫林村"), "村", "3", (Alias("枫林"),), position=3),
        UnitRow(("青岭县", "柳溪镇", "石桥村"), "村", "4", position=4),
    )
    assert register.campaigns == (
        CampaignRow(
            "十月宣传月",
            date(2026, 10, 9),
            date(2026, 10, 31),
            date(2026, 11, 3),
            "h10",
            date(2026, 10, 14),
        ),
    )
    assert (register.people, register.groups, register.settings) == (None, None, None)


def test_columns_in_any_order_a_title_blank_rows_and_totals_are_understood() -> None:
    units = "柳溪镇单位表\n\n户数 类\u3000别* 名称(必填)\n_ 乡镇 柳溪镇\n\n\uff13\uff12\uff10 村 枫林村\n合计 _ _\n320 _ 合计\n填表人:周某\n"
    register = read(单位=units, 活动=MONTH)

    assert [(unit.path, unit.households) for unit in register.units or ()] == [
        (("柳溪镇",), None),
        (("枫林村",), 320),
    ]


def test_the_numbered_come_in_their_order_and_the_others_after_them() -> None:
    units = "名称 类别 顺序\n甲村 村 _\n乙村 村 2\n丙村 村 1\n"
    register = read(单位=units, 活动=MONTH)
    assert [(u.path[0], u.position) for u in register.units or ()] == [
        ("甲村", 3),
        ("乙村", 2),
        ("丙村", 1),
    ]


def test_people_of_one_account_are_one_person_with_several_units() -> None:
    people = "平台 账号 姓名 单位 身份 起 止\nlocal chen 老陈 枫林、柳溪镇/石桥村 包保 _ 2026/12/31\nlocal chen 老陈 柳溪 部门\n_ 77 周某 _ 县级\n"
    town = ("青岭县", "柳溪镇")
    register = read(单位=TOWN, 活动=MONTH, 人员=people)

    until = date(2026, 12, 31)
    assert register.people == (
        PersonRow(
            "local",
            "chen",
            "老陈",
            (
                MembershipRow((*town, "枫林村"), Role.ASSIGNED, None, until),
                MembershipRow((*town, "石桥村"), Role.ASSIGNED, None, until),
                MembershipRow(town, Role.DEPARTMENT),
            ),
        ),
        PersonRow("telegram", "77", "周某", (MembershipRow(("青岭县",), Role.COUNTY),)),
    )


def test_a_group_takes_its_defaults_from_its_channel() -> None:
    groups = "平台 群号 名称 单位 用途 回执 提醒\n_ -1001 工作群 柳溪镇\nwechat _ 村民群 枫林村 群众 _ 否\n"
    register = read(单位=TOWN, 活动=MONTH, 群=groups)

    town = ("青岭县", "柳溪镇")
    assert register.groups == (
        GroupRow("telegram", "-1001", "工作群", town, GroupPurpose.REPORTS, "逐条", True),
        GroupRow(
            "wechat", None, "村民群", (*town, "枫林村"), GroupPurpose.RESIDENTS, "汇总", False
        ),
    )


def test_settings_keep_what_the_office_wrote_and_leave_out_the_empty() -> None:
    register = read(单位=TOWN, 活动=MONTH, 设置="名称 值\n试运行 否\n点名 _\n日报时间 17:30\n")
    assert register.settings == {"试运行": "否", "日报时间": "17:30"}


def test_every_fault_is_told_at_once_with_its_place_and_its_mend() -> None:
    units = "编号 名称 类别 上级 户数 户术\n1 柳溪镇 乡镇\n2 枫林村 _ 柳溪镇 三百\n3 石桥村 村 柳西镇 1.2E+5\n1 双塘村 村 柳溪镇\n"
    assert told(单位=units, 活动=MONTH) == [
        "单位 第1行 户术:不认识这一列,没有读;改为户数(提醒)",
        "单位 第3行 类别:必须填写,这里是空的;改为“类别”的内容(合并的格子请拆开,逐行填)",
        "单位 第3行 户数:不是数;改为只写数字,例如 120",
        "单位 第4行 上级:没有“柳西镇”这个单位;改为柳溪镇,或在本表加一行“柳西镇”,或留空",
        "单位 第4行 户数:成了科学记数法,号码已经丢了位数;改为完整的号码(先把这一列设为文本)",
        "单位 第5行 编号:与第2行的编号相同;改为各用各的编号",
    ]


@pytest.mark.parametrize(
    ("label", "sheets", "findings"),
    [
        (
            "a sheet without its heading",
            {"单位": "枫林村 村\n", "活动": MONTH},
            [
                "单位:找不到表头;改为写一行列名:编号、名称、类别、上级、别名、村民组数、户数、"
                "班级数、项目点数、纬度、经度、坐标系、顺序"
            ],
        ),
        (
            "a needed column is absent",
            {"单位": "名称\n枫林村\n", "活动": MONTH},
            ["单位 第1行 类别:缺这一列;改为加上列“类别”"],
        ),
        (
            "nothing but the units",
            {"单位": TOWN},
            ["活动:没有这张表,还不能开始;改为加上“活动”这张表"],
        ),
        (
            "an empty file",
            {"单位": TOWN, "活动": ""},
            ["活动:表里没有内容;改为写上表头和内容,或删去这个文件"],
        ),
        (
            "sheets of later versions and foreign ones",
            {"单位": TOWN, "活动": MONTH, "问答": "编号\n", "人员表": "姓名\n"},
            [
                "问答:这张表本版还不读,其余各表照常读(提醒)",
                "人员表:不认识“人员表”这张表,没有读;改为人员(提醒)",
            ],
        ),
        (
            "an unquoted comma has shifted the cells",
            {"单位": "名称 类别\n枫林村 村 老枫林\n", "活动": MONTH},
            ["单位 第2行:这一行比表头多出格子;改为内容里的逗号改用顿号,或给这一格加英文引号"],
        ),
        (
            "a column twice",
            {"单位": "名称 类别 名称\n枫林村 村\n", "活动": MONTH},
            ["单位 第1行 名称:这一列出现了两次;改为只留一列"],
        ),
        (
            "a unit that stands above itself",
            {"单位": "名称 类别 上级\n甲村 村 乙镇\n乙镇 乡镇 甲村\n", "活动": MONTH},
            ["单位 第2行 上级:上级转了一圈又回到自己:甲村→乙镇→甲村;改为真正的上级,最上一级留空"],
        ),
        (
            "the same unit twice",
            {"单位": "名称 类别\n甲村 村\n甲村 村\n", "活动": MONTH},
            ["单位 第3行 名称:与第2行相同;改为只留一行"],
        ),
        (
            "one place half given, one with its degrees turned",
            {"单位": "名称 类别 纬度 经度\n甲村 村 31.1\n乙村 村 116.2 31.1\n", "活动": MONTH},
            [
                "单位 第2行 纬度:只填了经纬度中的一个;改为两个都填,或都不填",
                "单位 第3行 纬度:经度和纬度填反了;改为纬度 31.1,经度 116.2",
            ],
        ),
        (
            "two neighbours share an alias",
            {"单位": "名称 类别 别名\n甲村 村 老村\n乙村 村 老村\n", "活动": MONTH},
            [
                "单位 第3行 别名:“老村”也指第2行的“甲村”,群里说到时分不清;"
                "改为别的叫法,或写上起止年月(提醒)"
            ],
        ),
        (
            "dates copied from another year",
            {
                "单位": TOWN,
                "活动": "名称 开始 结束 报送截止 集中宣传日\n甲 2026-10-09 2026-10-31 2026-08-06 2026-11-01\n乙 2026-10-09 2026-09-30 2026-10-09\n",
            },
            [
                "活动 第2行 报送截止:早于活动结束(2026-10-31),像是照抄了旧日期;改为核对后的日期(提醒)",
                "活动 第2行 集中宣传日:不在活动起止日期之内;改为核对后的日期(提醒)",
                "活动 第3行 结束:“2026-09-30”早于“2026-10-09”;改为核对后的日期",
            ],
        ),
        (
            "a role, a unit and an account that cannot be",
            {
                "单位": TOWN,
                "活动": MONTH,
                "人员": "账号 姓名 单位 身份\na 甲 枫林树 包村\n1.2E+10 乙 枫林村\n_ _ 枫林村\nb 丙\nc 丁 枫林村、石桥村\na 戊 枫林村\n",
            },
            [
                "人员 第2行 单位:没有“枫林树”这个单位;改为枫林村",
                "人员 第2行 身份:不认识“包村”;改为包保(可以填:联络员、包保、主管、部门、县级、管理员)",
                "人员 第3行 账号:成了科学记数法,号码已经丢了位数;改为完整的号码(先把这一列设为文本)",
                "人员 第4行 账号:账号和姓名都是空的;改为至少填一个",
                "人员 第5行 单位:没有填单位;改为他所在的单位",
                "人员 第6行 单位:只有“包保”可以填几个单位;改为一个单位一行",
                "人员 第7行 姓名:这个账号在第2行是“甲”;改为同一个账号写同一个姓名",
            ],
        ),
        (
            "people of one name without an account",
            {
                "单位": TOWN,
                "活动": MONTH,
                "人员": "姓名 单位 起 止\n甲 枫林村 _ 2024-01-01\n甲 枫林村 2024-01-02 _\n甲 石桥村\n甲 枫林村 2025-01-01 _\n",
            },
            [
                "人员 第4行 姓名:与第2行同名,都没有账号,按两个人记;改为如是同一人,两行填同一个账号(提醒)",
                "人员 第5行 单位:与第3行是同一人、同一单位、同一身份,起止重叠;改为只留一行",
            ],
        ),
        (
            "groups",
            {
                "单位": TOWN,
                "活动": MONTH,
                "群": "平台 群号 名称 用途 回执\nlocal g1 甲 报告 表情\nlocal g1 乙\n_ _ _ 群众\nqq g2\n",
            },
            [
                "群 第2行 用途:不认识“报告”;改为报送(可以填:报送、主管、群众)",
                "群 第2行 回执:“表情”只有 telegram 的群能用;改为逐条",
                "群 第3行 群号:与第2行是同一个群;改为只留一行",
                "群 第4行 群号:群号和名称都是空的;改为至少填一个",
                "群 第5行 平台:不认识“qq”;改为下面的一个:telegram、wechat、local",
            ],
        ),
        (
            "settings",
            {
                "单位": TOWN,
                "活动": MONTH,
                "设置": "名称 值\n试运行 开\n日报时间 17点\n排名次 否\n点名 否\n点名 是\n上班时间 8:00-12:00、11:00-17:00\n",
            },
            [
                "设置 第2行 值:“试运行”不能填“开”;改为是或否",
                "设置 第3行 值:“日报时间”不能填“17点”;改为17:00 这样的时间",
                "设置 第4行 名称:没有“排名次”这项设置;改为排名",
                "设置 第6行 名称:与第5行相同;改为只留一行",
                "设置 第7行 值:“上班时间”不能填“8:00-12:00、11:00-17:00”;"
                "改为08:00-12:00、14:30-17:30 这样的写法",
            ],
        ),
    ],
)
def test_a_fault_is_named_as_the_clerk_can_mend_it(
    label: str, sheets: dict[str, str], findings: list[str]
) -> None:
    assert told(**sheets) == findings


def test_the_same_village_in_two_towns_is_told_apart_by_what_stands_above() -> None:
    units = "名称 类别 上级 别名\n青岭县 县\n柳溪镇 乡镇 青岭县\n茶山镇 乡镇 青岭县 茶山\n双塘村 村 柳溪镇\n双塘村 村 茶山/ \n"
    people = "账号 姓名 单位\na 甲 柳溪镇/双塘村\nb 乙 青岭县/茶山/双塘村\nc 丙 双塘村\n"

    register, findings = read_register(
        [sheet("单位", units.replace("/ ", "镇")), sheet("活动", MONTH), sheet("人员", people)]
    )

    assert [finding.text for finding in findings] == [
        "人员 第4行 单位:“双塘村”有2个:青岭县/柳溪镇/双塘村、青岭县/茶山镇/双塘村;"
        "改为“上级/名称”的写法"
    ]
    assert [person.memberships[0].unit[1] for person in (register.people or ())[:2]] == [
        "柳溪镇",
        "茶山镇",
    ]


def test_a_parent_that_two_units_are_called_must_be_written_with_its_own_parent() -> None:
    units = "名称 类别 上级\n甲县 县\n乙县 县\n城关镇 乡镇 甲县\n城关镇 乡镇 乙县\n东村 村 乙县/城关镇\n西村 村 城关镇\n"
    register, findings = read_register([sheet("单位", units), sheet("活动", MONTH)])

    assert [finding.text for finding in findings] == [
        "单位 第7行 上级:“城关镇”有2个:甲县/城关镇、乙县/城关镇;改为“上级/名称”的写法"
    ]
    assert ("乙县", "城关镇", "东村") in [unit.path for unit in register.units or ()]


def test_phones_and_identity_numbers_never_stand_in_a_finding() -> None:
    people = "账号 姓名 单位\n340123199001011234 甲 枫林村\nb 13812341234 13912341234\n"
    _, findings = read_register([sheet("单位", TOWN), sheet("活动", MONTH), sheet("人员", people)])

    shown = repr(findings) + "".join(finding.text for finding in findings)
    assert has_errors(findings)
    assert "340****1234" in shown
    assert "139****1234" in shown
    assert "340123199001011234" not in shown
    assert "13912341234" not in shown


def test_people_alone_may_be_read_once_the_units_are_kept() -> None:
    october = date(2026, 10, 9)
    kept = make_office(
        [Unit(1, "柳溪镇", "乡镇"), Unit(2, "枫林村", "村", parent=1)],
        campaigns=[Campaign(1, "宣传月", october, october, october)],
    )
    people = "账号 单位\na 柳溪镇/枫林村\n"

    assert told(人员=people) == [
        "单位:没有这张表,还不能开始;改为加上“单位”这张表",
        "活动:没有这张表,还不能开始;改为加上“活动”这张表",
    ]
    register, findings = read_register([sheet("人员", people)], kept)
    assert findings == []
    assert register.people == (
        PersonRow("telegram", "a", "", (MembershipRow(("柳溪镇", "枫林村"), Role.LIAISON),)),
    )
    assert register.units is None


def test_a_finding_as_json_has_the_contract_s_keys() -> None:
    _, findings = read_register([sheet("单位", "名称\n枫林村\n"), sheet("活动", MONTH)])
    assert [finding.as_json() for finding in findings] == [
        {
            "level": "error",
            "sheet": "单位",
            "row": 1,
            "column": "类别",
            "value": None,
            "wrong": "缺这一列",
            "instead": "加上列“类别”",
        }
    ]
