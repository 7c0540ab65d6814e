"""Which photos somebody has allowed to be shown: none is shown unless it was."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import func, insert, select, update

from storage.inserting import one_of
from storage.parts import is_of_message
from storage.records import COUNTING
from storage.store import Transaction
from storage.tables import changes, photos, reports


def units_of(tx: Transaction, channel: str, chat: str, message: str) -> dict[int, int | None]:
    """Photo -> the unit of the report that it stands with, for the photos of one message."""
    statement = (
        select(photos.c.id, reports.c.unit_id)
        .outerjoin(reports, reports.c.id == photos.c.report_id)
        .where(is_of_message(photos, channel, chat, message), photos.c.withdrawn_at.is_(None))
    )
    return {row.id: row.unit_id for row in tx.execute(statement)}


def allow(
    tx: Transaction, photo_ids: Collection[int], shown: bool, who: str, now: datetime
) -> None:
    """Kept in the log of changes, with who said so."""
    statement = update(photos).where(photos.c.id.in_(sorted(photo_ids)))
    tx.execute(statement.values(allowed_at=now if shown else None))
    what = "allowed" if shown else "allowed lifted"
    row = {"at": now, "who": who, "what": what, "after": ""}
    tx.execute(insert(changes), [row | {"subject": f"photo {one}"} for one in sorted(photo_ids)])


def allowed(tx: Transaction, campaign: int, units: Collection[int], most: int) -> list[str]:
    """The contents (SHA-256) of a campaign's allowed photos, those allowed last first."""
    latest = func.max(photos.c.allowed_at)
    statement = (
        select(photos.c.sha256)
        .join(reports, reports.c.id == photos.c.report_id)
        .where(
            photos.c.allowed_at.is_not(None),
            photos.c.state == "stored",
            photos.c.withdrawn_at.is_(None),
            reports.c.campaign_id == campaign,
            reports.c.state.in_(COUNTING),
            one_of(tx, reports.c.unit_id, units),
        )
        .group_by(photos.c.sha256)
        .order_by(latest.desc(), photos.c.sha256)
        .limit(most)
    )
    return [row.sha256 for row in tx.execute(statement)]
