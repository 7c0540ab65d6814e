"""The desk a message is answered at: the office's limits, its zone, and what is being read."""

from datetime import UTC, date, datetime, timedelta, tzinfo

from msgspec import Struct
from msgspec.structs import replace

from storage.inbox import Waiting
from storage.messages import OutgoingMessage
from storage.report_rows import Standing

NIGHT_HOURS = 5
NEVER = datetime(1, 1, 1, tzinfo=UTC)
LONGEST_QUIET = timedelta(minutes=3)


class Desk(Struct, frozen=True):
    """`received_at` is when the message was heard; all windows come from [limits]."""

    zone: tzinfo
    quiet: timedelta = timedelta(seconds=30)
    join_window: timedelta = timedelta(minutes=15)
    batch_per_minute: int = 6
    inbox_id: int = 0
    received_at: datetime = NEVER
    source: str = "live"

    def for_row(self, waiting: Waiting) -> "Desk":
        return replace(
            self,
            inbox_id=waiting.id,
            received_at=waiting.received_at,
            source=waiting.source,
        )

    def day_of(self, moment: datetime) -> date:
        """The local date; from 0:00 to 4:59 the day before."""
        return (moment.astimezone(self.zone) - timedelta(hours=NIGHT_HOURS)).date()

    def receipt_at(self, now: datetime, receipt_by: datetime | None) -> datetime:
        """After the quiet time, never later than three minutes after the words were heard."""
        wanted = now + self.quiet
        return wanted if receipt_by is None else min(wanted, receipt_by)


class Done(Struct, frozen=True):
    """What a message led to; `forget` wipes its text and sender once it is judged.

    `added` are all the reports that its text made, as they stood when they were added.
    With `again_at` it is not answered yet: it is looked at once more then, or when asked for.
    """

    outcome: str
    why: str = ""
    messages: tuple[OutgoingMessage, ...] = ()
    forget: bool = False
    again_at: datetime | None = None
    added: tuple[Standing, ...] = ()
