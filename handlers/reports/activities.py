"""The 24 activities, their measure words and what people call them."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from handlers.reports.word_lists import word_file

_FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Activity:
    """One counted activity; `measures` are all measure words that may count it."""

    name: str
    unit: str
    same: frozenset[str]
    measures: frozenset[str]
    names: tuple[str, ...]
    weak: tuple[str, ...]


@cache
def activities() -> dict[str, Activity]:
    """The activities by name, in the order in which tables show them; read from disk once."""
    counted = _load(_FOLDER.parent / "activities.toml")["activity"]
    words = word_file("activity_words")
    return {row["name"]: _activity(row, words.get(row["name"], {})) for row in counted}


def _load(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _activity(row: dict[str, Any], words: dict[str, str]) -> Activity:
    unit, same = str(row["unit"]), frozenset(row["same"])
    return Activity(
        row["name"],
        unit,
        same,
        same | {unit} | frozenset(words.get("measures", "").split()),
        tuple(words.get("names", "").split()),
        tuple(words.get("weak", "").split()),
    )


def canonical_unit(activity: str) -> str:
    """The measure word that totals of the activity are kept in."""
    return activities()[activity].unit


def same_count(activity: str, unit: str) -> bool:
    """Whether a figure in this measure word adds to the activity's total."""
    known = activities()[activity]
    return unit == known.unit or unit in known.same


# A homophone that dictation writes for a measure word.
HOMOPHONES = {
    "分": "份", "护": "户", "互": "户", "调": "条", "跳": "条", "厂": "场", "长": "场", "常": "场",
    "快": "块", "付": "副", "福": "幅", "偏": "篇", "编": "篇", "边": "遍", "变": "遍", "刺": "次",
    "涨": "张", "章": "张", "报": "包", "缝": "封", "风": "封", "克": "课", "回": "回",
}  # fmt: skip


def measure_for(activity: str, measure: str) -> str | None:
    """The measure word as it is kept for the activity, or None when it cannot count it."""
    known = activities()[activity].measures
    if measure in known:
        return measure
    heard = HOMOPHONES.get(measure)
    if heard in known:
        return heard
    if measure == "个人" and "人" in known:
        return "个"
    return None
