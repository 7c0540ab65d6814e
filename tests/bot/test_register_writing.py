"""`cunbao register` with workbooks: an empty one, and what is in force and back."""

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook

from bot.cli import cli
from bot.config import Config, Storage
from bot.register_command import put_files, run
from bot.register_files import NoRegister, read_files
from bot.register_writing import write_export, write_template
from bot.sample import sample_folder
from handlers.register.sheets import ORDER
from storage.register_rows import Register
from storage.schema import open_store
from storage.store import Store

NOW = datetime(2026, 10, 1, 2, 0, tzinfo=UTC)
PLACES = """编号,名称,类别,上级,别名,村民组数,户数,纬度,经度,坐标系
,青岭县,县,,,,,,,
A,柳溪镇,乡镇,青岭县,柳溪,,,,,
B,茶山镇,乡镇,青岭县,,,,,,
,双塘村,村,柳溪镇,老双塘(—2024-06)、双塘(2024-07-01—),8,398,31.1127,116.1966,GCJ-02
,双塘村,村,茶山镇,,0,120,,,
"""
MONTHS = """编号,名称,开始,结束,报送截止,集中宣传日,主题,文号
,四月宣传月,2026-04-01,2026-04-30,2026-05-08,,,
X,十月宣传月,2026-10-09,2026-10-31,2026-11-03,2026-10-14,民生工程,柳政〔2026〕8号
"""
TASKS = """编号,活动,适用,内容,至少,计量,计数,周期,期限,要求,佐证,原文
T1,四月宣传月、X,柳溪镇/双塘村、乡镇,活动总结、图片资料,1,有,,活动,,,文件,"按时, 报送"
T2,,村,悬挂横幅标语,2-3,,每村民组,,,鼓励,照片,
,X,村,入户走访,100%,,,,,,,覆盖所有农户
,X,全部单位,横幅/宣传车巡回,,次数,,每季,2026-10-30,,,
"""
PEOPLE = """平台,账号,姓名,单位,身份,起,止
local,,老陈,柳溪镇/双塘村、茶山镇/双塘村,包保,2026-01-01,
local,-100,周某,柳溪镇,主管,,2026-12-31
local,-100,周某,柳溪镇/双塘村,联络员,,
local,,王某,柳溪镇/双塘村,联络员,,
"""
DAYS = "日期,休或班,依据\n2026-10-01至2026-10-03,休,放假通知\n2026-10-10,班,\n"
WORDS = "口语,正式名称,单位词\n小红本,发放宣传资料,本\n花杆,茶山镇/双塘村,\n救急钱,临时救助,\n"
GROUPS = """平台,群号,名称,单位,用途,回执,提醒
local,g,工作群,柳溪镇,报送,汇总,否
local,,村民群,,群众,,
"""


def folder(path: Path) -> Path:
    path.mkdir()
    whole = {"单位": PLACES, "活动": MONTHS, "任务": TASKS, "人员": PEOPLE, "假日": DAYS}
    whole |= {"说法": WORDS}
    whole |= {"群": GROUPS, "设置": "名称,值\n试运行,否\n上班时间,08:30-12:00、14:00-17:00\n"}
    for name, text in whole.items():
        (path / f"{name}.csv").write_text(text, encoding="utf-8")
    return path


