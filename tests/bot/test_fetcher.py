import hashlib
import io
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from PIL import Image

from bot.channels.base import FetchError
from bot.config import Limits
from bot.fetcher import Fetcher
from bot.workshop import Workshop
from handlers import wording
from storage import inbox, photos
from storage.files import FileShelf
from storage.messages import Attachment, IncomingMessage, RawUpdate
from storage.store import Store
from storage.tables import photos as photo_rows


def jpeg(seed: int = 0) -> bytes:
    data = io.BytesIO()
    Image.new("RGB", (64, 48), (seed % 256, 80, 80)).save(data, "JPEG")
    return data.getvalue()


class Hands:
    """A channel's fetching side: what each reference gives, or the error that it raises."""

    def __init__(self, gives: dict[str, bytes | Exception]) -> None:
        self.gives = gives
        self.asked: list[str] = []

    async def fetch(self, attachment: Attachment) -> AsyncIterator[bytes]:
        self.asked.append(attachment.reference)
        content = self.gives[attachment.reference]
        if isinstance(content, Exception):
            raise content
        for start in range(0, len(content), 1000):
            yield content[start : start + 1000]


class Watch:
    def __init__(self, now: datetime) -> None:
        self.moment = now

    def now(self) -> datetime:
        return self.moment


class Rig:
    """A fetcher with its surroundings, and what a supervisor would see of its photos."""

    def __init__(self, store: Store, folder: Path, noon: datetime) -> None:
        self.store, self.clock = store, Watch(noon)
        self.shelf = FileShelf(folder / "files")
        self.workshop = Workshop()
        self.hands = Hands({})
        self.fetcher = self.new_fetcher()

    def new_fetcher(self) -> Fetcher:
        limits = Limits(photo_megabytes=1)
        return Fetcher(
            self.store,
            self.shelf,
            self.workshop,
            {"local": self.hands},
            self.clock,
            limits,  # type: ignore[arg-type, dict-item]
        )

    def send(self, content: bytes | Exception, sha256: str | None = None, **more: object) -> None:
        number = str(len(self.hands.gives) + 1)
        self.hands.gives[number] = content
        now = self.clock.now()
        attachment = Attachment("photo", number, f"{number}.jpg", sha256=sha256, **more)  # type: ignore[arg-type]
        sent = IncomingMessage(
            "local", "g1", number, "汪某", "汪某", now, attachments=(attachment,)
        )
        raw = RawUpdate(f"k{number}", "local", "g1", number, 0, "photo", now, "{}")
        self.store.write(lambda tx: inbox.add(tx, [raw], now)).result()
        rows = self.store.read(lambda tx: inbox.waiting_in(tx, "local", "g1", now)).result()
        self.store.write(lambda tx: photos.add(tx, rows[-1].id, sent, now)).result()

    def shown(self) -> list[tuple[str, str]]:
        statement = photo_rows.select().order_by(photo_rows.c.id)
        rows = self.store.read(lambda tx: list(tx.execute(statement))).result()
        return [(row.state, row.why) for row in rows]

    def on_shelf(self) -> list[bytes]:
        found = [path for path in self.shelf.folder.rglob("*") if path.is_file()]
        return sorted(path.read_bytes() for path in found)


@pytest.fixture
async def rig(store: Store, tmp_path: Path, noon: datetime) -> AsyncIterator[Rig]:
    built = Rig(store, tmp_path, noon)
    yield built
    await built.workshop.close()


async def test_a_photo_comes_to_the_shelf_and_its_row_says_so(rig: Rig) -> None:
    rig.send(jpeg())

    assert await rig.fetcher.step()

    assert rig.shown() == [("stored", "")]
    assert rig.on_shelf() == [jpeg()]
    assert not await rig.fetcher.step()


async def test_twenty_photos_at_once_are_all_kept(rig: Rig) -> None:
    for seed in range(20):
        rig.send(jpeg(seed))

    while await rig.fetcher.step():
        pass

    assert rig.shown() == [("stored", "")] * 20
    assert set(rig.hands.asked[:6]) == {"1", "2", "3", "4", "5", "6"}


