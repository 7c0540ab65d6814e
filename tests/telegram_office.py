"""The sample township on Telegram: a strict server, the real channel, and the loops by hand."""

import asyncio
import io
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from PIL import Image
from sqlalchemy import select

from bot.answerer import Answerer
from bot.channels.telegram import TelegramChannel
from bot.config import Limits, Telegram
from bot.due import Due
from bot.fetcher import Fetcher
from bot.lines import Lines
from bot.pacing import RATES, Pacing
from bot.posting import post
from bot.receiver import Receiver
from bot.sender import Sender
from bot.workshop import Workshop
from handlers.desk import Desk
from storage import report_search, tables
from storage.files import FileShelf
from storage.groups import all_groups
from storage.messages import OutgoingMessage
from storage.records import Group, Report
from storage.store import Store, Transaction
from tests.telegram_server.people import People
from tests.telegram_server.server import TelegramServer
from tests.telegram_server.world import TOKEN
from tests.township import HandClock

ZONE = ZoneInfo("Asia/Shanghai")
GROUP, SUPERVISORS, RESIDENTS = -1001, -1002, -1003
WANG, SHI, SHUANG, ZHOU, CHEN, STRANGER = 11, 12, 13, 90, 91, 99
VILLAGES = ("枫林村", "石桥村", "双塘村", "河口社区")
NAMES = {WANG: "汪某", SHI: "石某", SHUANG: "双某", ZHOU: "周某", CHEN: "陈某", STRANGER: "路人"}


def jpeg(seed: int = 0) -> bytes:
    data = io.BytesIO()
    Image.new("RGB", (64, 48), (seed % 256, 80, 80)).save(data, "JPEG")
    return data.getvalue()


def put_register(tx: Transaction) -> None:
    tx.execute(tables.units.insert(), {"id": 1, "name": "柳溪镇", "kind": "乡镇", "position": 0})
    for number, name in enumerate(VILLAGES, 2):
        kind = "社区" if name.endswith("社区") else "村"
        row = {"id": number, "name": name, "kind": kind, "parent_id": 1, "position": number}
        tx.execute(tables.units.insert(), row)
    held = {WANG: (2, "联络员"), SHI: (3, "联络员"), SHUANG: (4, "联络员"), ZHOU: (1, "主管")}
    for number, (account, (unit, role)) in enumerate(held.items(), 1):
        person = {"id": number, "platform": "telegram", "account": str(account)}
        tx.execute(tables.people.insert(), person | {"name": NAMES[account]})
        membership = {"person_id": number, "unit_id": unit, "role": role}
        tx.execute(tables.memberships.insert(), membership)
    groups = {GROUP: "报送", SUPERVISORS: "主管", RESIDENTS: "群众"}
    for chat, purpose in groups.items():
        row = {"platform": "telegram", "chat": str(chat), "name": f"{purpose}群"}
        tx.execute(tables.groups.insert(), row | {"unit_id": 1, "purpose": purpose})
    campaign = {"id": 1, "name": "2026年10月宣传月", "start": date(2026, 10, 9)}
    campaign |= {"end": date(2026, 10, 31), "due": date(2026, 11, 3)}
    tx.execute(tables.campaigns.insert(), campaign)
    tx.execute(tables.settings.insert(), {"name": "试运行", "value": "否"})
    tx.bump_register()


