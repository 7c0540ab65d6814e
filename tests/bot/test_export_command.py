import csv
import io
import json
import sys
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from bot import export_command
from bot.config import Config, Storage
from bot.export_command import Order, export
from bot.export_formats import flat, write_csv
from handlers import wording
from handlers.names import NameUnclear
from storage.records import ReportState
from storage.store import Store
from storage.tables import changes
from tests.bot.kept_reports import BANNERS, PAPERS, PHOTO, SHA256, SPOT, KeptReports

CONFIG = Config(folder=Path())


@pytest.fixture
def town(store: Store) -> KeptReports:
    return KeptReports(store)


def exported(store: Store, what: str, **order: Any) -> list[dict[str, Any]]:
    out = io.BytesIO()
    export(store, CONFIG, Order(what, **order), out)
    return [json.loads(line) for line in out.getvalue().decode().splitlines()]


def test_a_report_has_exactly_the_contracts_fields_in_its_order(
    store: Store, town: KeptReports
) -> None:
    town.hear("枫林村今天发了260份单子", PAPERS, attachments=(PHOTO,), place=SPOT)

    rows = exported(store, "reports")

    assert json.dumps(rows, ensure_ascii=False) == json.dumps(
        [
            {
                "id": 1,
                "channel": "local",
                "chat": "g2",
                "messages": ["311"],
                "reporter": "汪某",
                "unit": "枫林村",
                "day": "2026-10-14",
                "campaign": "2026年10月宣传月",
                "state": "recorded",
                "amended": False,
                "late": False,
                "supplement": False,
                "source": "live",
                "items": [
                    {
                        "activity": "发放宣传资料",
                        "count": 260,
                        "unit": "份",
                        "approx": False,
                        "cumulative": False,
                        "words": "260份",
                    }
                ],
                "photos": [
                    {
                        "sha256": SHA256,
                        "name": "现场138****1234.jpg",
                        "bytes": 2048,
                        "state": "pending",
                    }
                ],
                "place": {
                    "latitude": 31.1,
                    "longitude": 116.2,
                    "datum": "WGS-84",
                    "label": None,
                },
                "text": "枫林村今天发了260份单子",
                "sent_at": "2026-10-14T12:01:01+08:00",
                "received_at": "2026-10-14T12:01:03+08:00",
            }
        ],
        ensure_ascii=False,
    )


def test_a_bare_report_says_null_where_it_knows_nothing(store: Store, town: KeptReports) -> None:
    unsure = ReportState.UNSURE
    town.hear("", unit=None, campaign=None, group=None, settles_as=unsure)

    row = exported(store, "reports")[0]

    assert (row["unit"], row["campaign"], row["place"], row["state"]) == (
        None,
        None,
        None,
        "unsure",
    )
    assert (row["chat"], row["items"], row["photos"]) == ("g1", [], [])


def test_many_reports_come_oldest_first_over_all_pages(
    store: Store, town: KeptReports, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export_command, "PAGE", 3)
    for _ in range(10):
        town.hear("横幅2条", BANNERS)

    assert [row["id"] for row in exported(store, "reports")] == list(range(1, 11))


@pytest.mark.parametrize(
    ("order", "found"),
    [
        ({}, [1, 2, 3, 4]),
        ({"campaign": "10月"}, [1, 2]),
        ({"campaign": "2026年8月宣传月"}, [3]),
        ({"unit": "枫林"}, [1, 3]),
        ({"unit": "柳溪镇"}, [1, 2, 3]),
        ({"campaign": "10月", "unit": "石桥村"}, [2]),
        ({"unit": "垱上村"}, []),
    ],
)
def test_a_campaign_or_a_unit_leaves_out_the_others(
    store: Store, town: KeptReports, order: dict[str, str], found: list[int]
) -> None:
    town.hear("1", BANNERS)
    town.hear("2", BANNERS, unit=3)
    town.hear("3", BANNERS, campaign=2)
    town.hear("4", BANNERS, unit=None, campaign=None)

    assert [row["id"] for row in exported(store, "reports", **order)] == found
    assert [row["text"] for row in exported(store, "log", **order)] == [str(one) for one in found]


