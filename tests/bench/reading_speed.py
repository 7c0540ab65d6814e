"""The reader beside jieba: messages a second, memory, and the time to the first message.

By hand, after `make peers`: python -m tests.bench.reading_speed [FOLDER with chat-dev.jsonl]
"""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from statistics import median

from handlers.reports.text import read_text
from tests.bench.rounds import Bar, interleaved, judge, spread

LINES = Path(__file__).parents[1] / "data"
ROOT = Path(__file__).parents[2]
TODAY = date(2026, 10, 21)
ROUNDS, STARTS = 15, 7
HEARD = 1000
RESIDENT = "int(open('/proc/self/status').read().split('VmRSS:')[1].split()[0])"
MEMORY = f"""
import json, sys
from datetime import date
texts = json.load(open(sys.argv[1], encoding="utf-8"))
before = {RESIDENT}
from handlers.reports.text import read_text
for text in texts:
    read_text(text, date(2026, 10, 21))
print({RESIDENT} - before)
"""
READ_FIRST = """
import sys
from datetime import date
from handlers.reports.text import read_text
read_text(sys.argv[1], date(2026, 10, 21))
"""
CUT_FIRST = """
import sys
import jieba
jieba.setLogLevel(60)
jieba.lcut(sys.argv[1])
"""


def texts_of(folder: Path) -> list[str]:
    rows = (folder / "chat-dev.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(row)["text"] for row in rows]


def rates(texts: Sequence[str]) -> tuple[list[float], list[float]]:
    """Messages in a second of the processor's time: ours, jieba's."""
    import jieba

    jieba.setLogLevel(60)
    jieba.initialize()

    def ours() -> float:
        begun = time.process_time()
        for text in texts:
            read_text(text, TODAY)
        return len(texts) / (time.process_time() - begun)

    def theirs() -> float:
        begun = time.process_time()
        for text in texts:
            jieba.lcut(text)
        return len(texts) / (time.process_time() - begun)

    ours()
    theirs()
    mine, peer = interleaved(ROUNDS, (ours, theirs))
    return mine, peer


def run(code: str, *words: str) -> str:
    command = [sys.executable, "-c", code, *words]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    return done.stdout


def megabytes(texts: Sequence[str]) -> float:
    """What importing the reader and reading a thousand messages adds to a new process."""
    heard = [texts[number % len(texts)] for number in range(HEARD)]
    with tempfile.NamedTemporaryFile("w", suffix=".json", encoding="utf-8") as file:
        json.dump(heard, file)
        file.flush()
        return int(run(MEMORY, file.name)) / 1024


def starts(text: str) -> tuple[list[float], list[float]]:
    """Seconds from the start of a process to its first message; jieba's cache is warm."""

    def timed(code: str) -> float:
        begun = time.perf_counter()
        run(code, text)
        return time.perf_counter() - begun

    run(READ_FIRST, text)
    run(CUT_FIRST, text)
    mine, peer = interleaved(STARTS, (lambda: timed(READ_FIRST), lambda: timed(CUT_FIRST)))
    return mine, peer


def main() -> None:
    texts = texts_of(Path(sys.argv[1]) if len(sys.argv) > 1 else LINES)
    ours, theirs = rates(texts)
    print(f"{len(texts)} texts; reader {spread(ours, '/s')}; jieba {spread(theirs, '/s')}")
    memory = megabytes(texts)
    first, their_first = starts(texts[0])
    print(f"first message: reader {spread(first, 's')}; jieba {spread(their_first, 's')}")
    judge(
        [
            Bar("messages a second, to jieba's", median(ours) / median(theirs), at_least=1.5),
            Bar("MB after a thousand messages", memory, at_most=80),
            Bar("start to first message, to jieba's", median(first) / median(their_first), None, 1),
        ]
    )


if __name__ == "__main__":
    main()
