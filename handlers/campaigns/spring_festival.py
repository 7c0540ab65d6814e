"""When 春节 falls, for years of which no notice is known yet."""

from datetime import date, timedelta

_NEW_YEARS = {
    day.year: day
    for day in map(
        date.fromisoformat,
        (
            *("2027-02-06", "2028-01-26", "2029-02-13", "2030-02-03", "2031-01-23"),
            *("2032-02-11", "2033-01-31", "2034-02-19", "2035-02-08", "2036-01-28"),
            *("2037-02-15", "2038-02-04", "2039-01-24", "2040-02-12"),
        ),
    )
}
_EARLIEST, _LATEST = (1, 21), (2, 20)
BEFORE, AFTER = timedelta(days=2), timedelta(days=7)


def near_spring_festival(day: date) -> bool:
    """Two days before to a week after; in a year that is not listed, as wide as it can fall."""
    new_year = _NEW_YEARS.get(day.year)
    if new_year is not None:
        return new_year - BEFORE <= day <= new_year + AFTER
    earliest, latest = date(day.year, *_EARLIEST), date(day.year, *_LATEST)
    return earliest - BEFORE <= day <= latest + AFTER
