"""上级: which row each unit stands under; unknown, ambiguous and circular ones are told."""

from collections.abc import Sequence
from typing import Protocol

from handlers import wording
from handlers.register.cells import name
from handlers.register.rows import Row
from handlers.register.sheets import nearest_or_all
from handlers.register.unit_paths import ambiguous, split_path
from storage.records import Alias
from storage.register_rows import UnitPath


class Named(Protocol):
    @property
    def row(self) -> Row: ...
    @property
    def name(self) -> str: ...
    @property
    def aliases(self) -> tuple[Alias, ...]: ...


def resolve_parents(named: Sequence[Named]) -> list[UnitPath | None]:
    """Each row's path, or None where something above it is wrong."""
    return _Parents(named).paths()


class _Parents:
    def __init__(self, named: Sequence[Named]) -> None:
        self._named = named
        self._by_name: dict[str, list[int]] = {}
        self._by_alias: dict[str, list[int]] = {}
        for index, one in enumerate(named):
            self._by_name.setdefault(one.name, []).append(index)
            for alias in one.aliases:
                self._by_alias.setdefault(alias.name, []).append(index)
        self._known: dict[int, list[int]] = {}
        self._asking: set[int] = set()

    def paths(self) -> list[UnitPath | None]:
        for index in range(len(self._named)):
            self._tell(index)
        circles = self._circles()
        return [self._path(index, circles) for index in range(len(self._named))]

    def _parents(self, index: int) -> list[int]:
        """Every row that the cell 上级 may mean; itself never."""
        if index not in self._known and index not in self._asking:
            self._asking.add(index)
            found = self._matching(split_path(self._named[index].row.raw("上级")))
            self._asking.discard(index)
            self._known[index] = [one for one in found if one != index] or found
        return self._known.get(index, [])

    def _matching(self, parts: UnitPath) -> list[int]:
        if not parts:
            return []
        named = self._by_name.get(parts[-1]) or self._by_alias.get(parts[-1], [])
        if len(parts) == 1:
            return named
        above = set(self._matching(parts[:-1]))
        return [index for index in named if above & set(self._parents(index))]

    def _tell(self, index: int) -> None:
        row = self._named[index].row
        if not row.raw("上级"):
            return
        found = self._parents(index)
        if not found:
            parts = split_path(row.raw("上级"))
            near = nearest_or_all(parts[-1] if parts else "", list(self._by_name)[:200])
            row.error("上级", wording.UNIT_PARENT_ADD, value=name(row.raw("上级")), near=near)
        elif len(found) > 1:
            paths = [self._short_path(one) for one in found]
            wrong = ambiguous(row.raw("上级"), paths)
            row.error("上级", wrong.fault, **wrong.blanks)

    def _short_path(self, index: int) -> UnitPath:
        above = split_path(self._named[index].row.raw("上级"))
        return (*above, self._named[index].name)

    def _only_parent(self, index: int) -> int | None:
        found = self._parents(index)
        return found[0] if len(found) == 1 else None

    def _circles(self) -> set[int]:
        """The rows that stand above themselves; each circle is told once, at its first row."""
        within: set[int] = set()
        for start in range(len(self._named)):
            if start in within:
                continue
            walked = [start]
            while (above := self._only_parent(walked[-1])) is not None and above not in walked:
                walked.append(above)
            if above == start:
                within.update(walked)
                circle = "→".join(self._named[one].name for one in [*walked, start])
                self._named[start].row.error("上级", wording.UNIT_ITSELF, circle=circle)
        return within

    def _path(self, index: int, circles: set[int]) -> UnitPath | None:
        names: list[str] = []
        at: int | None = index
        while at is not None:
            names.append(self._named[at].name)
            if at in circles:
                return None
            if self._named[at].row.raw("上级") and self._only_parent(at) is None:
                return None
            at = self._only_parent(at)
        return tuple(reversed(names))
