"""Digests with their pictures through the whole running bot, and alone where these fail."""

import asyncio
import io
from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from hashlib import sha256
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import select

from bot.channels.base import SendError
from bot.claiming import claims
from bot.illustrator import Illustrator
from bot.sample.drawing import draw_photos
from bot.sender import Sender
from bot.workshop import Workshop
from storage import digests, photo_choice, tables
from storage.files import FileShelf
from storage.messages import OutgoingMessage
from storage.store import Store, Transaction
from tests.journeys.talking import SUPERVISORS as LEADERS
from tests.journeys.talking import talking
from tests.reminded import RemindedTownship
from tests.township import SUPERVISORS, ZONE

pytestmark = pytest.mark.sqlite
MORNING = datetime(2026, 10, 14, 9, tzinfo=ZONE)
FIVE = "2026-10-14T17:00:00"


async def test_supervisors_get_it_with_two_pictures(tmp_path: Path) -> None:
    async with talking(tmp_path, "2026-10-14T08:00") as office:
        await office.say("汪某", "枫林村今天挂横幅2条,发资料260份")
        await office.say("党某", "垱上村今天挂横幅1条")
        await office.move_to("2026-10-14T17:00")
        async with asyncio.timeout(60):
            while not (told := await office.messages(LEADERS)):
                await office.settle()
        (digest,) = told
        assert "日报第1号" in digest["text"]
        names = [file["name"] for file in digest["files"]]
        assert names == ["柳溪镇10月14日转发版.png", "柳溪镇10月14日调度版.png"]
        for file in digest["files"]:
            async with office.session.get(office.page.address + file["url"]) as answer:
                image = Image.open(io.BytesIO(await answer.read()))
            assert (image.format, image.width) == ("PNG", 1080)
        sent = [row["state"] for row in office.exported("sent") if row["kind"] == "digest"]
        assert sent == ["sent"]


async def test_only_photos_that_a_supervisor_chose_stand_on_it(tmp_path: Path) -> None:
    drawn = draw_photos(tmp_path / "photos", 3, seed=1)
    photos = tuple(photo.read_bytes() for photo in drawn)
    async with talking(tmp_path, "2026-10-14T08:00") as office:

        def allowed() -> list[str]:
            units = range(1, 100)
            work = lambda tx: photo_choice.allowed(tx, 1, units, 2)  # noqa: E731
            return office.parts.store.read(work).result()

        first = await office.say("汪某", "枫林村今天挂横幅2条", photos[:1])
        second = await office.say("吴某", "今天挂横幅1条", photos[1:])
        await office.wait(seconds=31)
        await office.say("汪某", "用图", reply_to=first)
        assert allowed() == []
        await office.say("周某", "用图", reply_to=first)
        assert allowed() == [sha256(photos[0]).hexdigest()]
        await office.say("周某", "用图", reply_to=second)
        assert len(allowed()) == 2
        assert "2张照片可以上转发版。" in await office.said()
        await office.say("周某", "不用图", reply_to=second)
        await office.say("汪某", "作废", reply_to=first)
        assert allowed() == []
        await office.say("周某", "用图")
        assert (await office.said())[-1] == "请引用一张照片再回“用图”。"
        before = len(await office.said())
        await office.say("汪某", "用图")
        assert len(await office.said()) == before


class AlbumChannel:
    """Takes words; pictures only while `takes_pictures`."""

    name = "local"
    repeat_is_harmless = True

    def __init__(self) -> None:
        self.takes_pictures = True
        self.sent: list[OutgoingMessage] = []

    async def send(self, row: int, message: OutgoingMessage, now: datetime) -> Sequence[str]:
        if message.attachments and not self.takes_pictures:
            raise SendError("", permanent=True, closed="机器人被禁言")
        self.sent.append(message)
        return [str(row)]


class DrawnTownship(RemindedTownship):
    """Its digests wait for an illustrator that a test sets to work."""

    def __init__(self, store: Store, folder: Path, workshop: Workshop) -> None:
        super().__init__(store, MORNING)
        self.album = AlbumChannel()
        channels = {"local": self.album}
        looks = claims(self.clock, ZONE, draws=True)
        self.sender = Sender(store, channels, self.clock, claims=looks)  # type: ignore[arg-type]
        self.shelf = FileShelf(folder)
        self.illustrator = Illustrator(store, self.shelf, workshop, self.clock, ZONE)

    def digests_sent(self) -> list[tuple[str, int]]:
        """(first words, pictures) of what went to the supervisors."""
        return [
            (one.text[:10], len(one.attachments))
            for one in self.album.sent
            if one.chat == SUPERVISORS
        ]

    def state(self) -> list[str]:
        rows = select(tables.digests.c.pictures).order_by(tables.digests.c.id)
        return self.store.read(lambda tx: list(tx.execute(rows).scalars())).result()

    def without_pictures(self) -> int:
        work = lambda tx: digests.without_pictures(tx, MORNING)  # noqa: E731
        return self.store.read(work).result()


