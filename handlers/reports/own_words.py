"""An office's own words for activities (the register's sheet 说法)."""

from collections.abc import Iterable
from dataclasses import replace

from handlers.reports import roles as Role
from handlers.reports.activities import activities, canonical_unit
from handlers.reports.finder import Finder
from handlers.reports.lexicon import Word, lexicon
from handlers.reports.script import fold
from storage.records import Saying


class OwnWords:
    """Built once for a register; words whose formal name is no activity are left out."""

    def __init__(self, sayings: Iterable[tuple[str, str, str]]) -> None:
        """Each saying: spoken word, formal name, its measure word or an empty text."""
        words = dict(lexicon())
        for spoken, formal, measure in sayings:
            word = fold(spoken).strip()
            if not word or formal not in activities():
                continue
            known = words.get(word, Word())
            words[word] = replace(
                known,
                roles=known.roles | Role.NOUN,
                activity=formal,
                weak=False,
                length=len(word),
                measure=measure.strip() or canonical_unit(formal),
            )
        self.words = words
        self.finder = Finder(words)


def own_words_of(sayings: Iterable[Saying]) -> OwnWords | None:
    """None where no saying names an activity: the words that every office shares will do."""
    spoken = [(one.spoken, one.formal, one.measure) for one in sayings]
    return OwnWords(spoken) if any(formal in activities() for _, formal, _ in spoken) else None
