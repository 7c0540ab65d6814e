"""Groups and campaigns of the register, each matched to the row it was before."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from storage.register_ledger import Ledger, Values
from storage.register_rows import CampaignRow, GroupRow, UnitPath
from storage.store import Transaction
from storage.tables import campaigns, groups


def put_groups(
    tx: Transaction, rows: Sequence[GroupRow], ids: Mapping[UnitPath, int], now: datetime
) -> Ledger:
    """The group number, else the name, says which group is the same."""
    ledger = Ledger(tx, groups, "群", now)
    known = ledger.claim_by(
        lambda row: (row["platform"], row["chat"]) if row["chat"] else None,
        [(row.platform, row.chat) if row.chat else None for row in rows],
    )
    for row, same in zip(rows, known, strict=True):
        unit = ids[row.unit] if row.unit is not None else None
        if same is None:
            same = ledger.claim(_is_same_group(row, unit))
        values = _group_values(row, unit, None if same is None else ledger.row(same))
        ledger.put(same, values, values["name"] or "")
    ledger.retire_rest(lambda row: str(row["name"]), kept=lambda row: row["source"] == "chat")
    return ledger


def _is_same_group(row: GroupRow, unit: int | None) -> Callable[[Values], bool]:
    """A group that was made anew keeps its history where name and unit are the same."""

    def is_same(kept: Values) -> bool:
        if not row.name or (kept["platform"], kept["name"]) != (row.platform, row.name):
            return False
        return row.chat is None or kept["chat"] is None or kept["unit_id"] == unit

    return is_same


def _group_values(row: GroupRow, unit: int | None, kept: Values | None) -> dict[str, Any]:
    """An empty cell takes nothing away: group numbers come by recognition too."""
    return {
        "platform": row.platform,
        "chat": row.chat or (kept["chat"] if kept else None),
        "name": row.name or (kept["name"] if kept else ""),
        "unit_id": unit,
        "purpose": row.purpose.value,
        "receipts": row.receipts,
        "reminders": row.reminders,
        "source": "register",
    }


def put_campaigns(tx: Transaction, rows: Sequence[CampaignRow], now: datetime) -> Ledger:
    """The code, else the name, says which campaign is the same."""
    ledger = Ledger(tx, campaigns, "活动", now)
    coded = ledger.claim_by(lambda row: row["code"], [row.code for row in rows])
    for row, same in zip(rows, coded, strict=True):
        if same is None:
            same = ledger.claim(_is_called(row.name))
        ledger.put(same, _campaign_values(row), row.name)
    ledger.retire_rest(lambda row: str(row["name"]))
    return ledger


def _is_called(name: str) -> Callable[[Values], bool]:
    return lambda row: bool(row["name"] == name)


def _campaign_values(row: CampaignRow) -> dict[str, Any]:
    return {
        "code": row.code,
        "name": row.name,
        "start": row.start,
        "end": row.end,
        "due": row.due,
        "focus_day": row.focus_day,
        "theme": row.theme,
        "document_number": row.document_number,
    }
