"""One CSV file's bytes into a sheet: encoding and separator are told by content."""

import codecs
import csv
import io
import re
from collections.abc import Sequence

from handlers import wording
from handlers.register.cells import clean
from handlers.register.finding import SheetFindings
from handlers.register.rows import HEADING_WITHIN, RawSheet, heading
from handlers.register.sheets import READ, SheetForm

SEPARATORS = ",\t;"
_SEPARATOR_LINE = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)
_CJK = re.compile(r"[\u3400-\u9fff]")


def read_csv(name: str, data: bytes, findings: SheetFindings) -> RawSheet | None:
    """None where the bytes are no readable text; the reason stands in `findings`."""
    text = decode(data)
    if text is None:
        findings.error(wording.ENCODING_UNKNOWN)
        return None
    separator, body = _separator(text, READ.get(name))
    rows = _split(body, separator, findings)
    return None if rows is None else RawSheet(name, rows)


def decode(data: bytes) -> str | None:
    """UTF-8 or UTF-16 by their marks, else UTF-8, else GB18030; None for none of them."""
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if data.startswith(mark):
            return _decoded(data, encoding)
    utf8, national = _decoded(data, "utf-8"), _decoded(data, "gb18030")
    # A few GB18030 characters also form UTF-8, but then of European letters and never of Chinese.
    if utf8 is not None and (utf8.isascii() or _CJK.search(utf8) or national is None):
        return utf8
    return national if national is not None and "\0" not in national else None


def _decoded(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _separator(text: str, form: SheetForm | None) -> tuple[str, str]:
    told = _SEPARATOR_LINE.match(text)
    if told:
        return told[1], text[told.end() :]
    scores = {separator: _score(text, separator, form) for separator in SEPARATORS}
    return max(SEPARATORS, key=lambda separator: scores[separator]), text


def _score(text: str, separator: str, form: SheetForm | None) -> int:
    """How many known columns one of the first lines holds when parted so."""
    if form is None:
        return 0
    lines = text.splitlines()[:HEADING_WITHIN]
    parted = [[clean(cell.strip('"')) for cell in line.split(separator)] for line in lines]
    return max((_known(cells, form) for cells in parted), default=0)


def _known(cells: Sequence[str], form: SheetForm) -> int:
    return len({heading(cell, form) for cell in cells} & set(form.columns))


def _split(
    text: str, separator: str, findings: SheetFindings
) -> tuple[tuple[str, ...], ...] | None:
    rows: list[tuple[str, ...]] = []
    try:
        for row in csv.reader(_lines(text), delimiter=separator, strict=True):
            rows.append(tuple(row))
        return tuple(rows)
    except csv.Error as error:
        if "unexpected end" in str(error):
            findings.error(wording.QUOTE_OPEN, len(rows) + 1)
            return None
    try:
        return tuple(tuple(row) for row in csv.reader(_lines(text), delimiter=separator))
    except csv.Error:
        findings.error(wording.CSV_BROKEN, len(rows) + 1)
        return None


def _lines(text: str) -> io.StringIO:
    """Parted at line ends only: str.splitlines would part at other characters too."""
    return io.StringIO(text.replace("\0", ""), newline="")
