"""Which contents of the shelf anything kept still names: what a sweep must leave."""

import re
from collections.abc import Collection, Iterable

from sqlalchemy import Select, select

from storage.columns import written
from storage.store import Transaction
from storage.tables import local_messages, outbox, photos

_SHA256 = re.compile(r"[0-9a-f]{64}")


def in_use(tx: Transaction, sha256: Collection[str]) -> set[str]:
    """Those of these contents that a photo, a message of the local chat or one of ours names."""
    asked = list(sha256)
    stored = select(photos.c.sha256).where(photos.c.sha256.in_(asked))
    pending = select(photos.c.reference).where(
        photos.c.state == written("pending"), photos.c.reference.in_(asked)
    )
    used = {name for statement in (stored, pending) for (name,) in tx.execute(statement)}
    left = set(asked) - used
    return used | (left & _named_in_messages(tx) if left else set())


def _named_in_messages(tx: Transaction) -> set[str]:
    """Of every message that brings a file: one look at all, for few contents are left over."""
    ours = select(outbox.c.rest).where(outbox.c.rest.contains('"sha256"'))
    local = select(local_messages.c.rest).where(local_messages.c.rest.contains('"files"'))
    return {*_names(tx, ours), *_names(tx, local)}


def _names(tx: Transaction, statement: Select[str]) -> Iterable[str]:
    for (rest,) in tx.execute(statement):
        yield from _SHA256.findall(rest)
