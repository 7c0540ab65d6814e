"""The whole bot in this process: the sample township, its local chat over HTTP, a clock by hand."""

import asyncio
import io
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp

from bot import export_command, summary_command
from bot.app import App, Parts, open_parts
from bot.channels.local import LocalChannel
from bot.channels.local_draft import Speaker
from bot.config import Config, Limits
from bot.register_files import read_folder
from bot.sample import sample_folder, sample_speakers
from handlers.summaries.tables import MonthTables
from storage import digests, inbox, outbox, photos, places, report_search
from storage.register import put_register
from storage.store import Transaction
from tests.township import ZONE, HandClock

GROUP, SUPERVISORS = "柳溪镇宣传工作群", "柳溪镇主管群"
CAMPAIGN, TOWN = "2026年10月宣传月", "柳溪镇"
PATIENCE = 120.0


class Office:
    """People speak through the page's addresses; every call ends when the bot has nothing to do."""

    def __init__(self, app: App, parts: Parts, page: LocalChannel, clock: HandClock) -> None:
        self.app = app
        self.parts = parts
        self.page = page
        self.clock = clock
        self.session: aiohttp.ClientSession

    async def say(
        self,
        who: str,
        text: str = "",
        photos: tuple[bytes, ...] = (),
        settle: bool = True,
        **fields: str,
    ) -> str:
        """Give the message's id; `settle` False: do not wait for what the bot makes of it."""
        form = aiohttp.FormData(default_to_multipart=True)
        for name, value in ({"chat": GROUP, "speaker": who, "text": text} | fields).items():
            form.add_field(name, io.BytesIO(value.encode()))
        for number, photo in enumerate(photos):
            form.add_field("photo", io.BytesIO(photo), filename=f"{number}.jpg")
        async with self.session.post(f"{self.page.address}/api/messages", data=form) as answer:
            assert answer.status == 200, await answer.text()
            message = str((await answer.json())["message"])
        if settle:
            await self.settle()
        return message

    async def move_to(self, moment: str) -> None:
        """A local moment such as 2026-10-14T19:30."""
        self.clock.moment = datetime.fromisoformat(moment).replace(tzinfo=ZONE)
        await self.settle()

    async def wait(self, **span: float) -> None:
        self.clock.moment += timedelta(**span)
        await self.settle()

    async def settle(self) -> None:
        self.app.ring()
        async with asyncio.timeout(PATIENCE):
            while await asyncio.to_thread(lambda: self.parts.store.read(self._is_busy).result()):
                await asyncio.sleep(0.005)

    def _is_busy(self, tx: Transaction) -> bool:
        now = self.clock.now()
        before = now - timedelta(minutes=self.parts.config.limits.join_minutes)
        return bool(
            inbox.counts(tx).get("waiting")
            or outbox.counts(tx).get("sending")
            or outbox.next_due(tx, now)
            or digests.wanting_pictures(tx)
            or report_search.due_receipts(tx, now)
            or photos.pending(tx, now)
            or photos.loose(tx, before)
            or places.loose(tx, before)
        )

    async def said(self, chat: str = GROUP, who: str = "周某") -> list[str]:
        """The bot's lines as the page shows them, edits in place."""
        return [one["text"] for one in await self.messages(chat, who)]

    async def messages(self, chat: str = GROUP, who: str = "周某") -> list[dict[str, Any]]:
        """The bot's messages as the page's address gives them."""
        query = {"chat": chat, "speaker": who}
        address = f"{self.page.address}/api/messages"
        async with self.session.get(address, params=query) as answer:
            found = (await answer.json())["messages"]
        return [one for one in found if one["bot"]]

    def exported(self, what: str = "reports") -> list[dict[str, Any]]:
        out = io.BytesIO()
        config = self.parts.config
        export_command.export(self.parts.store, config, export_command.Order(what), out)
        return [json.loads(line) for line in out.getvalue().decode().splitlines()]

    def figures(self) -> list[tuple[str, str, str, dict[str, int]]]:
        """(unit, day, state, {activity: count}) of every report as exported."""
        return [
            (
                report["unit"] or "",
                report["day"][5:],
                report["state"],
                {item["activity"]: item["count"] for item in report["items"]},
            )
            for report in self.exported()
        ]

    def tables(self) -> MonthTables:
        """What the month's workbook shows."""
        order = summary_command.Order(CAMPAIGN, TOWN)
        now = self.clock.now().astimezone(ZONE)
        read = summary_command.read_tables
        return self.parts.store.read(lambda tx: read(tx, order, now)).result()

    def row(self, unit: str = "") -> dict[str, str]:
        """What the month's table shows of a unit (of all together), by 活动(单位)."""
        tables = self.tables()
        figures = tables.sums
        if unit:
            figures = next(row.figures for row in tables.rows if row.unit == unit)
        return {
            f"{column.activity}({column.unit})": str(figure)
            for column, figure in zip(tables.columns, figures, strict=True)
            if figure is not None
        }


@asynccontextmanager
async def talking(
    folder: Path,
    moment: str,
    limits: Limits | None = None,
    register: Path | None = None,
    first: bool = True,
) -> AsyncIterator[Office]:
    """Open the office in a folder; `first` False: it opens again on what stands there."""
    config = Config(folder=folder, limits=limits or Limits(quiet_seconds=0))
    clock = HandClock(datetime.fromisoformat(moment).replace(tzinfo=ZONE))
    parts = open_parts(config, clock)
    if first:
        read, findings = read_folder(register or sample_folder())
        assert read is not None, findings
        parts.store.write(lambda tx: put_register(tx, read, clock.now())).result()
    speakers = [Speaker(one.id, one.name) for one in sample_speakers()]
    page = LocalChannel(
        *(parts.store, parts.shelf, config.limits, clock, ZONE, "127.0.0.1", 0, speakers)
    )
    app = App(parts, [page])
    running = asyncio.create_task(app.run(print))
    try:
        await asyncio.wait_for(page.started.wait(), PATIENCE)
        office = Office(app, parts, page, clock)
        async with aiohttp.ClientSession() as office.session:
            yield office
    finally:
        app.stop()
        await running
        await app.close()
