"""A CSV file is read whichever program wrote it."""

import pytest

from handlers.register.csv_sheet import read_csv
from handlers.register.finding import Finding, SheetFindings
from handlers.register.rows import RawSheet

TEXT = "编号,名称,类别\n1,枫林村,村\n\n2,垱上村,村\n"
ROWS = (("编号", "名称", "类别"), ("1", "枫林村", "村"), (), ("2", "垱上村", "村"))


def read(data: bytes, name: str = "单位") -> tuple[RawSheet | None, list[str]]:
    findings: list[Finding] = []
    sheet = read_csv(name, data, SheetFindings(name, findings))
    return sheet, [finding.text for finding in findings]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", "\t", ";"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_encoding_and_separator_are_told_by_content(
    encoding: str, separator: str, line_end: str
) -> None:
    data = TEXT.replace(",", separator).replace("\n", line_end).encode(encoding)

    assert read(data) == (RawSheet("单位", ROWS), [])


def test_a_national_encoding_that_happens_to_be_valid_utf8_is_not_mistaken() -> None:
    data = "\u540d\u79f0,\u7c7b\u522b\n\u6d3d,\u6d3d\n".encode("gb18030")
    assert read(data)[0] == RawSheet("单位", (("名称", "类别"), ("洽", "洽")))
    assert read("洽".encode("gb18030")) == (RawSheet("单位", (("洽",),)), [])


def test_a_separator_inside_quotes_and_a_line_break_in_a_cell_part_nothing() -> None:
    sheet, findings = read('名称,别名\n枫林村,"枫林,老枫林\n小枫林"\n石桥村,石桥\n'.encode())

    assert findings == []
    assert sheet == RawSheet(
        "单位", (("名称", "别名"), ("枫林村", "枫林,老枫林\n小枫林"), ("石桥村", "石桥"))
    )


def test_other_characters_that_look_like_line_ends_do_not_shift_the_rows() -> None:
    sheet, _ = read("名称,别名\n枫林村,甲\u2028乙\x0b丙\x85丁\n石桥村,\n".encode())
    assert sheet is not None
    assert len(sheet.rows) == 3


def test_a_separator_told_in_the_first_line_is_taken_and_not_counted() -> None:
    assert read(("sep=|\n" + TEXT.replace(",", "|")).encode())[0] == RawSheet("单位", ROWS)


def test_an_open_quote_is_named_with_its_row() -> None:
    sheet, findings = read('名称,类别\n枫林村,村\n"石桥村,村\n双塘村,村\n'.encode())

    assert sheet is None
    assert findings == ['单位 第3行:有一个引号(")没有成对;改为补上或删去这个引号']


def test_bytes_that_are_no_text_are_named() -> None:
    sheet, findings = read(b"\x89PNG\r\n\x1a\n\x00\x00\xff\xff")

    assert sheet is None
    assert findings == ["单位:文字编码不是 UTF-8,也不是 GB18030;改为另存为“CSV UTF-8(逗号分隔)”"]
