"""Whose report it is: named unit, else the speaker's own, else the group's."""

import re
from dataclasses import dataclass

from handlers import wording
from handlers.office import Office
from handlers.people.recognition import Speaker
from handlers.people.roles import Action, may
from handlers.reports.reading import Mention
from storage.records import Group

_TOWN = re.compile(r"(?:全|本|我|我们|咱)[镇乡]|[镇乡](?:里|上|民生办)(?!来|转|发的|要求|通知)")


@dataclass(frozen=True, slots=True)
class Whose:
    """`unsure` says why a person must check it; empty when the unit is certain."""

    unit: int | None
    unsure: str = ""


def whose(
    office: Office,
    group: Group | None,
    speaker: Speaker,
    mention: Mention,
    in_list: bool = False,
) -> Whose:
    """Never asks in the group who somebody is; what is doubtful is kept and listed.

    `in_list`: a line of 接龙 is its unit's own word, whoever posted the list anew.
    """
    if mention.units:
        named = _named(office, group, speaker, mention)
        return Whose(named.unit) if in_list and named.unit is not None else named
    if in_list:
        return Whose(None, wording.NO_UNIT)
    if mention.village is not None and not mention.units:
        return Whose(None, wording.unknown_unit(mention.village))
    if len(speaker.units) == 1:
        return Whose(next(iter(speaker.units)))
    if speaker.units:
        return Whose(None, wording.WHICH_OF_OWN_UNITS)
    own_group = group is not None and not speaker.anonymous
    if own_group and group is not None and group.unit and _is_leaf(office, group.unit):
        return Whose(group.unit)
    return Whose(None, wording.NO_UNIT)


def _named(office: Office, group: Group | None, speaker: Speaker, mention: Mention) -> Whose:
    named = mention.units
    for narrower in (_of_group(office, group, named), named & speaker.units):
        if len(named) > 1 and narrower:
            named = narrower
    if len(named) > 1:
        return Whose(None, wording.unit_ambiguous(mention.village or ""))
    unit = next(iter(named))
    if speaker.registered and not may(speaker, Action.REPORT, unit, office):
        return Whose(unit, wording.ANOTHER_UNIT)
    return Whose(unit)


def _of_group(office: Office, group: Group | None, named: frozenset[int]) -> frozenset[int]:
    if group is None or group.unit is None:
        return frozenset()
    return frozenset(unit for unit in named if office.is_within(unit, group.unit))


def town_meant(office: Office, group: Group | None, text: str) -> frozenset[int]:
    """The group's own township where a text speaks of 全镇, 我镇 or 镇里; else nothing."""
    if group is None or group.unit is None or not _TOWN.search(text):
        return frozenset()
    return frozenset() if _is_leaf(office, group.unit) else frozenset({group.unit})


def _is_leaf(office: Office, unit: int) -> bool:
    return all(other.parent != unit for other in office.units.values())
