from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeVar

import pytest

from storage import inbox, photos, places, report_search, reports
from storage.messages import Attachment, IncomingMessage, RawUpdate
from storage.records import Photo, Place, ReportState
from storage.store import Store, Transaction

T = TypeVar("T")


def heard(store: Store, message: IncomingMessage, now: datetime) -> int:
    """The inbox row of a message, as the Receiver keeps it."""
    raw = RawUpdate(
        key=f"local/{message.chat}/{message.message}",
        channel=message.channel,
        chat=message.chat,
        message=message.message,
        edit=0,
        kind=message.kind,
        sent_at=message.sent_at,
        body="{}",
    )
    store.write(lambda tx: inbox.add(tx, [raw], now)).result()
    waiting = store.read(lambda tx: inbox.waiting_in(tx, "local", message.chat, now)).result()
    return next(row.id for row in waiting if row.raw.message == message.message)


def message(
    number: str, sent_at: datetime, sender: str = "汪某", **fields: object
) -> IncomingMessage:
    return IncomingMessage("local", "g1", number, sender, sender, sent_at, **fields)  # type: ignore[arg-type]


def picture(name: str, kind: str = "photo") -> Attachment:
    return Attachment(kind, f"ref/{name}", name)


def report(tx: Transaction, inbox_id: int, noon: datetime) -> int:
    new = reports.NewReport(
        channel="local",
        group=None,
        chat="g1",
        sender="汪某",
        reporter="汪某",
        person=None,
        unit=None,
        day=noon.date(),
        campaign=None,
        settles_as=ReportState.UNSURE,
        why="",
        missing="",
        late=False,
        supplement=False,
        source="live",
        text="",
        message="1",
        sent_at=noon,
        received_at=noon,
        receipt_at=None,
        receipt_by=None,
        items=(),
    )
    return reports.add(tx, new, inbox_id).report.id


@pytest.fixture
def album(store: Store, noon: datetime) -> int:
    sent = message("1", noon, attachments=(picture("a.jpg"), picture("b.jpg")))
    inbox_id = heard(store, sent, noon)
    store.write(lambda tx: photos.add(tx, inbox_id, sent, noon)).result()
    return inbox_id


def test_a_message_heard_twice_gives_its_photos_once(
    store: Store, noon: datetime, album: int
) -> None:
    again = message("1", noon, attachments=(picture("a.jpg"), picture("b.jpg")))

    parts = store.write(lambda tx: photos.add(tx, album, again, noon)).result()

    assert [(one.message, one.report) for one in parts] == [("1", None), ("1", None)]
    assert store.read(photos.counts).result() == {"pending": 2, "failed": 0}


def test_originals_sent_as_files_are_photos_and_other_files_are_not(
    store: Store, noon: datetime
) -> None:
    files = (picture("原图.JPG", "file"), picture("名单.xlsx", "file"))
    sent = message("2", noon, attachments=files)
    inbox_id = heard(store, sent, noon)

    store.write(lambda tx: photos.add(tx, inbox_id, sent, noon)).result()

    due = store.read(lambda tx: photos.pending(tx, noon)).result()
    assert [one.attachment.name for one in due] == ["原图.JPG"]


def test_photos_are_due_oldest_first_and_a_retry_waits_its_time(
    store: Store, noon: datetime, album: int
) -> None:
    later = noon + timedelta(seconds=30)
    first, second = store.read(lambda tx: photos.pending(tx, noon)).result()

    store.write(lambda tx: photos.put_retry(tx, first.id, later, "断线")).result()

    assert store.read(lambda tx: photos.pending(tx, noon)).result() == [second]
    due = store.read(lambda tx: photos.pending(tx, later)).result()
    assert [(one.id, one.attempts) for one in due] == [(first.id, 1), (second.id, 0)]


