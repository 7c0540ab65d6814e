"""FileShelf: photos and documents on disk, named by their content; standard library only."""

import hashlib
import os
import tempfile
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import islice
from pathlib import Path
from threading import Lock
from typing import TypeVar

T = TypeVar("T")
INCOMING = "incoming"
CHUNK = 1 << 20
ASKED_AT_ONCE = 500


class ShelfError(Exception):
    """The shelf did not keep the file; nothing stands under a final name, ask again later."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A file that survives a power cut: its sha256 in hex and its size in bytes."""

    sha256: str
    bytes: int


@dataclass(frozen=True, slots=True)
class Swept:
    """How many files were taken away, and how many unknown ones were left out of caution."""

    removed: int
    left: int


Known = Callable[[Sequence[str]], Collection[str]]


class FileShelf:
    """Keeps each content once; what it returned as Stored is on the disk.

    All in one folder: putting many waits for the disk once for each, and once for their names.
    """

    def __init__(self, folder: Path) -> None:
        """Makes the folder when it is absent; raises ShelfError when it cannot."""
        self.folder = folder
        self.incoming = folder / INCOMING
        self._touching = Lock()
        _kept(f"文件夹{folder}建不了", self._make_ready)

    def path(self, sha256: str) -> Path:
        """Where a content stands or would stand; raises ValueError unless it is a sha256."""
        if not _is_content(sha256):
            raise ValueError("not a sha256 in lower-case hex")
        return self.folder / sha256

    def new_temp(self) -> Path:
        """A new empty file of the shelf's own disk, for put_file; the caller removes or puts it."""
        return _kept("写不进新文件", self._make_temp)

    def put_bytes(self, data: bytes) -> Stored:
        """Raises ShelfError."""
        temp = self.new_temp()
        try:
            _kept("写不进新文件", lambda: temp.write_bytes(data))
            return self.put_file(temp)
        except ShelfError:
            _forget(temp)
            raise

    def put_file(self, temp: Path) -> Stored:
        """Takes a finished file of new_temp() onto the shelf; raises ShelfError and leaves it."""
        (end,) = self.put_files([temp])
        if isinstance(end, ShelfError):
            raise end
        return end

    def put_files(self, temps: Sequence[Path]) -> list[Stored | ShelfError]:
        """As put_file for each; one that the disk refuses keeps none of the others back."""
        ends = [_ended(partial(self._shelve, temp)) for temp in temps]
        # Nobody hears that one is stored before all their names are on the disk.
        synced = _ended(lambda: _sync_folder(self.folder))
        if isinstance(synced, ShelfError):
            return [end if isinstance(end, ShelfError) else synced for end in ends]
        return ends

    def sweep(self, known: Known, before: datetime) -> Swept:
        """Takes away what was last written before `before` and is named by nobody.

        `known` gets the sha256 of some old files and gives back those that are in use; it may
        raise to end the sweep. Where more are unknown than known, the database is another's:
        nothing but unfinished files is taken away.
        """
        edge = before.timestamp()
        removed = sum(self._forget_old(path, edge) for path in _old_files(self.incoming, edge))
        orphans: list[Path] = []
        old = 0
        for batch in _batches(self._shelved(edge)):
            used = set(known([path.name for path in batch]))
            orphans += [path for path in batch if path.name not in used]
            old += len(batch)
        if len(orphans) > old - len(orphans):
            return Swept(removed, len(orphans))
        return Swept(removed + sum(self._forget_old(path, edge) for path in orphans), 0)

    def _shelved(self, edge: float) -> Iterator[Path]:
        """Whatever else somebody may keep in the folder is none of the shelf's business."""
        yield from sorted(one for one in _old_files(self.folder, edge) if _is_content(one.name))

    def _forget_old(self, path: Path, edge: float) -> bool:
        """Unless it was put again meanwhile."""
        with self._touching:
            return _is_old(path, edge) and _forget(path)

    def remove(self, sha256: str, before: datetime) -> bool:
        """Takes one content away unless it was put (again) since `before`; True when it is gone."""
        path = self.path(sha256)
        return self._forget_old(path, before.timestamp()) or not path.exists()

    def _make_ready(self) -> None:
        """Its own names must be on the disk before a file in it may count as kept."""
        if not self.incoming.is_dir():
            self.incoming.mkdir(parents=True, exist_ok=True)
            _sync_folder(self.folder)
            _sync_folder(self.folder.parent)
        for first in (self.folder / f"{number:02x}" for number in range(256)):
            if first.is_dir():
                self._take_out(first)

    def _take_out(self, first: Path) -> None:
        """Earlier versions kept each file two folders deep."""
        for file in first.glob("[0-9a-f][0-9a-f]/*"):
            if _is_content(file.name):
                file.replace(self.folder / file.name)
        _sync_folder(self.folder)
        for folder in (*first.iterdir(), first):
            with suppress(OSError):
                folder.rmdir()

    def _make_temp(self) -> Path:
        handle, name = tempfile.mkstemp(dir=self.incoming)
        os.close(handle)
        return Path(name)

    def _shelve(self, temp: Path) -> Stored:
        stored = _digest_and_sync(temp)
        final = self.path(stored.sha256)
        if self._stands_already(final, stored.bytes):
            _forget(temp)
        else:
            temp.replace(final)
        return stored

    def _stands_already(self, final: Path, size: int) -> bool:
        """Its fresh time keeps a sweep that has not heard of the new row from taking it away."""
        with self._touching:
            if not final.exists() or final.stat().st_size != size:
                return False
            os.utime(final)
            return True


def _digest_and_sync(path: Path) -> Stored:
    digest, size = hashlib.sha256(), 0
    with path.open("rb+") as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
            size += len(chunk)
        os.fsync(file.fileno())
    return Stored(digest.hexdigest(), size)


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _old_files(folder: Path, edge: float) -> list[Path]:
    with suppress(OSError):
        return [path for path in folder.iterdir() if _is_old(path, edge)]
    return []


def _is_old(path: Path, edge: float) -> bool:
    with suppress(OSError):
        return path.is_file() and path.stat().st_mtime < edge
    return False


def _batches(paths: Iterator[Path]) -> Iterator[list[Path]]:
    while batch := list(islice(paths, ASKED_AT_ONCE)):
        yield batch


def _forget(path: Path) -> bool:
    with suppress(OSError):
        path.unlink()
        return True
    return False


def _is_content(name: str) -> bool:
    return len(name) == 64 and set(name) <= set("0123456789abcdef")


def _ended(act: Callable[[], T]) -> T | ShelfError:
    try:
        return act()
    except OSError as error:
        return shelf_error("文件没有存好", error)


def _kept(what: str, act: Callable[[], T]) -> T:
    try:
        return act()
    except OSError as error:
        raise shelf_error(what, error) from error


def shelf_error(what: str, error: OSError) -> ShelfError:
    """Why it failed and what to do, in words for whoever keeps the machine."""
    return ShelfError(f"{what}：{_REASONS.get(error.errno or 0, error.strerror)}")


_REASONS = {
    28: "磁盘满了，请腾出空间",
    122: "磁盘配额用完了，请腾出空间",
    5: "磁盘读写出错，请检查磁盘",
    30: "磁盘是只读的，请检查挂载",
    13: "没有写权限，请检查文件夹的权限",
}
