"""The commands of the program, as a technician and a clerk use them, on both databases."""

import json
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.journeys.running import Running, command, running

GROUP = "柳溪镇宣传工作群"


@pytest.fixture
def office(database: str, tmp_path: Path) -> Path:
    """A folder whose config.toml names the database and a short quiet time."""
    folder = tmp_path / "office"
    folder.mkdir()
    settings = f'[storage]\ndatabase = "{database}"\n[limits]\nquiet_seconds = 1\n'
    (folder / "config.toml").write_text(settings)
    return folder


def exported(folder: Path, what: str, *more: str) -> list[dict[str, Any]]:
    done = command(folder, "export", what, "--format", "jsonl", *more)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_a_day_is_kept_exported_and_made_into_the_month_end_table(office: Path) -> None:
    with running(office, "try", "--port", "0") as bot:
        bot.post("/api/messages", chat=GROUP, speaker="汪某", text="枫林今天发单子260份,横幅2条")
        bot.wait_for(GROUP, "枫林村10/14:资料260份、横幅2条,已记。")
        bot.post("/api/messages", chat=GROUP, speaker="汪某", text="更正:横幅是3条")
        bot.wait_for(GROUP, "枫林村10/14横幅由2条改为3条。")
        bot.post("/api/messages", chat=GROUP, speaker="汪某", text="收到,电话13812345678")
        bot.post("/api/messages", chat=GROUP, speaker="吴某", text="入户35户")
        bot.wait_for(GROUP, "入户35户,已记。")
        bot.post("/api/messages", chat=GROUP, speaker="吴某", text="刚才那条作废")
        bot.wait_for(GROUP, "的记录已作废。")
        beside = command(office, "status")
    assert (beside.returncode, beside.stdout.splitlines()[-1]) == (0, "正常")

    first, second = exported(office, "reports")
    assert (first["state"], first["amended"], first["unit"]) == ("recorded", True, "枫林村")
    assert [item["count"] for item in first["items"]] == [260, 3]
    assert first["campaign"] == "2026年10月宣传月"
    assert second["state"] == "withdrawn"

    log = exported(office, "log")
    outcomes = ["report", "amendment", "chatter", "report", "amendment"]
    assert [line["outcome"] for line in log] == outcomes
    assert log[2]["text"] == "收到,电话138****5678"
    assert {line["state"] for line in exported(office, "sent")} == {"sent"}

    done = command(office, "summary", "10月", "--unit", "柳溪镇", "--out", "月底")
    assert done.returncode == 0, done.stderr
    book = load_workbook(office / "月底/2026年10月宣传月_柳溪镇_统计表.xlsx")
    assert book.sheetnames == ["统计表", "活动台账", "减负清单"]
    cells = [[cell.value for cell in row] for row in book["统计表"].iter_rows()]
    (fenglin,) = [row for row in cells if "枫林村" in row]
    assert {260, 3} <= set(fenglin)
    assert 35 not in {cell for row in cells for cell in row}


def test_the_sample_goes_on_where_it_stood_and_fresh_begins_again(office: Path) -> None:
    with running(office, "try", "--port", "0", "--now", "2026-10-22T09:00") as bot:
        bot.post("/api/messages", chat=GROUP, speaker="汪某", text="横幅2条")
        bot.wait_for(GROUP, "枫林村10/22:横幅2条,已记。")
    with running(office, "try", "--port", "0") as bot:
        _, again = bot.get("/api/messages", chat=GROUP)
        assert [one["bot"] for one in again["messages"]] == [False, True]
        assert again["messages"][0]["sent_at"].startswith("2026-10-22T09:0")
        _, chats = bot.get("/api/chats")
        assert chats["now"].startswith("2026-10-22T09:0")
    with running(office, "try", "--port", "0", "--fresh") as bot:
        assert bot.get("/api/messages", chat=GROUP)[1] == {"messages": []}


