"""Two processes on one database: one is active, the other takes over, a paused one stays out."""

import shutil
import signal
import time
from pathlib import Path

from handlers import wording
from tests.death.cycle import Outcome, Watch
from tests.death.databases import Databases, rows
from tests.death.oracle import judge
from tests.death.process import PATIENCE, Hangs, Process
from tests.death.record import WRONG, Evidence, Fault, Posted, read_record
from tests.death.setting import Setting
from tests.death.story import SETTLING, STORY, NotTaken, Say, Wait, chat, move_clock, post

LATE = Say("from the past", "wu", "石桥村今天挂横幅9条")
LOCK_HOLDERS = """
SELECT pg_terminate_backend(pid) FROM pg_locks
WHERE locktype = 'advisory' AND objid = 20261015
  AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""


class Rivals:
    """Two processes, the first one active, and what was posted to whom."""

    def __init__(self, home: Path, databases: Databases) -> None:
        self.folder = home / "rivals"
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir()
        self.databases = databases
        self.url = databases.fresh(self.folder)
        self.watch = Watch()
        self.outcome = Outcome()
        self._posted: list[Posted] = []
        self.first = self._start(1)
        self.first_port = self.first.port()
        self.second = self._start(2)

    def _start(self, number: int) -> Process:
        now = self.watch.move(1)
        return Process(Setting(self.folder, self.url, number, now, eager=False))

    def tell(self, port: int, *steps: Say | Wait) -> None:
        for step in steps:
            if isinstance(step, Wait):
                move_clock(port, self.watch.move(step.seconds).isoformat())
                continue
            old = (one.message for one in self._posted if one.say.name == step.edits)
            edits = next(old, None) if step.edits else None
            self._posted.append(Posted(step, post(port, step, edits)))

    def second_waits(self) -> bool:
        """True once it has said that another is active; it must not answer meanwhile."""
        told = self.folder / "stderr-2"
        said = wording.waits_for_active("\n").split("\n")[0]
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            if told.exists() and said in told.read_text():
                return True
            time.sleep(0.02)
        return False

    def fault(self, what: str) -> None:
        self.outcome.faults.append(Fault(WRONG, what))

    def settle(self, port: int) -> None:
        """The second process comes to rest, and the record is judged."""
        self.tell(port, *SETTLING)
        shown = chat(port)
        self.second.signal(signal.SIGTERM)
        if self.second.wait() != 0:
            self.fault("the second process does not end cleanly")
        with self.databases.reading(self.url) as connection:
            record = read_record(connection)
        evidence = Evidence(self._posted, shown, self.folder / "files")
        self.outcome.faults += judge(record, evidence)
        self.outcome.acknowledged = len(self._posted)

    def close(self) -> None:
        self.first.close()
        self.second.close()


def two_processes(home: Path, databases: Databases) -> tuple[Outcome, Path]:
    """The holder is killed and the one that waited takes over; `seconds` is how long that took."""
    rivals = Rivals(home, databases)
    half = len(STORY) // 2
    try:
        assert rivals.first_port is not None
        if not rivals.second_waits():
            rivals.fault("the second process does not say who is active")
        rivals.tell(rivals.first_port, *STORY[:half])
        killed = time.monotonic()
        rivals.first.signal(signal.SIGKILL)
        port = rivals.second.port()
        if port is None:
            rivals.fault("the second process ended instead of taking over")
            return rivals.outcome, rivals.folder
        rivals.outcome.seconds = time.monotonic() - killed
        rivals.tell(port, *STORY[half:])
        rivals.settle(port)
    except (Hangs, NotTaken) as error:
        rivals.fault(f"{type(error).__name__}: {error}")
    finally:
        rivals.close()
    return rivals.outcome, rivals.folder


def paused_holder(home: Path, databases: Databases) -> tuple[Outcome, Path]:
    """A holder that was stopped and wakes up after another took over writes nothing more."""
    rivals = Rivals(home, databases)
    half = len(STORY) // 2
    try:
        assert rivals.first_port is not None
        rivals.second_waits()
        rivals.tell(rivals.first_port, *STORY[:half])
        rivals.first.signal(signal.SIGSTOP)
        if rivals.url.startswith("sqlite"):
            _a_stopped_holder_keeps_its_file_lock(rivals)
        else:
            _break_the_line_of_the_lock(rivals)
        port = rivals.second.port()
        assert port is not None
        rivals.tell(port, *STORY[half:])
        if rivals.first.code is None:
            rivals.first.signal(signal.SIGCONT)
            _speaks_to_the_past(rivals, rivals.first_port)
        rivals.settle(port)
    except (Hangs, NotTaken) as error:
        rivals.fault(f"{type(error).__name__}: {error}")
    finally:
        rivals.close()
    return rivals.outcome, rivals.folder


def _a_stopped_holder_keeps_its_file_lock(rivals: Rivals) -> None:
    """Only the kernel frees a file's lock, and only when its holder is gone."""
    try:
        if rivals.second.wait(3) is not None:
            rivals.fault("the second process ended while the first was stopped")
    except Hangs:
        pass
    if rivals.second.answers:
        rivals.fault("two processes are active on one SQLite file")
    rivals.first.signal(signal.SIGKILL)
    rivals.first.wait()


def _break_the_line_of_the_lock(rivals: Rivals) -> None:
    with rivals.databases.reading(rivals.url) as connection:
        if not rows(connection, LOCK_HOLDERS):
            rivals.fault("nobody holds the advisory lock")


def _speaks_to_the_past(rivals: Rivals, port: int) -> None:
    """What is posted to the process that lost its place is not taken; and it ends by itself."""
    try:
        post(port, LATE, None)
    except NotTaken:
        pass
    else:
        rivals.fault("a process that is no longer active took a message")
    if rivals.first.wait() != 1:
        rivals.fault(f"the process that lost its place ended with {rivals.first.code}")
    told = (rivals.folder / "stderr-1").read_text()
    if wording.NOT_ACTIVE_ANY_MORE not in told:
        rivals.fault("the process that lost its place does not say so")
