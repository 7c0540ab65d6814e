"""What a digest is made from: a campaign's whole state at one moment, read once for all chats."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from handlers.campaigns.burden import Cost
from handlers.campaigns.counted import Counted, Key
from handlers.campaigns.progress import Progress
from handlers.office import Office
from storage.news import Change, Doubtful
from storage.records import Report
from storage.reminders import Reminder


@dataclass(frozen=True, slots=True)
class Scope:
    """What stands below a supervisor: `top` None is the whole register."""

    name: str
    units: frozenset[int]
    groups: frozenset[int]
    chats: frozenset[tuple[str, str]]

    def holds(self, unit: int | None, group: int | None) -> bool:
        """A report without a unit belongs where it was said."""
        return unit in self.units if unit is not None else group in self.groups


def scope_of(office: Office, top: int | None) -> Scope:
    if top is None:
        roots = [unit for unit in office.units.values() if unit.parent not in office.units]
        units = frozenset(office.units)
        name = roots[0].name if len(roots) == 1 else ""
    else:
        units = frozenset(office.below.get(top, (top,)))
        name = office.units[top].name
    ours = {
        chat: group.id
        for chat, group in office.groups.items()
        if group.unit in units or (top is None and group.unit is None)
    }
    return Scope(name, units, frozenset(ours.values()), frozenset(ours))


@dataclass(frozen=True, slots=True)
class Facts:
    """`heard` reaches back to midnight; `marks` are the qualifiers of what was not said exactly."""

    progress: Progress
    totals: Counted = field(default_factory=Counted)
    marks: Mapping[Key, frozenset[str]] = field(default_factory=dict)
    heard: Sequence[Report] = ()
    doubts: Sequence[Doubtful] = ()
    same_photos: Sequence[frozenset[int]] = ()
    missed: Sequence[Reminder] = ()
    costs: Sequence[Cost] = ()
    changes: Sequence[Change] = ()
    last_report: int = 0


def has_news(
    changes: Sequence[Change], scope: Scope, last_report: int, since: datetime | None
) -> bool:
    """Whether anything was heard or changed below a supervisor since a digest was told."""
    return any(
        since is None
        or one.last_report > last_report
        or one.heard_at > since
        or (one.changed_at is not None and one.changed_at > since)
        for one in changes
        if scope.holds(one.unit, one.group)
    )
