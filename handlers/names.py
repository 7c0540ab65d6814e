"""Names as people type them in a command: in full, or an unambiguous part."""

from collections.abc import Iterable, Sequence
from typing import TypeVar

from handlers import wording
from storage.records import Campaign, Unit

T = TypeVar("T")
SHOWN = 8


class NameUnclear(Exception):
    """No such name, or several; the text says which there are."""


def choose(what: str, wanted: str, named: Iterable[tuple[T, str, Sequence[str]]]) -> T:
    """Of (value, full name, other names): the full name wins, then another name, then a part."""
    candidates = list(named)
    wanted = wanted.strip()
    steps = (
        [one for one in candidates if wanted == one[1]],
        [one for one in candidates if wanted in one[2]],
        [one for one in candidates if any(_is_part(wanted, name) for name in _names(one))],
    )
    found = next((step for step in steps if step), [])
    if len(found) == 1:
        return found[0][0]
    full = [name for _, name, _ in (found or candidates)]
    shown = full[:SHOWN]
    if found:
        raise NameUnclear(wording.name_ambiguous(wanted, shown, len(full) - len(shown)))
    raise NameUnclear(wording.name_unknown(what, wanted, shown, len(full) - len(shown)))


def _names(candidate: tuple[T, str, Sequence[str]]) -> tuple[str, ...]:
    return (candidate[1], *candidate[2])


def _is_part(wanted: str, name: str) -> bool:
    """柳溪/双塘 is a part of 柳溪镇/双塘村; 柳溪 alone is not: it means the town itself."""
    pieces = wanted.split("/")
    last = name.split("/")[-len(pieces) :]
    return len(last) == len(pieces) and all(
        piece and piece in whole for piece, whole in zip(pieces, last, strict=True)
    )


def choose_unit(wanted: str, units: Sequence[Unit]) -> Unit:
    """A namesake is told apart as 上级/名称; raises NameUnclear."""
    by_id = {unit.id: unit for unit in units}
    names = [unit.name for unit in units]

    def full(unit: Unit) -> str:
        above = by_id.get(unit.parent) if unit.parent is not None else None
        return f"{above.name}/{unit.name}" if above and names.count(unit.name) > 1 else unit.name

    def others(unit: Unit) -> list[str]:
        above = by_id.get(unit.parent) if unit.parent is not None else None
        known = [alias.name for alias in unit.aliases] + ([unit.code] if unit.code else [])
        return known + ([f"{above.name}/{unit.name}"] if above else [])

    return choose(wording.UNIT_HEADING, wanted, [(one, full(one), others(one)) for one in units])


def choose_campaign_named(wanted: str, campaigns: Sequence[Campaign]) -> Campaign:
    """Raises NameUnclear."""
    named = [(one, one.name, [one.code] if one.code else []) for one in campaigns]
    return choose(wording.CAMPAIGN_WORD, wanted, named)


def with_below(unit: Unit, units: Sequence[Unit]) -> set[int]:
    """The ids of a unit and of everything below it."""
    found = {unit.id}
    while True:
        more = {one.id for one in units if one.parent in found} - found
        if not more:
            return found
        found |= more
