"""Finding the unit that a cell names: a name, an alias or 上级/名称; ambiguous names are told."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from handlers import wording
from handlers.register.cells import name, names_list
from handlers.register.finding import Wrong
from handlers.register.sheets import nearest_or_all
from storage.records import Unit
from storage.register_rows import UnitPath

_SLASH = re.compile(r"[/\uff0f]")
SHOWN = 6


def split_path(text: str) -> UnitPath:
    return tuple(part for part in (name(piece) for piece in _SLASH.split(text)) if part)


@dataclass(frozen=True, slots=True)
class NamedUnit:
    path: UnitPath
    aliases: tuple[str, ...] = ()


class UnitPaths:
    """The units that a register's names may mean; own names come before aliases."""

    def __init__(self, units: Iterable[NamedUnit]) -> None:
        self._names: dict[str, list[UnitPath]] = {}
        self._aliases: dict[str, list[UnitPath]] = {}
        self.topmost: list[UnitPath] = []
        for unit in units:
            self._names.setdefault(unit.path[-1], []).append(unit.path)
            for alias in unit.aliases:
                self._aliases.setdefault(alias, []).append(unit.path)
            if len(unit.path) == 1:
                self.topmost.append(unit.path)

    @property
    def names(self) -> Iterable[str]:
        """The units' own names, each once."""
        return self._names

    def find(self, text: str) -> list[UnitPath]:
        parts = split_path(text)
        if not parts:
            return []
        named = self._below(self._names.get(parts[-1], []), parts[:-1])
        return named or self._below(self._aliases.get(parts[-1], []), parts[:-1])

    def _below(self, paths: Sequence[UnitPath], above: UnitPath) -> list[UnitPath]:
        return [path for path in paths if self._is_below(path, above)]

    def _is_below(self, path: UnitPath, above: UnitPath) -> bool:
        """Every name of `above` stands, in that order, over the unit; levels may be left out."""
        level = 0
        for wanted in above:
            while level < len(path) - 1 and not self._is_called(path[: level + 1], wanted):
                level += 1
            if level >= len(path) - 1:
                return False
            level += 1
        return True

    def _is_called(self, path: UnitPath, wanted: str) -> bool:
        return path[-1] == wanted or path in self._aliases.get(wanted, [])

    def nearest(self, text: str) -> str:
        parts = split_path(text)
        return nearest_or_all(parts[-1] if parts else text, list(self._names)[:200])

    def read(self, text: str) -> UnitPath:
        """Raises Wrong where no unit, or more than one, is called so.

        Without any unit nothing is known to be wrong: that the sheet is missing is told already.
        """
        if not self._names:
            return split_path(text)
        found = self.find(text)
        if len(found) == 1:
            return found[0]
        if not found:
            raise Wrong(wording.UNIT_UNKNOWN, value=name(text), near=self.nearest(text))
        raise ambiguous(text, found)

    def read_list(self, text: str) -> tuple[UnitPath, ...]:
        return tuple(dict.fromkeys(self.read(part) for part in names_list(text)))


def ambiguous(text: str, found: Sequence[UnitPath]) -> Wrong:
    paths = "、".join("/".join(path) for path in found[:SHOWN])
    return Wrong(wording.UNIT_AMBIGUOUS, value=name(text), count=len(found), paths=paths)


def known_units(units: Sequence[Unit]) -> list[NamedUnit]:
    """The units that are kept already, for a register without the sheet 单位."""
    by_id = {unit.id: unit for unit in units}

    def path(unit: Unit) -> UnitPath:
        above = by_id.get(unit.parent) if unit.parent is not None else None
        return (*(path(above) if above else ()), unit.name)

    return [NamedUnit(path(unit), tuple(a.name for a in unit.aliases)) for unit in units]
