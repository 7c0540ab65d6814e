"""People and what they are in which unit."""

from collections import defaultdict

from sqlalchemy import select

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
