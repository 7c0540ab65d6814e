"""Who took part in another unit's event: 联合, 会同, 和……一起."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from handlers.reports.script import fold

if TYPE_CHECKING:
    from handlers.reports.units import UnitNames
    from handlers.reports.villages import UnitHit

_JOINS = re.compile(r"(?:联合|会同|协同|携手|配合|协助|联手|陪同)(?:了)?")
_BETWEEN = re.compile(r"\s*(?:、|和|与|及|以及|同|跟)\s*")
# Bounded: two free runs of spaces side by side take minutes over a message full of spaces.
_TOGETHER = re.compile(
    r"\s{0,3}(?:[两三四五几]?个?(?:村|家|单位)\s{0,3})?(?:一起|共同|联合|一道|合办|联手|携手)"
)


@dataclass(frozen=True, slots=True)
class Together:
    """`rest` is the text without the partners' names, letter for letter in the same places."""

    rest: str
    partners: frozenset[int] = frozenset()


def read_together(text: str, names: "UnitNames", day: date | None, own: frozenset[int]) -> Together:
    """The host keeps the figures; `own` decides who that is where a text names them alike."""
    folded = fold(text)
    if len(folded) != len(text) or not (_JOINS.search(folded) or _TOGETHER.search(folded)):
        return Together(text)
    hits = [hit for hit in names.find(folded, day) if len(hit.units) == 1]
    partners = _after_a_verb(folded, hits) or _side_by_side(folded, hits, own)
    rest = list(text)
    for hit in partners:
        rest[hit.start : hit.end] = " " * (hit.end - hit.start)
    return Together("".join(rest), frozenset(unit for hit in partners for unit in hit.units))


def _after_a_verb(text: str, hits: "Sequence[UnitHit]") -> "list[UnitHit]":
    """联合司法所、柳溪小学"""
    found: list[UnitHit] = []
    for verb in _JOINS.finditer(text):
        first = next((hit for hit in hits if hit.start == verb.end()), None)
        if first is not None:
            found += _row_from(text, hits, first)
    return found


def _row_from(text: str, hits: "Sequence[UnitHit]", first: "UnitHit") -> "list[UnitHit]":
    """Units named one after another with nothing but 、 or 和 between them."""
    row = [first]
    for hit in hits:
        if hit.start > row[-1].start and _BETWEEN.fullmatch(text[row[-1].end : hit.start]):
            row.append(hit)
    return row


def _side_by_side(text: str, hits: "Sequence[UnitHit]", own: frozenset[int]) -> "list[UnitHit]":
    """枫林村和柳溪小学一起, 石桥、双塘两村联合"""
    for first in hits:
        row = _row_from(text, hits, first)
        if len(row) > 1 and _TOGETHER.match(text, row[-1].end):
            host = next((hit for hit in row if hit.units & own), row[0])
            return [hit for hit in row if hit is not host]
    return []
