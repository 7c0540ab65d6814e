"""Who speaks: a person of the register by account, else whom the display name tells of."""

from dataclasses import dataclass
from datetime import date

from handlers import wording
from handlers.office import Office
from storage.records import Membership, Person, Role

LONGEST_NAME = 40


@dataclass(frozen=True, slots=True)
class Speaker:
    """`units` are the own ones on that day; `name` is what a report and its receipt say.

    `registered` is False for whoever is known by display name alone, even where `units` holds
    what that name tells; `left` is True for a person whose every term has ended; `anonymous` for
    whoever speaks as a group or channel: only the words can tell the unit.
    """

    person: Person | None
    units: frozenset[int]
    memberships: tuple[Membership, ...]
    name: str
    left: bool = False
    anonymous: bool = False

    @property
    def registered(self) -> bool:
        return bool(self.memberships) or self.left

    @property
    def roles(self) -> frozenset[Role]:
        return frozenset(membership.role for membership in self.memberships)


def unnamed(shown: str) -> Speaker:
    """A group's anonymous admin, or a channel: its title is the name of no person."""
    name = " ".join(shown.split())[:LONGEST_NAME]
    return Speaker(None, frozenset(), (), name or wording.NAMELESS, anonymous=True)


def recognise(office: Office, channel: str, account: str, display_name: str, day: date) -> Speaker:
    """Nobody is asked who they are: without an account in the register the name must tell."""
    shown = " ".join(display_name.split())[:LONGEST_NAME]
    person = office.people.get((channel, account))
    if person is not None and person.memberships:
        return _registered(person, shown, day, office)
    units = _units_by_name(office, channel, shown, day)
    name = (person.name if person else "") or shown or wording.NAMELESS
    return Speaker(person, units, (), name)


def _registered(person: Person, shown: str, day: date, office: Office) -> Speaker:
    held = tuple(m for m in person.memberships if in_force(m, day) and m.unit in office.units)
    return Speaker(
        person=person,
        units=frozenset(membership.unit for membership in held),
        memberships=held,
        name=person.name or shown or wording.NAMELESS,
        left=not held,
    )


def in_force(membership: Membership, day: date) -> bool:
    begun = membership.since is None or membership.since <= day
    return begun and (membership.until is None or day <= membership.until)


def _units_by_name(office: Office, channel: str, shown: str, day: date) -> frozenset[int]:
    """The one unit in a name such as 柳溪-枫林-汪, or the units of the one person called so."""
    if not shown:
        return frozenset()
    named = office.names.from_display_name(shown, day)
    if len(named) == 1:
        return named
    called = [p for p in office.unaccounted if p.platform == channel and p.name == shown]
    if named or len(called) != 1:
        return frozenset()
    return frozenset(
        m.unit for m in called[0].memberships if in_force(m, day) and m.unit in office.units
    )