def test_an_unclear_name_writes_nothing(store: Store, town: KeptReports) -> None:
    out = io.BytesIO()

    with pytest.raises(NameUnclear, match="请写全名"):
        export(store, CONFIG, Order("reports", campaign="宣传月"), out)

    assert out.getvalue() == b""


def test_the_log_counts_edits_and_names_the_reports(store: Store, town: KeptReports) -> None:
    report = town.hear("横幅3条", BANNERS)
    town.edit("311", 1760000000, "横幅2条")
    town.edit("311", 1760000060, "横幅2条,入户5户")

    rows = exported(store, "log")

    assert list(rows[0]) == [
        *("channel", "chat", "message", "edit", "kind", "sender", "text", "sent_at"),
        *("received_at", "outcome", "reports", "why"),
    ]
    assert [(row["message"], row["edit"], row["text"], row["outcome"]) for row in rows] == [
        ("311", 0, "横幅3条", "report"),
        ("311", 1, "横幅2条", "amendment"),
        ("311", 2, "横幅2条,入户5户", "amendment"),
    ]
    assert rows[0]["reports"] == [report]
    assert rows[0]["chat"] == "g1"


def test_what_was_sent_is_one_line_an_outbox_row(store: Store, town: KeptReports) -> None:
    report = town.hear("横幅2条", BANNERS)
    town.receipt("枫林村10/14：横幅2条，已记。", report)

    assert exported(store, "sent") == [
        {
            "channel": "local",
            "chat": "g2",
            "message": ["901"],
            "kind": "receipt",
            "text": "枫林村10/14：横幅2条，已记。",
            "due_at": "2026-10-14T12:00:01+08:00",
            "sent_at": "2026-10-14T12:00:01+08:00",
            "state": "sent",
            "why": "",
        }
    ]


def test_photos_are_listed_with_their_report(store: Store, town: KeptReports) -> None:
    report = town.hear("", attachments=(PHOTO,))

    assert exported(store, "photos", unit="枫林村") == [
        {
            "sha256": SHA256,
            "name": "现场138****1234.jpg",
            "bytes": 2048,
            "state": "pending",
            "channel": "local",
            "chat": "g1",
            "message": "311",
            "report": report,
            "unit": "枫林村",
            "day": "2026-10-14",
            "private": False,
        }
    ]


SECRET = "联系13812341234,证号340826198001011234"


@pytest.mark.parametrize("what", ["reports", "log"])
def test_phones_and_numbers_are_masked(store: Store, town: KeptReports, what: str) -> None:
    town.hear(SECRET, reporter="汪某13812341234")

    shown = json.dumps(exported(store, what), ensure_ascii=False)

    assert "138****1234" in shown
    assert "13812341234" not in shown
    assert "340826198001011234" not in shown


def test_raw_leaves_them_and_is_noted(store: Store, town: KeptReports) -> None:
    town.hear(SECRET)

    rows = exported(store, "reports", raw=True, unit="枫林")

    assert rows[0]["text"] == SECRET
    noted = store.read(lambda tx: list(tx.execute(changes.select()))).result()
    assert [(row.what, row.subject) for row in noted] == [("export --raw", "reports 枫林")]


def test_a_masked_export_notes_nothing(store: Store, town: KeptReports) -> None:
    exported(store, "reports")

    assert store.read(lambda tx: list(tx.execute(changes.select()))).result() == []


