"""The cell 适用: kinds of units and units by name, as a list."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from handlers import wording
from handlers.register.cells import names_list
from handlers.register.finding import Wrong
from handlers.register.sheets import nearest_or_all
from handlers.register.unit_paths import UnitPaths, split_path
from storage.records import EVERY_KIND
from storage.register_rows import UnitPath

STANDARD_KINDS = frozenset({"县", "乡镇", "村", "社区", "部门", "学校", "医院", "驿站"})
_EVERY = frozenset({EVERY_KIND, "所有单位", "各单位", "全部", "所有"})
_EACH = re.compile(r"^(?:各个?|每个?|所有的?|全部的?)(?=.)")


@dataclass(frozen=True, slots=True)
class Applies:
    """Whom a task is for; `absent` are kinds of which the register has no unit."""

    kinds: tuple[str, ...] = ()
    units: tuple[UnitPath, ...] = ()
    absent: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Addressees:
    """What 适用 may name."""

    paths: UnitPaths
    kinds: Mapping[UnitPath, str] = field(default_factory=dict)

    def read(self, text: str) -> Applies:
        """Raises Wrong for a name that is neither a kind nor one unit."""
        kinds: dict[str, None] = {}
        units: dict[UnitPath, None] = {}
        absent: dict[str, None] = {}
        for part in names_list(text):
            plain = _EACH.sub("", part)
            if part in _EVERY:
                kinds[EVERY_KIND] = None
            elif plain in self.kinds.values():
                kinds[plain] = None
            elif below := self._kind_below(part):
                units.update(dict.fromkeys(below))
            elif plain in STANDARD_KINDS and not self.paths.find(part):
                kinds[plain] = absent[plain] = None
            else:
                units[self._unit(part)] = None
        return Applies(tuple(kinds), tuple(units), tuple(absent))

    def _kind_below(self, text: str) -> list[UnitPath]:
        """柳溪镇/村: every unit of that kind below the one named."""
        *above, kind = split_path(text) or ("",)
        if not above or kind not in self.kinds.values():
            return []
        found = self.paths.find("/".join(above))
        return [
            path
            for path, its in self.kinds.items()
            if its == kind and any(path[: len(one)] == one and path != one for one in found)
        ]

    def _unit(self, text: str) -> UnitPath:
        if self.kinds and not self.paths.find(text):
            known = [*self._known_kinds(), *dict.fromkeys(path[-1] for path in self.kinds)]
            raise Wrong(wording.TASK_APPLIES, value=text, near=nearest_or_all(text, known[:200]))
        return self.paths.read(text)

    def _known_kinds(self) -> Iterable[str]:
        return dict.fromkeys(self.kinds.values())
