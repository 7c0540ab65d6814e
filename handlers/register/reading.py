"""The office's register: sheets of any source into values and findings, all faults at once."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC

from handlers import wording
from handlers.campaigns.plan import Plan, check_plan, check_reporters
from handlers.campaigns.workdays import Workdays
from handlers.office import Office, make_office
from handlers.register.applying import Addressees
from handlers.register.campaign_names import CampaignNames
from handlers.register.campaigns import read_campaigns
from handlers.register.finding import Finding, SheetFindings
from handlers.register.foreseen import foresee
from handlers.register.groups import read_groups
from handlers.register.holidays import read_holidays
from handlers.register.people import read_people
from handlers.register.rows import RawSheet, Row, read_rows
from handlers.register.sayings import read_sayings
from handlers.register.setting_values import read_settings
from handlers.register.sheets import (
    CAMPAIGNS,
    GROUPS,
    HOLIDAYS,
    NOT_READ_YET,
    PEOPLE,
    READ,
    SAYINGS,
    SETTINGS,
    STEPS,
    TASKS,
    UNITS,
    nearest_or_all,
    sheet_names,
)
from handlers.register.tasks import read_tasks
from handlers.register.unit_paths import NamedUnit, UnitPaths, known_units
from handlers.register.units import read_units
from storage.register_rows import CampaignRow, Register, UnitPath, UnitRow


@dataclass(frozen=True, slots=True)
class Files:
    """What the office gave; `unreadable` are sheets that could not be read."""

    sheets: tuple[RawSheet, ...]
    unreadable: frozenset[str]
    findings: tuple[Finding, ...]

    def read(self, kept: Office | None = None) -> tuple[Register, list[Finding]]:
        register, findings = read_register(self.sheets, kept, self.unreadable)
        return register, in_order([*self.findings, *findings])


def read_register(
    sheets: Sequence[RawSheet], kept: Office | None = None, unreadable: Collection[str] = ()
) -> tuple[Register, list[Finding]]:
    """Never write the register where `has_errors(findings)`: what is faulty is left out of it.

    What is kept holds for absent sheets; `unreadable` ones have findings already.
    """
    kept = kept or make_office([])
    findings: list[Finding] = []
    rows = _rows_by_sheet(sheets, findings)
    _find_missing({*rows, *unreadable}, kept, findings)
    units = read_units(rows[UNITS]) if UNITS in rows else None
    campaigns = read_campaigns(rows[CAMPAIGNS]) if CAMPAIGNS in rows else None
    paths = _paths(units, kept)
    addressees, names = Addressees(paths, _kinds(units, kept)), _names(campaigns, kept)
    register = Register(
        units=None if units is None else tuple(units),
        people=tuple(read_people(rows[PEOPLE], paths)) if PEOPLE in rows else None,
        groups=tuple(read_groups(rows[GROUPS], paths)) if GROUPS in rows else None,
        campaigns=None if campaigns is None else tuple(campaigns),
        tasks=tuple(read_tasks(rows[TASKS], addressees, names)) if TASKS in rows else None,
        sayings=tuple(read_sayings(rows[SAYINGS], paths)) if SAYINGS in rows else None,
        holidays=tuple(read_holidays(rows[HOLIDAYS])) if HOLIDAYS in rows else None,
        settings=read_settings(rows[SETTINGS]) if SETTINGS in rows else None,
    )
    return register, in_order([*findings, *_check(register, kept)])


def _check(register: Register, kept: Office) -> list[Finding]:
    office, rows = foresee(register, kept)
    plan = Plan(office, Workdays(UTC, office.holidays), rows)
    return [*check_plan(plan), *check_reporters(plan)]


def _paths(units: Sequence[UnitRow] | None, kept: Office) -> UnitPaths:
    if units is None:
        return UnitPaths(known_units(list(kept.units.values())))
    return UnitPaths(NamedUnit(unit.path, tuple(a.name for a in unit.aliases)) for unit in units)


def _kinds(units: Sequence[UnitRow] | None, kept: Office) -> dict[UnitPath, str]:
    if units is not None:
        return {unit.path: unit.kind for unit in units}
    named = known_units(list(kept.units.values()))
    return {one.path: u.kind for one, u in zip(named, kept.units.values(), strict=True)}


def _names(campaigns: Sequence[CampaignRow] | None, kept: Office) -> CampaignNames:
    known = kept.campaigns if campaigns is None else campaigns
    return CampaignNames({campaign.name: campaign.code for campaign in known})


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
        elif sheet.name != STEPS:
            near = nearest_or_all(sheet.name, sheet_names())
            into.warn(wording.SHEET_UNKNOWN, name=sheet.name, near=near)
    return rows


def _find_missing(there: set[str], kept: Office, findings: list[Finding]) -> None:
    needed = {UNITS: bool(kept.units), CAMPAIGNS: bool(kept.campaigns)}
    for name, is_kept in needed.items():
        if name not in there and not is_kept:
            SheetFindings(name, findings).error(wording.SHEET_NEEDED, sheet=name)
