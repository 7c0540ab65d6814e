"""A real `cunbao` process in a folder of its own, spoken to over HTTP as the page does."""

import contextlib
import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).parents[2]
ENVIRONMENT = os.environ | {"PYTHONPATH": str(REPOSITORY)}
PATIENCE = 120.0


def command(folder: Path, *arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        cwd=folder,
        env=ENVIRONMENT,
        input=stdin,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=PATIENCE,
    )


class Running:
    """A running process; `address` is where its page stands."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        self.log = folder / f"process-{time.monotonic_ns()}.log"
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "bot", *arguments],
                cwd=folder,
                env=ENVIRONMENT,
                stderr=log,
                stdout=log,
            )
        self.address = self._address()

    def _address(self) -> str:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            for line in self.log.read_text(encoding="utf-8").splitlines():
                if "http://" in line:
                    return line[line.index("http://") :].split()[0]
            assert self.process.poll() is None, self.log.read_text(encoding="utf-8")
            time.sleep(0.05)
        raise TimeoutError(self.log.read_text(encoding="utf-8"))

    def post(self, path: str, **fields: str) -> tuple[int, Any]:
        data = urllib.parse.urlencode(fields).encode()
        return self._open(urllib.request.Request(self.address + path, data=data))

    def get(self, path: str, **query: str) -> tuple[int, Any]:
        return self._open(f"{self.address}{path}?{urllib.parse.urlencode(query)}")

    def _open(self, request: Any) -> tuple[int, Any]:
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
                return answer.status, json.loads(answer.read())
        except urllib.error.HTTPError as error:
            return error.code, json.loads(error.read())

    def wait_for(self, chat: str, words: str) -> list[dict[str, Any]]:
        """The bot's messages of a chat, once one of them holds these words."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            _, found = self.get("/api/messages", chat=chat)
            mine = [one for one in found["messages"] if one["bot"]]
            if any(words in one["text"] for one in mine):
                return mine
            time.sleep(0.1)
        raise TimeoutError(words)


@contextlib.contextmanager
def running(folder: Path, *arguments: str) -> Iterator[Running]:
    one = Running(folder, *arguments)
    try:
        yield one
    finally:
        one.process.terminate()
        one.process.wait(timeout=PATIENCE)
