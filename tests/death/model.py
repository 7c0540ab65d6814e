"""A careful clerk of a few lines: what the record must say for the messages that were kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tests.death.story import Say

UNITS = {"wang": "枫林村", "wu": "石桥村"}


@dataclass(frozen=True, slots=True)
class Kept:
    """A step that stands in the inbox, under the id that the chat gave it."""

    say: Say
    message: str


@dataclass(slots=True)
class Expected:
    """One report; `plain`: no correction came, so its receipt must tell exactly these figures."""

    message: str
    sender: str
    state: str
    items: dict[str, int] = field(default_factory=dict)
    photos: int = 0
    place: bool = False
    plain: bool = True

    @property
    def unit(self) -> str:
        return UNITS[self.sender]


class Clerk:
    """Reads the kept messages in order."""

    def __init__(self, kept: Sequence[Kept]) -> None:
        self._kept = kept
        self._reports: dict[str, Expected] = {}

    def reports(self) -> dict[str, Expected]:
        """By the id of the message that made each."""
        for one in self._kept:
            getattr(self, f"_{one.say.does}")(one)
        loose: dict[str, Expected] = {}
        for place, one in enumerate(self._kept):
            if one.say.photos or one.say.place:
                self._join(place, one, loose)
        return self._reports | {report.message: report for report in loose.values()}

    def _talk(self, one: Kept) -> None:
        """Chatter, photos alone and a place alone make no report."""

    def _report(self, one: Kept) -> None:
        again = any(
            report.sender == one.say.speaker
            and report.items == dict(one.say.items)
            and report.state == "recorded"
            for report in self._reports.values()
        )
        state = "duplicate" if again else "recorded"
        items = dict(one.say.items)
        self._reports[one.message] = Expected(one.message, one.say.speaker, state, items)

    def _correct(self, one: Kept) -> None:
        for report in reversed(self._of(one.say.speaker)):
            if report.items.keys() >= one.say.items.keys():
                report.items |= one.say.items
                report.plain = False
                return

    def _edit(self, one: Kept) -> None:
        if one.message in self._reports:
            self._reports[one.message].items = dict(one.say.items)

    def _withdraw(self, one: Kept) -> None:
        standing = self._of(one.say.speaker)
        if standing:
            standing[-1].state = "withdrawn"

    def _of(self, sender: str) -> list[Expected]:
        return [
            report
            for report in self._reports.values()
            if report.sender == sender and report.state != "withdrawn"
        ]

    def _join(self, place: int, one: Kept, loose: dict[str, Expected]) -> None:
        """Own words, else the words before, else the words after, else a report of parts alone."""
        sender = one.say.speaker
        before = [k.message for k in self._kept[:place] if self._is_text(k, sender)]
        after = [k.message for k in self._kept[place + 1 :] if self._is_text(k, sender)]
        if one.say.does == "report":
            report = self._reports[one.message]
        elif before or after:
            report = self._reports[before[-1] if before else after[0]]
        else:
            report = loose.setdefault(sender, Expected(one.message, sender, "unsure"))
        report.photos += len(one.say.photos)
        report.place |= one.say.place

    def _is_text(self, kept: Kept, sender: str) -> bool:
        return kept.say.does == "report" and kept.say.speaker == sender


def items_of(told: Mapping[str, int]) -> str:
    return ", ".join(f"{activity} {count}" for activity, count in sorted(told.items()))
