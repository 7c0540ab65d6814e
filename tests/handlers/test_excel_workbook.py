import hashlib
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from handlers.summaries.excel_workbook import write_workbook
from handlers.summaries.tables import MonthTables
from storage.records import Report, ReportItem
from tests.handlers.test_month_tables import BASE, tables

HOSTILE = [
    '=HYPERLINK("http://x.example","点我")',
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "=cmd|' /C calc'!A0",
    "{=1}",
    "http://x.example",
    "mailto:a@x.example",
    "<script>alert(1)</script>",
    "'); DROP TABLE reports; --",
    "007",
    "1e5",
]


def written(folder: Path, made: MonthTables) -> Any:
    write_workbook(folder / "表.xlsx", made)
    return openpyxl.load_workbook(folder / "表.xlsx")


def table(sheet: Any) -> list[dict[str, Any]]:
    """The rows under the headings, by heading, without empty cells."""
    rows = list(sheet.iter_rows(min_row=3, values_only=True))
    return [
        {
            heading: value
            for heading, value in zip(rows[0], row, strict=True)
            if value not in (None, "")
        }
        for row in rows[1:]
    ]


def test_the_statistics_sheet_shows_units_figures_and_sums(tmp_path: Path) -> None:
    sheet = written(tmp_path, tables(BASE, replace(BASE, id=2, unit=3)))["统计表"]

    assert sheet["A1"].value == "柳溪镇2026年10月宣传月活动统计表"
    assert sheet["A2"].value == "填报单位：柳溪镇"
    assert table(sheet)[:4] == [
        {"序号": 1, "单位": "枫林村", "宣传资料(份)": 260, "横幅标语(条)": 2},
        {"序号": 2, "单位": "石桥村", "宣传资料(份)": 260, "横幅标语(条)": 2},
        {"序号": 3, "单位": "柳溪小学", "备注": "未报"},
        {"序号": "合计", "宣传资料(份)": 520, "横幅标语(条)": 4},
    ]


def test_the_headings_are_those_of_the_form_in_its_order(tmp_path: Path) -> None:
    sheet = written(tmp_path, tables(BASE))["统计表"]

    headings = [cell.value for cell in sheet[3]]
    assert "、".join(headings) == (
        "序号、单位、宣传资料(份)、宣传品(个)、横幅标语(条)、海报(张)、展板宣传栏(块)、"
        "广告牌标识牌(块)、电子屏(条次)、广播(次)、宣传车(台次)、集中宣传(场)、咨询(人次)、"
        "入户(户)、电话回访(户)、会议培训(场)、文艺电影(场)、信息(篇)、短信微信(条)、"
        "关注公众号(人)、问卷(份)、意见建议(条)、工程监督(次)、代办(件)、征文作品(篇)、"
        "参与(人)、备注"
    )


def test_only_columns_with_a_figure_are_visible(tmp_path: Path) -> None:
    sheet = written(tmp_path, tables(BASE))["统计表"]

    hidden = {cell.value for cell in sheet[3] if sheet.column_dimensions[cell.column_letter].hidden}
    visible = [cell.value for cell in sheet[3] if cell.value not in hidden]
    assert visible[:2] + visible[-1:] == ["序号", "单位", "备注"]
    assert {"宣传资料(份)", "横幅标语(条)"} <= set(visible)


def test_a_figure_that_is_no_exact_number_stays_a_number_and_says_so(tmp_path: Path) -> None:
    items = (ReportItem("发放宣传资料", 30, "份", True, qualifier="余"),)
    sheet = written(tmp_path, tables(replace(BASE, items=items)))["统计表"]

    assert (sheet["C4"].value, sheet["C4"].number_format) == (30, '0"余"')
    assert (sheet["C7"].value, sheet["C7"].number_format) == (30, '0"余"')


def test_the_ledger_has_one_row_a_report(tmp_path: Path) -> None:
    sheet = written(tmp_path, tables(BASE))["活动台账"]

    assert sheet["A1"].value == "柳溪镇2026年10月宣传月活动台账"
    assert table(sheet)[0] == {
        "序号": 1,
        "日期": datetime(2026, 10, 14),
        "单位": "枫林村",
        "活动形式": "发放宣传资料、悬挂横幅标语",
        "主要内容": "发放宣传资料260份、悬挂横幅标语2条",
        "资料份数": 260,
        "责任人": "汪某",
        "照片编号": "无图",
    }


@pytest.mark.parametrize("text", HOSTILE)
def test_what_people_wrote_stays_text(tmp_path: Path, text: str) -> None:
    report = replace(BASE, reporter=text, text=text, items=())
    sheet = written(tmp_path, tables(report))["活动台账"]

    content, responsible = sheet["F4"], sheet["I4"]
    assert (content.value, content.data_type, content.hyperlink) == (text, "s", None)
    assert (responsible.value, responsible.data_type) == (text, "s")


def test_signs_that_no_office_program_takes_are_left_out(tmp_path: Path) -> None:
    report = replace(BASE, reporter="汪\x00\x1b\ud800某\ufffe", text="")

    sheet = written(tmp_path, tables(report))["活动台账"]

    assert sheet["I4"].value == "汪某"


def test_it_prints_on_a4_across_with_the_headings_on_every_page(tmp_path: Path) -> None:
    for sheet in written(tmp_path, tables(BASE)):
        assert sheet.page_setup.orientation == "landscape"
        assert str(sheet.page_setup.paperSize) == "9"
        assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
        assert sheet.print_title_rows == "$1:$3"


def test_fonts_are_those_of_official_papers(tmp_path: Path) -> None:
    sheet = written(tmp_path, tables(BASE))["统计表"]

    assert (sheet["A1"].font.name, sheet["A3"].font.name, sheet["B4"].font.name) == (
        "黑体",
        "黑体",
        "仿宋",
    )


def test_the_same_tables_give_the_same_file(tmp_path: Path) -> None:
    def fingerprint(name: str) -> str:
        write_workbook(tmp_path / name, tables(BASE))
        return hashlib.sha256((tmp_path / name).read_bytes()).hexdigest()

    assert fingerprint("a.xlsx") == fingerprint("b.xlsx")


def test_a_failure_half_way_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_workbook(tmp_path / "表.xlsx", tables(BASE))
    before = (tmp_path / "表.xlsx").read_bytes()

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("handlers.summaries.excel_workbook.os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_workbook(tmp_path / "表.xlsx", tables(BASE, replace(BASE, id=2)))

    assert [path.name for path in tmp_path.iterdir()] == ["表.xlsx"]
    assert (tmp_path / "表.xlsx").read_bytes() == before


def test_many_reports_make_a_long_ledger(tmp_path: Path) -> None:
    many: list[Report] = [replace(BASE, id=number) for number in range(1, 1001)]

    book = written(tmp_path, tables(*many))

    assert table(book["活动台账"])[999]["序号"] == 1000
    assert book["统计表"]["C4"].value == 260_000
