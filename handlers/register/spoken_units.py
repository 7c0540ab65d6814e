"""Units with the names that the sheet 说法 gives them beside their own."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from handlers.register.unit_paths import UnitPaths, known_units
from storage.records import Alias, Saying, Unit


def also_called(units: Sequence[Unit], sayings: Iterable[Saying]) -> list[Unit]:
    """A saying whose formal name is no unit, or several, names none."""
    named = known_units(units)
    paths = UnitPaths(named)
    ids = {one.path: unit.id for one, unit in zip(named, units, strict=True)}
    spoken: dict[int, list[Alias]] = {}
    for saying in sayings:
        found = paths.find(saying.formal)
        if len(found) == 1:
            spoken.setdefault(ids[found[0]], []).append(Alias(saying.spoken))
    return [replace(unit, aliases=(*unit.aliases, *spoken.get(unit.id, ()))) for unit in units]
