"""A small township to play a day in: a real store, the real Answerer, and a channel of our own."""

import asyncio
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from msgspec.structs import replace
from sqlalchemy import select

from bot.answerer import Answerer
from bot.channels.local_body import read_raw, write_raw
from bot.clock import Clock
from bot.due import Due
from handlers.desk import Desk
from storage import inbox, report_search, tables
from storage.messages import Attachment, IncomingMessage, RawUpdate
from storage.records import Place, Report
from storage.store import Store, Transaction, Work

ZONE = ZoneInfo("Asia/Shanghai")
GROUP = "工作群"
SUPERVISORS = "主管群"
RESIDENTS = "村民群"
VILLAGES = ("枫林村", "石桥村", "双塘村", "河口社区")
PEOPLE = {"汪": "枫林村", "石": "石桥村", "双": "双塘村"}


class HandClock(Clock):
    """Stands still until it is moved."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def now(self) -> datetime:
        return self.moment


class SpokenChannel:
    """Reads what tests say; nothing is sent through it."""

    name = "local"
    repeat_is_harmless = True

    def read(self, raw: RawUpdate) -> IncomingMessage:
        return read_raw(raw)


def _put_register(tx: Transaction) -> None:
    tx.execute(tables.units.insert(), {"id": 1, "name": "柳溪镇", "kind": "乡镇", "position": 0})
    for number, name in enumerate(VILLAGES, 2):
        kind = "社区" if name.endswith("社区") else "村"
        row = {"id": number, "name": name, "kind": kind, "parent_id": 1, "position": number}
        tx.execute(tables.units.insert(), row)
    for number, (name, unit) in enumerate(PEOPLE.items(), 1):
        person = {"id": number, "platform": "local", "account": name, "name": f"{name}某"}
        tx.execute(tables.people.insert(), person)
        held = {"person_id": number, "unit_id": VILLAGES.index(unit) + 2, "role": "联络员"}
        tx.execute(tables.memberships.insert(), held)
    tx.execute(
        tables.people.insert(), {"id": 90, "platform": "local", "account": "周", "name": "周某"}
    )
    tx.execute(tables.memberships.insert(), {"person_id": 90, "unit_id": 1, "role": "主管"})
    tx.execute(
        tables.people.insert(), {"id": 91, "platform": "local", "account": "陈", "name": "陈某"}
    )
    for unit in (2, 3):
        tx.execute(tables.memberships.insert(), {"person_id": 91, "unit_id": unit, "role": "包保"})
    office = {"id": 20, "name": "司法所", "kind": "部门", "parent_id": 1, "position": 20}
    tx.execute(tables.units.insert(), office)
    tx.execute(
        tables.people.insert(), {"id": 92, "platform": "local", "account": "施", "name": "施某"}
    )
    tx.execute(tables.memberships.insert(), {"person_id": 92, "unit_id": 20, "role": "部门"})
    for number, (chat, purpose) in enumerate(
        ((GROUP, "报送"), (SUPERVISORS, "主管"), (RESIDENTS, "群众")), 1
    ):
        row = {"id": number, "platform": "local", "chat": chat, "name": chat, "unit_id": 1}
        tx.execute(tables.groups.insert(), row | {"purpose": purpose})
    tx.execute(
        tables.campaigns.insert(),
        {
            "id": 1,
            "name": "2026年10月宣传月",
            "start": date(2026, 10, 9),
            "end": date(2026, 10, 31),
            "due": date(2026, 11, 3),
        },
    )
    tx.execute(tables.settings.insert(), {"name": "试运行", "value": "否"})
    tx.bump_register()


class Township:
    """`say` keeps and answers a message at the clock's moment; `pass_time` fires what is due."""

    def __init__(
        self,
        store: Store,
        now: datetime,
        desk: Desk | None = None,
        put_register: Work[None] = _put_register,
    ) -> None:
        self.store = store
        self.clock = HandClock(now)
        self.desk = desk or Desk(zone=ZONE)
        self._count = 0
        channels: dict[str, Any] = {"local": SpokenChannel()}
        self._answerer = Answerer(store, channels, self.clock, self.desk, lambda: None)
        self._due = Due(store, self.clock, self.desk, lambda: None)
        store.write(put_register).result()

    async def say(
        self,
        sender: str,
        text: str = "",
        photos: int = 0,
        place: Place | None = None,
        chat: str = GROUP,
        name: str | None = None,
        sent_at: datetime | None = None,
        **more: Any,
    ) -> str:
        """Give the id of the message; `more` are further fields of IncomingMessage."""
        self._count += 1
        message = IncomingMessage(
            channel="local",
            chat=chat,
            message=str(self._count),
            sender=sender,
            sender_name=name if name is not None else sender,
            sent_at=sent_at or self.clock.now(),
            kind="photo" if photos else "text",
            text=text,
            place=place,
            attachments=tuple(
                Attachment("photo", f"{self._count}-{n}", f"{n}.jpg") for n in range(photos)
            ),
        )
        await self.hear([replace(message, **more)])
        return message.message

    async def hear(self, messages: Sequence[IncomingMessage]) -> None:
        raw = [write_raw(message) for message in messages]
        now = self.clock.now()
        await asyncio.wrap_future(self.store.write(lambda tx: inbox.add(tx, raw, now)))
        while await self._answerer.step():
            pass

    async def pass_time(self, **span: float) -> None:
        self.clock.moment += timedelta(**span)
        while await self._due.step():
            pass

    def reports(self) -> list[Report]:
        """All reports, oldest first."""

        def work(tx: Transaction) -> list[Report]:
            ids = tx.execute(select(tables.reports.c.id).order_by(tables.reports.c.id)).scalars()
            return [report_search.get(tx, one).report for one in list(ids)]

        return self.store.read(work).result()

    def figures(self) -> list[tuple[str, str, str, dict[str, int]]]:
        """(unit, day, state, {activity: count}) of every report."""
        names = dict(enumerate(("柳溪镇", *VILLAGES), 1)) | {20: "司法所"}
        return [
            (
                names.get(report.unit or 0, ""),
                f"{report.day.month}/{report.day.day}",
                report.state.value,
                {item.activity: item.count for item in report.items},
            )
            for report in self.reports()
        ]

    def said(self) -> list[str]:
        """The bot's lines as they would stand in the chats now: edits in place."""

        def work(tx: Transaction) -> list[str]:
            lines: dict[int, str] = {}
            for row in tx.execute(select(tables.outbox).order_by(tables.outbox.c.id)):
                if row.state != "dropped":
                    lines[row.edits or row.id] = row.text
            return list(lines.values())

        return self.store.read(work).result()

    def outcomes(self) -> list[tuple[str, str]]:
        """(outcome, why) of every message in order."""

        def work(tx: Transaction) -> list[tuple[str, str]]:
            rows = tx.execute(select(tables.inbox).order_by(tables.inbox.c.id))
            return [(row.outcome, row.why) for row in rows]

        return self.store.read(work).result()
