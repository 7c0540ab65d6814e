"""Days and hours on which an office works: the State Council's notice, overruled by 假日."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo

from handlers.campaigns.spring_festival import near_spring_festival
from handlers.settings import Hours, Settings

DAY = timedelta(days=1)
SATURDAY = 5
LONGEST_REST = 60
"""Days; an office that rests longer has made a mistake in 假日, and is not waited for."""

_FIXED_BY_LAW = frozenset({(1, 1), (5, 1), (5, 2)})
_FIRST_WEEK_OF_OCTOBER = 7


def notice(day: date) -> bool | None:
    """Whether the yearly notice makes it a workday; None for a year without one."""
    from chinese_calendar import is_workday

    try:
        return bool(is_workday(day))
    except NotImplementedError:
        return None


@dataclass(frozen=True, slots=True)
class Workdays:
    """`stated` is 假日; `hours` and every local moment are of `zone`."""

    zone: tzinfo
    stated: Mapping[date, bool] = field(default_factory=dict)
    hours: Hours = Settings().office_hours

    def works(self, day: date) -> bool:
        """Without a notice Monday to Friday is assumed, but for the days that `quiet` names."""
        if day in self.stated:
            return self.stated[day]
        known = notice(day)
        if known is not None:
            return known
        return day.weekday() < SATURDAY and not _may_be_holiday(day)

    def is_assumed(self, day: date) -> bool:
        """Nobody has said whether people work: tell it wherever this day matters."""
        return day not in self.stated and notice(day) is None

    def is_quiet(self, day: date) -> bool:
        """An assumed day on which most likely nobody works: remind of nothing."""
        return self.is_assumed(day) and _may_be_holiday(day)

    def roll_on(self, day: date) -> date:
        """The day itself where people work on it, else the next workday."""
        return day if self.works(day) else self.after(day)

    def after(self, day: date) -> date:
        """The next workday later than `day`."""
        return self._walk(day, DAY)

    def before(self, day: date, count: int = 1) -> date:
        """The workday that lies `count` workdays earlier than `day`."""
        for _ in range(count):
            day = self._walk(day, -DAY)
        return day

    def _walk(self, day: date, step: timedelta) -> date:
        for away in range(1, LONGEST_REST + 1):
            if self.works(day + away * step):
                return day + away * step
        return day + step

    def count(self, start: date, end: date) -> int:
        """Workdays later than `start`, up to and with `end`."""
        days = (start + away * DAY for away in range(1, (end - start).days + 1))
        return sum(self.works(day) for day in days)

    def in_hours(self, moment: datetime) -> bool:
        """Whether it is office time; a span's last minute is over at its end."""
        local = moment.astimezone(self.zone)
        if not self.works(local.date()):
            return False
        clock = local.time().replace(tzinfo=None, fold=0)
        return any(start <= clock < end for start, end in self.hours)

    def opening(self, moment: datetime) -> datetime:
        """The first moment of office time that is not earlier than `moment`, in `zone`."""
        local = moment.astimezone(self.zone)
        if self.in_hours(local):
            return local
        day = local.date()
        if self.works(day):
            for start, _ in self.hours:
                opens = datetime.combine(day, start, self.zone)
                if opens >= local:
                    return opens
        return datetime.combine(self.after(day), self.hours[0][0], self.zone)


def _may_be_holiday(day: date) -> bool:
    if day.month == 10 and day.day <= _FIRST_WEEK_OF_OCTOBER:
        return True
    return (day.month, day.day) in _FIXED_BY_LAW or near_spring_festival(day)
