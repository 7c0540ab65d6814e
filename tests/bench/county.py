"""A register of 64 villages in 8 groups, and what its 64 people write."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import product
from zoneinfo import ZoneInfo

from bot.channels.local_body import read_raw, write_raw
from handlers.desk import Desk
from storage import tables
from storage.messages import IncomingMessage, RawUpdate
from storage.store import Store, Transaction

NAMES = tuple(f"{first}{last}村" for first, last in product("枫桐杉榆柏槐樟楠", "林桥塘口坪冲湾岭"))
PEOPLE = len(NAMES)
GROUPS = 8
NOON = datetime(2026, 10, 14, 4, 0, tzinfo=UTC)
DESK = Desk(zone=ZoneInfo("Asia/Shanghai"), quiet=timedelta(0), batch_per_minute=0)
PLACES = ("村部", "小学门口", "渡口", "卫生室", "老樟树下", "集市", "养老院", "茶厂")


class SpokenChannel:
    """Reads what the benchmark says; nothing is sent through it."""

    name = "local"
    repeat_is_harmless = True

    def read(self, raw: RawUpdate) -> IncomingMessage:
        return read_raw(raw)


def group_of(person: int) -> str:
    return f"工作群{person % GROUPS + 1}"


def sender_of(person: int) -> str:
    return f"person-{person}"


def put_register(store: Store) -> None:
    store.write(_put).result()


def _put(tx: Transaction) -> None:
    town = {"id": 1, "name": "柳溪镇", "kind": "乡镇", "position": 0}
    villages = [
        {"id": at + 2, "name": name, "kind": "村", "parent_id": 1, "position": at + 1}
        for at, name in enumerate(NAMES)
    ]
    tx.execute(tables.units.insert(), town)
    tx.execute(tables.units.insert(), villages)
    people = [
        {"id": at + 1, "platform": "local", "account": sender_of(at), "name": f"{name[0]}某"}
        for at, name in enumerate(NAMES)
    ]
    tx.execute(tables.people.insert(), people)
    held = [{"person_id": at + 1, "unit_id": at + 2, "role": "联络员"} for at in range(PEOPLE)]
    tx.execute(tables.memberships.insert(), held)
    groups = [
        {"id": at + 1, "platform": "local", "chat": group_of(at), "name": group_of(at)}
        for at in range(GROUPS)
    ]
    tx.execute(tables.groups.insert(), [one | {"unit_id": 1, "purpose": "报送"} for one in groups])
    month = {"id": 1, "name": "2026年10月宣传月", "start": date(2026, 10, 9)}
    month |= {"end": date(2026, 10, 31), "due": date(2026, 11, 3)}
    tx.execute(tables.campaigns.insert(), month)
    tx.execute(tables.settings.insert(), {"name": "试运行", "value": "否"})
    tx.bump_register()


def text_of(person: int, number: int) -> str:
    """No two numbers of one person tell the same."""
    name, spot = NAMES[person], PLACES[(person + number) % len(PLACES)]
    sheets, banners = 100 + number, 1 + number % 7
    return (
        f"{name}今天在{spot}发了{sheets}份宣传单,挂横幅{banners}条。",
        f"{name}:资料{sheets}份、横幅{banners}条、现场咨询{20 + number % 40}余人次,都是上午做的",
        f"{spot}这边今天入户走访{sheets}户,发放资料{sheets + 31}份,张贴标语{banners}条",
        f"今天下午{name}召开院坝会{banners}场,发宣传单{sheets}张",
    )[(person + number) % 4]


def raw(person: int, number: int, message: int, sent_at: datetime) -> RawUpdate:
    """The update of one report as the local channel would hand it over."""
    return write_raw(
        IncomingMessage(
            channel="local",
            chat=group_of(person),
            message=str(message),
            sender=sender_of(person),
            sender_name=NAMES[person][:2],
            sent_at=sent_at,
            text=text_of(person, number),
        )
    )


def day_of_talk(each: int) -> Iterator[tuple[int, RawUpdate]]:
    """(person, update) of `each` reports a person, everybody's first ones first."""
    for number in range(each):
        for person in range(PEOPLE):
            message = number * PEOPLE + person + 1
            yield person, raw(person, number, message, NOON + timedelta(seconds=number))
