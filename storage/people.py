"""People and what they are in which unit."""

from collections import defaultdict

from sqlalchemy import select, update

from storage.records import Membership, Person, Role
from storage.store import Transaction
from storage.tables import memberships, people


def all_people(tx: Transaction) -> list[Person]:
    """Everybody in force, with every membership whatever its dates."""
    held: dict[int, list[Membership]] = defaultdict(list)
    for row in tx.execute(select(memberships).order_by(memberships.c.id)):
        made = Membership(row.unit_id, Role(row.role), row.since, row.until)
        held[row.person_id].append(made)
    statement = select(people).where(people.c.retired_at.is_(None)).order_by(people.c.id)
    return [
        Person(row.id, row.platform, row.account, row.name, tuple(held[row.id]))
        for row in tx.execute(statement)
    ]


def mark_reachable(tx: Transaction, platform: str, account: str, reachable: bool) -> None:
    """Whether a person of the register has opened a private chat with the bot, or closed it."""
    statement = update(people).where(
        people.c.platform == platform,
        people.c.account == account,
        people.c.reachable.is_not(reachable),
    )
    tx.execute(statement.values(reachable=reachable))
