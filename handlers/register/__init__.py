"""The office's register: sheets of any source into values and findings, all faults at once."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from handlers import wording
from handlers.register.campaigns import read_campaigns
from handlers.register.finding import Finding, SheetFindings
from handlers.register.groups import read_groups
from handlers.register.people import read_people
from handlers.register.rows import RawSheet, Row, read_rows
from handlers.register.setting_values import read_settings
from handlers.register.sheets import (
    CAMPAIGNS,
    GROUPS,
    NOT_READ_YET,
    PEOPLE,
    READ,
    SETTINGS,
    UNITS,
    nearest_or_all,
    sheet_names,
)
from handlers.register.unit_paths import NamedUnit, UnitPaths, known_units
from handlers.register.units import read_units
from storage.records import Unit
from storage.register_rows import Register


@dataclass(frozen=True, slots=True)
class Kept:
    """What an earlier reading keeps, so that the sheets 单位 and 活动 may be absent now."""

    units: tuple[Unit, ...] = ()
    campaigns: bool = False


def read_register(
    sheets: Sequence[RawSheet], kept: Kept | None = None, unreadable: Collection[str] = ()
) -> tuple[Register, list[Finding]]:
    """Never write the register where `has_errors(findings)`: what is faulty is left out of it.

    `unreadable` sheets have findings already and are not called missing.
    """
    kept = kept or Kept()
    findings: list[Finding] = []
    rows = _rows_by_sheet(sheets, findings)
    _find_missing({*rows, *unreadable}, kept, findings)
    units = read_units(rows[UNITS]) if UNITS in rows else None
    paths = UnitPaths(
        known_units(kept.units)
        if units is None
        else [NamedUnit(unit.path, tuple(a.name for a in unit.aliases)) for unit in units]
    )
    register = Register(
        units=None if units is None else tuple(units),
        people=tuple(read_people(rows[PEOPLE], paths)) if PEOPLE in rows else None,
        groups=tuple(read_groups(rows[GROUPS], paths)) if GROUPS in rows else None,
        campaigns=tuple(read_campaigns(rows[CAMPAIGNS])) if CAMPAIGNS in rows else None,
        settings=read_settings(rows[SETTINGS]) if SETTINGS in rows else None,
    )
    return register, in_order(findings)


def in_order(findings: Sequence[Finding]) -> list[Finding]:
    """By sheet, row and column as the clerk meets them, each finding once."""
    return sorted(dict.fromkeys(findings), key=_place)


def _place(finding: Finding) -> tuple[int, int, int]:
    names, form = sheet_names(), READ.get(finding.sheet)
    sheet = names.index(finding.sheet) if finding.sheet in names else len(names)
    columns = form.columns if form else ()
    column = columns.index(finding.column) if finding.column in columns else len(columns)
    return (sheet, finding.row or 0, column)


def _rows_by_sheet(sheets: Sequence[RawSheet], findings: list[Finding]) -> dict[str, list[Row]]:
    rows: dict[str, list[Row]] = {}
    for sheet in sheets:
        into = SheetFindings(sheet.name, findings)
        if sheet.name in READ:
            rows[sheet.name] = read_rows(sheet, READ[sheet.name], into)
        elif sheet.name in NOT_READ_YET:
            into.warn(wording.NOT_READ_YET)
        else:
            near = nearest_or_all(sheet.name, sheet_names())
            into.warn(wording.SHEET_UNKNOWN, name=sheet.name, near=near)
    return rows


def _find_missing(there: set[str], kept: Kept, findings: list[Finding]) -> None:
    needed = {UNITS: bool(kept.units), CAMPAIGNS: kept.campaigns}
    for name, is_kept in needed.items():
        if name not in there and not is_kept:
            SheetFindings(name, findings).error(wording.SHEET_NEEDED, sheet=name)
