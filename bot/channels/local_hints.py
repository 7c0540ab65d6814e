"""Tells open pages which chat has something new; they ask for it themselves."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager


class Hints:
    """Small and safe to lose: a slow page gets many hints of a chat as one."""

    def __init__(self) -> None:
        self._listeners: set[Listener] = set()

    def tell(self, chat: str, message: int) -> None:
        for listener in self._listeners:
            listener.hear(chat, message)

    @contextmanager
    def listen(self) -> Iterator["Listener"]:
        listener = Listener()
        self._listeners.add(listener)
        try:
            yield listener
        finally:
            self._listeners.discard(listener)


class Listener:
    def __init__(self) -> None:
        self._changed: dict[str, int] = {}
        self._some = asyncio.Event()

    def hear(self, chat: str, message: int) -> None:
        self._changed[chat] = min(message, self._changed.get(chat, message))
        self._some.set()

    async def next(self) -> dict[str, int]:
        """Chat -> the smallest message id that is new or changed; waits until there is one."""
        await self._some.wait()
        self._some.clear()
        changed, self._changed = self._changed, {}
        return changed
