"""Scores readings of annotated lines as the annotation rules ask for it."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from handlers.reports.activities import canonical_unit
from handlers.reports.text import read_text
from tests.corpus.lines import Line


@dataclass
class Score:
    """Counts over many lines; `wrong` shows what was wanted and what was read."""

    lines: int = 0
    matched: int = 0
    wanted: int = 0
    read: int = 0
    exact: int = 0
    silent: int = 0
    false_reports: int = 0
    dated: int = 0
    days_right: int = 0
    placed: int = 0
    villages_right: int = 0
    wrong: list[str] = field(default_factory=list)

    @property
    def f1(self) -> float:
        return 2 * self.matched / (self.wanted + self.read) if self.wanted + self.read else 1.0


Key = tuple[str, int, str, bool]


def wanted_items(line: Line) -> Counter[Key]:
    return Counter(
        (item.activity, item.count, item.unit or canonical_unit(item.activity), item.approx)
        for item in line.items
    )


def read_items(line: Line) -> Counter[Key]:
    reading = read_text(line.text, line.today)
    return Counter((i.activity, i.count, i.unit, i.approximate) for i in reading.items)


def score(lines: Iterable[Line]) -> Score:
    """Items match by activity, count, unit and approx, as multisets."""
    total = Score()
    for line in lines:
        reading = read_text(line.text, line.today)
        wanted = wanted_items(line)
        read = Counter((i.activity, i.count, i.unit, i.approximate) for i in reading.items)
        total.lines += 1
        total.matched += sum((wanted & read).values())
        total.wanted += sum(wanted.values())
        total.read += sum(read.values())
        total.exact += wanted == read
        total.silent += not wanted
        total.false_reports += bool(read and not wanted)
        if line.day and wanted:
            total.dated += 1
            total.days_right += reading.day == line.day
        if line.village:
            total.placed += 1
            total.villages_right += reading.village == line.village
        if (
            wanted != read
            or reading.village != line.village
            or (wanted and reading.day != line.day)
        ):
            total.wrong.append(
                f"{line.kind} {line.text!r} wanted {dict(wanted)} {line.day} {line.village}"
                f" read {dict(read)} {reading.day} {reading.village}"
            )
    return total
