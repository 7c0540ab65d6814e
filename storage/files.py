"""FileShelf: photos and documents on disk, named by their content; standard library only."""

import hashlib
import os
import tempfile
from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")
INCOMING = "incoming"
CHUNK = 1 << 20


class ShelfError(Exception):
    """The shelf did not keep the file; nothing stands under a final name, ask again later."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A file that survives a power cut: its sha256 in hex and its size in bytes."""

    sha256: str
    bytes: int


class FileShelf:
    """Keeps each content once, two folders deep; what it returned as Stored is on the disk."""

    def __init__(self, folder: Path) -> None:
        """Makes the folder when it is absent; raises ShelfError when it cannot."""
        self.folder = folder
        self.incoming = folder / INCOMING
        _kept(f"文件夹{folder}建不了", lambda: self.incoming.mkdir(parents=True, exist_ok=True))

    def path(self, sha256: str) -> Path:
        """Where a content stands or would stand; raises ValueError unless it is a sha256."""
        if len(sha256) != 64 or not set(sha256) <= set("0123456789abcdef"):
            raise ValueError("not a sha256 in lower-case hex")
        return self.folder / sha256[:2] / sha256[2:4] / sha256

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
        return _kept("文件没有存好", lambda: self._shelve(temp))

    def sweep(self, known: Callable[[Collection[str]], Collection[str]], before: datetime) -> int:
        """Removes files last written before `before` that `known` does not name; gives how many.

        `known` gets the sha256 of one folder's old files and gives back those that are in use.
        """
        edge = before.timestamp()
        removed = sum(_forget(path) for path in _old_files(self.incoming, edge))
        for folder in sorted(self.folder.glob("[0-9a-f][0-9a-f]/[0-9a-f][0-9a-f]")):
            old = {path.name: path for path in _old_files(folder, edge)}
            used = set(known(old.keys())) if old else set()
            removed += sum(_forget(path) for name, path in old.items() if name not in used)
        return removed

    def remove(self, sha256: str, before: datetime) -> bool:
        """Takes one content away unless it was put (again) since `before`; True when it is gone."""
        path = self.path(sha256)
        if path in _old_files(path.parent, before.timestamp()):
            return _forget(path)
        return not path.exists()

    def _make_temp(self) -> Path:
        handle, name = tempfile.mkstemp(dir=self.incoming)
        os.close(handle)
        return Path(name)

    def _shelve(self, temp: Path) -> Stored:
        stored = _digest_and_sync(temp)
        final = self.path(stored.sha256)
        if final.exists() and final.stat().st_size == stored.bytes:
            # A crash may have come between its rename and the folder's sync; and a fresh time
            # keeps a sweep that has not heard of the new row from taking it away.
            os.utime(final)
            _sync_folder(final.parent)
            _forget(temp)
            return stored
        _make_folders(final.parent, self.folder)
        temp.replace(final)
        _sync_folder(final.parent)
        return stored


def _digest_and_sync(path: Path) -> Stored:
    digest, size = hashlib.sha256(), 0
    with path.open("rb+") as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
            size += len(chunk)
        os.fsync(file.fileno())
    return Stored(digest.hexdigest(), size)


def _make_folders(folder: Path, root: Path) -> None:
    """Each new folder's name must be on the disk before a file in it may count as kept."""
    if folder == root or folder.is_dir():
        return
    _make_folders(folder.parent, root)
    folder.mkdir(exist_ok=True)
    _sync_folder(folder.parent)


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
        return [path for path in folder.iterdir() if path.is_file() and path.stat().st_mtime < edge]
    return []


def _forget(path: Path) -> bool:
    with suppress(OSError):
        path.unlink()
        return True
    return False


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
