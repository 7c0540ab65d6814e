"""What can go wrong with one call: before it is handled, after it, or in its answer."""

from collections import defaultdict, deque
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any


class Way(Enum):
    """BEFORE: nothing was done; AFTER: it was done, and only the answer is lost or spoilt."""

    REFUSE = auto()
    DROP_BEFORE = auto()
    DROP_AFTER = auto()
    STALL_AFTER = auto()
    HTML_BEFORE = auto()
    HTML_AFTER = auto()
    CUT_AFTER = auto()


@dataclass(frozen=True, slots=True)
class Fault:
    """`code`, `description` and `parameters` are those of a refusal or of an HTML page."""

    way: Way
    code: int = 502
    description: str = "Bad Gateway"
    parameters: dict[str, Any] = field(default_factory=dict)


def refusal(code: int, description: str, **parameters: Any) -> Fault:
    return Fault(Way.REFUSE, code, description, parameters)


def flood(seconds: int) -> Fault:
    return refusal(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)


class Faults:
    """Plans by method; `always` holds until it is taken away, `once` for the next calls only."""

    def __init__(self) -> None:
        self._next: defaultdict[str, deque[Fault]] = defaultdict(deque)
        self._always: dict[str, Fault] = {}

    def once(self, method: str, *faults: Fault) -> None:
        self._next[method].extend(faults)

    def always(self, method: str, fault: Fault | None) -> None:
        if fault is None:
            self._always.pop(method, None)
        else:
            self._always[method] = fault

    def take(self, method: str) -> Fault | None:
        if self._next[method]:
            return self._next[method].popleft()
        return self._always.get(method)
