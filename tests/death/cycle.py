"""One cycle: the story, one or two deaths in it, a last start, quiet, and the oracle."""

import shutil
import signal
import sqlite3
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from tests.death.databases import Databases, rows
from tests.death.oracle import judge
from tests.death.process import NEVER, Death, Hangs, Process
from tests.death.record import WRONG, Evidence, Fault, Posted, read_record
from tests.death.setting import START, Setting
from tests.death.story import SETTLING, STORY, NotTaken, Say, Wait, chat, move_clock, post

SENT = "SELECT id FROM outbox WHERE state = 'sent'"


class Watch:
    """The cycle's time of day: runs on, and never goes back over a restart."""

    def __init__(self) -> None:
        self._at, self._since = START, time.monotonic()

    def now(self) -> datetime:
        return self._at + timedelta(seconds=time.monotonic() - self._since)

    def move(self, seconds: float) -> datetime:
        self._at, self._since = self.now() + timedelta(seconds=seconds), time.monotonic()
        return self._at


@dataclass(slots=True)
class Outcome:
    """What a cycle came to; `seconds` is the length of its first process's life."""

    faults: list[Fault] = field(default_factory=list)
    deaths: list[tuple[int, str]] = field(default_factory=list)
    killed: int = 0
    calls: tuple[int, dict[str, int]] | None = None
    unknown: int = 0
    acknowledged: int = 0
    seconds: float = 0.0


class Cycle:
    def __init__(
        self,
        home: Path,
        databases: Databases,
        deaths: Sequence[Death],
        story: Sequence[Say | Wait] = STORY,
    ) -> None:
        self.folder = home / "cycle"
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir()
        self._databases = databases
        self._deaths = deaths
        self._url = self.new_database()
        self._watch = Watch()
        self._steps = list(story)
        self._posted: list[Posted] = []
        self._sent_before: dict[int, frozenset[int]] = {}
        self._shown: list[dict[str, Any]] = []
        self.outcome = Outcome()

    def new_database(self) -> str:
        return self._databases.fresh(self.folder)

    def new_process(self, number: int, now: datetime, death: Death) -> Process:
        return Process(Setting(self.folder, self._url, number, now, death.at_call))

    def wait(self, port: int, process: Process, seconds: int) -> None:
        """Let the clock go on until the process has nothing left to do."""
        move_clock(port, self._watch.move(seconds).isoformat())

    def play(self) -> Outcome:
        ended = False
        for number, death in enumerate([*self._deaths, NEVER], 1):
            process = self._start(number, death)
            try:
                ended = self._tell(process)
            except Hangs as hangs:
                self._fault(f"process {number}: {hangs}")
            finally:
                process.close()
            self._note(process, number, death, ended)
            if ended:
                break
        if ended:
            self._judge()
        elif not self.outcome.faults:
            self._fault("the last start did not come to its end")
        return self.outcome

    def _start(self, number: int, death: Death) -> Process:
        process = self.new_process(number, self._watch.move(1), death)
        if death.after is not None:
            process.kill_after(death.after)
        return process

    def _tell(self, process: Process) -> bool:
        """True when the story is over and the process ended cleanly; False when it died."""
        port = process.port()
        if port is None:
            return False
        try:
            while self._steps:
                self._step(port, process, self._steps.pop(0))
            for wait in SETTLING:
                self._step(port, process, wait)
            self._shown = chat(port)
        except NotTaken as refused:
            if not process.ends_within(60):
                self._fault(f"{refused} from a process that lives on")
            return False
        process.signal(signal.SIGTERM)
        return process.wait() == 0

    def _step(self, port: int, process: Process, step: Say | Wait) -> None:
        if isinstance(step, Wait):
            self.wait(port, process, step.seconds)
            return
        edits = None
        if step.edits is not None:
            edits = next((one.message for one in self._posted if one.say.name == step.edits), None)
            if edits is None:
                return
        self._posted.append(Posted(step, None))
        self._posted[-1] = Posted(step, post(port, step, edits))

    def _note(self, process: Process, number: int, death: Death, ended: bool) -> None:
        outcome = self.outcome
        if number == 1:
            outcome.seconds = time.monotonic() - process.started
        if process.calls is not None:
            outcome.calls = process.calls
        if process.died_at is not None:
            outcome.deaths.append(process.died_at)
        elif process.code == -signal.SIGKILL and death.after is not None:
            outcome.killed += 1
        elif not ended:
            self._fault(f"process {number} ended by itself with {process.code}")
        if not ended:
            self._sent_before[number + 1] = self.sent()

    def sent(self) -> frozenset[int]:
        """What had reached `sent`; from a copy: the next start must find the dead one's files."""
        path = self.folder / "cunbao.db"
        if not path.exists():
            with self._databases.reading(self._url) as connection:
                return frozenset(row["id"] for row in rows(connection, SENT))
        copy = self.folder / "copy.db"
        for suffix in ("", "-wal"):
            source = path.with_name(path.name + suffix)
            target = copy.with_name(copy.name + suffix)
            target.unlink(missing_ok=True)
            if source.exists():
                shutil.copy(source, target)
        with closing(sqlite3.connect(copy)) as connection:
            return frozenset(row["id"] for row in rows(connection, SENT))

    def _judge(self) -> None:
        with self._databases.reading(self._url) as connection:
            record = read_record(connection)
        evidence = Evidence(
            posted=self._posted,
            shown=self._shown,
            files=self.folder / "files",
            deliveries=_deliveries(self.folder / "deliveries"),
            sent_before=self._sent_before,
        )
        self.outcome.faults += judge(record, evidence)
        self.outcome.unknown = sum(row["state"] == "unknown" for row in record.outbox)
        self.outcome.acknowledged = sum(one.message is not None for one in self._posted)

    def _fault(self, what: str) -> None:
        self.outcome.faults.append(Fault(WRONG, what))


def _deliveries(path: Path) -> list[tuple[int, int]]:
    if not path.exists():
        return []
    return [(int(a), int(b)) for a, b in (line.split() for line in path.read_text().splitlines())]
