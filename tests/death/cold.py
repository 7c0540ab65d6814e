"""A cold start: `cunbao try` as a person starts it, killed at some moment, started again."""

import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from tests.death.cycle import Cycle
from tests.death.databases import rows
from tests.death.process import PATIENCE, Death, Hangs, Process
from tests.death.story import NotTaken, move_clock
from tests.postgresql import free_port

ROOT = Path(__file__).resolve().parent.parent.parent
UNDER_WAY = """
SELECT (SELECT count(*) FROM inbox WHERE state = 'waiting')
     + (SELECT count(*) FROM outbox WHERE state IN ('waiting', 'sending'))
     + (SELECT count(*) FROM photos WHERE state = 'pending')
     + (SELECT count(*) FROM reports WHERE state = 'waiting') AS work
"""
LOOSE = """
SELECT (SELECT count(*) FROM photos WHERE report_id IS NULL)
     + (SELECT count(*) FROM places WHERE report_id IS NULL) AS work
"""


class ColdProcess(Process):
    """A new interpreter that has imported nothing yet."""

    def __init__(self, folder: Path, config: Path, number: int, now: datetime) -> None:
        self._own_port = free_port()
        moment = now.isoformat(timespec="seconds")
        command = ("try", "--port", str(self._own_port))
        self._start(folder, number, *command, "--config", str(config), "--now", moment)

    def _start(self, folder: Path, number: int, *words: str) -> None:
        self.died_at = None
        self.calls = None
        self.code = None
        self._reading = -1
        with (folder / f"stderr-{number}").open("w") as errors:
            self._child = subprocess.Popen(
                (sys.executable, "-m", "bot", *words),
                cwd=ROOT,
                env={**os.environ, "PYTHONPATH": str(ROOT)},
                stderr=errors,
                stdin=subprocess.DEVNULL,
                # Its workbench must not outlive a test that is interrupted.
                start_new_session=True,
            )
        self.pid = self._child.pid
        self.started = time.monotonic()

    def port(self) -> int | None:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            if self._child.poll() is not None:
                self.wait()
                return None
            with socket.socket() as probe:
                probe.settimeout(1)
                if probe.connect_ex(("127.0.0.1", self._own_port)) == 0:
                    return self._own_port
            time.sleep(0.02)
        raise Hangs("the page does not answer")

    def wait(self, seconds: float = PATIENCE) -> int:
        try:
            self.code = self._child.wait(max(seconds, 0.001))
        except subprocess.TimeoutExpired:
            raise Hangs(f"process {self.pid} does not end") from None
        return self.code

    def close(self) -> None:
        signal.setitimer(signal.ITIMER_REAL, 0)
        if self._child.poll() is None:
            self._child.kill()
        self.code = self._child.wait()


class ColdCycle(Cycle):
    """The same story and oracle; only the alarm clock's own second is waited for."""

    def new_database(self) -> str:
        url = self._databases.empty(self.folder)
        config = {"database": url, "files": str(self.folder / "files")}
        lines = [f"{key} = {json.dumps(value)}" for key, value in config.items()]
        self._config = self.folder / "config.toml"
        limits = "[limits]\nreceipt_batch_per_minute = 0\n"
        self._config.write_text("[storage]\n" + "\n".join(lines) + f"\n{limits}")
        return url

    def new_process(self, number: int, now: datetime, death: Death) -> Process:
        return ColdProcess(self.folder, self._config, number, now)

    def wait(self, port: int, process: Process, seconds: int) -> None:
        move_clock(port, self._watch.move(seconds).isoformat())
        until = time.monotonic() + PATIENCE
        query = f"{UNDER_WAY} UNION ALL {LOOSE}" if seconds > 1000 else UNDER_WAY
        while time.monotonic() < until:
            with self._looking() as connection:
                if not any(row["work"] for row in rows(connection, query)):
                    return
            if process.ends_within(0.05):
                raise NotTaken("it died")
        raise Hangs("it does not come to rest")

    def sent(self) -> frozenset[int]:
        """It keeps no log of its sends that this could be held against."""
        return frozenset()

    @contextmanager
    def _looking(self) -> Iterator[Any]:
        path = self.folder / "cunbao.db"
        if path.exists():
            # A reader that may write would fold the log into the file when it closes last.
            with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
                yield connection
        else:
            with self._databases.reading(self._url) as connection:
                yield connection
