"""Messages a second of the reader, beside jieba where that is installed.

python tests/bench/reading_speed.py [LINES.jsonl]
"""

import json
import resource
import sys
import time
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

STARTED = time.perf_counter()

from handlers.reports.text import read_text  # noqa: E402

LINES = Path(__file__).parents[1] / "data" / "chat-dev.jsonl"
TODAY = date(2026, 10, 21)
ROUNDS = 30


def best(read: Callable[[str], object], texts: Sequence[str]) -> float:
    """Seconds for all texts, the best of many rounds."""
    found = []
    for _ in range(ROUNDS):
        begun = time.process_time()
        for text in texts:
            read(text)
        found.append(time.process_time() - begun)
    return min(found)


def main() -> None:
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else LINES
    rows = path.read_text(encoding="utf-8").splitlines()
    texts = [json.loads(row)["text"] for row in rows]
    read_text(texts[0], TODAY)
    first = time.perf_counter() - STARTED
    ours = best(lambda text: read_text(text, TODAY), texts)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.write(f"first message after {first * 1000:.0f} ms, {memory:.0f} MB\n")
    sys.stdout.write(f"reader {len(texts) / ours:,.0f} messages a second\n")
    try:
        import jieba
    except ModuleNotFoundError:
        return
    jieba.lcut(texts[0])
    theirs = best(jieba.lcut, texts)
    sys.stdout.write(f"jieba {len(texts) / theirs:,.0f}, ratio {theirs / ours:.2f}\n")


if __name__ == "__main__":
    main()
