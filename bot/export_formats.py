"""How exported rows are written: JSON lines, CSV for Excel, or a workbook."""

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, BinaryIO

Row = Mapping[str, Any]
Writer = Callable[[BinaryIO, Sequence[str], Iterable[Row]], None]

_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
CELL = 32_000


def write_jsonl(out: BinaryIO, fields: Sequence[str], rows: Iterable[Row]) -> None:
    """One object a line in UTF-8; a lone surrogate comes out as its JSON escape."""
    for row in rows:
        line = json.dumps({name: row[name] for name in fields}, ensure_ascii=False)
        out.write(line.encode("utf-8", "backslashreplace") + b"\n")


def write_csv(out: BinaryIO, fields: Sequence[str], rows: Iterable[Row]) -> None:
    """With a mark for Excel that it is UTF-8; what looks like a formula gets a leading '."""
    text = io.TextIOWrapper(out, "utf-8-sig", "replace", newline="", write_through=True)
    lines = csv.writer(text)
    lines.writerow(fields)
    lines.writerows([_safe(flat(row[name])) for name in fields] for row in rows)
    text.flush()
    text.detach()


def write_xlsx(out: BinaryIO, fields: Sequence[str], rows: Iterable[Row]) -> None:
    """One sheet, every cell as text."""
    from xlsxwriter.workbook import Workbook

    made = io.BytesIO()
    with Workbook(made, {"constant_memory": True, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet()
        _put(sheet, 0, fields, dict(zip(fields, fields, strict=True)))
        for number, row in enumerate(rows, 1):
            _put(sheet, number, fields, row)
    out.write(made.getvalue())


def _put(sheet: Any, number: int, fields: Sequence[str], row: Row) -> None:
    for place, name in enumerate(fields):
        text = flat(row[name]).encode("utf-8", "replace").decode()
        sheet.write_string(number, place, text[:CELL])


WRITERS: Mapping[str, Writer] = {"jsonl": write_jsonl, "csv": write_csv, "xlsx": write_xlsx}


def flat(value: object) -> str:
    """A value as one cell reads it: items in words, lists parted by 、."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Mapping):
        return _flat_mapping(value)
    if isinstance(value, list | tuple):
        return "、".join(flat(one) for one in value)
    return str(value)


def _flat_mapping(value: Mapping[str, Any]) -> str:
    if "activity" in value:
        about = "约" if value["approx"] else ""
        return f"{value['activity']}{about}{value['count']}{value['unit']}"
    if "latitude" in value:
        return f"{value['latitude']},{value['longitude']} {value['datum']}"
    return str(value.get("name", ""))


def _safe(text: str) -> str:
    if text.startswith(_FORMULA) and not _NUMBER.fullmatch(text):
        return f"'{text}"
    return text
