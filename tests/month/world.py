"""Thirty days of a county, played with real loops, restarts, clock jumps and a rival."""

import asyncio
import random
import tempfile
from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path

from bot.answerer import Answerer
from bot.channels.base import SendError
from bot.channels.local_body import read_raw, write_raw
from bot.claiming import claims
from bot.due import Due
from bot.sender import Sender
from handlers.desk import Desk
from storage import inbox
from storage.active import next_fence
from storage.messages import IncomingMessage, OutgoingMessage, RawUpdate
from storage.schema import open_store
from storage.store import NotActive, Store, StoreUnavailable
from tests.month.county import County, Village
from tests.month.oracle import (
    Delivered,
    faults_of_budget,
    faults_of_digest,
    faults_of_keys,
    faults_of_rows,
    faults_when_sent,
)
from tests.township import ZONE, HandClock

FIRST_DAY = date(2026, 9, 18)
DAYS = 30
DESK = Desk(zone=ZONE, batch_per_minute=0)


class Killed(BaseException):
    """The process ends here."""


class Platform:
    """The chats: what arrives in them, and a line that breaks now and then."""

    name = "local"
    repeat_is_harmless = False

    def __init__(self, seed: int, county: County, clock: HandClock) -> None:
        self.seed = seed
        self.county = county
        self.clock = clock
        self.delivered: list[Delivered] = []
        self.faults: list[str] = []

    def read(self, raw: RawUpdate) -> IncomingMessage:
        return read_raw(raw)

    async def send(self, row: int, message: OutgoingMessage, now: datetime) -> Sequence[str]:
        # Not from the month's own chance: the order of calls is the threads' business.
        luck = random.Random(f"{self.seed}/{message.key}/{now}").random()
        if luck < 0.01:
            raise SendError("refused for now", sent=False)
        if luck < 0.015:
            raise Killed
        one = Delivered(
            now, row, message.key, message.kind, message.chat, message.private, message.text
        )
        if message.kind == "reminder":
            self.faults += faults_when_sent(self.county, one)
        if message.kind == "digest":
            self.faults += faults_of_digest(self.county, one, self.delivered)
        self.delivered.append(one)
        if luck < 0.02:
            raise Killed
        if luck < 0.03:
            raise SendError("nobody knows", sent=None)
        return [str(row)]

    async def edit(self, sent_id: str, message: OutgoingMessage, now: datetime) -> None:
        return None


class Instance:
    """One process: its own store on the common database, its own loops."""

    def __init__(self, store: Store, platform: Platform, clock: HandClock) -> None:
        self.store = store
        self.platform = platform
        self.clock = clock
        self.start()

    def start(self) -> None:
        channels = {"local": self.platform}
        self.answerer = Answerer(self.store, channels, self.clock, DESK, lambda: None)
        self.due = Due(self.store, self.clock, DESK, lambda: None)
        looks = claims(self.clock, ZONE)
        self.sender = Sender(self.store, channels, self.clock, claims=looks)

    async def take_over(self) -> None:
        self.store.fence = None
        self.store.fence = await asyncio.wrap_future(self.store.write(next_fence))
        self.start()
        await self.sender.recover()

    async def live(self, answers: bool) -> bool:
        """Until nothing is left to do; False when the process died or was set aside."""
        try:
            while answers and await self.answerer.step():
                pass
            while await self.due.step():
                pass
            while await self.sender.step():
                pass
        except (Killed, NotActive, StoreUnavailable):
            return False
        return True


