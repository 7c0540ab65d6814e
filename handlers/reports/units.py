"""Units of the register that a text names."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date

from handlers.reports.finder import Finder
from handlers.reports.misspelt_units import Called, MisspeltUnits
from handlers.reports.own_words import OwnWords
from handlers.reports.script import fold
from handlers.reports.villages import UnitHit, find_villages
from storage.records import Alias, Unit

_SUFFIX = re.compile(r"(?:村民委员会|社区居民委员会|居民委员会|村委会|居委会|社区|村)$")
_NOT_THE_VILLAGE = re.compile(
    r"小学|中学|初中|高中|学校|幼儿园|卫生院|卫生室|医院|路|街|大道|桥|镇|乡|县|水库|派出所|集团|公司|合作社"
)


class UnitNames:
    """Finds the register's units in texts; a short name of several units gives them all."""

    def __init__(self, units: Sequence[Unit], own_words: OwnWords | None = None) -> None:
        """The office's `own_words` are never taken for a misspelt unit."""
        self._units = {unit.id: unit for unit in units}
        self._names: dict[str, list[Called]] = defaultdict(list)
        self._display: dict[str, list[Called]] = defaultdict(list)
        for unit in units:
            self._add(unit)
        self._finder = Finder(self._names)
        self._display_finder = Finder({**self._display, **self._names})
        self._misspelt = MisspeltUnits(self._names, own_words.finder if own_words else None)

    def _add(self, unit: Unit) -> None:
        name = fold(unit.name).strip()
        self._keep(self._names, name, unit.id, None)
        short = _SUFFIX.sub("", name)
        if short != name and len(short) >= 2:
            self._keep(self._names, short, unit.id, None)
        town = re.sub(r"[镇乡]$", "", name)
        if town != name and len(town) >= 2:
            self._keep(self._display, town, unit.id, None)
        for alias in unit.aliases:
            called = fold(alias.name).strip()
            if called:
                self._keep(self._names, called, unit.id, alias)

    @staticmethod
    def _keep(names: dict[str, list[Called]], name: str, unit: int, alias: Alias | None) -> None:
        if name and (unit, alias) not in names[name]:
            names[name].append((unit, alias))

    def find(self, text: str, day: date | None = None) -> list[UnitHit]:
        """Units in a folded text, longest names first; unregistered villages have no ids."""
        hits = list(self._hits(self._finder, text, day))
        taken = [(hit.start, hit.end) for hit in hits]
        for hit in [*find_villages(text), *self._misspelt_short_names(text, day)]:
            if not any(start < hit.end and hit.start < end for start, end in taken):
                hits.append(hit if hit.units else self._put_right(hit, day))
                taken.append((hit.start, hit.end))
        return self._nearest_parent(sorted(hits, key=lambda hit: hit.start))

    def _put_right(self, hit: UnitHit, day: date | None) -> UnitHit:
        """A village that is not registered, or the unit whose name sounds like it."""
        units = _in_force(self._misspelt.like(hit.village or ""), day)
        return UnitHit(hit.start, hit.end, units, self._village(units)) if units else hit

    def _misspelt_short_names(self, text: str, day: date | None) -> Iterator[UnitHit]:
        for start, end, named in self._misspelt.at_beginnings(text):
            if units := _in_force(named, day):
                yield UnitHit(start, end, units, self._village(units))

    def from_display_name(self, name: str, day: date | None = None) -> frozenset[int]:
        """The most special units that a group nickname such as 柳溪-枫林-汪 names."""
        folded = fold(name)
        hits = list(self._hits(self._display_finder, folded, day))
        found = {unit for hit in hits for unit in hit.units}
        parents = {parent for unit in found for parent in self._ancestors(unit)}
        below = {unit for unit in found if parents & found <= set(self._ancestors(unit)) | {unit}}
        special = found - parents
        within = {unit for unit in special if unit in below or not (parents & found)}
        return frozenset(within or special)

    def _ancestors(self, unit: int) -> Iterator[int]:
        seen = {unit}
        parent = self._units[unit].parent
        while parent is not None and parent in self._units and parent not in seen:
            seen.add(parent)
            yield parent
            parent = self._units[parent].parent

    def _hits(self, finder: Finder[list[Called]], text: str, day: date | None) -> Iterator[UnitHit]:
        for entry, start, end in finder.find(text):
            name, ids = text[start:end], _in_force(finder.entries[entry], day)
            if not ids or self._is_other_thing(ids, name, text, end):
                continue
            yield UnitHit(start, end, ids, self._village(ids))

    def _is_other_thing(self, ids: frozenset[int], name: str, text: str, end: int) -> bool:
        full = any(self._units[unit].name == name for unit in ids)
        return not full and _NOT_THE_VILLAGE.match(text, end) is not None

    def _village(self, ids: frozenset[int]) -> str | None:
        names = {self._units[unit].name for unit in ids}
        name = names.pop()
        return name if not names and name.endswith(("村", "社区")) else None

    def _nearest_parent(self, hits: list[UnitHit]) -> list[UnitHit]:
        kept: list[UnitHit] = []
        for hit in hits:
            before = kept[-1] if kept and kept[-1].end == hit.start else None
            if before is not None and before.units:
                below = frozenset(u for u in hit.units if before.units & set(self._ancestors(u)))
                if below:
                    kept.pop()
                    hit = UnitHit(before.start, hit.end, below, self._village(below))
            kept.append(hit)
        return kept


def _in_force(called: Sequence[Called], day: date | None) -> frozenset[int]:
    return frozenset(unit for unit, alias in called if alias is None or _holds(alias, day))


def _holds(alias: Alias, day: date | None) -> bool:
    if day is None:
        return True
    return (alias.since is None or alias.since <= day) and (
        alias.until is None or day <= alias.until
    )