@pytest.fixture
async def workshop() -> AsyncIterator[Workshop]:
    opened = Workshop()
    yield opened
    await opened.close()


@pytest.fixture
async def town(store: Store, tmp_path: Path, workshop: Workshop) -> DrawnTownship:
    town = DrawnTownship(store, tmp_path / "shelf", workshop)
    await town.settle()
    await town.say("汪", "枫林村今天挂横幅2条")
    await town.pass_time(seconds=31)
    await town.settle()
    return town


async def test_it_waits_for_its_pictures_and_goes_once(town: DrawnTownship) -> None:
    await town.move_to(FIVE)
    assert town.digests_sent() == []
    await town.illustrator.step()
    await town.settle()
    await town.pass_time(minutes=5)
    await town.settle()
    assert town.digests_sent() == [("柳溪镇宣传月日报第1", 2)]
    assert town.state() == ["made"]
    (digest,) = [one for one in town.album.sent if one.chat == SUPERVISORS]
    for attachment in digest.attachments:
        assert town.shelf.path(attachment.reference).stat().st_size == attachment.bytes


async def test_pictures_of_an_older_draft_do_not_go(town: DrawnTownship) -> None:
    await town.move_to(FIVE)
    await town.illustrator.step()
    await town.say("石", "石桥村今天挂横幅2条")
    await town.settle()
    assert town.digests_sent() == []
    await town.illustrator.step()
    await town.settle()
    (digest,) = [one for one in town.album.sent if one.chat == SUPERVISORS]
    assert "今日:2个单位报送2条。" in digest.text
    assert len(digest.attachments) == 2


async def test_without_anybody_to_draw_the_words_go_alone(town: DrawnTownship) -> None:
    await town.move_to(FIVE)
    await town.pass_time(seconds=31)
    await town.settle()
    assert town.digests_sent() == [("柳溪镇宣传月日报第1", 0)]
    assert town.state() == ["failed"]
    assert town.without_pictures() == 1


async def test_a_drawing_that_takes_too_long_is_ended(town: DrawnTownship, caplog) -> None:  # type: ignore[no-untyped-def]
    town.illustrator._seconds = 0.0
    await town.move_to(FIVE)
    await town.illustrator.step()
    await town.settle()
    assert town.digests_sent() == [("柳溪镇宣传月日报第1", 0)]
    assert "without its pictures: TimeoutError" in caplog.text


async def test_a_shelf_that_takes_nothing_costs_only_the_pictures(
    town: DrawnTownship, tmp_path: Path
) -> None:
    await town.move_to(FIVE)
    (tmp_path / "shelf" / "incoming").rmdir()
    await town.illustrator.step()
    await town.settle()
    assert town.digests_sent() == [("柳溪镇宣传月日报第1", 0)]
    assert town.state() == ["failed"]


async def test_a_group_that_takes_no_pictures_gets_the_words(town: DrawnTownship) -> None:
    town.album.takes_pictures = False
    await town.move_to(FIVE)
    await town.illustrator.step()
    await town.settle()
    assert town.digests_sent() == [("柳溪镇宣传月日报第1", 0)]
    assert town.without_pictures() == 1


async def test_a_busy_evening_does_not_hold_it_for_ever(town: DrawnTownship) -> None:
    await town.move_to(FIVE)
    for number in range(4):
        await town.illustrator.step()
        await town.say("石", f"石桥村今天挂横幅{number + 2}条,又在{number}组入户{number + 3}户")
        await town.settle()
    assert len(town.digests_sent()) == 1


async def test_drawing_is_begun_again_after_a_death(town: DrawnTownship, tmp_path: Path) -> None:
    await town.move_to(FIVE)
    cut_off = asyncio.create_task(town.illustrator.step())
    await asyncio.sleep(0.1)
    cut_off.cancel()
    await asyncio.gather(cut_off, return_exceptions=True)
    assert town.digests_sent() == []
    await town.illustrator.step()
    await town.settle()
    assert town.digests_sent() == [("柳溪镇宣传月日报第1", 2)]
    assert list((tmp_path / "shelf" / "incoming").iterdir()) == []


async def test_a_correction_has_no_pictures(town: DrawnTownship) -> None:
    await town.move_to(FIVE)
    await town.illustrator.step()
    await town.settle()
    await town.move_to("2026-10-15T08:31:00")
    await town.say("汪", "更正:枫林村昨天横幅不是2条,是9条")
    await town.pass_time(minutes=40)
    await town.illustrator.step()
    await town.settle()

    def work(tx: Transaction) -> set[str]:
        return set(tx.execute(select(tables.digests.c.pictures)).scalars())

    assert town.store.read(work).result() <= {"made", ""}
    assert [count for _, count in town.digests_sent()][1:] in ([], [0])
