"""Days of a campaign in a browser: card, reports, reminder, digest with pictures, 延期."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.test_browser import REPOSITORY, exported, free_port, office, page, speak

__all__ = ["office", "page"]
pytestmark = [pytest.mark.browser, pytest.mark.sqlite]
GROUP, SUPERVISORS = "柳溪镇宣传工作群", "柳溪镇主管群"
OTHERS = {
    "吴某": "石桥村",
    "唐某": "双塘村",
    "潘某": "上畈村",
    "查某": "茶坑村",
    "党某": "垱上村",
    "何某": "河口社区",
    "朱某": "竹园村",
    "钱某": "前湾村",
    "班某": "板仓村",
    "梅某": "梅冲村",
    "乔某": "望江社区",
}


@pytest.fixture
def address(office: Path) -> Iterator[str]:
    """The sample from the morning of its campaign's first day."""
    port = free_port()
    running = subprocess.Popen(
        [sys.executable, "-m", "bot", "try", "--port", str(port), "--now", "2026-10-09T07:55"],
        cwd=office,
        env=os.environ | {"PYTHONPATH": str(REPOSITORY)},
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    assert running.stderr is not None
    next(line for line in running.stderr if f":{port}" in line)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        running.terminate()
        running.communicate(timeout=60)


def move_clock(page: Page, moment: str) -> None:
    answer = page.request.post(f"{page.url}api/clock", form={"now": moment})
    assert answer.ok, answer.text()


def until_said(page: Page, part: str) -> Locator:
    said = page.get_by_role("log").locator("article.bot").filter(has_text=part)
    expect(said).to_have_count(1)
    return said


def test_villages_are_reminded_until_they_have_reported_and_leaders_see_it(
    page: Page, address: str, office: Path
) -> None:
    choose = page.get_by_label("群", exact=True)
    choose.select_option(label=GROUP)

    # The first day: one card, and a first report.
    move_clock(page, "2026-10-09T08:30:00+08:00")
    until_said(page, "11/3(周二)前报齐")
    speak(page, "汪某", "枫林村今天挂横幅2条")
    until_said(page, "枫林村10/9")

    # Three workdays before the banners are due.
    move_clock(page, "2026-10-13T08:30:00+08:00")
    until_said(page, "还有11个没报齐,差的是横幅")

    # They report, and the leaders see it in words and pictures.
    for who, village in OTHERS.items():
        speak(page, who, f"{village}今天挂横幅2条")
    move_clock(page, "2026-10-13T17:00:00+08:00")
    choose.select_option(label=SUPERVISORS)
    pictures = until_said(page, "10月13日").get_by_role("img")
    expect(pictures).to_have_count(2)
    expect(pictures.last).to_have_js_property("naturalWidth", 1080)

    # One gets more time for the rest; on the day of the banners nobody is left to remind.
    speak(page, "周某", "延期 石桥村 11月6日 雨天")
    until_said(page, "石桥村延期到11/6")
    move_clock(page, "2026-10-16T08:31:00+08:00")
    choose.select_option(label=GROUP)
    speak(page, "汪某", "枫林村今天发资料260份")
    until_said(page, "枫林村10/16")
    reminded = [row for row in exported(office, "sent") if row["kind"] == "reminder"]
    assert [row["state"] for row in reminded] == ["sent"] * 2
    assert not [row for row in reminded if "今天截止" in row["text"]]
