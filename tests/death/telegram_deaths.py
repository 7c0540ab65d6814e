"""A strict Telegram, a bot that dies, and the oracle over what each of them has."""

import http.client
import json
import os
import shutil
import signal
import sqlite3
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import ExitStack, closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import bot.active
import bot.answerer
import bot.channels.telegram
import bot.due
from bot import running
from bot.config import Config, Limits, Storage, Telegram
from tests.death.calls import Calls
from tests.death.databases import Databases, rows
from tests.death.process import NEVER, Death, Process
from tests.death.setting import Setting
from tests.death.telegram_cold import ColdBot
from tests.death.telegram_server import NAMES, serve
from tests.telegram_server.world import TOKEN

PATIENCE = 300.0
TOLD_EVERY = 50
BURST = 1000
STOP_SECONDS = Limits().stop_seconds
REGISTER = (
    "UPDATE groups SET platform = 'telegram', chat = '-1001' WHERE purpose = '报送'",
    "UPDATE settings SET value = '否' WHERE name = '试运行'",
)
LEFT = (
    "SELECT (SELECT count(*) FROM inbox) AS heard, (SELECT count(*) FROM reports) AS reports,"
    " (SELECT count(*) FROM outbox WHERE state = 'waiting') AS waiting,"
    " (SELECT count(*) FROM outbox WHERE state = 'sending') AS sending"
)


def life(root: str) -> Callable[[Setting, int], None]:
    """`cunbao run` with Telegram alone, its calls numbered."""

    def live(setting: Setting, report: int) -> None:
        error = (setting.folder / f"stderr-{setting.number}").open("w", buffering=1)
        os.dup2(error.fileno(), 2)
        calls = Calls(str(setting.folder), setting.die_at, report)
        calls.number_all()
        bot.active.LOOK_SECONDS = 0.02
        config = Config(
            folder=setting.folder,
            storage=Storage(setting.database, str(setting.files)),
            telegram=Telegram(token=TOKEN, api=root, pacing=False),
            limits=Limits(quiet_seconds=0, receipt_batch_per_minute=0),
        )
        code = running.run_office(config)
        told = ";".join(f"{kind}={count}" for kind, count in sorted(calls.kinds.items()))
        os.write(report, f"calls\t{calls.number}\t{told}\n".encode())
        os._exit(code)

    return live


