"""Which figures of a digest turned out wrong: compared as its own cut-off time knew them; pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from handlers import wording
from handlers.campaigns.digest_figures import DigestFigures
from handlers.campaigns.progress import Stage
from handlers.summaries.number_style import written
from handlers.summaries.totals import Figure

ONE_IN = 20
"""A figure is corrected when it changes by more than one part in so many (5 %)."""
SHOWN = 4


@dataclass(frozen=True, slots=True)
class Told:
    """One figure of a digest; `label` is what people know it by."""

    label: str
    count: int
    unit: str
    mark: str = ""

    def written(self, style: str) -> str:
        return written(Figure(self.count, self.mark), self.unit, style)


@dataclass(frozen=True, slots=True)
class Sent:
    """What is kept of a digest: its figures, whom it called 未报, and what all of it rests on.

    Stages and shortages are compared only on the same `ground`: an excuse is no mistake.
    """

    figures: tuple[Told, ...]
    stages: tuple[Told, ...]
    nothing: frozenset[int]
    ground: str

    def as_json(self) -> dict[str, Any]:
        return {
            "figures": [[one.label, one.count, one.unit, one.mark] for one in self.figures],
            "stages": [[one.label, one.count, one.unit, one.mark] for one in self.stages],
            "nothing": sorted(self.nothing),
            "ground": self.ground,
        }


def sent_from(kept: Mapping[str, Any]) -> Sent:
    return Sent(
        figures=tuple(Told(*one) for one in kept["figures"]),
        stages=tuple(Told(*one) for one in kept["stages"]),
        nothing=frozenset(kept["nothing"]),
        ground=kept["ground"],
    )


def sent_of(figures: DigestFigures, brief: bool = False) -> Sent:
    """`brief`: of a campaign beside the main one only its stages and shortages are told."""
    today = figures.today
    told = [
        Told(f"{wording.short_activity(activity)}{wording.TOTAL_SO_FAR}", one.count, unit, one.mark)
        for activity, unit, one in figures.totals
    ]
    told += [
        Told(wording.REPORTS_TODAY, today.reports, "条"),
        Told(wording.UNITS_TODAY, today.units, "个"),
        Told(wording.PHOTOS_TODAY, today.photos, "张"),
    ]
    stages = [
        Told(f"{wording.block_word(block.kinds)}{stage}", len(block.at(stage)), "个")
        for block in figures.blocks
        for stage in Stage
    ]
    stages += [Told(f"还差{one.content}", len(one.units), "个") for one in figures.short]
    return Sent(
        figures=() if brief else tuple(told),
        stages=tuple(stages),
        nothing=frozenset(one.unit.id for one in figures.owing if one.stage is Stage.NOTHING),
        ground=_ground(figures),
    )


def _ground(figures: DigestFigures) -> str:
    """Who owes what: equal only while neither register nor decisions changed it."""
    rests_on = [
        (one.unit.id, [(line.task.id, line.owed) for line in one.must]) for one in figures.owing
    ]
    return sha256(repr(rests_on).encode()).hexdigest()[:16]


def differences(sent: Sent, now: DigestFigures, style: str) -> list[str]:
    """What must be put right, a wrong 未报 first; [] when all of it still holds."""
    names = {one.unit.id: one.unit.name for one in now.owing if one.stage is not Stage.NOTHING}
    wrong = [names[unit] for unit in sorted(sent.nothing & names.keys())]
    found = [wording.had_reported(wrong)] if wrong else []
    again = sent_of(now)
    pairs = [(sent.figures, again.figures)]
    if sent.ground == again.ground:
        pairs.append((sent.stages, again.stages))
    for before, after in pairs:
        known = {one.label: one for one in after}
        for old in before:
            new = known.get(old.label, Told(old.label, 0, old.unit))
            if is_far(old.count, new.count):
                found.append(
                    wording.figure_changed(old.label, old.written(style), new.written(style))
                )
    return found


def is_far(before: int, after: int) -> bool:
    """More than five in a hundred of what was told."""
    return abs(after - before) * ONE_IN > before


def correction_line(number: int, now: DigestFigures, wrong: list[str]) -> str:
    return wording.correction_of_digest(
        number, now.when.at, wrong[:SHOWN], max(0, len(wrong) - SHOWN)
    )
