"""The word lists beside this module, read from disk once and only when first needed."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any


@cache
def word_file(name: str) -> dict[str, Any]:
    """The tables of one word list."""
    path = Path(__file__).with_name(f"{name}.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))


@cache
def words(name: str, key: str) -> tuple[str, ...]:
    """The words under one key of a word list."""
    return tuple(word_file(name)[key].split())
