"""A morning in the sample township, played in a browser against a real `cunbao try`."""

import contextlib
import json
import os
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Locator, Page, expect, sync_playwright

from tests.conftest import CHROMIUM

pytestmark = [pytest.mark.browser, pytest.mark.sqlite]
PATIENCE_MS = 60_000
REPOSITORY = Path(__file__).parents[2]
QUIET_SECONDS = 3


@pytest.fixture
def office(tmp_path: Path) -> Path:
    (tmp_path / "config.toml").write_text(f"[limits]\nquiet_seconds = {QUIET_SECONDS}\n")
    return tmp_path


def cunbao(office: Path, *arguments: str) -> str:
    """What a command prints; it must succeed."""
    ended = subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        cwd=office,
        env=os.environ | {"PYTHONPATH": str(REPOSITORY)},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@pytest.fixture
def address(office: Path) -> Iterator[str]:
    port = free_port()
    with (office / "try.log").open("w") as log:
        running = subprocess.Popen(
            [sys.executable, "-m", "bot", "try", "--port", str(port)],
            cwd=office,
            env=os.environ | {"PYTHONPATH": str(REPOSITORY)},
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        assert running.stderr is not None
        for line in running.stderr:
            log.write(line)
            if f":{port}" in line:
                break
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            running.terminate()
            _, rest = running.communicate(timeout=60)
            log.write(rest)


@pytest.fixture
def page(address: str) -> Iterator[Page]:
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        flags = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=flags)
        opened = browser.new_page(viewport={"width": 360, "height": 740})
        opened.set_default_timeout(PATIENCE_MS)
        opened.goto(address)
        yield opened
        browser.close()


def speak(page: Page, who: str, text: str) -> None:
    page.get_by_label("发言人", exact=True).select_option(label=who)
    page.get_by_label("消息", exact=True).fill(text)
    page.get_by_role("button", name="发送", exact=True).click()
    expect(page.get_by_role("log").get_by_text(text, exact=True)).to_be_visible()


def receipts(page: Page) -> Locator:
    return page.get_by_role("log").locator("article.bot .words")


def exported(office: Path, what: str = "reports") -> list[dict[str, Any]]:
    lines = cunbao(office, "export", what, "--format", "jsonl").splitlines()
    return [json.loads(line) for line in lines]


def table(office: Path) -> dict[str, list[list[Any]]]:
    """Every sheet of the month's workbook, row by row."""
    name = cunbao(
        office, "summary", "2026年10月宣传月", "--unit", "柳溪镇", "--out", str(office / "out")
    )
    book = load_workbook(name.strip())
    return {sheet.title: [list(row) for row in sheet.values] for sheet in book}


def items(report: dict[str, Any]) -> list[tuple[str, int]]:
    return [(item["activity"], item["count"]) for item in report["items"]]


def figures(sheets: dict[str, list[list[Any]]]) -> dict[str, dict[str, int]]:
    """Of the two villages: column heading to figure."""
    rows = sheets["统计表"]
    heading = next(row for row in rows if row[0] == "序号")
    found = {row[1]: row for row in rows if row[1] in {"枫林村", "石桥村"}}
    return {
        village: {
            name: value
            for name, value in zip(heading, row, strict=True)
            if isinstance(value, int) and name != "序号"
        }
        for village, row in found.items()
    }


def banners_before(office: Path) -> list[tuple[int, int]]:
    """Report and its count of banners, of every earlier state kept."""
    with contextlib.closing(sqlite3.connect(office / "cunbao-data" / "cunbao.db")) as database:
        rows = database.execute("SELECT report_id, before FROM report_history ORDER BY 1, version")
        found = [(report, json.loads(before)) for report, before in rows]
    return [
        (report, item["count"])
        for report, before in found
        for item in before["items"]
        if item["activity"] == "悬挂横幅标语"
    ]


def send_photos_words_and_place(page: Page) -> None:
    page.get_by_label("群", exact=True).select_option(label="柳溪镇宣传工作群")
    page.get_by_label("发言人", exact=True).select_option(label="汪某")
    for number in range(1, 4):
        page.get_by_role("button", name="加一张样例照片").click()
        expect(page.get_by_role("button", name="去掉")).to_have_count(number)
    page.get_by_role("button", name="发送", exact=True).click()
    expect(page.get_by_role("log").get_by_role("img")).to_have_count(3)
    speak(page, "汪某", "枫林村今天发了260份单子,挂横幅2条")
    page.get_by_role("button", name="发送位置", exact=True).click()
    expect(page.get_by_role("log").get_by_text("WGS-84")).to_be_visible()


def test_a_report_is_acknowledged_once_corrected_and_another_withdrawn(
    page: Page, office: Path
) -> None:
    send_photos_words_and_place(page)

    # One line tells what was counted.
    expect(receipts(page)).to_have_count(1)
    receipt = receipts(page).inner_text()
    assert all(part in receipt for part in ("枫林村", "260份", "2条", "3张")), receipt
    (report,) = exported(office)
    assert items(report) == [("发放宣传资料", 260), ("悬挂横幅标语", 2)]
    assert (report["unit"], report["day"], report["state"]) == ("枫林村", "2026-10-14", "recorded")
    assert [photo["state"] for photo in report["photos"]] == ["stored"] * 3
    assert report["place"]["datum"] == "WGS-84"
    assert len(report["messages"]) == 3

    # A correction changes the figure and keeps what it was.
    speak(page, "汪某", "更正:枫林村今天横幅是3条不是2条")
    expect(receipts(page)).to_have_count(2)
    (report,) = exported(office)
    assert items(report) == [("发放宣传资料", 260), ("悬挂横幅标语", 3)]
    assert (report["state"], report["amended"]) == ("recorded", True)

    # Another unit's report is taken and then withdrawn by its sender.
    speak(page, "吴某", "石桥:横幅7,黑板报1")
    expect(receipts(page)).to_have_count(3)
    counted = figures(table(office))
    speak(page, "吴某", "刚才那条发错群了,作废")
    expect(receipts(page)).to_have_count(4)
    first, second = exported(office)
    assert (first["state"], second["state"]) == ("recorded", "withdrawn")
    assert second["unit"] == "石桥村"

    # The workbook follows, and the history stays.
    assert counted == {
        "枫林村": {"宣传资料(份)": 260, "横幅标语(条)": 3},
        "石桥村": {"横幅标语(条)": 7, "展板宣传栏(块)": 1},
    }
    assert figures(table(office)) == counted | {"石桥村": {}}
    assert {(first["id"], 2), (second["id"], 7)} <= set(banners_before(office))
    assert len(exported(office, "log")) == 6
    assert [row["state"] for row in exported(office, "sent")] == ["sent"] * 4
