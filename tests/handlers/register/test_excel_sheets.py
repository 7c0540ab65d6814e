"""Workbooks as offices make them: what is understood, and what is named."""

import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from openpyxl import Workbook

from handlers.register.excel_cells import cell_text
from handlers.register.excel_sheets import NoWorkbook, read_workbook
from handlers.register.finding import Finding
from handlers.register.reading import read_register
from storage.register_rows import Register

UNITS = [
    ["编号", "名称", "类别", "上级", "户数"],
    ["LX", "柳溪镇", "乡镇", None, None],
    ["LX01", "枫林村", "村", "柳溪镇", 412],
    ["LX02", "石桥村", "村", "柳溪镇", 365],
]

MONTHS = [
    ["名称", "开始", "结束", "报送截止"],
    ["宣传月", date(2026, 10, 9), date(2026, 10, 31), "2026年11月3日"],
]


def book(**sheets: list[list[Any]]) -> Workbook:
    made = Workbook()
    made.remove(made.active)
    for name, rows in {"单位": UNITS, "活动": MONTHS, **sheets}.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    return made


def saved(workbook: Workbook) -> bytes:
    data = io.BytesIO()
    workbook.save(data)
    return data.getvalue()


def read(workbook: Workbook) -> tuple[Register, list[str]]:
    findings: list[Finding] = []
    sheets, unreadable = read_workbook(saved(workbook), findings)
    register, more = read_register(sheets, None, unreadable)
    return register, [finding.text for finding in [*findings, *more]]


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        (None, None, ""),
        ("枫林村", "General", "枫林村"),
        (12, "General", "12"),
        (12.0, "General", "12"),
        (31.1042, "General", "31.1042"),
        (1, "0%", "100%"),
        (0.8, "0.00%", "80%"),
        (7, "000", "007"),
        (-1001234567890, "General", "-1001234567890"),
        (123456789012345, "0.00E+00", "123456789012345"),
        (1.23456789012346e17, "General", "123456789012346000"),
        (True, "General", "是"),
        (False, "General", "否"),
        (datetime(2026, 10, 9), "yyyy-mm-dd", "2026-10-09"),
        (date(2026, 10, 9), "yyyy-mm-dd", "2026-10-09"),
        (datetime(2026, 10, 9, 8, 30), "General", "2026-10-09 08:30"),
        (time(17, 0), "h:mm", "17:00"),
        (timedelta(hours=17, minutes=30), "[h]:mm", "17:30"),
    ],
)
def test_a_cell_reads_as_the_clerk_sees_it(
    value: object, number_format: str | None, text: str
) -> None:
    assert cell_text(value, number_format) == text


def test_dates_numbers_percentages_and_texts_are_understood() -> None:
    workbook = book(
        任务=[["适用", "内容", "至少", "期限"], ["村", "入户走访", 1, datetime(2026, 10, 30)]],
        人员=[
            ["账号", "姓名", "单位"],
            [123456789, "汪 某", "枫林村"],
            ["９８７", "石某", "石桥村"],
        ],
        设置=[["名称", "值"], ["日报时间", time(17, 30)], ["点名", False], ["月末宽限天数", 5]],
    )
    workbook["任务"]["C2"].number_format = "0%"

    register, findings = read(workbook)

    assert findings == []
    assert register.campaigns is not None
    assert register.campaigns[0].due == date(2026, 11, 3)
    assert register.campaigns[0].start == date(2026, 10, 9)
    assert [(task.whole, task.due) for task in register.tasks or ()] == [(True, date(2026, 10, 30))]
    assert [(one.account, one.name) for one in register.people or ()] == [
        ("123456789", "汪某"),
        ("987", "石某"),
    ]
    assert register.settings == {"日报时间": "17:30", "点名": "否", "月末宽限天数": "5"}
    assert [unit.households for unit in register.units or ()] == [None, 412, 365]


def test_titles_totals_blanks_and_rows_counted_by_excel() -> None:
    workbook = book(
        单位=[
            ["柳溪镇登记表"],
            [],
            ["名 称*", "类别(必填)", "上级"],
            ["枫林村", "村", "柳溪阵"],
            [],
            ["柳溪镇", "乡镇"],
            ["合计", 2],
        ]
    )
    workbook["单位"].merge_cells("A1:C1")

    register, findings = read(workbook)

    assert findings == [
        "单位 第4行 上级:没有“柳溪阵”这个单位;改为柳溪镇,或在本表加一行“柳溪阵”,或留空"
    ]
    assert len(register.units or ()) == 2


def test_a_cell_merged_over_rows_holds_for_each_of_them() -> None:
    rows = [*UNITS[:2], ["LX01", "枫林村", "村", "柳溪镇", 412], ["LX02", "石桥村"]]
    workbook = book(单位=rows)
    workbook["单位"].merge_cells("C3:C4")
    workbook["单位"].merge_cells("D3:D4")

    register, findings = read(workbook)

    assert findings == []
    assert [unit.path for unit in register.units or ()][-1] == ("柳溪镇", "石桥村")


