"""Death in the very first start: what the sample needs is there afterwards, or can be made."""

import os
import shutil
import signal
import sys
import time
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import NoReturn

from bot import running
from bot.config import Config, Storage
from tests.death.calls import Calls
from tests.death.cycle import Outcome
from tests.death.databases import Databases, rows
from tests.death.process import PATIENCE, Hangs, Process
from tests.death.record import LOST, WRONG, Fault
from tests.death.setting import START, Call, Setting
from tests.death.story import NotTaken, ask
from tests.postgresql import free_port

CHATS = 4
"""Three groups and the private chat."""
COUNTED = ("units", "unit_aliases", "people", "memberships", "groups", "campaigns", "settings")


class FirstStart:
    """`calls` is how many an undisturbed first start makes until its page answers."""

    def __init__(self, home: Path, databases: Databases) -> None:
        self._home = home
        self._databases = databases
        self._counts: dict[str, int] | None = None
        self.folder = home / "first"

    def undisturbed(self) -> Outcome:
        outcome = self.die_at(None)
        self._counts = self._count()
        return outcome

    def die_at(self, *calls: Call | None) -> Outcome:
        """Die at these calls, one a process, then start once more and look."""
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir()
        self._url = self._databases.empty(self.folder)
        outcome = Outcome()
        for number, call in enumerate([*(one for one in calls if one), None], 1):
            try:
                if self._start(number, call, outcome):
                    break
            except Hangs as error:
                outcome.faults.append(Fault(WRONG, f"process {number}: {error}"))
                break
        if self._counts is not None and self._count() != self._counts:
            what = f"the register has {self._count()}, not {self._counts}"
            outcome.faults.append(Fault(LOST, what))
        return outcome

    def _start(self, number: int, call: Call | None, outcome: Outcome) -> bool:
        """True when it came to its end undisturbed."""
        port = free_port()
        setting = Setting(self.folder, self._url, number, START, call)
        process = Process(setting, partial(live_first, port=port))
        try:
            chats = _chats(process, port)
            if chats not in (None, CHATS):
                outcome.faults.append(Fault(LOST, f"{chats} chats instead of {CHATS}"))
            process.signal(signal.SIGTERM)
            code = process.wait()
        finally:
            process.close()
        if process.died_at is not None:
            outcome.deaths.append(process.died_at)
            return False
        if code != 0:
            outcome.faults.append(Fault(WRONG, f"start {number} ended with {code}"))
        outcome.calls = process.calls
        return True

    def _count(self) -> dict[str, int]:
        with self._databases.reading(self._url) as connection:
            query = "SELECT (SELECT count(*) FROM {0}) AS n"
            return {name: rows(connection, query.format(name))[0]["n"] for name in COUNTED}


def _chats(process: Process, port: int) -> int | None:
    """How many chats the page offers once it is there; None when the process died first."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if process.ends_within(0.005):
            return None
        with suppress(NotTaken):
            return len(ask(port, "GET", "/api/chats")["chats"])
    raise Hangs("the page does not answer")


def live_first(setting: Setting, report: int, port: int) -> NoReturn:
    """`cunbao try`, from opening the database on, in a child that has imported everything."""
    try:
        sys.stderr = (setting.folder / f"stderr-{setting.number}").open("w", buffering=1)
        os.dup2(sys.stderr.fileno(), 2)
        calls = Calls(str(setting.folder), setting.die_at, report)
        calls.number_all()
        storage = Storage(setting.database, str(setting.files))
        config = Config(folder=setting.folder, storage=storage)
        code = running.run_sample(config, port, fresh=False, moment=None)
        os.write(report, f"calls\t{calls.number}\t\n".encode())
        os._exit(code)
    except BaseException:
        import traceback

        traceback.print_exc()
    finally:
        os._exit(1)
