import errno
import hashlib
import os
import stat
from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from storage.files import FileShelf, ShelfError, Stored, Swept

LATER = datetime.now(UTC) + timedelta(days=1)


def _files(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


@pytest.fixture
def shelf(tmp_path: Path) -> FileShelf:
    return FileShelf(tmp_path / "files")


def test_a_file_is_found_under_its_content(shelf: FileShelf) -> None:
    stored = shelf.put_bytes("枫林村".encode())

    assert stored == Stored(hashlib.sha256("枫林村".encode()).hexdigest(), 9)
    assert shelf.path(stored.sha256).read_bytes().decode() == "枫林村"
    assert _files(shelf.incoming) == []


def test_the_same_photo_twice_is_kept_once(shelf: FileShelf) -> None:
    first = shelf.put_bytes(b"photo")
    second = shelf.put_bytes(b"photo")

    assert first == second
    assert len(_files(shelf.folder)) == 1


def test_a_finished_temp_file_is_moved_in(shelf: FileShelf) -> None:
    temp = shelf.new_temp()
    temp.write_bytes(b"x" * 3_000_000)

    stored = shelf.put_file(temp)

    assert not temp.exists()
    assert shelf.path(stored.sha256).stat().st_size == stored.bytes == 3_000_000


def test_a_cut_file_under_a_final_name_is_replaced(shelf: FileShelf) -> None:
    stored = shelf.put_bytes(b"whole photo")
    shelf.path(stored.sha256).write_bytes(b"who")

    shelf.put_bytes(b"whole photo")

    assert shelf.path(stored.sha256).read_bytes() == b"whole photo"


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (errno.ENOSPC, "文件没有存好：磁盘满了，请腾出空间"),
        (errno.EIO, "文件没有存好：磁盘读写出错，请检查磁盘"),
        (errno.EROFS, "文件没有存好：磁盘是只读的，请检查挂载"),
    ],
)
def test_a_failing_disk_leaves_nothing_under_a_final_name(
    shelf: FileShelf, monkeypatch: pytest.MonkeyPatch, number: int, said: str
) -> None:
    def fail(handle: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr("storage.files.os.fsync", fail)

    with pytest.raises(ShelfError) as caught:
        shelf.put_bytes(b"photo")

    assert str(caught.value) == said
    assert _files(shelf.folder) == []


def test_content_is_synced_before_it_has_its_name_and_the_folder_after(
    shelf: FileShelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps: list[str] = []
    real_sync, real_replace = os.fsync, Path.replace

    def sync(handle: int) -> None:
        steps.append("folder" if stat.S_ISDIR(os.fstat(handle).st_mode) else "content")
        real_sync(handle)

    def replace(path: Path, target: Path) -> Path:
        steps.append("name")
        return real_replace(path, target)

    monkeypatch.setattr("storage.files.os.fsync", sync)
    monkeypatch.setattr(Path, "replace", replace)

    shelf.put_bytes(b"photo")

    assert steps == ["content", "name", "folder"]


def test_of_several_files_one_that_cannot_be_read_keeps_none_of_the_others_back(
    shelf: FileShelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[bool] = []
    real_sync = os.fsync

    def sync(handle: int) -> None:
        synced.append(stat.S_ISDIR(os.fstat(handle).st_mode))
        real_sync(handle)

    monkeypatch.setattr("storage.files.os.fsync", sync)
    temps = [shelf.new_temp() for _ in range(4)]
    for number, temp in enumerate(temps):
        temp.write_bytes(bytes([number]))
    temps[2].unlink()

    ends = shelf.put_files(temps)

    assert [isinstance(end, Stored) for end in ends] == [True, True, False, True]
    assert synced == [False, False, False, True]
    assert len(_files(shelf.folder)) == 3


def test_what_an_earlier_version_kept_deeper_is_found(tmp_path: Path) -> None:
    sha256 = hashlib.sha256(b"photo").hexdigest()
    deep = tmp_path / "files" / sha256[:2] / sha256[2:4]
    deep.mkdir(parents=True)
    (deep / sha256).write_bytes(b"photo")

    shelf = FileShelf(tmp_path / "files")

    assert shelf.path(sha256).read_bytes() == b"photo"
    assert not (tmp_path / "files" / sha256[:2]).exists()


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "A" * 64, "0" * 63, "0" * 65, "/" * 64])
def test_only_a_checksum_leads_to_a_path(shelf: FileShelf, name: str) -> None:
    with pytest.raises(ValueError, match="sha256"):
        shelf.path(name)


def test_a_sweep_takes_only_old_files_that_no_row_names(shelf: FileShelf) -> None:
    used, orphan = shelf.put_bytes(b"used"), shelf.put_bytes(b"orphan")
    left_over = shelf.new_temp()
    asked: set[str] = set()

    def known(names: Collection[str]) -> Collection[str]:
        asked.update(names)
        return {used.sha256}

    assert shelf.sweep(known, before=datetime.now(UTC) - timedelta(hours=1)) == Swept(0, 0)
    assert shelf.sweep(known, before=LATER) == Swept(2, 0)
    assert shelf.path(used.sha256).exists()
    assert not shelf.path(orphan.sha256).exists()
    assert not left_over.exists()
    assert asked == {used.sha256, orphan.sha256}


def test_a_sweep_with_another_database_takes_nothing_from_the_shelf(shelf: FileShelf) -> None:
    kept = [shelf.put_bytes(name) for name in (b"1", b"2", b"3")]
    shelf.new_temp()

    swept = shelf.sweep(lambda names: {kept[0].sha256}, before=LATER)

    assert swept == Swept(removed=1, left=2)
    assert all(shelf.path(one.sha256).exists() for one in kept)


def test_a_sweep_leaves_alone_what_others_keep_in_the_same_folder(shelf: FileShelf) -> None:
    stored = shelf.put_bytes(b"photo")
    (shelf.folder / "cunbao.db").write_bytes(b"the office's database")

    assert shelf.sweep(lambda names: {stored.sha256} & set(names), LATER) == Swept(0, 0)
    assert _files(shelf.folder) == sorted(["cunbao.db", stored.sha256])


def test_what_is_put_again_while_a_sweep_asks_stays(shelf: FileShelf) -> None:
    orphan, used = shelf.put_bytes(b"orphan"), shelf.put_bytes(b"used")
    long_ago = datetime.now(UTC).timestamp() - 3600
    for one in (orphan, used):
        os.utime(shelf.path(one.sha256), (long_ago, long_ago))

    def known(names: Collection[str]) -> Collection[str]:
        shelf.put_bytes(b"orphan")
        return {used.sha256}

    before = datetime.now(UTC) - timedelta(minutes=1)
    assert shelf.sweep(known, before) == Swept(0, 0)
    assert shelf.path(orphan.sha256).exists()


def test_a_folder_that_cannot_be_made_says_why(tmp_path: Path) -> None:
    (tmp_path / "files").write_text("in the way")

    with pytest.raises(ShelfError, match="建不了"):
        FileShelf(tmp_path / "files")
