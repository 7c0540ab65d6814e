import asyncio
import io
import os
import signal
import struct
import subprocess
import sys
import time
import zlib
from collections.abc import AsyncIterator, Callable
from datetime import datetime
from pathlib import Path

import pytest
from PIL import Image

from bot.workshop import Bench, PhotoFacts, PhotoRefused, Workshop, WorkshopError
from handlers import wording


def picture(kind: str = "JPEG", size: tuple[int, int] = (640, 480), **options: object) -> bytes:
    data = io.BytesIO()
    Image.effect_noise(size, 40).convert("RGB").save(data, kind, **options)
    return data.getvalue()


def bomb(width: int, height: int) -> bytes:
    """A valid PNG of one colour: some 48 kB for 400 million pixels of one bit each."""

    def chunk(name: bytes, body: bytes) -> bytes:
        checksum = zlib.crc32(name + body)
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", checksum)

    squeezed = zlib.compressobj(9)
    row = b"\0" * (width // 8 + 1)
    body = b"".join(squeezed.compress(row * 100) for _ in range(height // 100)) + squeezed.flush()
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


@pytest.fixture
async def workshop() -> AsyncIterator[Workshop]:
    opened = Workshop(megapixels=50)
    yield opened
    await opened.close()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "BMP"])
async def test_a_whole_photo_is_measured(workshop: Workshop, tmp_path: Path, kind: str) -> None:
    (tmp_path / "photo").write_bytes(picture(kind))

    facts = await workshop.check_photo(tmp_path / "photo")

    assert facts == PhotoFacts(640, 480, kind.lower(), None)


async def test_time_and_orientation_of_the_camera_are_read(
    workshop: Workshop, tmp_path: Path
) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    exif.get_ifd(0x8769)[0x9003] = "2026:10:14 09:30:05"
    (tmp_path / "photo").write_bytes(picture(exif=exif))

    facts = await workshop.check_photo(tmp_path / "photo")

    assert facts == PhotoFacts(480, 640, "jpeg", datetime(2026, 10, 14, 9, 30, 5))


def cut(data: bytes) -> bytes:
    return data[: len(data) * 2 // 3]


REFUSED: list[tuple[str, Callable[[], bytes], str]] = [
    ("empty", lambda: b"", wording.PHOTO_EMPTY),
    ("a text named .jpg", lambda: "今天发了260份".encode(), wording.PHOTO_NOT_AN_IMAGE),
    ("a web page", lambda: b"<html><script>alert(1)</script>", wording.PHOTO_NOT_AN_IMAGE),
    ("HEIC", lambda: b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", wording.PHOTO_HEIC),
    ("a cut JPEG", lambda: cut(picture()), wording.PHOTO_DAMAGED),
    ("a JPEG's head alone", lambda: picture()[:700], wording.PHOTO_DAMAGED),
    ("a progressive JPEG, cut", lambda: cut(picture(progressive=True)), wording.PHOTO_DAMAGED),
    ("a cut PNG", lambda: cut(picture("PNG")), wording.PHOTO_DAMAGED),
    ("a cut WEBP", lambda: cut(picture("WEBP")), wording.PHOTO_DAMAGED),
    ("a PNG with a wrong byte", lambda: picture("PNG")[:-400] + b"!" * 400, wording.PHOTO_DAMAGED),
    (
        "50 megapixels and a little more",
        lambda: bomb(10_000, 5_100),
        wording.photo_too_many_pixels(10_000, 5_100, 50),
    ),
]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [pytest.param(make, said, id=name) for name, make, said in REFUSED],
)
async def test_what_is_no_whole_photo_is_refused_with_one_line(
    workshop: Workshop, tmp_path: Path, content: Callable[[], bytes], sentence: str
) -> None:
    (tmp_path / "photo.jpg").write_bytes(content())

    with pytest.raises(PhotoRefused) as refused:
        await workshop.check_photo(tmp_path / "photo.jpg")

    assert str(refused.value) == sentence


async def test_a_bomb_of_400_megapixels_is_refused_without_unpacking_it(
    workshop: Workshop, tmp_path: Path
) -> None:
    (tmp_path / "bomb.png").write_bytes(bomb(20_000, 20_000))
    (tmp_path / "photo.jpg").write_bytes(picture())
    await workshop.check_photo(tmp_path / "photo.jpg")
    started = time.monotonic()

    with pytest.raises(PhotoRefused) as refused:
        await workshop.check_photo(tmp_path / "bomb.png")

    assert (tmp_path / "bomb.png").stat().st_size < 100_000
    assert str(refused.value) == wording.photo_too_many_pixels(20_000, 20_000, 50)
    # Unpacking takes seconds; a refusal takes milliseconds even on a busy machine.
    assert time.monotonic() - started < 1


async def test_a_killed_child_is_started_again(workshop: Workshop, tmp_path: Path) -> None:
    (tmp_path / "photo.jpg").write_bytes(picture())
    await workshop.check_photo(tmp_path / "photo.jpg")
    child = workshop._photos._child
    assert child is not None

    os.kill(child.pid, signal.SIGKILL)

    assert (await workshop.check_photo(tmp_path / "photo.jpg")).width == 640


async def test_a_child_that_hangs_is_ended_and_the_next_photo_is_checked(tmp_path: Path) -> None:
    hurried = Workshop(photo_seconds=3)
    (tmp_path / "photo.jpg").write_bytes(picture())
    await hurried.check_photo(tmp_path / "photo.jpg")
    child = hurried._photos._child
    assert child is not None
    os.kill(child.pid, signal.SIGSTOP)

    with pytest.raises(PhotoRefused, match="打不开"):
        await hurried.check_photo(tmp_path / "photo.jpg")

    assert child.returncode == -signal.SIGKILL
    assert (await hurried.check_photo(tmp_path / "photo.jpg")).width == 640
    await hurried.close()


async def test_a_cancelled_check_does_not_answer_the_next_one(
    workshop: Workshop, tmp_path: Path
) -> None:
    (tmp_path / "small.jpg").write_bytes(picture(size=(100, 100)))
    (tmp_path / "large.jpg").write_bytes(picture(size=(800, 600)))
    await workshop.check_photo(tmp_path / "small.jpg")
    first = asyncio.create_task(workshop.check_photo(tmp_path / "small.jpg"))
    await asyncio.sleep(0)
    first.cancel()

    assert (await workshop.check_photo(tmp_path / "large.jpg")).width == 800


async def test_many_photos_at_once_are_each_answered_for_itself(
    workshop: Workshop, tmp_path: Path
) -> None:
    paths = [tmp_path / f"{width}.jpg" for width in range(100, 120)]
    for path in paths:
        path.write_bytes(picture(size=(int(path.stem), 50)))

    found = await asyncio.gather(*(workshop.check_photo(path) for path in paths))

    assert [facts.width for facts in found] == list(range(100, 120))


async def test_no_child_runs_before_the_first_photo_nor_long_after_the_last(
    tmp_path: Path,
) -> None:
    workshop = Workshop(idle_seconds=0.01)
    (tmp_path / "photo.jpg").write_bytes(picture())
    assert not workshop._photos.running

    await workshop.check_photo(tmp_path / "photo.jpg")
    ending = workshop._photos._ending
    assert ending is not None
    await ending

    assert not workshop._photos.running


async def test_an_unknown_job_is_an_error_and_not_the_end(workshop: Workshop) -> None:
    with pytest.raises(WorkshopError, match="KeyError"):
        await workshop.run("no such job", {})


async def test_a_child_that_cannot_start_is_no_fault_of_the_photo(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.workshop.sys.executable", "/bin/false")
    bench = Bench(10**9, 5, 5.0)

    with pytest.raises(WorkshopError, match="does not start"):
        await bench.ask("check_photo", {"path": str(tmp_path), "megapixels": 1})

    await bench.close()


def test_the_bot_itself_imports_no_picture_and_no_document_library() -> None:
    code = "import sys, bot.workshop; print({'PIL', 'xlsxwriter', 'docx'} & set(sys.modules))"

    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert shown.stdout == "set()\n"
