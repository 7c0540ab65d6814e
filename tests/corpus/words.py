"""The words from which the corpus makes its texts (tests/data/reports/corpus_words.toml)."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_FILE = Path(__file__).parents[1] / "data" / "reports" / "corpus_words.toml"
_WORDS: dict[str, Any] = tomllib.loads(_FILE.read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Thing:
    """A counted thing as people name it, the verbs that go with it and its measure words."""

    activity: str
    names: tuple[str, ...]
    verbs: tuple[str, ...]
    measures: tuple[str, ...]
    most: int


def _thing(row: dict[str, Any]) -> Thing:
    names, verbs, measures = (tuple(row[key].split()) for key in ("names", "verbs", "measures"))
    return Thing(row["activity"], names, verbs, measures, row["most"])


THINGS = tuple(_thing(row) for row in _WORDS["thing"])
VILLAGES, PEOPLE, PLACES, PLANNED = (
    _WORDS[key].split() for key in ("villages", "people", "places", "planned")
)
MISHEARD: dict[str, str] = _WORDS["misheard"]
MISTYPED: dict[str, str] = _WORDS["mistyped"]
