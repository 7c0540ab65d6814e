"""Putting the office's register: added, changed or retired by identity, never replaced."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import delete, insert, select

from storage.register_groups import put_campaigns, put_groups
from storage.register_ledger import WHO, Ledger, SheetChange
from storage.register_people import put_people
from storage.register_rows import Register
from storage.register_tasks import campaign_ids, put_holidays, put_tasks
from storage.register_units import put_units, unit_ids
from storage.settings import all_settings
from storage.store import Transaction
from storage.tables import changes, house, settings


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
    if register.holidays is not None:
        change.sheets["假日"] = put_holidays(tx, register.holidays, now)
        written |= change.sheets["假日"] != SheetChange()
    if register.settings is not None:
        change.sheets["设置"] = _put_settings(tx, register.settings, now)
        written |= change.sheets["设置"] != SheetChange()
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


def _put_settings(tx: Transaction, wanted: Mapping[str, str], now: datetime) -> SheetChange:
    kept = all_settings(tx)
    differing = [name for name in {**kept, **wanted} if kept.get(name) != wanted.get(name)]
    if not differing:
        return SheetChange()
    tx.execute(delete(settings).where(settings.c.name.in_(differing)))
    new = [{"name": name, "value": wanted[name]} for name in differing if name in wanted]
    if new:
        tx.execute(insert(settings), new)
    what = {
        name: "retired" if name not in wanted else "changed" if name in kept else "added"
        for name in differing
    }
    tx.execute(
        insert(changes),
        [
            {
                "at": now,
                "who": WHO,
                "what": what[name],
                "subject": f"设置 {name}",
                "before": kept.get(name, ""),
                "after": wanted.get(name, ""),
            }
            for name in differing
        ],
    )
    counted = list(what.values())
    return SheetChange(*(counted.count(word) for word in ("added", "changed", "retired")))
