"""Finds many words in a text at once."""

from collections.abc import Mapping
from typing import Generic, TypeVar

Entry = TypeVar("Entry")
Hit = tuple[int, int, int]
"""The number of the entry, and where its word begins and ends."""


class Finder(Generic[Entry]):
    """The longest known words from the left, without overlap; lone surrogates raise."""

    def __init__(self, words: Mapping[str, Entry], overlapping: bool = False) -> None:
        """`overlapping`: every word is found, those inside longer ones too."""
        # Commands that read no text need not load the library.
        from ahocorasick_rs import AhoCorasick, MatchKind

        kind = MatchKind.Standard if overlapping else MatchKind.LeftmostLongest
        self.entries = list(words.values())
        self.longest = max(map(len, words), default=0)
        """The length of the longest word."""
        self._overlapping = overlapping
        self._words = AhoCorasick(list(words), matchkind=kind, store_patterns=False)

    def find(self, text: str) -> list[Hit]:
        """Every hit in the order of the text."""
        return self._words.find_matches_as_indexes(text, overlapping=self._overlapping)
