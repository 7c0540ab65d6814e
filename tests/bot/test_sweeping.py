"""The daily sweep of the shelf: what nobody names goes, whatever is on its way or shown stays."""

import asyncio
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.clock import Clock
from bot.sweeping import SweepEnded, Sweeping
from storage import inbox, local_messages, outbox, photos
from storage.files import FileShelf, Stored, Swept
from storage.local_messages import LocalMessage
from storage.messages import Attachment, IncomingMessage, OutgoingMessage, RawUpdate
from storage.store import Store, StoreUnavailable, Transaction

A_WEEK = timedelta(days=7)


class Room:
    """A shelf and its database; `old` files were written a week ago."""

    def __init__(self, store: Store, folder: Path, noon: datetime) -> None:
        self.store, self.noon = store, noon
        self.shelf = FileShelf(folder / "files")
        self.sweeping = Sweeping(store, self.shelf, Clock())

    def put(self, content: bytes, old: bool = True) -> Stored:
        stored = self.shelf.put_bytes(content)
        if old:
            self.age(self.shelf.path(stored.sha256))
        return stored

    @staticmethod
    def age(path: Path) -> None:
        written = (datetime.now(UTC) - A_WEEK).timestamp()
        os.utime(path, (written, written))

    def keep(self, count: int) -> None:
        """So many old photos that rows name: without any the database would be another's."""
        for number in range(count):
            self.hear(f"kept {number}")
            self.bring(self.put(f"kept {number}".encode()))

    def hear(self, reference: str) -> None:
        """A message that brings a photo, which is pending."""

        def work(tx: Transaction) -> None:
            raw = RawUpdate(reference, "local", "g1", reference, 0, "photo", self.noon, "{}")
            inbox.add(tx, [raw], self.noon)
            photo = Attachment("photo", reference, "1.jpg")
            sent = IncomingMessage(
                "local", "g1", reference, "u", "u", self.noon, attachments=(photo,)
            )
            waiting = inbox.waiting_in(tx, "local", "g1", self.noon)
            row = next(one.id for one in waiting if one.raw.key == reference)
            photos.add(tx, row, sent, self.noon)

        self.store.write(work).result()

    def bring(self, stored: Stored) -> None:
        """The first pending photo stands on the shelf."""

        def work(tx: Transaction) -> None:
            first = photos.pending(tx, self.noon)[0]
            photos.put_stored(tx, first.id, stored.sha256, stored.bytes, 4, 3)

        self.store.write(work).result()

    def stands(self, stored: Stored) -> bool:
        return self.shelf.path(stored.sha256).exists()


@pytest.fixture
def room(store: Store, tmp_path: Path, noon: datetime) -> Room:
    return Room(store, tmp_path, noon)


@pytest.fixture
def small_room(sqlite_store: Store, tmp_path: Path, noon: datetime) -> Room:
    return Room(sqlite_store, tmp_path, noon)


async def test_what_no_row_names_goes_and_what_a_photo_names_stays(room: Room) -> None:
    stored, orphan, young = room.put(b"stored"), room.put(b"orphan"), room.put(b"young", old=False)
    unfinished = room.shelf.new_temp()
    room.age(unfinished)
    room.keep(1)
    room.hear("r1")
    room.bring(stored)

    assert await room.sweeping.step() == Swept(removed=2, left=0)

    assert (room.stands(stored), room.stands(orphan), room.stands(young)) == (True, False, True)
    assert not unfinished.exists()


async def test_a_photo_in_flight_is_never_swept(room: Room) -> None:
    """At each of its stations: half come, on the shelf without a row, and with its row."""
    room.keep(2)
    room.hear("r1")
    half = room.shelf.new_temp()
    half.write_bytes(b"half")
    await room.sweeping.step()
    assert half.exists()

    stored = room.shelf.put_file(half)
    await room.sweeping.step()
    assert room.stands(stored)

    room.bring(stored)
    room.age(room.shelf.path(stored.sha256))
    await room.sweeping.step()
    assert room.stands(stored)


async def test_a_photo_that_takes_the_place_of_a_forgotten_one_is_in_flight_too(
    room: Room,
) -> None:
    """The same content came long ago and nobody names it: the new one must not go with it."""
    room.keep(2)
    room.put(b"same")
    room.hear("r1")
    stored = room.put(b"same", old=False)

    await room.sweeping.step()

    room.bring(stored)
    assert room.stands(stored)


async def test_a_photo_of_the_page_waits_for_its_fetcher_however_long(room: Room) -> None:
    room.keep(1)
    uploaded, orphan = room.put(b"uploaded"), room.put(b"orphan")
    room.hear(uploaded.sha256)

    assert await room.sweeping.step() == Swept(removed=1, left=0)

    assert (room.stands(uploaded), room.stands(orphan)) == (True, False)


async def test_what_the_page_or_a_message_of_ours_shows_stays(room: Room) -> None:
    room.keep(2)
    shown, sent = room.put(b"a file of the page"), room.put(b"a picture of ours")
    file = Attachment("file", shown.sha256, "1.pdf", shown.bytes, shown.sha256)
    picture = Attachment("photo", sent.sha256, "1.png", sent.bytes, sent.sha256)
    local = LocalMessage(7, "g1", "u", "u", "", room.noon, files=(file,))
    ours = OutgoingMessage("telegram", "-1", "digest", "", "d1", attachments=(picture,))

    def work(tx: Transaction) -> None:
        local_messages.add(tx, local)
        outbox.put(tx, ours, room.noon)

    room.store.write(work).result()

    assert await room.sweeping.step() == Swept(removed=0, left=0)
    assert (room.stands(shown), room.stands(sent)) == (True, True)


async def test_the_photos_of_another_database_are_left(small_room: Room) -> None:
    kept = [small_room.put(content) for content in (b"1", b"2")]

    assert await small_room.sweeping.step() == Swept(removed=0, left=2)
    assert all(map(small_room.stands, kept))


async def test_without_the_database_nothing_is_taken(small_room: Room) -> None:
    small_room.keep(2)
    orphan = small_room.put(b"orphan")
    small_room.store.close()

    with pytest.raises(StoreUnavailable):
        await small_room.sweeping.step()
    assert small_room.stands(orphan)


async def test_it_sweeps_by_itself_and_not_once_it_was_stopped(small_room: Room) -> None:
    small_room.keep(2)
    orphan = small_room.put(b"orphan")
    task = asyncio.create_task(small_room.sweeping.go_on(after=0))
    async with asyncio.timeout(10):
        while small_room.stands(orphan):
            await asyncio.sleep(0.01)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)

    again = small_room.put(b"orphan")
    with pytest.raises(SweepEnded):
        await small_room.sweeping.step()
    assert small_room.stands(again)
