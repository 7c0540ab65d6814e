"""The county of the virtual month, and what is true of it whatever the bot believes."""

import random
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from storage import tables
from storage.store import Store, Transaction
from tests.township import ZONE

TOWNS = 30
OWN, SHARED = 8, 4
"""Villages of a town with a group of their own, and those that share the town's."""

REST = {date(2026, 9, 25), date(2026, 9, 26), date(2026, 9, 27)} | {
    date(2026, 10, day) for day in range(1, 8)
}
MADE_UP = {date(2026, 9, 20), date(2026, 10, 10)}
"""The State Council's notice for the autumn of 2026, written down here once more."""


def works(day: date) -> bool:
    return day in MADE_UP or (day.weekday() < 5 and day not in REST)


def in_office_hours(moment: datetime) -> bool:
    local = moment.astimezone(ZONE)
    minutes = local.hour * 60 + local.minute
    return works(local.date()) and (480 <= minutes < 720 or 870 <= minutes < 1050)


@dataclass(slots=True)
class Village:
    """What it was asked for and what it has told, by campaign."""

    id: int
    name: str
    town: int
    chat: str
    figures: dict[str, int] = field(default_factory=dict)
    complete_at: dict[int, datetime] = field(default_factory=dict)
    told_at: dict[int, datetime] = field(default_factory=dict)
    excused_at: dict[int, datetime] = field(default_factory=dict)
    extended: set[int] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Drive:
    """A campaign of the month: its window, its deadline and what every village owes."""

    id: int
    name: str
    start: date
    end: date
    due: date
    owed: tuple[tuple[str, str, int, str], ...]
    """(activity, what people write, the number owed, the measure)."""


def drives(chance: random.Random) -> tuple[Drive, Drive]:
    """Two overlapping ones around the National Day holiday."""
    first = date(2026, 9, 21) + timedelta(days=chance.randrange(0, 12))
    second = first + timedelta(days=chance.randrange(3, 9))
    banners = (("悬挂横幅标语", "挂横幅", 2, "条"), ("集中宣传活动", "开展集中宣传活动", 1, "场"))
    visits = (("入户走访", "入户走访", 20, "户"),)
    return (
        Drive(1, "秋季宣传月", first, first + timedelta(days=20), _after(first, 24), banners),
        Drive(2, "反诈宣传周", second, second + timedelta(days=12), _after(second, 13), visits),
    )


def _after(day: date, days: int) -> date:
    return day + timedelta(days=days)


class County:
    """Puts the register, and keeps the truth."""

    def __init__(self, store: Store, chance: random.Random) -> None:
        self.drives = drives(chance)
        self.villages: list[Village] = []
        for town in range(TOWNS):
            for number in range(OWN + SHARED):
                key = 1000 + town * 100 + number
                own = number < OWN
                chat = f"村群{town}-{number}" if own else f"镇群{town}"
                name = f"{_HEADS[number]}{_TAILS[town]}村"
                self.villages.append(Village(key, name, town, chat))
        self.news: dict[int, list[tuple[datetime, int]]] = {}
        """Town -> when anything of which campaign was heard there."""
        self.told: dict[str, int] = {}
        """How much of its town's news stood when a supervisors' chat had its last digest."""
        self.by_chat: dict[str, list[Village]] = {}
        for one in self.villages:
            self.by_chat.setdefault(one.chat, []).append(one)
        store.write(self._put).result()

    def _put(self, tx: Transaction) -> None:
        towns = [
            {"id": 100 + n, "name": f"{_TAILS[n]}镇", "kind": "乡镇", "position": n}
            for n in range(TOWNS)
        ]
        villages = [
            {"id": v.id, "name": v.name, "kind": "村", "parent_id": 100 + v.town, "position": v.id}
            for v in self.villages
        ]
        for row in (*towns, *villages):
            tx.execute(tables.units.insert(), row)
        for v in self.villages:
            self._put_person(tx, v.id, f"联{v.id}", v.id, "联络员")
        for n in range(TOWNS):
            self._put_person(tx, 100 + n, f"主管{n}", 100 + n, "主管")
        self._put_groups(tx)
        for drive in self.drives:
            self._put_drive(tx, drive)
        tx.execute(tables.settings.insert(), {"name": "试运行", "value": "否"})
        tx.bump_register()

    @staticmethod
    def _put_person(tx: Transaction, key: int, account: str, unit: int, role: str) -> None:
        row = {"id": key, "platform": "local", "account": account, "name": account}
        tx.execute(tables.people.insert(), row | {"reachable": key % 7 == 0})
        tx.execute(tables.memberships.insert(), {"person_id": key, "unit_id": unit, "role": role})

    def _put_groups(self, tx: Transaction) -> None:
        rows = [(f"镇群{n}", 100 + n, "报送") for n in range(TOWNS)]
        rows += [(f"主管群{n}", 100 + n, "主管") for n in range(TOWNS)]
        rows += [(v.chat, v.id, "报送") for v in self.villages if v.chat.startswith("村群")]
        for number, (chat, unit, purpose) in enumerate(rows, 1):
            row = {"id": number, "platform": "local", "chat": chat, "name": chat}
            tx.execute(tables.groups.insert(), row | {"unit_id": unit, "purpose": purpose})

    @staticmethod
    def _put_drive(tx: Transaction, drive: Drive) -> None:
        row = {"id": drive.id, "name": drive.name, "start": drive.start, "end": drive.end}
        tx.execute(tables.campaigns.insert(), row | {"due": drive.due})
        for activity, _, minimum, _ in drive.owed:
            task = {"campaign_id": drive.id, "kinds": '["村"]', "minimum": minimum}
            tx.execute(tables.tasks.insert(), task | {"contents": f'["{activity}"]'})

    def note(self, village: Village, activity: str, count: int, at: datetime) -> None:
        """A report was heard, and is true from then on."""
        day = (at.astimezone(ZONE) - timedelta(hours=5)).date()
        holding = [drive for drive in self.drives if drive.start <= day <= drive.end]
        asking = [one for one in holding if activity in {name for name, *_ in one.owed}]
        if holding:
            drive = min(asking or holding, key=lambda one: one.end)
            self.news.setdefault(village.town, []).append((at, drive.id))
        for drive in asking or holding:
            asked = {name: minimum for name, _, minimum, _ in drive.owed}
            village.told_at.setdefault(drive.id, at)
            if activity not in asked:
                continue
            told = village.figures
            told[activity] = told.get(activity, 0) + count
            if all(told.get(name, 0) >= minimum for name, minimum in asked.items()):
                village.complete_at.setdefault(drive.id, at)

    def owes(self, village: Village, drive: Drive, moment: datetime) -> bool:
        complete = village.complete_at.get(drive.id)
        if complete is not None and complete <= moment:
            return False
        excused = village.excused_at.get(drive.id)
        return excused is None or excused > moment

    def decided_on(self, day: date) -> Drive | None:
        """Which campaign a supervisor's word is about: the running one that ends first."""
        running = [one for one in self.drives if one.start <= day <= max(one.due, one.end)]
        return min(running, key=lambda one: one.end, default=None)


_HEADS = "枫石双上茶垱竹前板梅望河"
_TAILS = (
    *("林桥", "塘口", "畈上", "坑底", "园子", "湾里", "仓前", "冲头", "江边", "岭脚"),
    *("坪上", "洲头", "坝下", "店前", "铺里", "沟口", "岗上", "溪边", "浦口", "荡里"),
    *("岩前", "潭头", "井边", "窑上", "社前", "庙后", "圩上", "墩头", "垅里", "墟口"),
)
