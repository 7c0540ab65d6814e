"""One future for many works: whoever waits for all of them is woken once."""

from collections.abc import Sequence
from concurrent.futures import Future, InvalidStateError
from contextlib import suppress
from typing import Any

Results = list[Any]


class Share:
    """A work's part in a future of all: it ends as a future does, and cannot be waited for."""

    __slots__ = ("_ended", "_place", "_whole")

    def __init__(self, whole: "Whole", place: int) -> None:
        self._whole = whole
        self._place = place
        self._ended = False

    def set_running_or_notify_cancel(self) -> bool:
        return not self._whole.future.cancelled()

    def cancelled(self) -> bool:
        return self._whole.future.cancelled()

    def done(self) -> bool:
        return self._ended

    def set_result(self, result: Any) -> None:
        self._ended = True
        self._whole.put(self._place, result)

    def set_exception(self, error: BaseException) -> None:
        self.set_result(error)


class Whole:
    """`future` ends with the last share: what each gave, or the exception it ended with."""

    def __init__(self, count: int) -> None:
        self.future: Future[Results] = Future()
        self._results: Results = [None] * count
        self._left = count
        if not count:
            self.future.set_result([])

    def shares(self) -> Sequence[Share]:
        return [Share(self, place) for place in range(len(self._results))]

    def put(self, place: int, result: Any) -> None:
        self._results[place] = result
        self._left -= 1
        if not self._left:
            with suppress(InvalidStateError):  # Cancelled meanwhile: nobody waits any more.
                self.future.set_result(self._results)
