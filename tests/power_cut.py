"""What a disk holds after a power cut: replayed from the system calls of whoever wrote on it.

Only what was synced is there for sure; of what was not, nothing, or whatever chance leaves.
"""

import random
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

_TRACED = "openat,mkdir,write,pwrite64,ftruncate,fsync,fdatasync,rename,unlink,sendto,sendmsg"
TRACER = ("strace", "-f", "--seccomp-bpf", "-y", "-xx", "-s", "10000000", "-e", f"trace={_TRACED}")
"""Before a command, followed by `-o FILE`."""
_LINE = re.compile(r"(\d+) +(.*)")
_BEGUN = re.compile(r"(\w+)\((.*?)(?: <unfinished \.\.\.>|\) += .*)?$", re.DOTALL)
_ENDED = re.compile(r"<\.\.\. (\w+) resumed>")
_HEX = re.compile(r"((?:\\x[0-9a-f]{2})+)")


@cache
def may_trace() -> bool:
    if shutil.which("strace") is None:
        return False
    return subprocess.run([*TRACER, "-o", "/dev/null", "true"], check=False).returncode == 0


@dataclass(slots=True, eq=False)
class _File:
    """`stable` survives; `waiting` are writes (offset, data) and cuts (length, None) since then."""

    stable: bytes = b""
    waiting: list[tuple[int, bytes | None]] = field(default_factory=list)
    end: int = 0


class Disk:
    """Of one folder; `lies`: it says that it has synced, and has not."""

    def __init__(self, before: Mapping[str, bytes], lies: bool = False) -> None:
        self._lies = lies
        self._names = {name: _File(content) for name, content in before.items()}
        self._stable_names = dict(self._names)
        self._syncing: dict[str, tuple[_File, int]] = {}
        self._loose_folders: set[str] = set()

    def left(self, chance: random.Random | None = None) -> dict[str, bytes]:
        """Name -> bytes; with `chance` some of what was not synced stands there as well."""
        return {
            name: _content(file, chance)
            for name, file in self._stable_names.items()
            if not any(name.startswith(f"{folder}/") for folder in self._loose_folders)
        }

    def mkdir(self, name: str) -> None:
        self._loose_folders.add(name)

    def create(self, name: str, empty: bool) -> None:
        file = self._names.setdefault(name, _File())
        file.end = 0
        if empty and (file.stable or file.waiting):
            file.waiting.append((0, None))

    def write(self, name: str, offset: int | None, data: bytes) -> None:
        """Without an offset: after what was written since it was opened."""
        file = self._names.get(name)
        if file is not None:
            at = file.end if offset is None else offset
            file.waiting.append((at, data))
            file.end = at + len(data)

    def cut(self, name: str, length: int) -> None:
        if name in self._names:
            self._names[name].waiting.append((length, None))

    def rename(self, old: str, new: str) -> None:
        self._names[new] = self._names.pop(old)

    def unlink(self, name: str) -> None:
        self._names.pop(name, None)

    def begin_sync(self, who: str, name: str) -> None:
        """What is written while a sync is under way may be too late for it."""
        if name in self._names:
            file = self._names[name]
            self._syncing[who] = (file, len(file.waiting))

    def end_sync(self, who: str, name: str) -> None:
        if self._lies:
            return
        if who in self._syncing:
            file, many = self._syncing.pop(who)
            done, file.waiting = file.waiting[:many], file.waiting[many:]
            file.stable = _applied(file.stable, done)
        else:
            self._sync_folder(name)

    def _sync_folder(self, folder: str) -> None:
        old = [name for name in self._stable_names if _folder_of(name) == folder]
        for name in old:
            del self._stable_names[name]
        here = {name: file for name, file in self._names.items() if _folder_of(name) == folder}
        self._stable_names.update(here)
        self._loose_folders -= {one for one in self._loose_folders if _folder_of(one) == folder}


def _folder_of(name: str) -> str:
    return name.rpartition("/")[0]


def _content(file: _File, chance: random.Random | None) -> bytes:
    kept = [] if chance is None else [one for one in file.waiting if chance.random() < 0.5]
    return _applied(file.stable, kept)


def _applied(content: bytes, changes: list[tuple[int, bytes | None]]) -> bytes:
    made = bytearray(content)
    for at, data in changes:
        length = at if data is None else max(len(made), at + len(data))
        made = made[:length].ljust(length, b"\0")
        if data is not None:
            made[at : at + len(data)] = data
    return bytes(made)


def replay(trace: Path, folder: Path, disk: Disk) -> Iterator[bytes]:
    """After every sync that has ended b"", and before anything goes to the network that."""
    root = str(folder).rstrip("/")
    under_way: dict[str, tuple[str, list[str]]] = {}
    with trace.open(encoding="ascii", errors="replace") as lines:
        for line in lines:
            found = _LINE.match(line)
            if found is None:
                continue
            who, call = found.groups()
            ended = _ENDED.match(call)
            if ended is None:
                begun = _BEGUN.match(call)
                if begun is None:
                    continue
                name, arguments = begun.groups()
                if name.startswith("send"):
                    yield b"".join(_bytes(arguments))
                    continue
                under_way[who] = (name, _names_in(arguments, root))
                _begin(disk, who, name, arguments, root)
                if call.endswith("<unfinished ...>"):
                    continue
            name, names = under_way.pop(who, ("", []))
            if name in {"fsync", "fdatasync"} and names:
                disk.end_sync(who, names[0])
                yield b""


def _begin(disk: Disk, who: str, name: str, arguments: str, root: str) -> None:
    names = _names_in(arguments, root)
    if not names:
        return
    match name:
        case "openat" if "O_CREAT" in arguments:
            disk.create(names[-1], "O_TRUNC" in arguments)
        case "mkdir":
            disk.mkdir(names[0])
        case "write":
            disk.write(names[0], None, _bytes(arguments)[-1])
        case "pwrite64":
            disk.write(names[0], int(arguments.rpartition(", ")[2]), _bytes(arguments)[-1])
        case "ftruncate":
            disk.cut(names[0], int(arguments.rpartition(", ")[2]))
        case "fsync" | "fdatasync":
            disk.begin_sync(who, names[0])
        case "rename":
            disk.rename(*names)
        case "unlink":
            disk.unlink(names[0])


def _bytes(arguments: str) -> list[bytes]:
    return [bytes.fromhex(one.replace("\\x", "")) for one in _HEX.findall(arguments)]


def _names_in(arguments: str, root: str) -> list[str]:
    """Relative to the folder; the folder itself is empty."""
    told = [one.decode("utf-8", "replace") for one in _bytes(arguments[:4000])]
    inside = [one for one in told if one == root or one.startswith(f"{root}/")]
    return [one.removeprefix(root).removeprefix("/") for one in inside]