REFUSED: list[tuple[str, bytes, str]] = [
    ("an empty file", b"", wording.PHOTO_EMPTY),
    ("a text named .jpg", b"hello", wording.PHOTO_NOT_AN_IMAGE),
    ("a cut photo", jpeg()[:500], wording.PHOTO_DAMAGED),
    ("a file over the bound", b"x" * 1_100_000, wording.photo_too_many_bytes(1)),
]


@pytest.mark.parametrize(
    ("content", "why"), [pytest.param(content, why, id=name) for name, content, why in REFUSED]
)
async def test_a_bad_file_is_refused_in_one_line_and_the_next_one_comes(
    rig: Rig, content: bytes, why: str
) -> None:
    rig.send(content)
    rig.send(jpeg())

    await rig.fetcher.step()

    assert rig.shown() == [("failed", why), ("stored", "")]
    assert rig.on_shelf() == [jpeg()]


async def test_a_photo_that_the_platform_lost_is_listed_at_once(rig: Rig) -> None:
    rig.send(FetchError("404", permanent=True))

    await rig.fetcher.step()

    assert rig.shown() == [("failed", wording.PHOTO_GONE)]


async def test_a_broken_line_is_tried_again_later_and_not_at_once(rig: Rig) -> None:
    rig.send(FetchError("line broke"))
    await rig.fetcher.step()

    assert not await rig.fetcher.step()
    rig.hands.gives["1"] = jpeg()
    rig.clock.moment += timedelta(seconds=2)
    await rig.fetcher.step()

    assert rig.shown() == [("stored", "")]


async def test_after_a_day_of_broken_lines_the_photo_is_listed(rig: Rig) -> None:
    rig.send(FetchError("line broke"))

    tries = 0
    while rig.shown()[0][0] == "pending":
        rig.clock.moment += timedelta(minutes=10)
        await rig.fetcher.step()
        tries += 1

    assert rig.shown() == [("failed", wording.PHOTO_NEVER_CAME)]
    assert tries == 24 * 6


async def test_bytes_cut_on_the_way_are_fetched_again(rig: Rig) -> None:
    whole = jpeg()
    rig.send(whole[:-2], sha256=hashlib.sha256(whole).hexdigest())
    await rig.fetcher.step()
    assert rig.shown() == [("pending", "the checksum differs")]

    rig.hands.gives["1"] = whole
    rig.clock.moment += timedelta(minutes=1)
    await rig.fetcher.step()

    assert rig.shown() == [("stored", "")]


async def test_a_known_size_over_the_bound_is_not_even_asked_for(rig: Rig) -> None:
    rig.send(jpeg(), bytes=2 << 20)

    await rig.fetcher.step()

    assert rig.shown() == [("failed", wording.photo_too_many_bytes(1))]
    assert rig.hands.asked == []


async def test_a_fault_in_a_channel_stops_no_other_photo(rig: Rig) -> None:
    rig.send(KeyError("a bug"))
    rig.send(jpeg())

    await rig.fetcher.step()

    assert rig.shown() == [("pending", "KeyError"), ("stored", "")]


async def test_a_full_disk_keeps_the_photo_waiting_however_long(
    rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    rig.send(jpeg())

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("storage.files.os.fsync", full)
    rig.clock.moment += timedelta(days=3)
    await rig.fetcher.step()
    assert rig.shown() == [("pending", "文件没有存好：磁盘满了，请腾出空间")]
    assert rig.on_shelf() == []

    monkeypatch.undo()
    rig.clock.moment += timedelta(hours=1)
    await rig.fetcher.step()

    assert rig.shown() == [("stored", "")]


async def test_the_same_photo_of_two_people_is_on_the_shelf_once(rig: Rig) -> None:
    rig.send(jpeg())
    rig.send(jpeg())

    await rig.fetcher.step()

    assert rig.shown() == [("stored", ""), ("stored", "")]
    assert rig.on_shelf() == [jpeg()]
