"""`cunbao check`: what is wrong, one finding a line, and what to do."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.check_command import check_sqlite, is_loopback, run
from bot.clock import SampleClock
from bot.config import Config, Local, Storage, Telegram
from bot.register_command import put_files
from bot.register_files import read_files
from bot.sample import sample_folder
from handlers.register.finding import Finding, SheetFindings
from storage import sample_clock
from storage.schema import open_store

NOW = datetime(2026, 10, 14, 4, 0, tzinfo=UTC)


def told(config: Config, capsys: pytest.CaptureFixture[str]) -> tuple[int, list[str]]:
    """Without the finding on this machine's own SQLite."""
    code = run(config, False, SampleClock(NOW))
    lines = capsys.readouterr().out.splitlines()
    return code, [line for line in lines if "SQLite 3." not in line]


def prepare(config: Config, is_sample: bool = False) -> None:
    store = open_store(config.storage.database, config.folder)
    put_files(store, read_files(sample_folder()), NOW)
    if is_sample:
        store.write(lambda tx: sample_clock.keep(tx, NOW)).result()
    store.close()


def test_a_good_set_up_has_no_finding(
    database: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = Config(folder=tmp_path, storage=Storage(database=database), local=Local())
    prepare(config)
    assert told(config, capsys) == (0, [])


def test_nothing_set_up_yet_is_told_and_no_file_is_made(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert told(Config(folder=tmp_path), capsys) == (
        1,
        [
            "配置:没有打开任何渠道;改为在 config.toml 里写 [local]、[telegram] 或 [wechat]",
            "单位:还没有读入登记表;改为先运行 cunbao register 文件夹",
        ],
    )
    assert list(tmp_path.iterdir()) == []


def test_a_sample_in_the_office_s_database_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = Config(folder=tmp_path, local=Local())
    prepare(config, is_sample=True)
    assert told(config, capsys) == (
        0,
        ["数据库:里面是 cunbao try 的样例乡镇;改为另一个数据库,再正式使用(提醒)"],
    )


def test_a_configuration_that_cannot_work_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "占着").write_text("x", encoding="utf-8")
    config = Config(
        folder=tmp_path,
        storage=Storage(files="占着/files"),
        telegram=Telegram(
            token="123:secret",
            api="http://127.0.0.1:1",
            mode="webhook",
            webhook_url="https://bot.example/x",
        ),
        local=Local(host="0.0.0.0"),
    )

    code, lines = told(config, capsys)

    assert (code, lines[:3]) == (
        1,
        [
            "配置 [telegram] webhook_secret:webhook 方式要填 webhook_secret,这里是空的;"
            '改为填上,或用 mode = "polling"',
            "配置 [local] host:本地聊天只能在本机打开;改为127.0.0.1",
            f"数据库:{tmp_path}/占着/files 不能写入;改为可以写入的文件夹,或给运行的用户写权限",
        ],
    )
    assert "123:secret" not in "".join(lines)


def test_a_database_that_does_not_answer_is_told_without_its_address(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    address = "postgresql://cunbao:geheim@127.0.0.1:1/cunbao"
    config = Config(folder=tmp_path, storage=Storage(database=address), local=Local())

    code, lines = told(config, capsys)

    assert code == 1
    assert lines == [
        "数据库:数据库打不开(OperationalError);改为核对 [storage] database 的地址和权限"
    ]


def test_findings_as_json_have_the_contract_s_keys(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(Config(folder=tmp_path, local=Local()), True, SampleClock(NOW)) == 1
    findings = json.loads(capsys.readouterr().out)["findings"]
    assert findings[-1] == {
        "level": "error",
        "sheet": "单位",
        "row": None,
        "column": None,
        "value": None,
        "wrong": "还没有读入登记表",
        "instead": "先运行 cunbao register 文件夹",
    }


def test_a_sqlite_with_the_wal_reset_bug_is_a_warning() -> None:
    findings: list[Finding] = []
    check_sqlite((3, 40, 1), SheetFindings("数据库", findings))
    check_sqlite((3, 51, 3), SheetFindings("数据库", findings))
    assert [finding.text for finding in findings] == [
        "数据库 SQLite:SQLite 3.40.1 有缺陷:极少数时候会丢最后写入的数据;"
        "改为3.51.3 以上,或 3.50.7、3.44.6(提醒)"
    ]


@pytest.mark.parametrize(
    ("host", "loopback"),
    [
        ("127.0.0.1", True),
        ("localhost", True),
        ("::1", True),
        ("[::1]", True),
        ("0.0.0.0", False),
        ("192.168.1.2", False),
        ("bot.example", False),
    ],
)
def test_only_addresses_of_this_machine_are_loopback(host: str, loopback: bool) -> None:
    assert is_loopback(host) is loopback
