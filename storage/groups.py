"""Groups of the register, and a bare count of those that are not in it."""

from datetime import datetime

from sqlalchemy import select, update

from storage.inserting import insert_once
from storage.records import Group, GroupPurpose
from storage.store import Transaction
from storage.tables import groups, unknown_groups


def all_groups(tx: Transaction) -> list[Group]:
    """The groups in force."""
    statement = select(groups).where(groups.c.retired_at.is_(None)).order_by(groups.c.id)
    return [
        Group(
            id=row.id,
            platform=row.platform,
            chat=row.chat,
            name=row.name,
            unit=row.unit_id,
            purpose=GroupPurpose(row.purpose),
            receipts=row.receipts,
            reminders=row.reminders,
        )
        for row in tx.execute(statement)
    ]


def count_unknown(tx: Transaction, channel: str, chat: str, title: str, now: datetime) -> None:
    """One more message of a group that is not in the register; nothing else is kept of it."""
    tx.execute(
        insert_once(tx, unknown_groups).values(
            channel=channel, chat=chat, title="", first_at=now, last_at=now, messages=0
        )
    )
    counted = {"last_at": now, "messages": unknown_groups.c.messages + 1}
    tx.execute(
        update(unknown_groups)
        .where(unknown_groups.c.channel == channel, unknown_groups.c.chat == chat)
        .values(counted | ({"title": title} if title else {}))
    )
