"""A township with tasks, played with the real Due and Sender, and what went out in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select, update

from bot.claiming import claims
from bot.due import Due
from bot.sender import Sender
from storage import tables
from storage.messages import OutgoingMessage
from storage.store import Store, Transaction
from tests.township import ZONE, SpokenChannel, Township

VILLAGE_TASKS = (
    {"contents": '["悬挂横幅标语"]', "minimum": 2},
    {"contents": '["集中宣传活动"]', "minimum": 1},
)


@dataclass(frozen=True, slots=True)
class Heard:
    """What a channel was asked to send, and when."""

    at: datetime
    chat: str
    text: str
    private: bool


class ListeningChannel(SpokenChannel):
    """Keeps what is sent through it."""

    def __init__(self) -> None:
        self.heard: list[Heard] = []

    async def send(self, row: int, message: OutgoingMessage, now: datetime) -> Sequence[str]:
        self.heard.append(Heard(now, message.chat, message.text, message.private))
        return [str(row)]

    async def edit(self, sent_id: str, message: OutgoingMessage, now: datetime) -> None:
        pass


def put_tasks(tx: Transaction, rows: Sequence[dict[str, object]], kinds: str) -> None:
    """Tasks of campaign 1 for units of these kinds (JSON text)."""
    for row in rows:
        tx.execute(tables.tasks.insert(), {"campaign_id": 1, "kinds": kinds} | row)
    tx.bump_register()


class RemindedTownship(Township):
    """Villages owe two banners and one event; `pass_time` also sends what is due."""

    def __init__(self, store: Store, now: datetime) -> None:
        super().__init__(store, now)
        self.channel = ListeningChannel()
        self.sender = Sender(
            store, {"local": self.channel}, self.clock, claims=claims(self.clock, ZONE)
        )
        store.write(lambda tx: put_tasks(tx, VILLAGE_TASKS, '["村","社区"]')).result()

    async def move_to(self, moment: str) -> None:
        """Local time of the township; everything due on the way is not played."""
        self.clock.moment = datetime.fromisoformat(moment).replace(tzinfo=ZONE)
        await self.settle()

    async def settle(self) -> None:
        await self.pass_time()
        while await self.sender.step():
            pass

    def restart(self) -> None:
        """As after a kill: nothing is remembered but what the database holds."""
        self._due = Due(self.store, self.clock, self.desk, lambda: None)

    def told(self, chat: str | None = None) -> list[str]:
        return [one.text for one in self.channel.heard if chat is None or one.chat == chat]

    def reminders(self) -> list[tuple[str, str, str, str]]:
        """(target, step, state, why) of all but digests, by key."""
        return [row for row in self._rows() if row[0] != "digest"]

    def digests(self) -> list[tuple[str, str, str, str]]:
        """The same of digests, by day."""
        return [row for row in self._rows() if row[0] == "digest"]

    def _rows(self) -> list[tuple[str, str, str, str]]:
        def work(tx: Transaction) -> list[tuple[str, str, str, str]]:
            by_day = (tables.reminders.c.day, tables.reminders.c.key)
            rows = tx.execute(select(tables.reminders).order_by(*by_day))
            return [(row.target, row.step, row.state, row.why) for row in rows]

        return self.store.read(work).result()

    def reach(self, *accounts: str) -> None:
        """These people have written to the bot in private."""

        def work(tx: Transaction) -> None:
            tx.execute(
                update(tables.people)
                .where(tables.people.c.account.in_(accounts))
                .values(reachable=True)
            )
            tx.bump_register()

        self.store.write(work).result()

    def set(self, name: str, value: str) -> None:
        def work(tx: Transaction) -> None:
            tx.execute(tables.settings.delete().where(tables.settings.c.name == name))
            tx.execute(tables.settings.insert(), {"name": name, "value": value})
            tx.bump_register()

        self.store.write(work).result()

    def change_campaign(self, **values: date) -> None:
        def work(tx: Transaction) -> None:
            tx.execute(update(tables.campaigns).values(**values))
            tx.bump_register()

        self.store.write(work).result()
