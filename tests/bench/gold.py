"""Scores the reader on a folder of annotated lines: python tests/bench/gold.py FOLDER."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from bot.reading_command import read_lines

NAMES = ("chat-dev.jsonl", "reports-dev.jsonl")


def main(folder: Path) -> None:
    for name in NAMES:
        gold = folder / name
        rows = gold.read_text(encoding="utf-8").splitlines()
        answers = "\n".join(read_lines(rows, None))
        command = [sys.executable, str(folder / "score_reports.py"), str(gold)]
        scored = subprocess.run(command, input=answers, text=True, capture_output=True, check=True)
        sys.stdout.write(f"{name}\n{scored.stdout}\n")
        for sentence in differences(rows, answers.splitlines()):
            sys.stdout.write(sentence + "\n")


def differences(rows: list[str], answers: list[str]) -> Iterator[str]:
    """The lines whose items, day or village differ from the annotation."""
    for row, answer in zip(map(json.loads, rows), map(json.loads, answers), strict=True):
        keys = ["items", *(key for key in ("date", "village") if key in row)]
        wrong = [key for key in keys if ordered(row[key]) != ordered(answer[key])]
        if wrong:
            yield f"{row['id']} {row['text']!r}: {wrong} read {answer}"


def ordered(value: object) -> object:
    return sorted(map(str, value)) if isinstance(value, list) else value


if __name__ == "__main__":
    main(Path(sys.argv[1]))
