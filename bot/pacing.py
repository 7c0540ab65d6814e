"""When a chat may be spoken to: a platform's limits as sliding windows; pure."""

from collections import defaultdict, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count

SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
NONE = timedelta(0)


@dataclass(frozen=True, slots=True)
class Rates:
    """Messages a second overall, messages a minute in a group, and seconds between in a chat."""

    overall: int
    in_group: int
    between: timedelta
    is_group: Callable[[str], bool]


def _is_telegram_group(chat: str) -> bool:
    return chat.startswith("-")


RATES: Mapping[str, Rates] = {"telegram": Rates(30, 20, SECOND, _is_telegram_group)}
"""By channel; reliability figures of the Bot API, which publishes no exact ones."""

LONGEST = MINUTE


@dataclass(slots=True)
class _Call:
    messages: int
    ended: datetime | None = None


@dataclass(slots=True)
class _Window:
    calls: dict[int, _Call] = field(default_factory=dict)

    def forget(self, before: datetime, now: datetime) -> None:
        """Also what ended in the future: the wall clock was set back."""
        for number, call in list(self.calls.items()):
            if call.ended is not None and not before < call.ended <= now:
                del self.calls[number]

    @property
    def messages(self) -> int:
        return sum(call.messages for call in self.calls.values())


class Pacing:
    """One channel's calls; a call counts from its beginning until its window after its end.

    So nothing arrives above a limit, however long a call takes on the way.
    """

    def __init__(self, rates: Rates) -> None:
        self._rates = rates
        self._numbers = count()
        self._all = _Window()
        self._groups: defaultdict[str, _Window] = defaultdict(_Window)
        self._free_at: dict[str, datetime] = {}
        self._floods: deque[tuple[str, datetime]] = deque(maxlen=2)

    def wait(self, chat: str, messages: int, now: datetime) -> timedelta | None:
        """How long until a call of so many messages may begin; None: until another has ended."""
        between = self._free_at.get(chat, now) - now
        if between > LONGEST:
            between = NONE
        waits: list[timedelta | None] = [max(between, NONE)]
        waits.append(_wait(self._all, self._rates.overall, messages, SECOND, now))
        if self._rates.is_group(chat):
            waits.append(_wait(self._groups[chat], self._rates.in_group, messages, MINUTE, now))
        known = [wait for wait in waits if wait is not None]
        return max(known) if len(known) == len(waits) else None

    def begin(self, chat: str, messages: int) -> int:
        """Gives the call's number for `end`."""
        number, call = next(self._numbers), _Call(messages)
        self._all.calls[number] = call
        if self._rates.is_group(chat):
            self._groups[chat].calls[number] = call
        return number

    def end(self, number: int, chat: str, now: datetime) -> None:
        call = self._all.calls[number]
        call.ended = now
        self._free_at[chat] = now + self._rates.between * call.messages

    def remember(self, chat: str, messages: int, ended: datetime) -> None:
        """A call of before the restart."""
        self.end(self.begin(chat, messages), chat, ended)

    def is_flood(self, chat: str, now: datetime) -> bool:
        """A chat was asked to wait: True when it is the second within a second, so it is all."""
        known = [other for other, at in self._floods if other != chat and now - at < SECOND]
        self._floods.append((chat, now))
        return bool(known)

    def delivered(self) -> None:
        """One got through: whatever was asked to wait, not everything was."""
        self._floods.clear()


def _wait(
    window: _Window, most: int, messages: int, span: timedelta, now: datetime
) -> timedelta | None:
    """Until enough of the window's calls are past; what is larger than it waits for it empty."""
    window.forget(now - span, now)
    free = most - window.messages
    if free >= min(messages, most):
        return NONE
    for call in sorted(
        (call for call in window.calls.values() if call.ended is not None),
        key=lambda call: call.ended or now,
    ):
        free += call.messages
        if free >= min(messages, most):
            assert call.ended is not None
            return call.ended + span - now
    return None
