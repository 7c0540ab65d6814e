"""The township of the simulated day: twelve villages, five groups, forty people."""

from dataclasses import dataclass
from datetime import date

from storage import tables
from storage.store import Transaction

VILLAGES = (
    *("枫林村", "石桥村", "双塘村", "上畈村", "茶坑村", "垱上村"),
    *("杨湾村", "新屋村", "柏树村", "竹园村", "老街社区", "河口社区"),
)
GROUPS = ("工作群", "东片群", "西片群", "包村群", "联络员群")
SURNAMES = "汪石双陈吴李赵钱孙周郑王冯褚卫蒋沈韩"


@dataclass(frozen=True)
class Sender:
    """`registered` False: known by the display name alone."""

    account: str
    name: str
    villages: tuple[str, ...]
    groups: tuple[str, ...]
    registered: bool


def unit_id(village: str) -> int:
    return VILLAGES.index(village) + 2


def people() -> list[Sender]:
    """Three of each village, one of them only by display name; four cadres of two villages."""
    found = []
    for at, village in enumerate(VILLAGES):
        area = GROUPS[1 + at % 2]
        short = village[:2]
        for number in range(3):
            surname = SURNAMES[(at * 3 + number) % len(SURNAMES)]
            registered = number < 2
            name = f"{surname}某" if registered else f"柳溪-{short}-{surname}"
            groups = (GROUPS[0], area) if number == 0 else (area, GROUPS[4])
            found.append(Sender(f"{village}{number}", name, (village,), groups, registered))
    for at in range(4):
        pair = (VILLAGES[at * 3], VILLAGES[at * 3 + 1])
        found.append(Sender(f"包村{at}", f"包村{at}", pair, (GROUPS[3], GROUPS[0]), True))
    return found


def put_register(tx: Transaction) -> None:
    tx.execute(tables.units.insert(), {"id": 1, "name": "柳溪镇", "kind": "乡镇", "position": 0})
    for village in VILLAGES:
        number = unit_id(village)
        kind = "社区" if village.endswith("社区") else "村"
        row = {"id": number, "name": village, "kind": kind, "parent_id": 1, "position": number}
        tx.execute(tables.units.insert(), row)
    for number, chat in enumerate(GROUPS, 1):
        row = {"id": number, "platform": "local", "chat": chat, "name": chat, "unit_id": 1}
        tx.execute(tables.groups.insert(), row | {"purpose": "报送"})
    for number, sender in enumerate(people(), 1):
        if not sender.registered:
            continue
        row = {"id": number, "platform": "local", "account": sender.account, "name": sender.name}
        tx.execute(tables.people.insert(), row)
        role = "包保" if len(sender.villages) > 1 else "联络员"
        for village in sender.villages:
            held = {"person_id": number, "unit_id": unit_id(village), "role": role}
            tx.execute(tables.memberships.insert(), held)
    campaign = {"id": 1, "name": "2026年10月宣传月", "start": date(2026, 10, 9)}
    window = {"end": date(2026, 10, 31), "due": date(2026, 11, 3)}
    tx.execute(tables.campaigns.insert(), campaign | window)
    tx.execute(tables.settings.insert(), {"name": "试运行", "value": "否"})
    tx.bump_register()
