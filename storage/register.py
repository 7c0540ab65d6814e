"""Putting the office's register: added, changed or retired by identity, never replaced."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select

from storage.register_facts import put_holidays, put_sayings, put_settings
from storage.register_groups import put_campaigns, put_groups
from storage.register_ledger import Ledger, SheetChange
from storage.register_people import put_people
from storage.register_rows import Register
from storage.register_tasks import campaign_ids, put_tasks
from storage.register_units import put_units, unit_ids
from storage.store import Transaction
from storage.tables import house


@dataclass(slots=True)
class RegisterChange:
    """By sheet; a sheet that was absent is not in it."""

    sheets: dict[str, SheetChange] = field(default_factory=dict)

    @property
    def total(self) -> int:
        return sum(one.added + one.changed + one.retired for one in self.sheets.values())


def put_register(tx: Transaction, register: Register, now: datetime) -> RegisterChange:
    """All in the caller's transaction; read again unchanged it writes nothing at all."""
    tx.execute(select(house.c.id).with_for_update())
    change, written = RegisterChange(), False
    for sheet, ledger in _ledgers(tx, register, now):
        change.sheets[sheet] = ledger.change
        written |= ledger.close()
    for sheet, fact in _facts(tx, register, now):
        change.sheets[sheet] = fact
        written |= fact != SheetChange()
    if written:
        tx.bump_register()
    return change


def _ledgers(tx: Transaction, register: Register, now: datetime) -> list[tuple[str, Ledger]]:
    ledgers: list[tuple[str, Ledger]] = []
    if register.units is not None:
        ledgers.append(("单位", put_units(tx, register.units, now)))
    ids = unit_ids(tx)
    if register.people is not None:
        ledgers.append(("人员", put_people(tx, register.people, ids, now)))
    if register.groups is not None:
        ledgers.append(("群", put_groups(tx, register.groups, ids, now)))
    if register.campaigns is not None:
        ledgers.append(("活动", put_campaigns(tx, register.campaigns, now)))
    if register.tasks is not None:
        ledgers.append(("任务", put_tasks(tx, register.tasks, ids, campaign_ids(tx), now)))
    return ledgers


def _facts(tx: Transaction, register: Register, now: datetime) -> list[tuple[str, SheetChange]]:
    facts: list[tuple[str, SheetChange]] = []
    if register.sayings is not None:
        facts.append(("说法", put_sayings(tx, register.sayings, now)))
    if register.holidays is not None:
        facts.append(("假日", put_holidays(tx, register.holidays, now)))
    if register.settings is not None:
        facts.append(("设置", put_settings(tx, register.settings, now)))
    return facts