def test_the_template_has_every_sheet_with_headings_drop_downs_and_examples(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "空表.xlsx"
    assert write_template(path) == 0
    book = load_workbook(path)

    assert book.sheetnames == ["三步上手", *ORDER]
    assert str(book["三步上手"]["A3"].value).startswith("第一步")
    tasks = book["任务"]
    heading = [cell.value for cell in tasks[1]]
    assert heading[:4] == ["编号", "活动", "适用", "内容"]
    assert tasks["D2"].value == "悬挂横幅标语"
    assert all(str(book[name].cell(2, book[name].max_column).value)[:2] == "示例" for name in ORDER)
    listed = {str(rule.sqref).split(":")[0]: rule for rule in tasks.data_validations.dataValidation}
    column = chr(ord("A") + heading.index("周期"))
    assert listed[f"{column}2"].formula1 == '"活动,每周,每月,每季,全年"'
    assert "活动总结" in listed["D2"].formula1
    assert capsys.readouterr().out == f"已写入 {path}。\n"


def test_the_template_says_that_nothing_is_filled_in_yet(tmp_path: Path) -> None:
    write_template(tmp_path / "空表.xlsx")
    with pytest.raises(NoRegister, match="各张表都还没有填"):
        read_files(tmp_path / "空表.xlsx")


def test_a_template_filled_in_below_its_examples_is_read_and_the_rest_left_alone(
    store: Store, tmp_path: Path
) -> None:
    put_files(store, read_files(folder(tmp_path / "a")), NOW)
    path = tmp_path / "空表.xlsx"
    write_template(path)
    book = load_workbook(path)
    book["假日"].append(["2026-12-31", "休"])
    book.save(path)

    findings, change = put_files(store, read_files(path), NOW)

    assert findings == []
    assert change is not None
    assert {name: one.added for name, one in change.sheets.items()} == {"假日": 1}


def _read_twice(config: Config, source: Path, tmp_path: Path) -> tuple[Register, Register]:
    store = open_store(config.storage.database, config.folder)
    findings, change = put_files(store, read_files(source), NOW)
    assert change is not None, [finding.text for finding in findings]
    version = store.read(lambda tx: tx.register_version).result()
    before = read_files(source).read()[0]
    store.close()

    path = tmp_path / "现在.xlsx"
    assert write_export(config, path) == 0
    store = open_store(config.storage.database, config.folder)
    findings, again = put_files(store, read_files(path), NOW)
    assert again is not None, [finding.text for finding in findings]
    assert again.total == 0
    assert store.read(lambda tx: tx.register_version).result() == version
    store.close()
    return before, read_files(path).read()[0]


def test_what_is_exported_reads_back_as_it_stands_and_changes_nothing(
    database: str, tmp_path: Path
) -> None:
    config = Config(folder=tmp_path, storage=Storage(database=database))
    before, after = _read_twice(config, folder(tmp_path / "登记表"), tmp_path)
    assert set(after.units or ()) == set(before.units or ())
    assert set(after.people or ()) == set(before.people or ())
    assert after.groups == before.groups
    assert after.campaigns == before.campaigns
    assert {(t.code, t.campaign, t.contents, t.minimum, t.whole) for t in after.tasks or ()} == {
        (t.code, t.campaign, t.contents, t.minimum, t.whole) for t in before.tasks or ()
    }
    assert set(after.sayings or ()) == set(before.sayings or ())
    assert after.holidays == before.holidays
    assert after.settings == before.settings


def test_the_sample_township_goes_out_and_back(database: str, tmp_path: Path) -> None:
    config = Config(folder=tmp_path, storage=Storage(database=database))
    before, after = _read_twice(config, sample_folder(), tmp_path)
    assert (after.units, after.people, after.groups) == (before.units, before.people, before.groups)


def test_a_workbook_is_read_as_a_folder_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = Config(folder=tmp_path)
    assert run(config, folder(tmp_path / "登记表"), dry_run=False, as_json=False) == 0
    told = capsys.readouterr().out
    assert "任务:新增7,改动0,停用0" in told
    assert "假日:新增4,改动0,停用0" in told
    (tmp_path / "夹").mkdir()
    assert write_export(config, tmp_path / "夹" / "现在.xlsx") == 0
    assert run(config, tmp_path / "夹", dry_run=False, as_json=False) == 0
    assert capsys.readouterr().err == "登记表没有变化。\n"


def test_one_thing_is_done_at_a_time(tmp_path: Path) -> None:
    runner = CliRunner()
    for arguments in ([], [".", "--template", "a.xlsx"], ["--template", str(tmp_path / "a.csv")]):
        ran = runner.invoke(cli, ["register", *arguments])
        assert ran.exit_code == 2
    assert runner.invoke(cli, ["register", "--template", str(tmp_path / "a.xlsx")]).exit_code == 0
    nowhere = str(tmp_path / "没有" / "a.xlsx")
    assert runner.invoke(cli, ["register", "--template", nowhere]).exit_code == 1


def test_the_running_bot_loads_neither_reader_nor_writer_of_workbooks() -> None:
    program = (
        "import sys, bot.app, bot.running, bot.register_files, handlers.register.reading;"
        "print([name for name in ('openpyxl', 'xlsxwriter') if name in sys.modules])"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert ran.stdout.strip() == "[]"