def test_a_stored_photo_is_not_changed_by_a_late_failure(
    store: Store, noon: datetime, album: int
) -> None:
    photo = store.read(lambda tx: photos.pending(tx, noon)).result()[0]
    sha256 = "0" * 64

    assert store.write(lambda tx: photos.put_stored(tx, photo.id, sha256, 9, 4, 3)).result()

    assert not store.write(lambda tx: photos.put_failed(tx, photo.id, "late")).result()
    assert store.read(photos.counts).result() == {"pending": 1, "failed": 0}


def test_photos_join_a_report_in_the_order_sent(store: Store, noon: datetime, album: int) -> None:
    parts = store.read(lambda tx: photos.loose(tx, noon)).result()
    ids = [one.id for one in parts]
    report_id = store.write(lambda tx: report(tx, album, noon)).result()

    store.write(lambda tx: photos.join(tx, ids, report_id, "同一人15分钟内")).result()

    joined = store.read(lambda tx: report_search.get(tx, report_id)).result().report.photos
    assert joined == (
        Photo(ids[0], "a.jpg", "pending", why=""),
        Photo(ids[1], "b.jpg", "pending", why=""),
    )
    assert store.read(lambda tx: photos.loose(tx, noon)).result() == []


def test_a_place_keeps_its_datum_and_is_found_near_its_sender(store: Store, noon: datetime) -> None:
    spot = Place(31.1, 116.2, "GCJ-02", "老街")
    sent = message("5", noon, kind="location", place=spot)
    inbox_id = heard(store, sent, noon)

    first = store.write(lambda tx: places.add(tx, inbox_id, sent, noon)).result()
    again = store.write(lambda tx: places.add(tx, inbox_id, sent, noon)).result()

    assert first is not None
    assert first == again
    assert first.place == spot
    assert store.read(lambda tx: places.loose(tx, noon)).result() == [first]
    report_id = store.write(lambda tx: report(tx, inbox_id, noon)).result()
    store.write(lambda tx: places.join(tx, [first.id], report_id, "同一人")).result()
    assert store.read(lambda tx: places.loose(tx, noon)).result() == []


NEAR: list[tuple[str, str, timedelta, bool]] = [
    ("the same sender within the time", "汪某", timedelta(minutes=15), True),
    ("before the words", "汪某", timedelta(minutes=-15), True),
    ("too late", "汪某", timedelta(minutes=15, seconds=1), False),
    ("somebody else", "陈某", timedelta(), False),
]


@pytest.mark.parametrize(
    ("sender", "after", "found"),
    [pytest.param(*rest, id=name) for name, *rest in NEAR],
)
def test_only_the_senders_own_parts_within_the_time_are_near(
    store: Store, noon: datetime, sender: str, after: timedelta, found: bool
) -> None:
    sent = message("7", noon + after, sender, attachments=(picture("a.jpg"),), place=Place(1, 2))
    inbox_id = heard(store, sent, noon)
    store.write(lambda tx: photos.add(tx, inbox_id, sent, noon)).result()
    store.write(lambda tx: places.add(tx, inbox_id, sent, noon)).result()
    window = (noon - timedelta(minutes=15), noon + timedelta(minutes=15))

    def count(near: Callable[..., list[T]]) -> int:
        return len(store.read(lambda tx: near(tx, "local", "g1", "汪某", *window)).result())

    assert (count(photos.near), count(places.near)) == (found, found)


def test_a_message_taken_back_takes_its_parts_along(
    store: Store, noon: datetime, album: int
) -> None:
    other = message("2", noon, attachments=(picture("c.jpg"),), place=Place(1, 2))
    inbox_id = heard(store, other, noon)
    kept = store.write(lambda tx: photos.add(tx, inbox_id, other, noon)).result()
    store.write(lambda tx: places.add(tx, inbox_id, other, noon)).result()

    store.write(lambda tx: photos.withdraw(tx, "local", "g1", "1", noon)).result()

    assert store.read(lambda tx: photos.loose(tx, noon)).result() == kept
    store.write(lambda tx: places.withdraw(tx, "local", "g1", "2", noon)).result()
    assert store.read(lambda tx: places.loose(tx, noon)).result() == []
