"""Which photo and place belongs to which text of the same sender and chat: one pure decision."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

LATE_PHOTO = timedelta(hours=3)


class Why(StrEnum):
    """The reason kept beside every part (contract.md, [limits])."""

    OWN = "同一条消息"
    ONLY = "前后只有这一条报送"
    NEARER = "离得最近的报送"
    EARLIER_HAS_PHOTOS = "前一条已有照片"
    LATE = "三小时内最近一条还没有照片的报送"
    LOOSE = "前后没有报送"


@dataclass(frozen=True, slots=True)
class Point:
    """A text that made a report; `has_photos` counts only photos that surely are its own."""

    report: int
    message: str
    sent_at: datetime
    has_photos: bool = False


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


class _Joining:
    """One sender's texts, and what is known of their photos so far."""

    def __init__(self, points: Sequence[Point], window: timedelta) -> None:
        self._texts = sorted(points, key=lambda point: (point.sent_at, point.report))
        self._window = window
        self._before = {point.report for point in points if point.has_photos}
        self._any = set(self._before)
        self._last_late: dict[int, datetime] = {}

    def join(self, part: Part) -> Joined:
        joined = self._decide(part)
        if joined.report is not None and part.kind == "photo":
            self._remember(joined, joined.report)
        return joined

    def _decide(self, part: Part) -> Joined:
        own = next((point for point in self._texts if point.message == part.message), None)
        if own is not None:
            return Joined(part, own.report, Why.OWN)
        earlier, later = self._neighbours(part.sent_at)
        if earlier and later:
            if earlier.report in self._before:
                return Joined(part, later.report, Why.EARLIER_HAS_PHOTOS)
            before, after = part.sent_at - earlier.sent_at, later.sent_at - part.sent_at
            return Joined(part, (earlier if before <= after else later).report, Why.NEARER)
        if found := earlier or later:
            return Joined(part, found.report, Why.ONLY)
        late = self._late(part) if part.kind == "photo" else None
        return Joined(part, late, Why.LOOSE if late is None else Why.LATE)

    def _neighbours(self, moment: datetime) -> tuple[Point | None, Point | None]:
        """The texts right before and after that are within the window."""
        past = [p for p in self._texts if p.sent_at <= moment]
        future = [p for p in self._texts if p.sent_at > moment]
        earlier = _first_of_text(past) if past else None
        if earlier and moment - earlier.sent_at > self._window:
            earlier = None
        later = future[0] if future and future[0].sent_at - moment <= self._window else None
        return earlier, later

    def _late(self, part: Part) -> int | None:
        """The last report without photos; photos that come late together stay together."""
        for point in reversed(self._texts):
            if not timedelta(0) <= part.sent_at - point.sent_at <= LATE_PHOTO:
                continue
            last = self._last_late.get(point.report)
            if last is not None and part.sent_at - last <= self._window:
                return point.report
            if point.report not in self._any:
                return point.report
        return None

    def _remember(self, joined: Joined, report: int) -> None:
        self._any.add(report)
        if joined.why is Why.LATE:
            self._last_late[report] = joined.part.sent_at
            return
        text = next(point for point in self._texts if point.report == report)
        if joined.why is Why.OWN or joined.part.sent_at < text.sent_at:
            self._before.add(report)


def _first_of_text(points: Sequence[Point]) -> Point:
    """The last text's first report: a text that names several units gets its photos once."""
    return next(point for point in points if point.message == points[-1].message)


def join_parts(parts: Sequence[Part], points: Sequence[Point], window: timedelta) -> list[Joined]:
    """Decide for all parts of one sender in one chat at once; the order given does not matter.

    A report whose photos stand before it, or in its own message, has photos: what comes between
    it and a later one goes to the later.
    """
    joining = _Joining(points, window)
    return [joining.join(part) for part in sorted(parts, key=lambda p: (p.sent_at, p.id))]