class Month:
    """`play` gives the faults of one seed."""

    def __init__(self, seed: int, folder: Path, busy: int, database: str | None = None) -> None:
        self.busy = busy
        self.chance = random.Random(seed)
        address = database or f"sqlite:///{folder}/month.db"
        self.stores = [open_store(address, folder, checkpoints=n == 0) for n in range(2)]
        self.clock = HandClock(datetime.combine(FIRST_DAY, time(7), ZONE))
        self.county = County(self.stores[0], self.chance)
        self.platform = Platform(seed, self.county, self.clock)
        self.instances = [Instance(one, self.platform, self.clock) for one in self.stores]
        self.active = 0
        self.messages = 0

    async def play(self) -> list[str]:
        await self.instances[0].take_over()
        for day in range(DAYS):
            for moment in self._moments(FIRST_DAY + timedelta(days=day)):
                await self._at(moment)
        self.clock.moment = datetime.combine(FIRST_DAY + timedelta(days=75), time(9), ZONE)
        await self._live(answers=True)
        await self._live(answers=True)
        delivered = self.platform.delivered
        return [
            *self.platform.faults,
            *faults_of_keys(delivered),
            *faults_of_budget(delivered),
            *faults_of_rows(self.stores[0], self.county, delivered),
        ]

    def _moments(self, day: date) -> list[datetime]:
        """When anything happens that day: around due times, at random, or not at all."""
        if self.chance.random() < 0.06:
            return []
        fixed = [time(8, 30, 1), time(12, 0, 0), time(14, 30, 1), time(17, 0, 1)]
        random_ones = [
            time(self.chance.randrange(6, 23), self.chance.randrange(60)) for _ in range(2)
        ]
        wanted = [one for one in fixed if self.chance.random() < 0.8] + random_ones
        return [datetime.combine(day, one, ZONE) for one in sorted(wanted)]

    async def _at(self, moment: datetime) -> None:
        jump = self.chance.choice((0,) * 12 + (-3600, -90, 90, 3600, 3 * 3600))
        self.clock.moment = moment + timedelta(seconds=jump)
        for _ in range(self.chance.randrange(0, self.busy)):
            await self._report()
        if self.chance.random() < 0.05:
            await self._decide()
        if self.chance.random() < 0.1:
            await self._restart()
        await self._live(answers=self.chance.random() < 0.8)
        self.clock.moment += timedelta(seconds=self.chance.choice((1, 20, 45)))
        await self._live(answers=True)

    async def _live(self, answers: bool) -> None:
        """The active one lives on; the one set aside wakes now and then and must do no harm."""
        living = [self.instances[self.active].live(answers)]
        if self.chance.random() < 0.15:
            living.append(self.instances[1 - self.active].live(answers))
        for alive, number in zip(
            await asyncio.gather(*living), (self.active, 1 - self.active), strict=False
        ):
            if not alive and number == self.active:
                await self.instances[number].take_over()

    async def _restart(self) -> None:
        if self.chance.random() < 0.5:
            self.active = 1 - self.active
        await self.instances[self.active].take_over()

    async def _report(self) -> None:
        village = self.chance.choice(self.county.villages)
        drive = self.chance.choice(self.county.drives)
        activity, words, minimum, measure = self.chance.choice(drive.owed)
        count = self.chance.choice((max(1, minimum // 2), minimum, minimum * 2))
        said = f"{village.name}今天{words}{count}{measure}"
        if self._was_said(village, said):
            return
        await self._hear(village.chat, f"联{village.id}", said)
        self.county.note(village, activity, count, self.clock.now())

    def _was_said(self, village: Village, said: str) -> bool:
        """A repeated report does not count: people of this county never repeat themselves."""
        key = f"{said}{village.id}"
        known = key in village.figures
        village.figures[key] = 0
        return known

    async def _decide(self) -> None:
        """Only while a campaign runs: then there is no doubt which one is meant."""
        village = self.chance.choice(self.county.villages)
        today = self.clock.now().astimezone(ZONE).date()
        drive = self.county.decided_on(today)
        if drive is None:
            return
        order = self.chance.choice(("免报", "延期"))
        until = today + timedelta(days=40)
        day = f" {until.month}月{until.day}日" if order == "延期" else ""
        chat, sender = f"主管群{village.town}", f"主管{village.town}"
        await self._hear(chat, sender, f"{order} {village.name}{day} 暴雨")
        await self._live(answers=True)
        if order == "延期":
            village.extended.add(drive.id)
        else:
            village.excused_at.setdefault(drive.id, self.clock.now())

    async def _hear(self, chat: str, sender: str, text: str) -> None:
        self.messages += 1
        now = self.clock.now()
        message = IncomingMessage("local", chat, str(self.messages), sender, sender, now, text=text)
        raw = [write_raw(message)]
        store = self.stores[self.active]
        await asyncio.wrap_future(store.write(lambda tx: inbox.add(tx, raw, now)))

    def close(self) -> None:
        for store in self.stores:
            store.close()


def play(seed: int, busy: int = 20, database: str | None = None) -> tuple[list[str], Counter[str]]:
    """(faults, what was delivered by kind) of a month; fewer than `busy` reports at a moment."""
    with tempfile.TemporaryDirectory() as folder:
        month = Month(seed, Path(folder), busy, database)
        try:
            faults = asyncio.run(month.play())
        finally:
            month.close()
        told = Counter(one.kind for one in month.platform.delivered)
    return faults, told
