"""The register as it stands in the database, in the shape in which it is read."""

from collections.abc import Mapping

from sqlalchemy import select

from storage.campaigns import all_campaigns
from storage.groups import all_groups
from storage.holidays import all_holidays
from storage.people import all_people
from storage.records import Alias, Person, Task, Unit
from storage.register_rows import (
    CampaignRow,
    GroupRow,
    MembershipRow,
    PersonRow,
    Register,
    TaskRow,
    UnitPath,
    UnitRow,
)
from storage.register_units import FROM_REGISTER, unit_ids
from storage.sayings import all_sayings
from storage.settings import all_settings
from storage.store import Transaction
from storage.tables import unit_aliases
from storage.tasks import all_tasks
from storage.units import all_units


def register_in_force(tx: Transaction) -> Register:
    """Read back it changes nothing: without what was retired, recognised or decided in chat."""
    paths = {unit: path for path, unit in unit_ids(tx).items()}
    names = {campaign.id: campaign.name for campaign in all_campaigns(tx)}
    return Register(
        units=_units(tx, paths),
        people=tuple(
            _person(person, paths)
            for person in all_people(tx)
            if any(held.unit in paths for held in person.memberships)
        ),
        groups=_groups(tx, paths),
        campaigns=_campaigns(tx),
        tasks=tuple(
            _task(task, paths, names)
            for task in all_tasks(tx)
            if task.source == FROM_REGISTER and (task.campaign is None or task.campaign in names)
        ),
        sayings=tuple(all_sayings(tx)),
        holidays=tuple(all_holidays(tx)),
        settings=all_settings(tx),
    )


def _units(tx: Transaction, paths: Mapping[int, UnitPath]) -> tuple[UnitRow, ...]:
    aliases: dict[int, list[Alias]] = {}
    own = select(unit_aliases).where(unit_aliases.c.source == FROM_REGISTER)
    for row in tx.execute(own.order_by(unit_aliases.c.id)):
        aliases.setdefault(row.unit_id, []).append(Alias(row.name, row.since, row.until))
    return tuple(
        _unit(unit, paths[unit.id], tuple(aliases.get(unit.id, ()))) for unit in all_units(tx)
    )


def _unit(unit: Unit, path: UnitPath, aliases: tuple[Alias, ...]) -> UnitRow:
    return UnitRow(
        path=path,
        kind=unit.kind,
        code=unit.code,
        aliases=aliases,
        groups=unit.groups,
        households=unit.households,
        classes=unit.classes,
        sites=unit.sites,
        latitude=unit.latitude,
        longitude=unit.longitude,
        datum=unit.datum,
        position=unit.position,
    )


def _person(person: Person, paths: Mapping[int, UnitPath]) -> PersonRow:
    held = tuple(
        MembershipRow(paths[one.unit], one.role, one.since, one.until)
        for one in person.memberships
        if one.unit in paths
    )
    return PersonRow(person.platform, person.account, person.name, held)


def _groups(tx: Transaction, paths: Mapping[int, UnitPath]) -> tuple[GroupRow, ...]:
    return tuple(
        GroupRow(
            platform=group.platform,
            chat=group.chat,
            name=group.name,
            unit=None if group.unit is None else paths.get(group.unit),
            purpose=group.purpose,
            receipts=group.receipts,
            reminders=group.reminders,
        )
        for group in all_groups(tx)
    )


def _campaigns(tx: Transaction) -> tuple[CampaignRow, ...]:
    return tuple(
        CampaignRow(
            name=one.name,
            start=one.start,
            end=one.end,
            due=one.due,
            code=one.code,
            focus_day=one.focus_day,
            theme=one.theme,
            document_number=one.document_number,
        )
        for one in all_campaigns(tx)
    )


def _task(task: Task, paths: Mapping[int, UnitPath], names: Mapping[int, str]) -> TaskRow:
    return TaskRow(
        kinds=tuple(sorted(task.kinds)),
        units=tuple(path for unit, path in paths.items() if unit in task.units),
        contents=task.contents,
        code=task.code,
        campaign=None if task.campaign is None else names[task.campaign],
        minimum=task.minimum,
        whole=task.whole,
        measure=task.measure,
        per=task.per,
        period=task.period,
        due=task.due,
        required=task.required,
        evidence=task.evidence,
        wording=task.wording,
    )
