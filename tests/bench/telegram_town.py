"""The office of the Telegram benchmarks: its register, its day of reports, its running bot."""

import os
import signal
import subprocess
import sys
import time
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Select, func, select

from storage import tables
from storage.schema import open_store
from storage.store import Store, Transaction
from tests.bench.telegram_server import TOKEN

REPORTS, PEOPLE, GROUPS = 2000, 50, 10
IN_REGISTER = 500
"""Groups: as many as get a reminder at once."""
AT_ONCE = "quiet_seconds = 0\nreceipt_batch_per_minute = 0\n"
ROOT = Path(__file__).resolve().parents[2]


def report(number: int) -> dict[str, Any]:
    """Whoever speaks does so in turn; no two say the same."""
    return {
        "message": {
            "message_id": number,
            "date": int(datetime.now(UTC).timestamp()) - 60 + number // PEOPLE,
            "chat": {"id": -1001 - number % GROUPS, "type": "supergroup", "title": "工作群"},
            "from": {"id": 100 + number % PEOPLE, "is_bot": False, "first_name": "汪"},
            "text": f"今天发宣传单{number + 1}份",
        }
    }


DAY = [report(number) for number in range(REPORTS)]


def put_office(tx: Transaction, groups: int, trial: str) -> None:
    """A town with fifty villages, one person in each, and its work groups."""
    town = {"id": 1, "name": "柳溪镇", "kind": "乡镇", "position": 0}
    villages = [
        {"id": one, "name": f"枫林{one}村", "kind": "村", "parent_id": 1, "position": one}
        for one in range(2, PEOPLE + 2)
    ]
    tx.execute(tables.units.insert(), [town | {"parent_id": None}, *villages])
    for one in range(PEOPLE):
        person = {"id": one + 1, "platform": "telegram", "account": str(100 + one), "name": "汪"}
        tx.execute(tables.people.insert(), person)
        held = {"person_id": one + 1, "unit_id": one + 2, "role": "联络员"}
        tx.execute(tables.memberships.insert(), held)
    tx.execute(
        tables.groups.insert(),
        [
            {"platform": "telegram", "chat": str(-1001 - one), "name": f"群{one}", "unit_id": 1}
            | {"purpose": "报送"}
            for one in range(groups)
        ],
    )
    today = datetime.now(UTC).date()
    window = {"start": date(today.year, 1, 1), "end": date(today.year, 12, 31), "due": today}
    tx.execute(tables.campaigns.insert(), {"id": 1, "name": "宣传", **window})
    tx.execute(tables.settings.insert(), {"name": "试运行", "value": trial})
    tx.bump_register()


class Office:
    """A folder with a configuration and a database; `run` is the program itself."""

    def __init__(
        self,
        folder: Path,
        port: int,
        pacing: bool = False,
        trial: str = "否",
        limits: str = AT_ONCE,
    ) -> None:
        self.folder = folder
        self.store: Store = open_store(f"sqlite:///{folder}/cunbao.db", folder)
        self.store.write(lambda tx: put_office(tx, IN_REGISTER, trial)).result()
        (folder / "config.toml").write_text(
            f'[storage]\ndatabase = "sqlite:///cunbao.db"\n[telegram]\ntoken = "{TOKEN}"\n'
            f'api = "http://127.0.0.1:{port}"\npacing = {str(pacing).lower()}\n'
            f"[limits]\n{limits}"
        )

    def run(self, *before: str) -> "subprocess.Popen[bytes]":
        command = [*before, sys.executable, "-m", "bot", "run"]
        environment = {"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"}
        return subprocess.Popen(
            command,
            cwd=self.folder,
            env=environment,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def until(self, count: int, *tables_: Any) -> float:
        """When that many rows stood in each of these tables."""
        return self.until_counted(
            count, *(select(func.count()).select_from(table) for table in tables_)
        )

    def until_counted(self, count: int, *counted: Select[tuple[int]]) -> float:
        """When each of these gave that many."""
        look = lambda tx: [tx.execute(one).scalar_one() for one in counted]  # noqa: E731
        while min(self.store.read(look).result()) < count:
            time.sleep(0.01)
        return time.perf_counter()


def end(bot: "subprocess.Popen[bytes]", office: Office) -> None:
    """By force, and its database let go of."""
    # Together with whatever was started before it (strace waits for what it watches).
    os.killpg(bot.pid, signal.SIGKILL)
    bot.wait()
    office.store.close()
