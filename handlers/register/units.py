"""The sheet 单位: units with their places under one another."""

from collections.abc import Sequence
from dataclasses import dataclass

from handlers import wording
from handlers.register import cells
from handlers.register.aliases import read_aliases
from handlers.register.parents import resolve_parents
from handlers.register.rows import Row
from storage.records import Alias
from storage.register_rows import UnitPath, UnitRow

DATUMS = ("WGS-84", "GCJ-02", "BD-09")
_LATITUDE, _LONGITUDE = cells.degrees(-90, 90, "31.1"), cells.degrees(-180, 180, "116.2")
_DATUM = cells.one_of(
    DATUMS, {datum.replace("-", "").casefold(): datum for datum in DATUMS} | {"gps": "WGS-84"}
)


@dataclass(frozen=True, slots=True)
class NamedRow:
    row: Row
    name: str
    aliases: tuple[Alias, ...]


def read_units(rows: Sequence[Row]) -> list[UnitRow]:
    """The topmost units first; what is wrong with a row stands in its findings."""
    named = [read for read in (_named(row) for row in rows) if read is not None]
    paths = resolve_parents(named)
    _find_same_codes(named)
    _find_same_paths(named, paths)
    _find_shared_aliases(named, paths)
    positions = _positions(named)
    units: dict[UnitPath, UnitRow] = {}
    for one, path, position in zip(named, paths, positions, strict=True):
        # A unit in a wrong place is kept by its name alone: the other sheets may name it.
        unit = _unit(one, path or (one.name,), position)
        units.setdefault(unit.path, unit)
    return sorted(units.values(), key=lambda unit: len(unit.path))


def _named(row: Row) -> NamedRow | None:
    name = row.name("名称")
    if name is None:
        return None
    if "/" in name or "\uff0f" in name:
        row.error("名称", wording.UNIT_SLASH)
        return None
    aliases = row.read("别名", read_aliases) or ()
    own = tuple(alias for alias in dict.fromkeys(aliases) if alias.name != name)
    return NamedRow(row, name, own)


def _unit(named: NamedRow, path: UnitPath, position: int) -> UnitRow:
    row = named.row
    latitude, longitude, datum = _place(row)
    return UnitRow(
        path=path,
        kind=row.name("类别") or "",
        code=row.read("编号", cells.identifier),
        aliases=named.aliases,
        groups=row.read("村民组数", cells.whole_number),
        households=row.read("户数", cells.whole_number),
        classes=row.read("班级数", cells.whole_number),
        sites=row.read("项目点数", cells.whole_number),
        latitude=latitude,
        longitude=longitude,
        datum=datum,
        position=position,
        row=row.number,
    )


def _place(row: Row) -> tuple[float | None, float | None, str | None]:
    if bool(row.raw("纬度")) != bool(row.raw("经度")):
        row.error("纬度" if row.raw("纬度") else "经度", wording.PLACE_HALF)
        return None, None, None
    if _is_turned(row.raw("纬度"), row.raw("经度")):
        row.error("纬度", wording.PLACE_TURNED, latitude=row.raw("经度"), longitude=row.raw("纬度"))
        return None, None, None
    latitude, longitude = row.read("纬度", _LATITUDE), row.read("经度", _LONGITUDE)
    datum = row.read("坐标系", _DATUM)
    if latitude is None or longitude is None:
        return None, None, None
    return latitude, longitude, datum or "WGS-84"


def _is_turned(latitude: str, longitude: str) -> bool:
    """In China the latitude is 3 to 54 and the longitude 73 to 136."""
    try:
        return 73 <= float(latitude) <= 136 and 3 <= float(longitude) <= 54
    except ValueError:
        return False


def _positions(named: Sequence[NamedRow]) -> list[int]:
    """1, 2, 3, …: the numbered rows by their 顺序, then the others as they stand."""
    given = [one.row.read("顺序", cells.whole_number) for one in named]
    order = sorted(
        range(len(named)),
        key=lambda index: (given[index] is None, given[index] or 0, index),
    )
    ranks = {index: rank for rank, index in enumerate(order, 1)}
    return [ranks[index] for index in range(len(named))]


def _find_same_codes(named: Sequence[NamedRow]) -> None:
    seen: dict[str, int] = {}
    for one in named:
        code = cells.one_line(one.row.raw("编号"))
        if code and code in seen:
            one.row.error("编号", wording.CODE_AS_ROW, row=seen[code])
        elif code:
            seen[code] = one.row.number


def _find_same_paths(named: Sequence[NamedRow], paths: Sequence[UnitPath | None]) -> None:
    seen: dict[UnitPath, int] = {}
    for one, path in zip(named, paths, strict=True):
        if path is not None and path in seen:
            one.row.error("名称", wording.SAME_AS_ROW, row=seen[path])
        elif path is not None:
            seen[path] = one.row.number


def _find_shared_aliases(named: Sequence[NamedRow], paths: Sequence[UnitPath | None]) -> None:
    """Only under one parent: elsewhere the group tells which of the two is meant."""
    seen: dict[tuple[UnitPath, str], list[tuple[NamedRow, Alias]]] = {}
    placed = [(one, path) for one, path in zip(named, paths, strict=True) if path is not None]
    for one, path in placed:
        seen.setdefault((path[:-1], one.name), []).append((one, Alias(one.name)))
    for one, path in placed:
        for alias in one.aliases:
            others = seen.setdefault((path[:-1], alias.name), [])
            for other, its in others:
                if other is not one and _overlap(alias, its):
                    one.row.warn(
                        "别名",
                        wording.ALIAS_SHARED,
                        alias=alias.name,
                        row=other.row.number,
                        name=other.name,
                    )
                    break
            others.append((one, alias))


def _overlap(one: Alias, other: Alias) -> bool:
    starts_late = one.since and other.until and other.until < one.since
    ends_early = one.until and other.since and one.until < other.since
    return not (starts_late or ends_early)
