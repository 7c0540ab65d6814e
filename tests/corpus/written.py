"""Reads the hand-written lines of tests/data/reports: text => items @day #village."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from handlers.reports.activities import activities
from tests.corpus.lines import TODAY, Item, Line

FOLDER = Path(__file__).parents[1] / "data" / "reports"
_SHORT = dict(zip("资品幅报板牌屏播车场询户电会演稿信关卷意督办文人", activities(), strict=True))
_ITEM = re.compile(r"(.)(\d+)(\D+?)(~?)")


def written_lines(name: str) -> Iterator[Line]:
    """The lines of one file, in order."""
    for row in (FOLDER / name).read_text(encoding="utf-8").splitlines():
        if row and not row.startswith("# "):
            yield _line(row, name)


def _line(row: str, kind: str) -> Line:
    text, _, gold = row.rpartition("=>")
    today = TODAY
    dated = re.match(r"\^(\S+) ", text)
    if dated:
        today, text = date.fromisoformat(dated[1]), text[dated.end() :]
    items, day, village = [], None, None
    for part in gold.split():
        if part[0] == "@":
            day = date.fromisoformat(part[1:])
        elif part[0] == "#":
            village = part[1:]
        else:
            items.append(_item(part))
    text = text.rstrip().replace("\\n", "\n").replace("\\t", "\t")
    return Line(kind, text, tuple(items), day, village, today)


def _item(part: str) -> Item:
    match = _ITEM.fullmatch(part)
    assert match, part
    short, count, unit, approx = match.groups()
    return Item(_SHORT[short], int(count), unit, bool(approx))
