"""Tasks of the register, each matched to what it was before."""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from storage.campaigns import all_campaigns
from storage.register_ledger import Belongings, Ledger, Values
from storage.register_rows import TaskRow, UnitPath
from storage.store import Transaction
from storage.tables import task_units, tasks

FROM_CHAT = "chat"


def campaign_ids(tx: Transaction) -> dict[str, int]:
    """The campaigns in force by name."""
    return {campaign.name: campaign.id for campaign in all_campaigns(tx)}


def put_tasks(
    tx: Transaction,
    rows: Sequence[TaskRow],
    units: Mapping[UnitPath, int],
    campaigns: Mapping[str, int],
    now: datetime,
) -> Ledger:
    """The code with campaign and contents, else campaign, addressees, contents and deadline."""
    ledger = Ledger(tx, tasks, "任务", now)
    held = Belongings(tx, task_units, "task_id", ("unit_id",))
    values = [_values(row, campaigns, position) for position, row in enumerate(rows, 1)]
    wanted = [[(units[path],) for path in row.units] for row in rows]
    coded = ledger.claim_by(_code_key, [_code_key(one) for one in values])
    for same, one, its in zip(coded, values, wanted, strict=True):
        if same is None and one["code"]:
            same = ledger.claim(_has_code(one["code"]))
        if same is None:
            same = ledger.claim(_is_same(one, {unit for (unit,) in its}, held))
        differs = held.of(same) != set(its)
        more = {"units": len(its)} if differs else {}
        held.put(ledger.put(same, one, _name(one), more), its)
    ledger.retire_rest(_name, kept=lambda row: row["source"] == FROM_CHAT)
    return ledger


def _code_key(row: Values) -> tuple[Any, ...] | None:
    return (row["code"], row["campaign_id"], row["contents"]) if row["code"] else None


def _has_code(code: str) -> Callable[[Values], bool]:
    return lambda row: bool(row["code"] == code)


def _is_same(wanted: Values, its: set[int], held: Belongings) -> Callable[[Values], bool]:
    keys = ("campaign_id", "kinds", "contents", "due")

    def is_same(row: Values) -> bool:
        if (row["code"] and wanted["code"]) or row["source"] == FROM_CHAT:
            return False
        if any(row[key] != wanted[key] for key in keys):
            return False
        return {unit for (unit,) in held.of(row["id"])} == its

    return is_same


def _name(row: Values) -> str:
    contents = "/".join(json.loads(row["contents"]))
    return f"{row['code']} {contents}" if row["code"] else contents


def _values(row: TaskRow, campaigns: Mapping[str, int], position: int) -> dict[str, Any]:
    return {
        "code": row.code,
        "campaign_id": None if row.campaign is None else campaigns[row.campaign],
        "kinds": json.dumps(sorted(row.kinds), ensure_ascii=False),
        "contents": json.dumps(row.contents, ensure_ascii=False),
        "minimum": row.minimum,
        "whole": row.whole,
        "measure": row.measure.value,
        "per": row.per.value,
        "period": row.period.value,
        "due": row.due,
        "required": row.required,
        "evidence": row.evidence,
        "wording": row.wording,
        "position": position,
    }
