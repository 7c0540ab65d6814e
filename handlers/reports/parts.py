"""Which photo and place belongs to which text of the same sender and chat: one pure decision."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

LATE_PHOTO = timedelta(hours=3)
TOGETHER = timedelta(seconds=30)
ALBUM = timedelta(seconds=3)


class Why(StrEnum):
    """The reason kept beside every part."""

    OWN = "同一条消息"
    ONLY = "前后只有这一条报送"
    NEARER = "离得最近的报送"
    EARLIER_HAS_PHOTOS = "前一条已有照片"
    TOGETHER = "和紧挨着的照片一起"
    LATE = "三小时内最近一条还没有照片的报送"
    SAID_AGAIN = "前一条已作废,随重发的报送"
    LOOSE = "前后没有报送"


@dataclass(frozen=True, slots=True)
class Point:
    """A text that made a report; `withdrawn_at` by the platform's time, None while it stands."""

    report: int
    message: str
    sent_at: datetime
    withdrawn_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """A photo or a place, by the platform's time."""

    id: int
    kind: str
    message: str
    sent_at: datetime


@dataclass(frozen=True, slots=True)
class Joined:
    part: Part
    report: int | None
    why: Why


Found = tuple[int | None, Why]
Order = tuple[datetime, int, str]


def _order(one: Point | Part) -> Order:
    """Platforms tell whole seconds: within one, the message's number decides."""
    return (one.sent_at, len(one.message), one.message)


def _rank(point: Point) -> tuple[Order, bool, int]:
    return (_order(point), point.withdrawn_at is not None, point.report)


class _Joining:
    """One sender's texts, and what is known of their photos so far."""

    def __init__(self, points: Sequence[Point], window: timedelta) -> None:
        self._points = sorted(points, key=_rank)
        # A text that names several units gets its photos once: with the first of them.
        self._texts = list({one.message: one for one in reversed(self._points)}.values())[::-1]
        self._orders = [_order(text) for text in self._texts]
        self._own = {text.message: text.report for text in self._texts}
        self._window = window
        self._with_photos: set[int] = set()
        self._last_late: dict[int, datetime] = {}

    def join(self, parts: Sequence[Part]) -> Iterator[Joined]:
        for bunch in self._bunches(parts):
            report, why = self._decide(bunch)
            for part in bunch:
                yield self._joined(part, report, why)
            if report is not None and any(part.kind == "photo" for part in bunch):
                self._with_photos.add(report)
                if why is Why.LATE:
                    self._last_late[report] = bunch[-1].sent_at

    def _joined(self, part: Part, report: int | None, why: Why) -> Joined:
        if part.message in self._own:
            return Joined(part, report, Why.OWN)
        return Joined(part, report, why)

    def _bunches(self, parts: Sequence[Part]) -> Iterator[list[Part]]:
        """An album comes as several messages: what is sent in one go goes one way."""
        bunch: list[Part] = []
        for part in sorted(parts, key=lambda part: (_order(part), part.id)):
            if bunch and not self._is_one_go(bunch, part):
                yield bunch
                bunch = []
            bunch.append(part)
        if bunch:
            yield bunch

    def _is_one_go(self, bunch: Sequence[Part], part: Part) -> bool:
        own = self._own.get(part.message)
        if own is not None and own != self._own.get(bunch[0].message):
            return False
        if self._texts_until(part) != self._texts_until(bunch[-1]):
            return False
        # Words that carry photos are whole: only the rest of their own album follows them.
        within = ALBUM if bunch[0].message in self._own else TOGETHER
        return part.sent_at - bunch[-1].sent_at <= within

    def _texts_until(self, part: Part) -> int:
        return bisect_right(self._orders, _order(part))

    def _decide(self, bunch: Sequence[Part]) -> Found:
        own = self._own.get(bunch[0].message)
        if own is not None:
            return own, Why.TOGETHER
        first, last = bunch[0], bunch[-1]
        earlier, later = self._neighbours(first, last)
        if earlier and later:
            if earlier.report in self._with_photos:
                return later.report, Why.EARLIER_HAS_PHOTOS
            before, after = first.sent_at - earlier.sent_at, later.sent_at - last.sent_at
            return (earlier if before <= after else later).report, Why.NEARER
        if found := earlier or later:
            return found.report, Why.ONLY
        late = self._late(first) if any(part.kind == "photo" for part in bunch) else None
        return late, Why.LOOSE if late is None else Why.LATE

    def _neighbours(self, first: Part, last: Part) -> tuple[Point | None, Point | None]:
        """The texts right before and after a bunch that are within the window."""
        at = self._texts_until(first)
        earlier = self._texts[at - 1] if at > 0 else None
        if earlier and first.sent_at - earlier.sent_at > self._window:
            earlier = None
        later = self._texts[at] if at < len(self._texts) else None
        if later and later.sent_at - last.sent_at > self._window:
            later = None
        return earlier, later

    def _late(self, part: Part) -> int | None:
        """The last report without photos; photos that come late together stay together."""
        for point in reversed(self._points):
            waited = part.sent_at - point.sent_at
            if point.withdrawn_at or not timedelta(0) <= waited <= LATE_PHOTO:
                continue
            last = self._last_late.get(point.report)
            if last is not None and part.sent_at - last <= self._window:
                return point.report
            if point.report not in self._with_photos:
                return point.report
        return None


def join_parts(parts: Sequence[Part], points: Sequence[Point], window: timedelta) -> list[Joined]:
    """Decide for all parts of one sender in one chat at once; the order given does not matter.

    A report that has photos lets go of what comes between it and a later one.
    """
    joined = list(_Joining(points, window).join(parts))
    return [_said_again(one, joined, points, window) for one in joined]


def _said_again(
    one: Joined, joined: Sequence[Joined], points: Sequence[Point], window: timedelta
) -> Joined:
    """Photos of withdrawn words go on to the words said in their place, if these have none.

    What stood in the withdrawn message itself was taken back with it.
    """
    old = next((p for p in points if p.report == one.report and p.withdrawn_at), None)
    if old is None or old.withdrawn_at is None or one.why in {Why.OWN, Why.TOGETHER}:
        return one
    after = [p for p in points if p.sent_at >= old.withdrawn_at and p is not old]
    new = min(after, key=_rank, default=None)
    if new is None or new.withdrawn_at or abs(new.sent_at - one.part.sent_at) > window:
        return one
    if any(other.report == new.report for other in joined):
        return one
    return Joined(one.part, new.report, Why.SAID_AGAIN)
