"""A child process at work: one JSON job a line on stdin, one JSON result a line on stdout.

Started by bot/workshop.py only. The libraries for pictures and documents are imported here,
never by the bot itself.
"""

import importlib
import json
import os
import resource
import signal
import sys
from collections.abc import Callable, Mapping
from typing import Any

JOBS: Mapping[str, str] = {
    "check_photo": "bot.photo_check:check_photo",
    "draw_pictures": "handlers.summaries.picture_drawing:draw_pictures_job",
    "read_register": "bot.register_job:read_register_job",
    "write_workbook": "handlers.summaries.excel_workbook:write_workbook_job",
}

READY = "ready"
Job = Callable[[Mapping[str, Any]], Mapping[str, Any]]


class Refused(Exception):
    """The job's material is at fault, not the workbench; `facts` say how."""

    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


def main(memory_bytes: int, job_seconds: int) -> None:
    """Works until stdin ends; a job that takes longer than `job_seconds` kills the process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    results = os.fdopen(os.dup(1), "w", encoding="utf-8")
    # What a library prints must not be taken for a result.
    os.dup2(2, 1)
    results.write(READY + "\n")
    results.flush()
    for line in sys.stdin.buffer:
        signal.alarm(job_seconds)
        results.write(json.dumps(answer(json.loads(line))) + "\n")
        results.flush()
        signal.alarm(0)


def answer(order: Mapping[str, Any]) -> dict[str, Any]:
    """`done`, `refused` or `failed`; an exception's own text stays here, it may hold names."""
    try:
        return {"done": dict(_job(order["job"])(order["values"]))}
    except Refused as refused:
        return {"refused": refused.code, "facts": refused.facts}
    except Exception as error:
        return {"failed": type(error).__name__, "where": _where(error)}


def _job(name: str) -> Job:
    module, _, function = JOBS[name].partition(":")
    return getattr(importlib.import_module(module), function)  # type: ignore[no-any-return]


def _where(error: BaseException) -> str:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None:
        return ""
    return f"{trace.tb_frame.f_code.co_filename.rpartition('/')[2]}:{trace.tb_lineno}"
