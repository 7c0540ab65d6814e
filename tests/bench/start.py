"""How soon the page answers and how much memory an idle bot takes, against its imports alone."""

import os
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from statistics import median

from bot.sample import sample_folder
from tests.bench.rounds import Bar, interleaved, judge, spread
from tests.postgresql import free_port

ROUNDS = 11
ROOT = Path(__file__).parents[2]
PATIENCE = 60.0
MEGABYTE = 1024
PEER = "import sqlalchemy, aiohttp, apscheduler.schedulers.asyncio, msgspec"
TELL = "; print(open('/proc/self/status').read())"


class Office:
    """A folder with a configuration, the sample's register in force, and a free port."""

    def __init__(self, folder: Path) -> None:
        # Both sides are measured as an office starts them: compiled once already.
        self.environment = {**os.environ, "PYTHONPYCACHEPREFIX": str(folder / "compiled")}
        self.environment.pop("PYTHONDONTWRITEBYTECODE", None)
        self.port = free_port()
        self.config = folder / "config.toml"
        self.config.write_text(f"[local]\nport = {self.port}\n", encoding="utf-8")
        self.ours: list[int] = []
        self.peer: list[int] = []
        self.run(self.cunbao("register", str(sample_folder())))
        for warm_up in (self.start, self.import_peer, self.help_text, self.import_click):
            warm_up()
        self.ours.clear()
        self.peer.clear()

    def cunbao(self, *words: str) -> list[str]:
        return [sys.executable, "-m", "bot", "--config", str(self.config), *words]

    def start(self) -> float:
        """Seconds until the page answers; its memory is noted a second later."""
        started = time.perf_counter()
        with subprocess.Popen(
            self.cunbao("run"), cwd=ROOT, env=self.environment, stderr=subprocess.DEVNULL
        ) as bot:
            while not self._answers():
                assert bot.poll() is None, "cunbao run ended"
                assert time.perf_counter() - started < PATIENCE, "the page does not answer"
                time.sleep(0.002)
            seconds = time.perf_counter() - started
            time.sleep(1)
            self.ours.append(_tree_kilobytes(bot.pid))
            bot.terminate()
        return seconds

    def _answers(self) -> bool:
        with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1) as page:
            page.sendall(b"GET / HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n")
            return page.recv(5) == b"HTTP/"
        return False

    def import_peer(self) -> float:
        seconds, status = self.run([sys.executable, "-c", PEER + TELL])
        self.peer.append(_kilobytes(status))
        return seconds

    def help_text(self) -> float:
        return self.run([sys.executable, "-m", "bot", "--help"])[0]

    def import_click(self) -> float:
        return self.run([sys.executable, "-c", "import click"])[0]

    def run(self, command: list[str]) -> tuple[float, str]:
        started = time.perf_counter()
        done = subprocess.run(
            command, check=True, cwd=ROOT, env=self.environment, capture_output=True, text=True
        )
        return time.perf_counter() - started, done.stdout


def _kilobytes(status: str) -> int:
    return int(status.split("VmRSS:")[1].split()[0])


def _tree_kilobytes(pid: int) -> int:
    """The process and all below it."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    own = _kilobytes(Path(f"/proc/{pid}/status").read_text())
    return own + sum(_tree_kilobytes(int(child)) for child in children)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        office = Office(Path(folder))
        sides = (office.start, office.import_peer, office.help_text, office.import_click)
        start, peer, told, click = interleaved(ROUNDS, sides)
    print("start until the page answers:", spread(start, "s"))
    print("importing what it stands on:", spread(peer, "s"))
    print("idle memory:", spread([one / MEGABYTE for one in office.ours], "MB"))
    print("memory after those imports:", spread([one / MEGABYTE for one in office.peer], "MB"))
    print("cunbao --help:", spread(told, "s"), " import click:", spread(click, "s"))
    judge(
        [
            Bar("idle memory to its imports", median(office.ours) / median(office.peer), None, 1.5),
            Bar("start to its imports", median(start) / median(peer), None, 1.3),
            Bar("cunbao --help to import click", median(told) / median(click), None, 3.0),
        ]
    )


if __name__ == "__main__":
    main()
