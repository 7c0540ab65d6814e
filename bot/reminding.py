"""Reminding: plans reminders when the register changes, and fires those whose time has come."""

import asyncio
from datetime import tzinfo

from bot.clock import Clock
from handlers.campaigns.held_back import held_back_lists, tell_held_back
from handlers.campaigns.reminding import (
    fire_due,
    keep_plan,
    may_fire,
    read_board,
    wanted_reminders,
)
from storage.store import Store, Transaction


class Reminding:
    """`step()` may be called at any time and by any process: a reminder is fired at most once."""

    def __init__(self, store: Store, clock: Clock, zone: tzinfo) -> None:
        self._store = store
        self._clock = clock
        self._zone = zone
        self._planned: int | None = None

    async def step(self) -> bool:
        """True: something became of a reminder, look again at once."""
        now, zone = self._clock.now(), self._zone

        def look(tx: Transaction) -> tuple[int, bool, bool]:
            held = bool(held_back_lists(tx, zone, now))
            return tx.register_version, may_fire(tx, zone, now), held

        version, due, held = await asyncio.wrap_future(self._store.read(look))
        if version != self._planned:
            await self._plan()
            self._planned = version
            return True
        if held:
            await asyncio.wrap_future(self._store.write(lambda tx: tell_held_back(tx, zone, now)))
        if not due:
            return held
        board = await asyncio.wrap_future(self._store.read(lambda tx: read_board(tx, zone, now)))
        while await asyncio.wrap_future(self._store.write(lambda tx: fire_due(tx, board))):
            pass
        return True

    async def _plan(self) -> None:
        """Worked out beside the writer: it only brings the rows to what is wanted."""
        now, zone = self._clock.now(), self._zone
        wanted = await asyncio.wrap_future(self._store.read(lambda tx: wanted_reminders(tx, zone)))
        await asyncio.wrap_future(self._store.write(lambda tx: keep_plan(tx, wanted, now)))
