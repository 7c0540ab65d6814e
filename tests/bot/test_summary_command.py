from pathlib import Path

import openpyxl
import pytest

from bot import summary_command
from bot.config import Config, Storage
from bot.summary_command import Order, write_summary
from storage.records import ReportState
from storage.store import Store
from tests.bot.kept_reports import BANNERS, PAPERS, KeptReports

CONFIG = Config(folder=Path())
NAME = "2026年10月宣传月_柳溪镇_统计表.xlsx"


def rows(path: Path) -> dict[str, list[object]]:
    """Unit or 合计 -> its visible cells after the name."""
    sheet = openpyxl.load_workbook(path)["统计表"]
    found: dict[str, list[object]] = {}
    for row in sheet.iter_rows(min_row=4, values_only=True):
        name = row[1] if row[0] != "合计" else row[0]
        if isinstance(name, str):
            found[name] = [value for value in row[2:] if value not in (None, "")]
    return found


def test_the_workbook_shows_what_is_kept(store: Store, tmp_path: Path) -> None:
    town = KeptReports(store)
    town.hear("1", PAPERS, BANNERS)
    town.hear("2", BANNERS, unit=3)
    town.hear("3", PAPERS, settles_as=ReportState.UNSURE)

    made = write_summary(store, CONFIG, Order("10月", "柳溪"), tmp_path / "新建")

    assert made == tmp_path / "新建" / NAME
    assert rows(made) == {
        "枫林村": [260, 2],
        "石桥村": [2],
        "垱上村": ["未报"],
        "合计": [260, 4],
    }


def test_a_day_ends_the_count(store: Store, tmp_path: Path) -> None:
    town = KeptReports(store)
    town.hear("1", PAPERS)

    made = write_summary(store, CONFIG, Order("10月", "枫林村", "2026-10-13"), tmp_path)

    assert rows(made)["枫林村"] == ["未报"]


def run(folder: Path, campaign: str, unit: str, out: Path, day: str | None = None) -> int:
    config = Config(folder=folder, storage=Storage(database="sqlite:///cunbao.db"))
    return summary_command.run(config, campaign, unit, out, day)


def test_the_command_prints_the_files_path(
    sqlite_store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    KeptReports(sqlite_store).hear("1", PAPERS)

    assert run(tmp_path, "10月", "柳溪镇", tmp_path / "out") == 0

    assert capsys.readouterr().out == f"{tmp_path / 'out' / NAME}\n"
    assert [path.name for path in (tmp_path / "out").iterdir()] == [NAME]


WRONG: list[tuple[str, str, str | None, str]] = [
    ("宣传月", "柳溪镇", None, "“宣传月”可以指：2026年8月宣传月、2026年10月宣传月；请写全名。"),
    ("10月", "石村", None, "没有叫“石村”的单位；现有：柳溪镇、枫林村、石桥村、垱上村。"),
    ("10月", "柳溪镇", "10-31", "日期 10-31 看不懂；请写成 2026-10-31。"),
    ("10月", "柳溪镇", "2026-09-30", "日期 2026-09-30 在活动开始（2026-10-09）之前；请换一天。"),
]


@pytest.mark.parametrize(("campaign", "unit", "day", "said"), WRONG)
def test_an_order_that_cannot_be_met_says_how_to_write_it(
    sqlite_store: Store,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    campaign: str,
    unit: str,
    day: str | None,
    said: str,
) -> None:
    KeptReports(sqlite_store)

    assert run(tmp_path, campaign, unit, tmp_path / "out", day) == 2

    assert capsys.readouterr().err == f"{said}\n"
    assert not (tmp_path / "out").exists()


def test_a_folder_that_is_a_file_is_named(
    sqlite_store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    KeptReports(sqlite_store)
    (tmp_path / "out").write_text("in the way")

    assert run(tmp_path, "10月", "柳溪镇", tmp_path / "out") == 1

    assert f"文件夹 {tmp_path / 'out'} 写不进去" in capsys.readouterr().err
