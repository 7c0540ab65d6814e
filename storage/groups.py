"""Groups of the register, and a bare count of those that are not in it."""

from datetime import datetime

from sqlalchemy import bindparam, delete, insert, select, update

from storage.inserting import insert_once
from storage.records import Group, GroupPurpose
from storage.store import Transaction
from storage.tables import changes, groups, unknown_groups


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


def register(
    tx: Transaction,
    channel: str,
    chat: str,
    name: str,
    unit: int,
    purpose: GroupPurpose,
    who: str,
    now: datetime,
) -> None:
    """Put a group into the register from its own chat; reading the sheets never retires it."""
    values = {"unit_id": unit, "purpose": purpose.value, "source": "chat"}
    known = tx.execute(_KNOWN, {"of_channel": channel, "of_chat": chat}).scalar()
    if known is None:
        row = {"platform": channel, "chat": chat, "name": name}
        tx.execute(insert(groups).values(row | values))
    else:
        again = update(groups).where(groups.c.id == known)
        tx.execute(again.values(values | {"retired_at": None}))
    of_chat = (unknown_groups.c.channel == channel, unknown_groups.c.chat == chat)
    tx.execute(delete(unknown_groups).where(*of_chat))
    note = {"at": now, "who": who, "what": "group registered", "subject": name, "after": purpose}
    tx.execute(insert(changes), note)
    tx.bump_register()


_KNOWN = select(groups.c.id).where(
    groups.c.platform == bindparam("of_channel"), groups.c.chat == bindparam("of_chat")
)


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
