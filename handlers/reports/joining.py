"""Photos and places find their text: parts.join_parts decides, this keeps what it decided."""

from collections.abc import Sequence, Set
from datetime import datetime

from handlers import wording
from handlers.desk import LONGEST_QUIET, Desk
from handlers.reports.parts import LATE_PHOTO, Joined, Part, Point, join_parts
from handlers.reports.receipt import reword_receipt
from storage import inbox, photos, places, report_search, reports
from storage.messages import IncomingMessage, OutgoingMessage
from storage.parts import Part as KeptPart
from storage.parts import is_any_near
from storage.records import ReportState
from storage.store import Transaction

# One part may push the next along: what is decided needs a view of what stands around it.
DECIDED = 2 * LATE_PHOTO
SEEN = 2 * DECIDED


def keep_parts(tx: Transaction, message: IncomingMessage, now: datetime, desk: Desk) -> bool:
    """True when the message brought a photo or a place."""
    kept = photos.add(tx, desk.inbox_id, message, now)
    place = places.add(tx, desk.inbox_id, message, now)
    return bool(kept) or place is not None


def join_near(
    tx: Transaction,
    channel: str,
    chat: str,
    sender: str,
    moment: datetime,
    now: datetime,
    desk: Desk,
) -> list[OutgoingMessage] | None:
    """Decide anew for one sender's parts around a moment; gives edits of receipts that change.

    None: there is no part around it.
    """
    whose = (tx, channel, chat, sender, moment - SEEN, moment + SEEN)
    if not is_any_near(*whose):
        return None
    kept = {("photo", one.id): one for one in photos.near(*whose)}
    kept |= {("place", one.id): one for one in places.near(*whose)}
    points = [
        Point(one.id, one.message, one.sent_at, one.withdrawn_at)
        for one in report_search.points(*whose)
    ]
    parts = [Part(one.id, kind, one.message, one.sent_at) for (kind, _), one in kept.items()]
    texts = {point.report for point in points}
    touched: set[int] = set()
    for joined in join_parts(parts, points, desk.join_window):
        part = kept[joined.part.kind, joined.part.id]
        if abs(part.sent_at - moment) <= DECIDED and _goes_elsewhere(part, joined, texts):
            _move(tx, part, joined)
            touched |= {one for one in (part.report, joined.report) if one}
    return speak_of_parts(tx, sorted(touched), now, desk, cause=f"parts/{desk.inbox_id}")


def _goes_elsewhere(part: KeptPart, joined: Joined, texts: Set[int]) -> bool:
    """Parts that no text has joined may stand together in a report without words: they stay."""
    if joined.report is None:
        return part.report in texts
    return joined.report != part.report


def _move(tx: Transaction, part: KeptPart, joined: Joined) -> None:
    if joined.part.kind == "photo":
        photos.join(tx, [part.id], joined.report, joined.why)
    else:
        places.join(tx, [part.id], joined.report, joined.why)
    if part.report is not None:
        reports.drop_message(tx, part.report, part.inbox)
    if joined.report is None:
        inbox.set_outcome(tx, part.inbox, "waiting", wording.PARTS_WAIT)
    else:
        reports.add_message(tx, joined.report, part.inbox, part.message)
        inbox.set_outcome(tx, part.inbox, "report", joined.why)


def speak_of_parts(
    tx: Transaction, touched: Sequence[int], now: datetime, desk: Desk, cause: str
) -> list[OutgoingMessage]:
    """Receipts of reports that gained or lost parts; one without words and parts is let go."""
    lines: list[OutgoingMessage] = []
    for report_id in touched:
        standing = report_search.get(tx, report_id)
        report = standing.report
        if report.state is ReportState.WAITING and standing.receipt_by is not None:
            reports.put_off(tx, report_id, desk.receipt_at(now, standing.receipt_by))
        elif not report.text and not report.photos and report.place is None:
            values = {"state": ReportState.WITHDRAWN}
            reports.change(tx, standing, "", wording.PARTS_WENT_ON, None, now, values)
        elif report.state is not ReportState.UNSURE:
            lines += reword_receipt(tx, report, standing.message, cause)
    return lines


def receipt_bounds(desk: Desk, now: datetime) -> tuple[datetime, datetime]:
    """(receipt_at, receipt_by) of a text heard at `desk.received_at`."""
    latest = desk.received_at + LONGEST_QUIET
    return desk.receipt_at(now, max(latest, now)), latest
