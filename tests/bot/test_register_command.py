"""`cunbao register`: all or nothing, told at once, and nothing the second time."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.config import Config, Storage
from bot.register_command import put_files, run
from bot.register_files import NoRegister, read_files, read_folder
from bot.sample import sample_folder, sample_speakers
from handlers.office import office_of
from handlers.people.recognition import recognise
from storage.people import all_people
from storage.store import Store
from storage.units import all_units

NOW = datetime(2026, 10, 1, 2, 0, tzinfo=UTC)
UNITS = "编号,名称,类别,上级\n1,柳溪镇,乡镇,\n2,枫林村,村,柳溪镇\n"
MONTH = "名称,开始,结束,报送截止\n宣传月,2026-10-09,2026-10-31,2026-11-03\n"


def folder(path: Path, **files: str | bytes) -> Path:
    path.mkdir(exist_ok=True)
    for name, content in files.items():
        data = content.encode() if isinstance(content, str) else content
        (path / f"{name}.csv").write_bytes(data)
    return path


@pytest.fixture
def config(tmp_path: Path, database: str) -> Config:
    return Config(folder=tmp_path, storage=Storage(database=database))


def test_a_register_is_read_once_and_the_second_time_nothing_changes(
    config: Config, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = folder(tmp_path / "登记表", 单位=UNITS, 活动=MONTH.encode("gb18030"))

    assert run(config, path, dry_run=False, as_json=False) == 0
    first = capsys.readouterr()
    assert run(config, path, dry_run=False, as_json=False) == 0
    second = capsys.readouterr()

    assert first.out == "单位:新增2,改动0,停用0\n活动:新增1,改动0,停用0\n"
    assert first.err == "登记表已读入。\n"
    assert second.out == "单位:新增0,改动0,停用0\n活动:新增0,改动0,停用0\n"
    assert second.err == "登记表没有变化。\n"


def test_one_error_keeps_everything_from_being_written(
    config: Config, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = folder(tmp_path / "a", 单位=UNITS + "3,石桥村,,柳溪阵\n", 活动=MONTH)

    assert run(config, path, dry_run=False, as_json=True) == 1
    told = json.loads(capsys.readouterr().out)
    assert run(config, path, dry_run=False, as_json=False) == 1
    shown = capsys.readouterr()

    assert (told["written"], told["changes"]) == (False, {})
    assert [(f["level"], f["row"], f["column"]) for f in told["findings"]] == [
        ("error", 4, "类别"),
        ("error", 4, "上级"),
    ]
    assert shown.out.splitlines()[1] == (
        "单位 第4行 上级:没有“柳溪阵”这个单位;改为柳溪镇,或在本表加一行“柳溪阵”,或留空"
    )
    assert shown.err == "有2处要改,什么都没有写入;改好后再读一次。\n"
    good = folder(tmp_path / "b", 单位=UNITS, 活动=MONTH)
    assert run(config, good, dry_run=False, as_json=True) == 0
    assert json.loads(capsys.readouterr().out)["changes"]["单位"]["added"] == 2


def test_a_dry_run_tells_what_would_change_and_writes_nothing(
    config: Config, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = folder(tmp_path / "登记表", 单位=UNITS, 活动=MONTH, 问答="编号\n")

    results = []
    for dry_run in (True, True, False):
        assert run(config, path, dry_run=dry_run, as_json=True) == 0
        results.append(json.loads(capsys.readouterr().out))

    assert [one["written"] for one in results] == [False, False, True]
    assert [one["changes"]["单位"]["added"] for one in results] == [2, 2, 2]
    assert [(f["level"], f["sheet"]) for f in results[0]["findings"]] == [("warning", "问答")]


def test_a_dry_run_leaves_no_database_behind(tmp_path: Path) -> None:
    path = folder(tmp_path / "登记表", 单位=UNITS, 活动=MONTH)
    assert run(Config(folder=tmp_path), path, dry_run=True, as_json=True) == 0
    assert [one.name for one in tmp_path.iterdir()] == ["登记表"]


def test_a_path_without_a_register_is_wrong_use(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = Config(folder=tmp_path)
    (tmp_path / "空").mkdir()
    (tmp_path / "表.xlsx").write_bytes(b"PK")

    for name in ("没有", "空", "表.xlsx"):
        assert run(config, tmp_path / name, dry_run=False, as_json=False) == 2

    assert capsys.readouterr().err.splitlines() == [
        f"没有 {tmp_path}/没有 这个文件夹;请检查路径。",
        f"{tmp_path}/空 里没有登记表;放一个 .xlsx,或每张表一个 CSV,例如 单位.csv、活动.csv。",
        f"{tmp_path}/表.xlsx 读不了:不是 Excel 工作簿,或已损坏;"
        "请在 Excel 或 WPS 里打开,另存为 .xlsx。",
    ]


def test_files_that_cannot_be_read_are_told_and_cause_no_other_findings(tmp_path: Path) -> None:
    people = "平台,账号,姓名,单位\nlocal,wang,汪某,枫林村\n"
    path = folder(tmp_path / "a", 单位=b"\x89PNG\x00\xff\xff", 活动=MONTH, 人员=people, 人名="x")
    (path / "活动.tsv").write_text("x", encoding="utf-8")
    (path / "单位.xlsx").write_bytes(b"PK")
    (path / ".单位.csv").write_text("x", encoding="utf-8")
    (path / "说明.txt").write_text("x", encoding="utf-8")

    _, findings = read_folder(path)

    assert [finding.text for finding in findings] == [
        "单位:单位.xlsx 是 Excel 文件,和 CSV 放在一起时不读;改为只留一种(提醒)",
        "单位:文字编码不是 UTF-8,也不是 GB18030;改为另存为“CSV UTF-8(逗号分隔)”",
        "活动:同一张表有两个文件:活动.csv、活动.tsv;改为只留一个",
        "人名:不认识“人名”这张表,没有读;改为人员(提醒)",
    ]


def test_sheet_names_may_be_written_in_traditional_characters(tmp_path: Path) -> None:
    path = folder(tmp_path / "a", 單位=UNITS, 活動=MONTH)
    register, findings = read_folder(path)
    assert findings == []
    assert [unit.path[-1] for unit in register.units or ()] == ["柳溪镇", "枫林村"]


def test_people_may_be_read_alone_when_the_units_are_kept(store: Store, tmp_path: Path) -> None:
    whole = read_files(folder(tmp_path / "a", 单位=UNITS, 活动=MONTH))
    people = read_files(
        folder(tmp_path / "b", 人员="平台,账号,姓名,单位\nlocal,wang,汪某,枫林村\n")
    )

    assert put_files(store, people, NOW)[1] is None
    put_files(store, whole, NOW)
    findings, change = put_files(store, people, NOW)

    assert findings == []
    assert change is not None
    assert change.total == 1
    assert store.read(all_people).result()[0].name == "汪某"


def test_the_sample_township_is_without_fault_and_known_to_all_its_speakers(store: Store) -> None:
    findings, change = put_files(store, read_files(sample_folder()), NOW)

    assert findings == []
    assert change is not None
    units = {unit.name: unit for unit in store.read(all_units).result()}
    kinds = [unit.kind for unit in units.values()]
    assert [kinds.count(kind) for kind in ("村", "社区", "部门", "学校", "医院")] == [
        10,
        2,
        8,
        3,
        1,
    ]
    named = {"枫林村", "石桥村", "双塘村", "上畈村", "茶坑村", "垱上村", "河口社区"}
    assert named <= units.keys()
    speakers = {one.id: one.name for one in sample_speakers()}
    people = {one.account: one.name for one in store.read(all_people).result()}
    assert people.items() <= speakers.items()
    assert "李婶" in speakers.values()
    assert "李婶" not in people.values()


def test_the_sample_s_speakers_are_who_they_seem(store: Store) -> None:
    put_files(store, read_files(sample_folder()), NOW)
    office = store.read(office_of).result()

    def units_of(account: str, name: str) -> set[str]:
        speaker = recognise(office, "local", account, name, NOW.date())
        return {office.units[unit].name for unit in speaker.units}

    assert units_of("wang", "汪某") == {"枫林村"}
    assert units_of("chen", "老陈") == {"枫林村", "石桥村"}
    assert units_of("zhao", "柳溪-石桥-赵") == {"石桥村"}
    assert units_of("li", "李婶") == set()
    assert office.settings.trial_run is False
    assert {(g.name, g.purpose.value) for g in office.groups.values()} == {
        ("柳溪镇宣传工作群", "报送"),
        ("柳溪镇主管群", "主管"),
        ("枫林村村民群", "群众"),
    }


def test_no_folder_is_told_by_its_own_error(tmp_path: Path) -> None:
    with pytest.raises(NoRegister):
        read_files(tmp_path / "没有")