class TelegramDeaths:
    """Every cycle: people speak, the bot dies twice, and a third life brings all to its end."""

    def __init__(self, home: Path, databases: Databases) -> None:
        self._home, self._databases = home, databases
        reading, writing = os.pipe()
        self._server = os.fork()
        if self._server == 0:
            serve(writing)
        api, self._control = json.loads(os.read(reading, 1000))
        self._api = f"http://127.0.0.1:{api}"
        self._live = life(self._api)
        self.found: Counter[str] = Counter()
        self.calls = 0
        self.left = "left behind: nothing"

    def close(self) -> None:
        os.kill(self._server, signal.SIGKILL)
        os.waitpid(self._server, 0)

    def stop_in_burst(self) -> float:
        """SIGTERM while a thousand come in; gives the seconds until the process has ended."""
        folder, url = self._fresh()
        people = list(NAMES)
        told = [[people[n % 3], f"今天发宣传单{n + 1}份"] for n in range(BURST)]
        said = [int(one) for one in self._ask("POST", "/say", told)]
        process = Process(Setting(folder, url, 1, datetime.now(UTC)), self._live)
        try:
            while self._ask("GET", "/state")["unconfirmed"] == BURST:
                time.sleep(0.01)
            began = time.monotonic()
            process.signal(signal.SIGTERM)
            process.wait()
            took = time.monotonic() - began
        finally:
            process.close()
        process = Process(Setting(folder, url, 2, datetime.now(UTC)), self._live)
        try:
            self._until_quiet(process, url)
            process.signal(signal.SIGTERM)
            process.wait()
        finally:
            process.close()
        self._judge(url, said)
        self.found["wrong"] += took > STOP_SECONDS
        return took

    def _fresh(self) -> tuple[Path, str]:
        folder = self._home / "cycle"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        url = self._databases.fresh(folder)
        with self._databases.reading(url) as connection:
            for statement in REGISTER:
                connection.execute(statement)
            connection.commit()
        self._ask("POST", "/reset")
        return folder, url

    def play(self, deaths: Sequence[Death], cold: bool = False) -> None:
        """`cold`: each life is a new interpreter, and dies by SIGKILL alone."""
        folder, url = self._fresh()
        said: list[int] = []
        for number, death in enumerate([*deaths, NEVER], 1):
            said += self._say(number)
            setting = Setting(folder, url, number, datetime.now(UTC), death.at_call)
            process = ColdBot(setting, self._api) if cold else Process(setting, self._live)
            try:
                if death.after is not None:
                    process.kill_after(death.after)
                if not self._until_quiet(process, url) or death is not NEVER:
                    process.signal(signal.SIGTERM)
                process.signal(signal.SIGTERM)
                process.wait()
            finally:
                process.close()
            if process.calls is not None:
                self.calls = process.calls[0]
            self.found["killed"] += process.code not in (0, None)
            if death is not NEVER:
                self.left = self._look(folder, url)
        self._judge(url, said)
        if self.found["cycles"] % TOLD_EVERY == 0:
            print(self.told(), flush=True)

    def _look(self, folder: Path, url: str) -> str:
        """What a death left behind; from a copy: the next start must find the dead one's files."""
        path, copy = folder / "cunbao.db", folder / "copy"
        with ExitStack() as stack:
            if path.exists():
                copy.mkdir(exist_ok=True)
                for file in (path, path.with_name(f"{path.name}-wal")):
                    if file.exists():
                        shutil.copy(file, copy)
                connection: Any = stack.enter_context(closing(sqlite3.connect(copy / path.name)))
            else:
                connection = stack.enter_context(self._databases.reading(url))
            found = rows(connection, LEFT)[0]
        arrived = len(self._ask("GET", "/state")["sent"])
        told = ", ".join(f"{what} {count}" for what, count in found.items())
        return f"left behind: {told}, arrived {arrived}"

    def _say(self, life: int) -> list[int]:
        people = list(NAMES)
        told = [[people[number % 3], f"今天发宣传单{100 * life + number}份"] for number in range(6)]
        return [int(one) for one in self._ask("POST", "/say", told)]

    def _until_quiet(self, process: Process, url: str) -> bool:
        """Until nothing waits anywhere; False when the process died before."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            pid, status = os.waitpid(process.pid, os.WNOHANG)
            if pid:
                process.code = os.waitstatus_to_exitcode(status)
                return False
            if self._ask("GET", "/state")["unconfirmed"] == 0 and self._is_quiet(url):
                return True
            time.sleep(0.02)
        raise TimeoutError("the bot does not come to its end")

    def _is_quiet(self, url: str) -> bool:
        query = (
            "SELECT (SELECT count(*) FROM inbox WHERE state = 'waiting')"
            " + (SELECT count(*) FROM outbox WHERE state IN ('waiting', 'sending'))"
            " + (SELECT count(*) FROM reports WHERE state = 'waiting') AS waits,"
            " (SELECT count(*) FROM inbox) AS heard"
        )
        with self._databases.reading(url) as connection:
            row = rows(connection, query)[0]
        return bool(row["waits"] == 0 and row["heard"])

    def _judge(self, url: str, said: Sequence[int]) -> None:
        state = self._ask("GET", "/state")
        with self._databases.reading(url) as connection:
            heard = [row["message"] for row in rows(connection, "SELECT message FROM inbox")]
            reports = rows(connection, "SELECT message FROM reports")
            outbox = rows(connection, "SELECT state, key FROM outbox")
        replies = Counter(str(one["reply_to"]) for one in state["sent"])
        self.found["lost"] += len({str(one) for one in said} - set(heard))
        self.found["lost"] += len({str(one) for one in said} - {r["message"] for r in reports})
        self.found["doubled"] += len(heard) - len(set(heard))
        self.found["doubled"] += len(reports) - len({row["message"] for row in reports})
        self.found["doubled"] += sum(count - 1 for count in replies.values())
        for row in outbox:
            arrived = replies[row["key"].rpartition("/")[2]]
            self.found["unknown"] += row["state"] == "unknown"
            self.found["arrived"] += arrived if row["state"] == "unknown" else 0
            self.found["wrong"] += row["state"] == "sent" and arrived != 1
            self.found["wrong"] += row["state"] not in ("sent", "unknown")
        self.found["wrong"] += len(outbox) != len(said) or len(state["violations"])
        self.found["cycles"] += 1

    def _ask(self, method: str, path: str, body: Any = None) -> Any:
        connection = http.client.HTTPConnection("127.0.0.1", self._control, timeout=60)
        headers = {"Content-Type": "application/json"}
        connection.request(method, path, json.dumps(body), headers)
        answer = json.loads(connection.getresponse().read())
        connection.close()
        return answer

    def told(self) -> str:
        found = self.found
        return (
            f"cycles {found['cycles']}, lives killed {found['killed']}, calls in a life "
            f"{self.calls}, sends listed as unknown {found['unknown']}, "
            f"of them arrived {found['arrived']}\n{self.left}\n"
            f"lost {found['lost']}, doubled {found['doubled']}, otherwise wrong {found['wrong']}"
        )
