"""Numbers every call that waits on database, files, network or a child; the process dies at one."""

import builtins
import fcntl
import functools
import io
import os
import re
import socket
import subprocess
import threading
from collections import Counter
from collections.abc import Callable
from typing import Any

from sqlalchemy import Engine, event

from storage import prepared
from tests.death.setting import Call

DIED = 137
_TABLE = re.compile(r"\b(?:FROM|INTO|UPDATE|TABLE|PRAGMA)\s+(?:main\.)?\"?(\w+)", re.IGNORECASE)
_write, _exit = os.write, os._exit


class Calls:
    """Counts from 1 in this process; at call `die_at` the process is gone before it is made."""

    def __init__(self, folder: str, die_at: Call | None, report: int) -> None:
        self._folder = folder
        self._die_at = die_at
        self._report = report
        self._lock = threading.Lock()
        self.number = 0
        self.kinds: Counter[str] = Counter()

    def count(self, kind: str) -> None:
        with self._lock:
            self.number += 1
            if self._is_last(kind):
                _write(self._report, f"died\t{self.number}\t{kind}\n".encode())
                _exit(DIED)
            self.kinds[kind] += 1

    def _is_last(self, kind: str) -> bool:
        at = self._die_at
        if at is None:
            return False
        if not at.kind:
            return at.number == self.number
        return at.kind == kind and at.number == self.kinds[kind] + 1

    def number_all(self) -> None:
        """From now on; for the rest of this process's life."""
        self._number_database()
        self._number_files()
        self._number_sockets()
        self._number_children()

    def _number_database(self) -> None:
        def execute(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            self.count(sql_kind(statement))

        def call_directly(driver: Any, sql: str, values: Any) -> Any:
            self.count(sql_kind(sql))
            return called(driver, sql, values)

        def call_for_all(driver: Any, sql: str, rows: Any) -> None:
            self.count(sql_kind(sql))
            called_for_all(driver, sql, rows)

        called, prepared.call_directly = prepared.call_directly, call_directly
        called_for_all, prepared.call_for_all = prepared.call_for_all, call_for_all
        event.listen(Engine, "before_cursor_execute", execute)
        event.listen(Engine, "commit", lambda _c: self.count("sql COMMIT"))
        event.listen(Engine, "rollback", lambda _c: self.count("sql ROLLBACK"))
        event.listen(Engine, "do_connect", lambda *_: self.count("sql connect"))

    def _number_files(self) -> None:
        for name in ("open", "unlink", "replace", "rename", "mkdir", "utime"):
            self._wrap(os, name, f"file {name}", lambda path, *_: self._is_ours(path))
        self._wrap(os, "fsync", "file fsync", lambda *_: True)
        self._wrap(fcntl, "flock", "file flock", lambda *_: True)
        opened = io.open

        def numbered_open(file: Any, *rest: Any, **named: Any) -> Any:
            if not self._is_ours(file):
                return opened(file, *rest, **named)
            self.count("file open")
            return NumberedFile(opened(file, *rest, **named), self)

        io.open = builtins.open = numbered_open  # type: ignore[assignment]

    def _is_ours(self, path: Any) -> bool:
        return not isinstance(path, int) and os.fsdecode(path).startswith(self._folder)

    def _number_sockets(self) -> None:
        for name in ("accept", "recv", "recv_into", "send", "sendmsg", "sendall"):
            # A pair within the process is asyncio's own wake-up call and waits on nothing.
            self._wrap(
                socket.socket, name, f"socket {name}", lambda s, *_: s.family != socket.AF_UNIX
            )

    def _number_children(self) -> None:
        self._wrap(subprocess, "_fork_exec", "child start", lambda *_: True)
        self._wrap(os, "read", "child read", lambda *_: True)
        self._wrap(os, "write", "child write", lambda *_: True)

    def _wrap(self, owner: Any, name: str, kind: str, is_meant: Callable[..., bool]) -> None:
        original = getattr(owner, name)

        @functools.wraps(original)
        def numbered(*given: Any, **named: Any) -> Any:
            if is_meant(*given):
                self.count(kind)
            return original(*given, **named)

        setattr(owner, name, numbered)


class NumberedFile:
    """A file whose reads, writes and flushes are numbered."""

    def __init__(self, file: Any, calls: Calls) -> None:
        self._file = file
        self._calls = calls

    def __enter__(self) -> "NumberedFile":
        return self

    def __exit__(self, *_error: object) -> None:
        self._file.close()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)

    def read(self, *given: Any) -> Any:
        self._calls.count("file read")
        return self._file.read(*given)

    def write(self, data: Any) -> Any:
        self._calls.count("file write")
        return self._file.write(data)

    def flush(self) -> None:
        self._calls.count("file flush")
        self._file.flush()

    def close(self) -> None:
        self._calls.count("file close")
        self._file.close()


@functools.lru_cache(maxsize=4096)
def sql_kind(statement: str) -> str:
    """`sql INSERT inbox`, `sql BEGIN IMMEDIATE`, `sql SAVEPOINT`: what kind of point it is."""
    words = statement.split(None, 2)
    verb = words[0].upper() if words else ""
    if verb == "BEGIN":
        return "sql " + " ".join(words).upper()
    found = _TABLE.search(statement)
    return f"sql {verb} {found.group(1)}" if found else f"sql {verb}"
