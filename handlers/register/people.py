"""The sheet 人员: one row a person and unit; rows of one account are one person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from handlers import wording
from handlers.register import cells
from handlers.register.rows import Row
from handlers.register.unit_paths import UnitPaths
from storage.records import Role
from storage.register_rows import MembershipRow, PersonRow, UnitPath

_ROLES = tuple(role.value for role in Role if role is not Role.RESIDENT)
_ROLE = cells.one_of(_ROLES)
_OVER_ALL = frozenset({Role.COUNTY, Role.ADMINISTRATOR})
"""Without a unit they stand at the top, where there is one top."""


@dataclass(frozen=True, slots=True)
class _Line:
    row: Row
    platform: str
    account: str | None
    name: str
    role: Role
    units: tuple[UnitPath, ...]
    since: date | None
    until: date | None

    @property
    def key(self) -> tuple[object, ...]:
        """Without an account, people of one name in different units are different people."""
        if self.account is not None:
            return (self.platform, self.account)
        return (self.platform, None, self.name, self.units)


def read_people(rows: Sequence[Row], units: UnitPaths) -> list[PersonRow]:
    lines = [line for line in (_line(row, units) for row in rows) if line is not None]
    _find_other_names(lines)
    _find_same_names(lines)
    grouped: dict[tuple[object, ...], list[_Line]] = {}
    for line in lines:
        grouped.setdefault(line.key, []).append(line)
    return [_person(own) for own in grouped.values()]


def _line(row: Row, units: UnitPaths) -> _Line | None:
    account, name = row.read("账号", cells.identifier), row.name("姓名")
    if not row.raw("账号") and name is None:
        row.error("账号", wording.PERSON_EMPTY)
        return None
    platform = row.read("平台", cells.platform) or "telegram"
    role = Role(row.read("身份", _ROLE) or Role.LIAISON)
    since, until = row.read("起", cells.day), row.read("止", cells.day)
    if since and until and until < since:
        row.error("止", wording.DATES_TURNED, later=until, earlier=since)
    return _Line(row, platform, account, name or "", role, _units(row, role, units), since, until)


def _units(row: Row, role: Role, units: UnitPaths) -> tuple[UnitPath, ...]:
    if not row.raw("单位"):
        if role in _OVER_ALL and len(units.topmost) == 1:
            return (units.topmost[0],)
        row.error("单位", wording.PERSON_NO_UNIT)
        return ()
    named = row.read("单位", units.read_list) or ()
    if len(named) > 1 and role is not Role.ASSIGNED:
        row.error("单位", wording.PERSON_UNITS)
    return named


def _find_other_names(lines: Sequence[_Line]) -> None:
    first: dict[tuple[str, str], _Line] = {}
    for line in lines:
        if line.account is None or not line.name:
            continue
        before = first.setdefault((line.platform, line.account), line)
        if before.name != line.name:
            line.row.error(
                "姓名", wording.PERSON_OTHER_NAME, row=before.row.number, name=before.name
            )


def _find_same_names(lines: Sequence[_Line]) -> None:
    first: dict[tuple[str, str], _Line] = {}
    for line in lines:
        if line.account is not None or not line.name or line.row.raw("账号"):
            continue
        before = first.setdefault((line.platform, line.name), line)
        if before is not line and before.key != line.key:
            line.row.warn("姓名", wording.PERSON_SAME_NAME, row=before.row.number)


def _person(lines: Sequence[_Line]) -> PersonRow:
    kept: list[tuple[MembershipRow, int]] = []
    for line in lines:
        for unit in line.units:
            made = MembershipRow(unit, line.role, line.since, line.until)
            overlapping = [number for other, number in kept if _overlap(made, other)]
            if overlapping:
                line.row.error("单位", wording.PERSON_OVERLAP, row=overlapping[0])
            else:
                kept.append((made, line.row.number))
    names = [line.name for line in lines if line.name]
    memberships = tuple(made for made, _ in kept)
    return PersonRow(lines[0].platform, lines[0].account, names[0] if names else "", memberships)


def _overlap(one: MembershipRow, other: MembershipRow) -> bool:
    if (one.unit, one.role) != (other.unit, other.role):
        return False
    starts_late = one.since and other.until and other.until < one.since
    ends_early = one.until and other.since and one.until < other.since
    return not (starts_late or ends_early)
