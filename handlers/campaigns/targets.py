"""To whom a reminder goes: the unit's own group, a person in private, or who answers for it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from handlers.office import Office
from handlers.people.recognition import in_force
from storage.records import Group, GroupPurpose, Person, Role

LIAISONS = (Role.LIAISON, Role.DEPARTMENT, Role.ASSIGNED)
"""Who is written to for a unit; the first role that anybody reachable holds."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where a line may be put; `group` None is a private chat."""

    channel: str
    chat: str
    group: Group | None


def groups_by_id(office: Office) -> Mapping[int, Group]:
    return {group.id: group for group in office.groups.values()}


def work_groups(office: Office, units: Iterable[int]) -> dict[int, list[int]]:
    """Group -> the units that it speaks to: each in the nearest work group at or above it."""
    found: dict[int, list[int]] = {}
    by_unit = _first_by_unit(office, GroupPurpose.REPORTS)
    for unit in units:
        group = _nearest(office, by_unit, unit)
        if group is not None:
            found.setdefault(group.id, []).append(unit)
    return found


def _first_by_unit(office: Office, purpose: GroupPurpose) -> dict[int | None, Group]:
    found: dict[int | None, Group] = {}
    for group in sorted(office.groups.values(), key=lambda one: (not one.reminders, one.id)):
        if group.purpose is purpose:
            found.setdefault(group.unit, group)
    return found


def _nearest(office: Office, by_unit: Mapping[int | None, Group], unit: int) -> Group | None:
    at: int | None = unit
    seen: set[int] = set()
    while at is not None and at in office.units and at not in seen:
        if at in by_unit:
            return by_unit[at]
        seen.add(at)
        at = office.units[at].parent
    return by_unit.get(None)


def is_of_one(office: Office, group: Group) -> bool:
    """A group of one unit only: whoever reads there is that unit."""
    return group.unit is not None and group.unit not in office.below


def leads(office: Office, units: Iterable[int], day: date) -> dict[int, list[int]]:
    """Unit whose supervisors answer for them -> those units; who has none is left out."""
    heads: set[int] = {
        group.unit
        for group in office.groups.values()
        if group.purpose is GroupPurpose.SUPERVISORS and group.unit is not None
    }
    heads |= {unit for _, unit in _holding(office, (Role.SUPERVISOR,), day)}
    found: dict[int, list[int]] = {}
    for unit in units:
        at = next((one for one in _upwards(office, unit) if one in heads), None)
        if at is not None:
            found.setdefault(at, []).append(unit)
    return found


def _upwards(office: Office, unit: int) -> Iterable[int]:
    at: int | None = unit
    seen: set[int] = set()
    while at is not None and at in office.units and at not in seen:
        yield at
        seen.add(at)
        at = office.units[at].parent


def _holding(office: Office, roles: tuple[Role, ...], day: date) -> Iterable[tuple[Person, int]]:
    for person in office.people.values():
        for membership in person.memberships:
            if membership.role in roles and in_force(membership, day):
                yield person, membership.unit


@dataclass(frozen=True)
class Addresses:
    """Looks up addresses of one moment; `reachable` are people who wrote in private before."""

    office: Office
    reachable: frozenset[int]
    day: date

    @cached_property
    def _people(self) -> Mapping[tuple[Role, int], list[Person]]:
        people: dict[tuple[Role, int], list[Person]] = {}
        for role in (*LIAISONS, Role.SUPERVISOR):
            for person, unit in _holding(self.office, (role,), self.day):
                people.setdefault((role, unit), []).append(person)
        return people

    @cached_property
    def _groups(self) -> Mapping[int, Group]:
        return groups_by_id(self.office)

    def group(self, group: int | None) -> Group | None:
        return None if group is None else self._groups.get(group)

    def of_group(self, group: int | None) -> Address | None:
        found = self.group(group)
        if found is None or found.chat is None or not found.reminders:
            return None
        return Address(found.platform, found.chat, found)

    def of_unit(self, unit: int | None) -> Address | None:
        """The liaison, else the department, else who is assigned; None: nobody is reachable."""
        return next(
            (found for role in LIAISONS if (found := self._private(role, unit)) is not None), None
        )

    def of_lead(self, unit: int | None) -> Address | None:
        """The supervisor in private, else the supervisors' group at or above the unit."""
        private = self._private(Role.SUPERVISOR, unit)
        if private is not None or unit is None:
            return private
        by_unit = _first_by_unit(self.office, GroupPurpose.SUPERVISORS)
        group = _nearest(self.office, by_unit, unit)
        if group is None or group.chat is None:
            return None
        return Address(group.platform, group.chat, group)

    def of_supervisor(self, unit: int | None) -> Address | None:
        """Only in private."""
        return self._private(Role.SUPERVISOR, unit)

    def _private(self, role: Role, unit: int | None) -> Address | None:
        if unit is None:
            return None
        for person in self._people.get((role, unit), ()):
            if person.id in self.reachable and person.account is not None:
                return Address(person.platform, person.account, None)
        return None
