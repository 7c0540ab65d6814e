"""What was said on the day of a digest, events before all else; pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time

from handlers.campaigns.digest_facts import Scope
from handlers.office import Office
from handlers.reports.activities import EVENTS
from storage.records import Report, ReportItem


@dataclass(frozen=True, slots=True)
class Said:
    """What a report of the day tells."""

    unit: str
    items: tuple[ReportItem, ...]


@dataclass(frozen=True, slots=True)
class Today:
    """What was said since midnight, and how many reports between the last digest and midnight."""

    units: int = 0
    reports: int = 0
    photos: int = 0
    before: int = 0
    said: tuple[Said, ...] = ()


def today_of(
    office: Office,
    heard: Iterable[Report],
    scope: Scope,
    local: datetime,
    before: Mapping[int, int],
) -> Today:
    midnight = datetime.combine(local.date(), time(), local.tzinfo)
    today = [
        one
        for one in heard
        if one.unit in scope.units
        and one.sent_at >= midnight
        and (one.sent_at <= local or one.received_at <= local)
    ]
    return Today(
        units=len({one.unit for one in today}),
        reports=len(today),
        photos=sum(len(one.photos) for one in today),
        before=sum(count for unit, count in before.items() if unit in scope.units),
        said=tuple(
            Said(name_of(office, one.unit), one.items)
            for one in sorted(today, key=_is_no_event)
            if one.items
        ),
    )


def name_of(office: Office, unit: int | None) -> str:
    known = None if unit is None else office.units.get(unit)
    return "" if known is None else known.name


def _is_no_event(report: Report) -> bool:
    return not any(item.activity in EVENTS for item in report.items)