def test_hidden_rows_and_sheets_are_read_and_named() -> None:
    workbook = book(草稿=[["随便"]], 人员=[["账号", "单位"], ["a", "枫林村"]])
    workbook["单位"].row_dimensions[4].hidden = True
    workbook["人员"].sheet_state = "hidden"
    workbook["草稿"].sheet_state = "veryHidden"

    register, findings = read(workbook)

    assert findings == [
        "单位 第4行:第4行是隐藏的,照样读了;改为取消隐藏;不要的就删去(提醒)",
        "人员:这张表是隐藏的,照样读了;改为取消隐藏;不要的就删去(提醒)",
    ]
    assert len(register.units or ()) == 3
    assert len(register.people or ()) == 1


def test_spoilt_numbers_and_broken_formulas_are_named() -> None:
    workbook = book(
        人员=[
            ["账号", "姓名", "单位"],
            [1.23456789012346e17, "甲", "枫林村"],
            ["1.23457E+17", "乙", "枫林村"],
            [123456789012345678, "丙", "枫林村"],
            ["#REF!", "丁", "石桥村"],
        ],
        任务=[["适用", "内容", "至少"], ["村", "入户走访", datetime(2026, 2, 3)]],
    )
    _, findings = read(workbook)

    assert findings == [
        "人员 第5行:公式算不出来,按空格子读;改为直接填上内容(提醒)",
        "人员 第2行 账号:超过 15 位,Excel 会把后面的数字变成 0;改为核对后的号码;编号用 15 位以内的",
        "人员 第3行 账号:成了科学记数法,号码已经丢了位数;改为完整的号码(先把这一列设为文本)",
        "人员 第4行 账号:超过 15 位,Excel 会把后面的数字变成 0;改为核对后的号码;编号用 15 位以内的",
        "任务 第2行 至少:“2-3”被 Excel 改成了日期;改为2-3(先把这一列设为文本)",
    ]


def test_examples_and_the_office_s_own_notes_are_not_read() -> None:
    workbook = book(
        单位=[
            ["名称", "类别", "备注"],
            ["样例村", "村", "示例:本行不读"],
            ["枫林村", "村", "去年新建"],
        ]
    )
    register, findings = read(workbook)
    assert findings == []
    assert [unit.path for unit in register.units or ()] == [("枫林村",)]


def test_empty_sheets_of_excel_itself_are_silent_and_foreign_ones_are_named() -> None:
    _, findings = read(book(Sheet1=[], 三步上手=[["第一步"]], 通讯录=[["电话"]]))
    assert len(findings) == 1
    assert findings[0].startswith("通讯录:不认识“通讯录”这张表,没有读;")


def test_a_stray_format_at_the_bottom_costs_nothing() -> None:
    workbook = book()
    workbook["单位"].cell(900_000, 1).number_format = "0%"
    register, findings = read(workbook)
    assert findings == []
    assert len(register.units or ()) == 3


def test_a_sheet_longer_than_any_register_is_refused() -> None:
    workbook = book()
    workbook["单位"].cell(900_000, 1).value = "很远"
    _, findings = read(workbook)
    assert findings[0] == "单位:超过50000行;改为删去表外的内容再存"


def other_archive() -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("word/document.xml", "<x/>")
    return data.getvalue()


def broken() -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("xl/workbook.xml", "<x")
    return data.getvalue()


def blown_up() -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"\0" * 101_000_000)
    return data.getvalue()


@pytest.mark.parametrize(
    ("make", "beginning"),
    [
        (lambda: b"", "不是 Excel 工作簿"),
        (lambda: "单位,名称".encode(), "不是 Excel 工作簿"),
        (other_archive, "不是 Excel 工作簿"),
        (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "是旧格式,或设了密码"),
        (broken, "打开时出错"),
        (blown_up, "展开后太大"),
        (lambda: saved(book())[:2000], "不是 Excel 工作簿"),
    ],
)
def test_what_is_no_workbook_is_told_with_its_mend(
    make: Callable[[], bytes], beginning: str
) -> None:
    with pytest.raises(NoWorkbook) as raised:
        read_workbook(make(), [])
    assert str(raised.value).startswith(beginning)
    assert ".xlsx" in str(raised.value) or "再存" in str(raised.value)


def spoilt(member: str, content: bytes) -> bytes:
    data = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(saved(book()))) as whole,
        zipfile.ZipFile(data, "w") as archive,
    ):
        for name in whole.namelist():
            archive.writestr(name, content if name == member else whole.read(name))
    return data.getvalue()


@pytest.mark.parametrize(
    "content",
    [b"", b"<", b"\x00\xff", b"<a/>", b'<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'],
)
@pytest.mark.parametrize(
    "member",
    [
        "xl/workbook.xml",
        "xl/styles.xml",
        "xl/sharedStrings.xml",
        "xl/worksheets/sheet1.xml",
        "xl/_rels/workbook.xml.rels",
        "[Content_Types].xml",
    ],
)
def test_a_damaged_workbook_ends_in_a_sentence_or_in_what_is_left(
    member: str, content: bytes
) -> None:
    said, names = "。", set()
    try:
        sheets, _ = read_workbook(spoilt(member, content), [])
        names = {sheet.name for sheet in sheets}
    except NoWorkbook as error:
        said = str(error)
    assert said.endswith("。")
    assert names <= {"单位", "活动"}