class TelegramOffice:
    """`hear` takes in what people did; `pass_time` fires what is due and sends what may go."""

    def __init__(
        self,
        store: Store,
        folder: Path,
        server: TelegramServer,
        clock: HandClock,
        desk: Desk | None = None,
        **config: Any,
    ) -> None:
        self.store, self.server, self.clock = store, server, clock
        self.people = People(server)
        self.people.names = NAMES
        self.desk = desk or Desk(zone=ZONE)
        self.shelf = FileShelf(folder / "files")
        self.workshop = Workshop()
        self.config = Telegram(token=TOKEN, api=server.root, **config)
        self.begin()

    def begin(self) -> None:
        """Build the running parts; again after `die` as a new process would."""
        store, clock = self.store, self.clock
        self.channel = TelegramChannel(self.config, self.shelf, clock, self._groups)
        channels: Any = {"telegram": self.channel}
        paces = {"telegram": Pacing(RATES["telegram"])} if self.config.pacing else {}
        self.receiver = Receiver(store, clock, lambda: None)
        self.answerer = Answerer(store, channels, clock, self.desk, lambda: None)
        self.due = Due(store, clock, self.desk, lambda: None)
        self.sender = Sender(store, channels, clock, paces)
        self.fetcher = Fetcher(store, self.shelf, self.workshop, channels, clock, Limits())
        self.lines = Lines(store, channels, clock, ZONE)
        self.intake: asyncio.Task[None] | None = None

    async def _groups(self) -> list[Group]:
        return await asyncio.wrap_future(self.store.read(all_groups))

    def listen(self) -> None:
        self.intake = asyncio.create_task(self.channel.listen(self.receiver.receive))

    async def hush(self) -> None:
        if self.intake is not None:
            self.intake.cancel()
            await asyncio.gather(self.intake, return_exceptions=True)
            self.intake = None

    async def close(self) -> None:
        await self.hush()
        await self.channel.close()
        await self.workshop.close()

    async def restart(self) -> None:
        """Let go of everything in memory and begin anew on the same database."""
        await self.hush()
        await self.channel.close()
        self.begin()
        await self.sender.recover()

    async def hear(self) -> None:
        """Until all that people did is confirmed at the platform and answered."""
        if self.intake is None:
            self.listen()
        confirmed = asyncio.create_task(self.server.confirmed())
        assert self.intake is not None
        await asyncio.wait({confirmed, self.intake}, return_when=asyncio.FIRST_COMPLETED)
        if self.intake.done():
            confirmed.cancel()
            self.intake.result()
        await self.answer()

    async def answer(self) -> None:
        while await self.answerer.step():
            pass

    async def send(self) -> None:
        """All that may go now; what is paced stays for later."""
        while await self.sender.step():
            pass

    async def send_all(self) -> None:
        """All that is due, the clock moved on by hand as the pacing asks."""
        await self.send()
        while self.sender.look_again_in is not None:
            self.clock.moment += self.sender.look_again_in
            await self.send()

    async def pass_time(self, **span: float) -> None:
        self.clock.moment += timedelta(**span)
        await self.answer()
        while await self.due.step():
            pass
        await self.send_all()

    def put(self, message: OutgoingMessage) -> None:
        now = self.clock.now()
        self.store.write(lambda tx: post(tx, [message], now)).result()

    def say(self, text: str, chat: int = GROUP, **more: Any) -> None:
        """One line of the bot's own, to be sent."""
        key = more.pop("key", text)
        self.put(OutgoingMessage("telegram", str(chat), "notice", text, key, **more))

    def said(self, chat: int = GROUP) -> list[str]:
        """The bot's messages as they stand in a chat now."""
        sent = [one for one in self.server.world.delivered if one.chat == chat]
        edited = {(where, number): text for where, number, text in self.server.world.edited}
        return [edited.get((one.chat, one.message), one.text) for one in sent]

    def rows(self, table: str, by: str = "id") -> list[Any]:
        found = tables.metadata.tables[table]
        work = lambda tx: list(tx.execute(select(found).order_by(found.c[by])))  # noqa: E731
        return self.store.read(work).result()

    def heard(self) -> list[tuple[str, str]]:
        """(kind, outcome) of every update in order."""
        return [(row.kind, row.outcome) for row in self.rows("inbox")]

    def sent(self) -> Mapping[str, str]:
        """Text -> state of every outbox row."""
        return {row.text: row.state for row in self.rows("outbox")}

    def reports(self) -> list[Report]:
        def work(tx: Transaction) -> list[Report]:
            ids = tx.execute(select(tables.reports.c.id).order_by(tables.reports.c.id)).scalars()
            return [report_search.get(tx, one).report for one in list(ids)]

        return self.store.read(work).result()

    def figures(self) -> list[tuple[str, str, dict[str, int]]]:
        """(unit, state, {activity: count}) of every report."""
        names = dict(enumerate(("柳溪镇", *VILLAGES), 1))
        return [
            (
                names.get(report.unit or 0, ""),
                report.state.value,
                {item.activity: item.count for item in report.items},
            )
            for report in self.reports()
        ]


def open_office(
    store: Store, folder: Path, server: TelegramServer, clock: HandClock, **more: Any
) -> TelegramOffice:
    """An office with the register read and its chats known to the server."""
    store.write(put_register).result()
    for chat, name in ((GROUP, "柳溪镇宣传工作群"), (SUPERVISORS, "主管群"), (RESIDENTS, "村民群")):
        server.world.add_chat(chat, name)
    for user, name in NAMES.items():
        server.world.add_chat(user, name, "private")
    return TelegramOffice(store, folder, server, clock, **more)
