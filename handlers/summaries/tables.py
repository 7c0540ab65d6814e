"""The month-end tables as values: 统计表 and 活动台账, with equal figures; pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from handlers import wording
from handlers.masking import mask
from handlers.summaries.burden_table import BurdenTable
from handlers.summaries.totals import Column, Figure, Totals, column_of, mark_of, total
from handlers.summaries.totals import add as add_figures
from storage.records import COUNTING, Campaign, Report, ReportItem, ReportState, Unit

PAPERS = Column("发放宣传资料", "份")
PEOPLE = Column("参与人数", "人")
EXCERPT = 60


@dataclass(frozen=True, slots=True)
class UnitRow:
    """None is no figure: shown empty, never 0."""

    unit: str
    figures: tuple[Figure | None, ...]
    remark: str


@dataclass(frozen=True, slots=True)
class LedgerRow:
    day: date
    unit: str
    place: str
    form: str
    content: str
    people: Figure | None
    papers: Figure | None
    responsible: str
    photos: str
    remark: str


@dataclass(frozen=True, slots=True)
class MonthTables:
    """All that the workbook shows; every text is masked already."""

    campaign: str
    unit: str
    until: date
    made_on: date
    columns: tuple[Column, ...]
    rows: tuple[UnitRow, ...]
    sums: tuple[Figure | None, ...]
    ledger: tuple[LedgerRow, ...]
    burden: BurdenTable | None = None


def month_tables(
    campaign: Campaign,
    unit: Unit,
    units: Sequence[Unit],
    reports: Sequence[Report],
    until: date,
    made_on: date,
    retired: Sequence[Unit] = (),
) -> MonthTables:
    """Of the campaign's reports of this unit and those below it, up to and with `until`.

    A retired unit has a line only where it had reported before.
    """
    lines = unit_lines(unit, [*units, *retired])
    order = {one: place for place, (_, below) in enumerate(lines) for one in below}
    counted = [
        one
        for one in reports
        if one.campaign == campaign.id
        and one.day <= until
        and one.unit in order
        and one.state in COUNTING
    ]
    totals = total(counted)
    columns = totals.columns()
    names = {one.id: one.name for one in (*retired, *units, unit)}
    silent = {one.id for one in retired} | ({unit.id} if len(lines) > 1 else set())
    rows = [
        _unit_row(line.name, below, totals, columns)
        for line, below in lines
        if line.id not in silent or totals.reported & set(below)
    ]
    counted.sort(key=lambda one: (one.day, order[one.unit or 0], one.id))
    return MonthTables(
        campaign=campaign.name,
        unit=unit.name,
        until=until,
        made_on=made_on,
        columns=tuple(columns),
        rows=tuple(rows),
        sums=tuple(totals.of(order, column) for column in columns),
        ledger=tuple(ledger(counted, names, totals)),
    )


def unit_lines(unit: Unit, units: Sequence[Unit]) -> list[tuple[Unit, tuple[int, ...]]]:
    """One line a unit directly below, with all that stands below that; first the unit alone."""
    below: dict[int | None, list[Unit]] = {}
    for one in sorted(units, key=lambda one: (one.position, one.id)):
        below.setdefault(one.parent, []).append(one)

    def whole(top: Unit, seen: tuple[int, ...] = ()) -> tuple[int, ...]:
        # A register in which two units stand above each other must not hang the table.
        found: tuple[int, ...] = (top.id,)
        for child in below.get(top.id, []):
            if child.id not in seen:
                found += whole(child, (*seen, top.id, child.id))
        return found

    children = [child for child in below.get(unit.id, []) if child.id != unit.id]
    return [(unit, (unit.id,)), *((child, whole(child, (unit.id,))) for child in children)]


def _unit_row(
    name: str, below: Sequence[int], totals: Totals, columns: Sequence[Column]
) -> UnitRow:
    figures = tuple(totals.of(below, column) for column in columns)
    missing = not totals.reported & set(below)
    return UnitRow(mask(name), figures, wording.NOT_REPORTED if missing else "")


def ledger(reports: Sequence[Report], names: Mapping[int, str], totals: Totals) -> list[LedgerRow]:
    """One row a report in the order given; photos that stand on the shelf are numbered on."""
    rows, number = [], 0
    for report in reports:
        stored = sum(photo.state == "stored" for photo in report.photos)
        shown = wording.ledger_photos(number + 1, number + stored) if stored else wording.NO_PHOTO
        number += stored
        rows.append(
            LedgerRow(
                day=report.day,
                unit=mask(names.get(report.unit or 0, "")),
                place=_place(report),
                form="、".join(dict.fromkeys(item.activity for item in report.items)),
                content=_content(report),
                people=_figure(report, PEOPLE),
                papers=_figure(report, PAPERS),
                responsible=mask(report.reporter),
                photos=shown,
                remark=_remark(report, totals),
            )
        )
    return rows


def _place(report: Report) -> str:
    place = report.place
    if place is None:
        return ""
    return mask(place.label or "") or f"{place.latitude:.4f},{place.longitude:.4f}"


def _content(report: Report) -> str:
    if not report.items:
        return mask(report.text)[:EXCERPT]
    return wording.ledger_content([item_words(item) for item in report.items])


def item_words(item: ReportItem) -> str:
    """发放宣传资料260份, 现场咨询30余人次: in the measure in which it was said."""
    return f"{item.activity}{Figure(item.count, mark_of(item))}{item.unit}"


def _figure(report: Report, column: Column) -> Figure | None:
    return add_figures(
        Figure(item.count, mark_of(item)) for item in report.items if column_of(item) == column
    )


def _remark(report: Report, totals: Totals) -> str:
    said = {
        wording.LEDGER_SUPPLEMENT: report.supplement,
        wording.LEDGER_LATE: report.late and not report.supplement,
        wording.LEDGER_INCOMPLETE: report.state is ReportState.INCOMPLETE,
        wording.LEDGER_AMENDED: report.amended,
        wording.LEDGER_JOINT: report.joint is not None,
        wording.LEDGER_RUNNING: any(item.cumulative for item in report.items),
        wording.LEDGER_SET_ASIDE: any(
            (report.id, place) in totals.set_aside for place in range(len(report.items))
        ),
    }
    remarks = [words for words, holds in said.items() if holds]
    missing = sum(photo.state == "failed" for photo in report.photos)
    if missing:
        remarks.append(wording.ledger_photos_missing(missing))
    return "、".join(remarks)
