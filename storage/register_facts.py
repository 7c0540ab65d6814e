"""Holidays, sayings and settings of the register: each is told by its day, word or name."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from storage.holidays import all_holidays
from storage.records import Holiday, Saying
from storage.register_keyed import KeyedSheet
from storage.register_ledger import SheetChange
from storage.sayings import all_sayings
from storage.settings import all_settings
from storage.store import Transaction
from storage.tables import holidays, sayings, settings


def put_holidays(tx: Transaction, wanted: Sequence[Holiday], now: datetime) -> SheetChange:
    """A day that is no longer listed is forgotten."""
    kept = {holiday.day: holiday for holiday in all_holidays(tx)}
    return _HOLIDAYS.put(tx, kept, {holiday.day: holiday for holiday in wanted}, now)


def put_sayings(tx: Transaction, wanted: Sequence[Saying], now: datetime) -> SheetChange:
    """A word that is no longer listed is forgotten."""
    kept = {saying.spoken: saying for saying in all_sayings(tx)}
    return _SAYINGS.put(tx, kept, {saying.spoken: saying for saying in wanted}, now)


def put_settings(tx: Transaction, wanted: Mapping[str, str], now: datetime) -> SheetChange:
    """A name that is no longer listed has its default again."""
    return _SETTINGS.put(tx, all_settings(tx), wanted, now)


def _work(holiday: Holiday) -> str:
    return f"{'班' if holiday.works else '休'} {holiday.basis}".strip()


def _meaning(saying: Saying) -> str:
    return f"{saying.formal} {saying.measure}".strip()


_HOLIDAYS: KeyedSheet[date, Holiday] = KeyedSheet(
    "假日",
    holidays.c.day,
    lambda day, one: {"day": day, "works": one.works, "basis": one.basis},
    _work,
    date.isoformat,
)
_SAYINGS: KeyedSheet[str, Saying] = KeyedSheet(
    "说法",
    sayings.c.spoken,
    lambda spoken, one: {"spoken": spoken, "formal": one.formal, "measure": one.measure},
    _meaning,
)
_SETTINGS: KeyedSheet[str, str] = KeyedSheet(
    "设置", settings.c.name, lambda name, value: {"name": name, "value": value}, str
)
