"""The 24 activities, their measure words and what people call them."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from handlers.reports.word_lists import word_file

_FOLDER = Path(__file__).parent

EVENTS = frozenset({"集中宣传活动", "会议培训", "文艺电影"})
"""What is one 场 however many units took part in it (the offices' own counting rule)."""


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


VISITS = frozenset(("入户走访", "电话回访"))
"""Counted by those whom they reached."""

# What dictation writes for a measure word.
_HEARD_AS = {
    "份": "分粉", "户": "护互沪", "条": "调跳挑", "场": "厂长常", "块": "快筷", "副": "付",
    "幅": "福服", "篇": "偏编", "遍": "边变", "次": "刺", "张": "涨章掌", "包": "报", "封": "缝风",
    "课": "克", "本": "奔", "册": "测", "趟": "躺", "台": "抬", "件": "见",
}  # fmt: skip
HOMOPHONES = {heard: measure for measure, sounds in _HEARD_AS.items() for heard in sounds} | {
    "个人次": "人次", "号人": "人",
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
