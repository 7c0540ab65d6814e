"""Office: the register in force as one frozen picture, cheap to ask for every message."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from handlers.campaigns.choice import choose_campaign
from handlers.settings import Settings, typed_settings
from storage.campaigns import all_campaigns
from storage.chats import moves
from storage.decisions import Decision, DecisionKind, all_decisions
from storage.groups import all_groups
from storage.holidays import all_holidays
from storage.people import all_people
from storage.records import Campaign, Group, Holiday, Person, Saying, Task, Unit
from storage.sayings import all_sayings
from storage.settings import all_settings
from storage.store import Transaction
from storage.tasks import all_tasks
from storage.units import all_units

if TYPE_CHECKING:
    from handlers.reports.own_words import OwnWords
    from handlers.reports.units import UnitNames


@dataclass(frozen=True)
class Office:
    """Nothing that is retired is in it; `asks` is what the tasks of each campaign ask for."""

    units: Mapping[int, Unit]
    people: Mapping[tuple[str, str], Person]
    groups: Mapping[tuple[str, str], Group]
    campaigns: tuple[Campaign, ...]
    settings: Settings
    unaccounted: tuple[Person, ...] = ()
    """People of the register whose account is not known yet."""
    asks: Mapping[int, frozenset[str]] = field(default_factory=dict)
    tasks: tuple[Task, ...] = ()
    holidays: Mapping[date, bool] = field(default_factory=dict)
    """Day -> whether people work, where the office itself says so."""
    sayings: tuple[Saying, ...] = ()
    """What people here call an activity, a unit or a policy."""
    decisions: tuple[Decision, ...] = ()
    """What was decided in chat, oldest first."""

    @cached_property
    def names(self) -> "UnitNames":
        """Made when the first text asks for it: an idle bot does without the reader's tables."""
        from handlers.reports.units import UnitNames

        return UnitNames(self.called, self.own_words)

    @cached_property
    def called(self) -> Sequence[Unit]:
        """The units with every name they go by, those of the sheet 说法 too."""
        units = list(self.units.values())
        if not self.sayings:
            return units
        from handlers.register.spoken_units import also_called

        return also_called(units, self.sayings)

    @cached_property
    def own_words(self) -> "OwnWords | None":
        """Like `names`; None where the office names no activity its own way."""
        if not self.sayings:
            return None
        from handlers.reports.own_words import own_words_of

        return own_words_of(self.sayings)

    @cached_property
    def _above(self) -> Mapping[int, frozenset[int]]:
        return {unit: frozenset(self._walk_up(unit)) for unit in self.units}

    def _walk_up(self, unit: int) -> Iterable[int]:
        seen: set[int] = set()
        at: int | None = unit
        while at is not None and at not in seen and at in self.units:
            seen.add(at)
            yield at
            at = self.units[at].parent

    @cached_property
    def below(self) -> Mapping[int, tuple[int, ...]]:
        """Each unit that has others below it -> itself and all of them."""
        found: dict[int, list[int]] = {}
        for unit in self.units:
            for above in self._above[unit]:
                found.setdefault(above, []).append(unit)
        return {unit: tuple(held) for unit, held in found.items() if len(held) > 1}

    def is_within(self, unit: int, above: int) -> bool:
        """True for the unit itself and for everything below it."""
        return above in self._above.get(unit, frozenset())

    def tasks_of(self, campaign: int) -> tuple[Task, ...]:
        """Those of the campaign and those of every campaign, in the office's order."""
        return tuple(task for task in self.tasks if task.campaign in (None, campaign))

    def campaign_for(
        self, day: date, text: str = "", activities: Collection[str] = ()
    ) -> Campaign | None:
        """The one campaign a report of `day` belongs to."""
        return choose_campaign(self.campaigns, self.asks, day, text, activities)


def make_office(
    units: Iterable[Unit],
    people: Iterable[Person] = (),
    groups: Iterable[Group] = (),
    campaigns: Iterable[Campaign] = (),
    settings: Mapping[str, str] | None = None,
    tasks: Iterable[Task] = (),
    holidays: Iterable[Holiday] = (),
    decisions: Iterable[Decision] = (),
    moved: Mapping[tuple[str, str], str] | None = None,
    sayings: Iterable[Saying] = (),
) -> Office:
    units, people = list(units), list(people)
    campaigns, tasks, decisions = tuple(campaigns), tuple(tasks), tuple(decisions)
    return Office(
        units={unit.id: unit for unit in units},
        people={(p.platform, p.account): p for p in people if p.account is not None},
        groups=_by_chat(groups, moved or {}),
        campaigns=campaigns,
        settings=typed_settings({**(settings or {}), **switched(decisions)}),
        unaccounted=tuple(p for p in people if p.account is None),
        asks=asked_for(campaigns, tasks),
        tasks=tasks,
        holidays={holiday.day: holiday.works for holiday in holidays},
        sayings=tuple(sayings),
        decisions=decisions,
    )


def switched(decisions: Iterable[Decision]) -> dict[str, str]:
    """Settings that were switched in chat: they hold over what the register says."""
    return {one.name: one.value for one in decisions if one.kind is DecisionKind.SETTING}


def asked_for(campaigns: Iterable[Campaign], tasks: Sequence[Task]) -> dict[int, frozenset[str]]:
    """Campaign -> every content of its tasks and of the tasks of all campaigns."""
    return {
        campaign.id: frozenset(
            content
            for task in tasks
            if task.campaign in (None, campaign.id)
            for content in task.contents
        )
        for campaign in campaigns
    }


def _by_chat(
    groups: Iterable[Group], moved: Mapping[tuple[str, str], str]
) -> Mapping[tuple[str, str], Group]:
    """Also under the ids that a group had before its platform gave it a new one."""
    found = {(g.platform, g.chat): g for g in groups if g.chat is not None}
    for channel, old in moved:
        chat = old
        while (channel, chat) in moved:
            chat = moved[channel, chat]
        if (channel, chat) in found:
            found.setdefault((channel, old), found[channel, chat])
    return found


def office_of(tx: Transaction) -> Office:
    """Made once for each state of the register, then only looked up."""
    return tx.remember("office", _read_office)


def _read_office(tx: Transaction) -> Office:
    return make_office(
        all_units(tx),
        all_people(tx),
        all_groups(tx),
        all_campaigns(tx),
        all_settings(tx),
        all_tasks(tx),
        all_holidays(tx),
        all_decisions(tx),
        moves(tx),
        all_sayings(tx),
    )