def test_a_second_process_waits_says_who_works_and_takes_over(office: Path) -> None:
    with running(office, "try", "--port", "0") as first:
        second = Running.__new__(Running)
        second.log = office / "second.log"
        import subprocess
        import sys

        from tests.journeys.running import ENVIRONMENT

        with second.log.open("w") as log:
            second.process = subprocess.Popen(
                [sys.executable, "-m", "bot", "try", "--port", "0"],
                cwd=office,
                env=ENVIRONMENT,
                stderr=log,
                stdout=log,
            )
        try:
            while "已有一个村报在运行" not in second.log.read_text(encoding="utf-8"):
                assert second.process.poll() is None
            first.process.kill()
            second.address = second._address()
            second.post("/api/messages", chat=GROUP, speaker="汪某", text="横幅2条")
            second.wait_for(GROUP, "横幅2条,已记。")
        finally:
            second.process.terminate()
            second.process.wait(timeout=60)


def test_an_offices_own_database_is_never_made_a_sample(office: Path) -> None:
    sample = Path(__file__).parents[2] / "bot/sample/township"
    assert command(office, "register", str(sample)).returncode == 0
    for more in ((), ("--fresh",)):
        done = command(office, "try", "--port", "0", *more)
        assert done.returncode == 2
        assert "正式数据" in done.stderr


def test_run_without_a_channel_says_so(office: Path) -> None:
    done = command(office, "run")
    assert (done.returncode, "没有配置任何消息渠道" in done.stderr) == (1, True)


def test_run_serves_the_page_but_nobody_without_a_personal_link(office: Path) -> None:
    (office / "config.toml").write_text(
        (office / "config.toml").read_text() + "[local]\nport = 0\n"
    )
    with running(office, "run") as bot:
        assert bot.get("/api/chats")[0] == 403
        assert bot.post("/api/messages", chat=GROUP, speaker="汪某", text="横幅2条")[0] == 403
    assert exported(office, "log") == []


@pytest.mark.sqlite
def test_wrong_use_and_wrong_configuration_end_with_two(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text("[limits]\nquiet = 3\n")
    done = command(tmp_path, "status")
    assert done.returncode == 2
    assert "第2行" in done.stderr
    assert "quiet_seconds" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.sqlite
@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("nonsense",), "没有这个命令"),
        (("status", "--jsom"), "最接近的是 --json"),
        (("summary", "10月", "--out", "x"), "缺少 unit"),
        (("try", "--port", "x"), "port 的写法不对"),
        (("try", "--now", "昨天", "--port", "0"), "看不懂"),
    ],
)
def test_a_wrong_command_line_is_told_in_words(
    tmp_path: Path, arguments: tuple[str, ...], told: str
) -> None:
    done = command(tmp_path, *arguments)
    assert done.returncode == 2
    assert told in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.sqlite
def test_a_database_that_is_away_is_told_without_its_password(tmp_path: Path) -> None:
    away = "postgresql://u:SECRET@127.0.0.1:1/none"
    (tmp_path / "config.toml").write_text(f'[storage]\ndatabase = "{away}"\n[local]\nport = 0\n')
    for arguments in (("status",), ("run",), ("export", "reports")):
        done = command(tmp_path, *arguments)
        assert done.returncode == 1, arguments
        assert "SECRET" not in done.stderr + done.stdout
        assert "Traceback" not in done.stderr


@pytest.mark.sqlite
def test_read_takes_json_lines_and_names_a_bad_one(tmp_path: Path) -> None:
    lines = '{"id":1,"text":"昨天入户64户","today":"2026-10-15"}\nno json\n{"id":2,"text":"收到"}\n'
    done = command(tmp_path, "read", stdin=lines)
    first, second = (json.loads(line) for line in done.stdout.splitlines())
    assert first["date"] == "2026-10-14"
    assert first["items"] == [{"activity": "入户走访", "count": 64, "unit": "户", "approx": False}]
    assert second == {"id": 2, "items": [], "date": None, "village": None}
    assert done.returncode == 1
    assert "2" in done.stderr
