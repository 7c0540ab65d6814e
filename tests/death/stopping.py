"""SIGTERM in the middle of a burst: what was acknowledged is kept, the next start does the rest."""

import shutil
import signal
import threading
import time
from pathlib import Path

from tests.death.cycle import Outcome, Watch
from tests.death.databases import Databases
from tests.death.oracle import judge
from tests.death.process import PATIENCE, Hangs, Process
from tests.death.record import WRONG, Evidence, Fault, Posted, read_record
from tests.death.setting import Setting
from tests.death.story import PAPERS, SETTLING, NotTaken, Say, chat, jpeg, move_clock, post

SPEAKERS_AT_ONCE = 8
POSTS_EACH = 40
STOP_AFTER = 60
"""So many posts have been acknowledged when the signal comes."""


class Burst:
    """Eight people who do not stop writing until nobody answers."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._told = threading.Lock()
        self.enough = threading.Event()
        self.posted: list[Posted] = []
        self._threads = [
            threading.Thread(target=self._speak, args=(turn,)) for turn in range(SPEAKERS_AT_ONCE)
        ]
        for thread in self._threads:
            thread.start()

    def join(self) -> None:
        for thread in self._threads:
            thread.join()

    def _speak(self, speaker: int) -> None:
        for turn in range(POSTS_EACH):
            say = _report(1 + speaker * POSTS_EACH + turn)
            try:
                posted = Posted(say, post(self._port, say, None))
            except NotTaken:
                posted = Posted(say, None)
            with self._told:
                self.posted.append(posted)
                if len(self.posted) >= STOP_AFTER:
                    self.enough.set()
            if posted.message is None:
                return


def _report(number: int) -> Say:
    who, unit = (("wang", "枫林村"), ("wu", "石桥村"))[number % 2]
    photos = ("e.jpg",) if number % 10 == 0 else ()
    text = f"{unit}今天发了{number}份单子"
    return Say(str(number), who, text, photos, does="report", items={PAPERS: number})


def stop_under_load(home: Path, databases: Databases) -> tuple[Outcome, Path]:
    """`seconds` is how long the stop took."""
    folder = home / "stopping"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    jpeg("e.jpg")
    outcome, watch, url = Outcome(), Watch(), databases.fresh(folder)
    processes = [Process(Setting(folder, url, 1, watch.move(1)))]
    try:
        port = processes[0].port()
        assert port is not None
        posted = _stopped_in_a_burst(processes[0], port, outcome)
        processes.append(Process(Setting(folder, url, 2, watch.move(1))))
        port = processes[1].port()
        assert port is not None
        for wait in SETTLING:
            move_clock(port, watch.move(wait.seconds).isoformat())
        shown = chat(port)
        processes[1].signal(signal.SIGTERM)
        processes[1].wait()
        with databases.reading(url) as connection:
            record = read_record(connection)
        in_order = sorted(posted, key=lambda one: int(one.message or 0))
        outcome.faults += judge(record, Evidence(in_order, shown, folder / "files"))
        outcome.acknowledged = sum(one.message is not None for one in posted)
    except (Hangs, NotTaken) as error:
        outcome.faults.append(Fault(WRONG, f"{type(error).__name__}: {error}"))
    finally:
        for process in processes:
            process.close()
    return outcome, folder


def _stopped_in_a_burst(process: Process, port: int, outcome: Outcome) -> list[Posted]:
    burst = Burst(port)
    burst.enough.wait(PATIENCE)
    asked = time.monotonic()
    process.signal(signal.SIGTERM)
    try:
        code = process.wait()
        outcome.seconds = time.monotonic() - asked
    finally:
        burst.join()
    if code != 0:
        outcome.faults.append(Fault(WRONG, f"the stop ended with {code}"))
    if not any(one.message is None for one in burst.posted):
        outcome.faults.append(Fault(WRONG, "the stop came after the burst: it proves nothing"))
    return burst.posted