def test_csv_opens_in_excel_with_words_in_its_cells(store: Store, town: KeptReports) -> None:
    town.hear('=HYPERLINK("x")\n第二行', PAPERS, BANNERS, attachments=(PHOTO,), place=SPOT)
    out = io.BytesIO()

    export(store, CONFIG, Order("reports", "csv"), out)

    assert out.getvalue().startswith(b"\xef\xbb\xbf")
    row = next(iter(csv.DictReader(io.StringIO(out.getvalue().decode("utf-8-sig")))))
    assert row["items"] == "发放宣传资料260份、悬挂横幅标语2条"
    assert row["text"] == '\'=HYPERLINK("x")\n第二行'
    assert (row["photos"], row["place"]) == ("现场138****1234.jpg", "31.1,116.2 WGS-84")
    assert row["late"] == "否"


def test_xlsx_has_every_cell_as_text(store: Store, town: KeptReports) -> None:
    town.hear("=1+1", PAPERS)
    out = io.BytesIO()

    export(store, CONFIG, Order("reports", "xlsx"), out)

    sheet = openpyxl.load_workbook(out).active
    rows = [dict(zip([c.value for c in sheet[1]], row, strict=True)) for row in sheet.iter_rows(2)]
    text = rows[0]["text"]
    assert (text.value, text.data_type) == ("=1+1", "s")


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ("=1", "'=1"),
        ("@x", "'@x"),
        ("+1 起", "'+1 起"),
        ("-1001", "-1001"),
        ("+86", "+86"),
        (None, ""),
        (True, "是"),
        (["311", "312"], "311、312"),
    ],
)
def test_a_csv_cell(value: object, cell: str) -> None:
    out = io.BytesIO()

    write_csv(out, ["x"], [{"x": value}])

    assert next(csv.reader(out.getvalue().decode("utf-8-sig").splitlines()[1:]), [""]) == [cell]


def test_a_lone_surrogate_stops_no_export() -> None:
    out = io.BytesIO()

    write_csv(out, ["x"], [{"x": "a\ud800"}])
    export_command.WRITERS["jsonl"](out, ["x"], [{"x": "a\ud800"}])
    export_command.WRITERS["xlsx"](io.BytesIO(), ["x"], [{"x": "a\ud800\x00"}])

    assert json.loads(out.getvalue().splitlines()[-1]) == {"x": "a\ud800"}
    assert flat({"name": "a.jpg"}) == "a.jpg"


class Written:
    """A standard output that keeps its bytes."""

    def __init__(self) -> None:
        self.buffer = io.BytesIO()

    def flush(self) -> None:
        return


def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *order: Any) -> tuple[int, str]:
    out = Written()
    monkeypatch.setattr(sys, "stdout", out)
    config = Config(folder=tmp_path, storage=Storage(database="sqlite:///cunbao.db"))
    return export_command.run(config, *order), out.buffer.getvalue().decode()


def test_the_command_ends_with_0_when_done(
    sqlite_store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    KeptReports(sqlite_store).hear("横幅2条", BANNERS)

    code, shown = command(tmp_path, monkeypatch, "reports", "jsonl", None, None, False)

    assert (code, json.loads(shown)["text"]) == (0, "横幅2条")


@pytest.mark.parametrize(
    ("order", "code", "said"),
    [
        (("questions", "jsonl", None, None, False), 2, wording.EXPORT_QUESTIONS_NOT_YET),
        (("reports", "jsonl", "9月", None, False), 2, "没有叫“9月”的活动"),
    ],
)
def test_the_command_says_what_it_cannot_do(
    sqlite_store: Store,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    order: tuple[Any, ...],
    code: int,
    said: str,
) -> None:
    KeptReports(sqlite_store)

    assert command(tmp_path, monkeypatch, *order) == (code, "")
    assert said in capsys.readouterr().err


def test_a_database_that_cannot_be_opened_is_a_clear_word(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "cunbao.db").write_bytes(b"no database at all" * 100)

    code, _ = command(tmp_path, monkeypatch, "reports", "jsonl", None, None, False)

    assert code == 1
    assert "数据库连不上" in capsys.readouterr().err
