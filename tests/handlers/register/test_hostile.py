"""Whatever stands in the files, reading ends with findings and never with a fault."""

import hypothesis.strategies as st
from hypothesis import given, settings

from handlers.register.csv_sheet import read_csv
from handlers.register.finding import Finding, SheetFindings
from handlers.register.reading import read_register
from handlers.register.rows import RawSheet
from handlers.register.sheets import READ, sheet_names

BYTES = st.binary(max_size=200)
CELLS = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        [
            "枫林村",
            "柳溪镇/枫林村",
            "1E+5",
            "(\u2014",
            "甲(2020\u2014)",
            "46304",
            "{0}",
            "包保",
            "、",
            "/",
        ]
    ),
)
QUIET = settings(derandomize=True, max_examples=150, deadline=None, database=None)


@QUIET
@given(BYTES, st.sampled_from(sheet_names()))
def test_any_bytes_are_read_or_refused(data: bytes, name: str) -> None:
    findings: list[Finding] = []
    sheet = read_csv(name, data, SheetFindings(name, findings))
    assert (sheet is None) == bool(findings)


@QUIET
@given(st.data())
def test_any_cells_are_read_or_named(data: st.DataObject) -> None:
    sheets = []
    for form in READ.values():
        row = st.lists(CELLS, max_size=len(form.columns)).map(tuple)
        rows = data.draw(st.lists(row, max_size=5))
        sheets.append(RawSheet(form.name, (form.columns, *rows)))
    _, findings = read_register(sheets)
    for finding in findings:
        assert finding.text.startswith(finding.sheet)
        assert "\n" not in finding.text


def test_a_cell_of_megabytes_is_named_and_not_shown() -> None:
    findings: list[Finding] = []
    data = ("名称,类别\n" + "枫" * 2_000_000 + ",村\n").encode()

    assert read_csv("单位", data, SheetFindings("单位", findings)) is None

    assert [len(finding.text) < 200 for finding in findings] == [True]
    assert findings[0].row == 2


def test_a_slash_in_a_name_is_refused_even_in_a_formula() -> None:
    units = RawSheet("单位", (("名称", "类别"), ('=HYPERLINK("http://x")', "村")))
    month = RawSheet(
        "活动",
        (("名称", "开始", "结束", "报送截止"), ("x", "2026-10-9", "2026-10-9", "2026-10-9")),
    )
    register, findings = read_register([units, month])
    assert [finding.text for finding in findings] == [
        "单位 第2行 名称:名称里不能有斜线,斜线用来写“上级/名称”;改为不带斜线的名称"
    ]
    assert register.units == ()
