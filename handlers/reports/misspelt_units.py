"""Names of units that are misspelt as they sound: 丰林村 or 风林 for 枫林村."""

import re
from collections.abc import Iterator, Mapping, Sequence

from handlers.reports.finder import Finder
from handlers.reports.lexicon import DAY_MARK, Word
from handlers.reports.lexicon import finder as known_words
from handlers.reports.sounds import heard
from storage.records import Alias

_BEGINS = re.compile(r"(?:^|(?<=[\s,;。:、(]))[\u3400-\u9fff]{2}")
_GOES_ON = re.compile(
    rf"[\d\s,:、(一二三四五六七八九十两百今昨前本共已又发挂贴入走开播张悬放{DAY_MARK}]"
)


Called = tuple[int, Alias | None]
"""A unit that has a name, and the alias with its days where it is none of its own."""


class MisspeltUnits:
    """Only what is written nowhere in the register is looked up by its sound."""

    def __init__(
        self, names: Mapping[str, Sequence[Called]], words: Finder[Word] | None = None
    ) -> None:
        """`words` are none of them, however they sound; those of the reader if not given."""
        alike: dict[str, list[Called]] = {}
        for name, called in names.items():
            if len(name) > 1:
                alike.setdefault(heard(name), []).extend(called)
        self._alike = alike
        self._finder = Finder(alike)
        self._words = words

    def like(self, name: str) -> Sequence[Called]:
        """What the register calls by a name that sounds like this one."""
        return self._alike.get(heard(name), ())

    def at_beginnings(self, text: str) -> Iterator[tuple[int, int, Sequence[Called]]]:
        """Where a clause begins with the sound of a name and goes on as a report does."""
        if not _BEGINS.search(text):
            return
        for entry, start, end in self._finder.find(heard(text)):
            goes_on = end == len(text) or _GOES_ON.match(text, end)
            if goes_on and _BEGINS.match(text, start) and not self._is_word(text, start, end):
                yield start, end, self._finder.entries[entry]

    def _is_word(self, text: str, start: int, end: int) -> bool:
        hits = (self._words or known_words()).find(text[start : end + 2])
        return any(stop - begin > 1 and begin < end - start for _, begin, stop in hits)
