"""Who owes what in a large county, against the one aggregate that it cannot do without."""

import argparse
import sys
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from statistics import median
from zoneinfo import ZoneInfo

from handlers.campaigns.tallying import read_progress, workdays_of
from handlers.office import office_of
from storage import tables
from storage.progress import Stretch, aggregate
from storage.schema import open_store
from storage.store import Store, Transaction
from tests.bench.rounds import Bar, interleaved, judge, spread
from tests.postgresql import Cluster, binaries

ZONE = ZoneInfo("Asia/Shanghai")
TOWNS, VILLAGES = 18, 472
TODAY = date(2026, 10, 28)
TASKS = (
    *(("悬挂横幅标语", 12), ("发放宣传资料", 400), ("入户走访", 200), ("展板宣传栏", 3)),
    *(("广告牌标识牌", 1), ("集中宣传活动", 1), ("会议培训", 2), ("信息稿件", 1)),
    *(("现场咨询", 100), ("张贴海报", 20), ("宣传品", 50), ("电子屏播放", 30)),
    *(("宣传车巡回", 4), ("电话回访", 10), ("文艺电影", 1), ("短信推送", 100)),
    *(("公众号关注", 50), ("问卷调查", 30), ("意见建议", 5), ("工程监督", 2)),
)
ON_DAYS = (("广播播放", 8), ("入户走访", 4), ("代办手续", 3), ("现场咨询", 5), ("意见建议", 2))
"""Tasks by 次数: together with TASKS twenty-five."""


def put_county(tx: Transaction, villages: int, reports: int) -> None:
    units = [{"id": 1, "name": "青岭县", "kind": "县", "parent_id": None, "position": 0}]
    units += [
        {"id": n, "name": f"{n}镇", "kind": "乡镇", "parent_id": 1, "position": n}
        for n in range(2, TOWNS + 2)
    ]
    first = TOWNS + 2
    units += [
        {"id": n, "name": f"{n}村", "kind": "村", "parent_id": 2 + n % TOWNS, "position": n}
        for n in range(first, first + villages - TOWNS)
    ]
    tx.execute(tables.units.insert(), units)
    month = {"id": 1, "name": "2026年10月宣传月", "start": date(2026, 10, 1)}
    month |= {"end": date(2026, 10, 31), "due": date(2026, 11, 3)}
    tx.execute(tables.campaigns.insert(), month)
    kinds = {"campaign_id": 1, "kinds": '["村","乡镇"]'}
    for content, minimum in TASKS:
        row = kinds | {"contents": f'["{content}"]', "minimum": minimum, "measure": "数量"}
        tx.execute(tables.tasks.insert(), row)
    for content, minimum in ON_DAYS:
        row = kinds | {"contents": f'["{content}"]', "minimum": minimum, "measure": "次数"}
        tx.execute(tables.tasks.insert(), row)
    _put_reports(tx, [one["id"] for one in units[1:]], reports)
    tx.bump_register()


def _put_reports(tx: Transaction, units: list[object], reports: int) -> None:
    from handlers.reports.activities import activities

    chance = Random(20261014)
    known = [(one.name, one.unit) for one in activities().values()]
    noon = datetime(2026, 10, 1, 4, tzinfo=UTC)
    rows, items = [], []
    for number in range(1, reports + 1):
        day = chance.randrange(0, 28)
        rows.append(
            {"id": number, "channel": "local", "chat": "群", "sender": "人", "reporter": "人"}
            | {"unit_id": chance.choice(units), "day": date(2026, 10, 1 + day), "campaign_id": 1}
            | {"state": "recorded", "settles_as": "recorded", "text": "", "message": str(number)}
            | {"sent_at": noon + timedelta(days=day), "received_at": noon + timedelta(days=day)}
        )
        for place, (name, measure) in enumerate(chance.sample(known, 2)):
            items.append(
                {"report_id": number, "position": place, "activity": name, "unit": measure}
                | {"count": chance.randrange(1, 40), "approximate": False}
                | {"cumulative": False, "words": ""}
            )
    for start in range(0, reports, 20_000):
        tx.execute(tables.reports.insert(), rows[start : start + 20_000])
    for start in range(0, len(items), 40_000):
        tx.execute(tables.report_items.insert(), items[start : start + 40_000])


class CountyProgress:
    def __init__(self, store: Store, villages: int, reports: int) -> None:
        self.store = store
        store.write(lambda tx: put_county(tx, villages, reports)).result()
        self.whole()

    def whole(self) -> float:
        """Seconds for who owes what of every unit and task."""

        def work(tx: Transaction) -> int:
            office = office_of(tx)
            campaign, workdays = office.campaigns[0], workdays_of(office, ZONE)
            found = read_progress(tx, office, campaign, workdays, TODAY)
            return len(found.open())

        started = time.perf_counter()
        assert self.store.read(work).result() > 0
        return time.perf_counter() - started

    def bare(self) -> float:
        """Seconds of the aggregate alone, rows fetched."""
        on_days = [content for content, _ in ON_DAYS]
        started = time.perf_counter()
        rows = self.store.read(lambda tx: aggregate(tx, Stretch(1), on_days)).result()
        assert rows
        return time.perf_counter() - started


def measure(name: str, store: Store, rounds: int) -> Bar:
    county = CountyProgress(store, TOWNS + VILLAGES, 100_000)
    whole, bare = interleaved(rounds, (county.whole, county.bare))
    print(f"{name}: 490 units, 25 tasks, 100,000 reports: {spread(whole, 's')}, ", end="")
    print(f"the aggregate alone {spread(bare, 's')}")
    return Bar(f"{name}: progress by the aggregate alone", median(whole) / median(bare), at_most=2)


def tell_province(name: str, store: Store) -> None:
    """17,000 villages: told, with no bar."""
    county = CountyProgress(store, 17_000, 100_000)
    print(f"{name}: 17,000 villages: {county.whole():.2f} s, the aggregate {county.bare():.2f} s")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.progress")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--province", action="store_true")
    asked = parser.parse_args()
    bars = []
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(f"sqlite:///{folder}/a.db", Path(folder), checkpoints=True)
        bars.append(measure("SQLite", store, asked.rounds))
        store.close()
        if asked.province:
            store = open_store(f"sqlite:///{folder}/b.db", Path(folder), checkpoints=True)
            tell_province("SQLite", store)
            store.close()
    found = binaries()
    if found is None:
        print("PostgreSQL is not here: apt-get install postgresql", file=sys.stderr)
    else:
        cluster = Cluster(found)
        cluster.start()
        try:
            cluster.make_template()
            store = open_store(cluster.new_database(), Path())
            bars.append(measure("PostgreSQL", store, asked.rounds))
            store.close()
        finally:
            cluster.stop()
    judge(bars)


if __name__ == "__main__":
    main()
