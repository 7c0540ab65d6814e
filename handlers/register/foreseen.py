"""The office as it would stand after a reading, to check the plan before it is kept."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from handlers.office import Office, make_office
from handlers.register.unit_paths import known_units
from handlers.settings import typed_settings
from storage.records import Campaign, Holiday, Membership, Person, Task, Unit
from storage.register_rows import CampaignRow, PersonRow, Register, TaskRow, UnitPath, UnitRow


@dataclass(frozen=True, slots=True)
class PlanRows:
    """Id -> row of the sheet, where there is one."""

    units: Mapping[int, int] = field(default_factory=dict)
    campaigns: Mapping[int, int] = field(default_factory=dict)
    tasks: Mapping[int, int] = field(default_factory=dict)


def numbered_units(rows: Sequence[UnitRow]) -> list[Unit]:
    """Units as the database would give them, numbered in the register's order."""
    numbers: dict[UnitPath, int] = {row.path: number for number, row in enumerate(rows, 1)}
    return [
        Unit(
            id=numbers[row.path],
            name=row.path[-1],
            kind=row.kind,
            code=row.code,
            parent=numbers.get(row.path[:-1]),
            aliases=row.aliases,
            groups=row.groups,
            households=row.households,
            classes=row.classes,
            sites=row.sites,
            position=row.position,
        )
        for row in rows
    ]


def foresee(register: Register, kept: Office) -> tuple[Office, PlanRows]:
    """Ids hold within this picture only; an absent sheet stands as it is kept."""
    before = list(kept.units.values())
    units = before if register.units is None else numbered_units(register.units)
    places = _Places(before, units)
    campaigns = _campaigns(register.campaigns, kept)
    office = make_office(
        units,
        _people(register.people, kept, places),
        (),
        campaigns,
        None,
        _tasks(register.tasks, kept, places, campaigns),
        _holidays(register.holidays, kept),
        sayings=kept.sayings if register.sayings is None else register.sayings,
    )
    settings = kept.settings if register.settings is None else typed_settings(register.settings)
    return replace(office, settings=settings), _rows(register)


class _Places:
    """Where the units stand now, by path and by the ids that they had."""

    def __init__(self, before: Sequence[Unit], now: Sequence[Unit]) -> None:
        self.ids = _by_path(now)
        self._moved = {unit: self.ids.get(path) for path, unit in _by_path(before).items()}

    def moved(self, unit: int) -> int | None:
        return self._moved.get(unit)


def _by_path(units: Sequence[Unit]) -> dict[UnitPath, int]:
    named = known_units(units)
    return {one.path: unit.id for one, unit in zip(named, units, strict=True)}


def _campaigns(rows: Sequence[CampaignRow] | None, kept: Office) -> list[Campaign]:
    if rows is None:
        return list(kept.campaigns)
    return [
        Campaign(number, row.name, row.start, row.end, row.due, row.code, row.focus_day)
        for number, row in enumerate(rows, 1)
    ]


def _people(rows: Sequence[PersonRow] | None, kept: Office, places: _Places) -> Iterable[Person]:
    if rows is None:
        for person in (*kept.people.values(), *kept.unaccounted):
            moved = [replace(m, unit=places.moved(m.unit) or 0) for m in person.memberships]
            yield replace(person, memberships=tuple(m for m in moved if m.unit))
        return
    for number, row in enumerate(rows, 1):
        held = [
            Membership(places.ids[m.unit], m.role, m.since, m.until)
            for m in row.memberships
            if m.unit in places.ids
        ]
        yield Person(number, row.platform, row.account, row.name, tuple(held))


def _tasks(
    rows: Sequence[TaskRow] | None, kept: Office, places: _Places, campaigns: Sequence[Campaign]
) -> Iterable[Task]:
    ids = {campaign.name: campaign.id for campaign in campaigns}
    if rows is None:
        names = {campaign.id: campaign.name for campaign in kept.campaigns}
        for task in kept.tasks:
            units = (places.moved(unit) for unit in task.units)
            campaign = None if task.campaign is None else ids.get(names.get(task.campaign, ""), 0)
            moved = frozenset(unit for unit in units if unit is not None)
            yield replace(task, units=moved, campaign=campaign)
        return
    for number, row in enumerate(rows, 1):
        yield _task(number, row, places, ids)


def _task(number: int, row: TaskRow, places: _Places, campaigns: Mapping[str, int]) -> Task:
    return Task(
        id=number,
        kinds=frozenset(row.kinds),
        units=frozenset(places.ids[path] for path in row.units if path in places.ids),
        contents=row.contents,
        code=row.code,
        campaign=None if row.campaign is None else campaigns.get(row.campaign, 0),
        minimum=row.minimum,
        whole=row.whole,
        measure=row.measure,
        per=row.per,
        period=row.period,
        due=row.due,
        required=row.required,
    )


def _holidays(rows: Sequence[Holiday] | None, kept: Office) -> Iterable[Holiday]:
    return [Holiday(day, works) for day, works in kept.holidays.items()] if rows is None else rows


class _Rowed(Protocol):
    @property
    def row(self) -> int | None: ...


def _rows(register: Register) -> PlanRows:
    return PlanRows(
        _numbered(register.units or ()),
        _numbered(register.campaigns or ()),
        _numbered(register.tasks or ()),
    )


def _numbered(rows: Sequence[_Rowed]) -> dict[int, int]:
    return {number: one.row for number, one in enumerate(rows, 1) if one.row is not None}
