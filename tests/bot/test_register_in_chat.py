"""A register sent to the bot in private: findings first, and nothing is written before 确认."""

import io
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path
from zipfile import ZipFile, ZipInfo

import openpyxl
import pytest
from sqlalchemy import select, text

from bot.channels.base import FetchError
from bot.claiming import claims
from bot.register_intake import RegisterIntake
from bot.sender import Sender
from bot.workshop import Workshop
from storage import tables
from storage.files import FileShelf
from storage.messages import Attachment
from storage.store import Store, Transaction
from storage.units import all_units
from tests.reminded import ListeningChannel, RemindedTownship
from tests.township import GROUP, ZONE

HEADS = "名称,类别,上级\n"
KEPT = "柳溪镇,乡镇,\n枫林村,村,柳溪镇\n石桥村,村,柳溪镇\n双塘村,村,柳溪镇\n司法所,部门,柳溪镇\n"
COMMUNITY = "河口社区,社区,柳溪镇\n"
NEW = "茶坑村,村,柳溪镇\n"
UNITS = HEADS + KEPT + COMMUNITY + NEW


def archive(**sheets: str) -> bytes:
    data = io.BytesIO()
    with ZipFile(data, "w") as file:
        for name, rows in sheets.items():
            file.writestr(f"登记表/{name}.csv", rows)
    return data.getvalue()


def old_archive(name: str, rows: str) -> bytes:
    """As Chinese Windows packs it: the name in GB18030, and nothing said of it."""
    data = io.BytesIO()
    with ZipFile(data, "w") as file:
        file.writestr("x" * len(name.encode("gb18030")), rows)
    packed = data.getvalue()
    return packed.replace(b"x" * len(name.encode("gb18030")), name.encode("gb18030"))


def workbook(rows: str) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "单位"
    for line in rows.splitlines():
        sheet.append(line.split(","))
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def _number_on(tx: Transaction) -> None:
    """The township's rows were numbered by hand: the database goes on behind them."""
    if tx.dialect == "postgresql":
        tx.execute(text("SELECT setval(pg_get_serial_sequence('units', 'id'), 1000)"))


class FileChannel(ListeningChannel):
    """Gives the file of each reference, or the error that stands in its place."""

    def __init__(self) -> None:
        super().__init__()
        self.files: dict[str, bytes | Exception] = {}

    async def fetch(self, attachment: Attachment) -> AsyncIterator[bytes]:
        content = self.files[attachment.reference]
        if isinstance(content, Exception):
            raise content
        yield content


class Office(RemindedTownship):
    """`give` sends a file in private and lets the bot read it."""

    def __init__(self, store: Store, folder: Path, now: datetime) -> None:
        super().__init__(store, now)
        self.files = FileChannel()
        self.channel = self.files
        self.workshop = Workshop()
        looks = claims(self.clock, ZONE)
        self.sender = Sender(store, {"local": self.files}, self.clock, claims=looks)
        store.write(_number_on).result()
        shelf = FileShelf(folder / "files")
        self.intake = RegisterIntake(store, shelf, self.workshop, {"local": self.files}, self.clock)

    async def give(
        self, content: bytes | Exception, name: str = "登记表.zip", sender: str = "周"
    ) -> None:
        reference = f"f{len(self.files.files)}"
        self.files.files[reference] = content
        file = Attachment("file", reference, name)
        await self.whisper(sender, kind="file", attachments=(file,))
        await self.read()

    async def read(self) -> None:
        while await self.intake.step():
            pass
        await self.settle()

    async def whisper(self, sender: str, words: str = "", **more: object) -> None:
        await self.say(sender, words, chat=sender, private=True, **more)
        await self.settle()

    def names(self) -> list[str]:
        return sorted(one.name for one in self.store.read(all_units).result())

    def kept_files(self) -> list[str]:
        statement = select(tables.register_drafts.c.files)
        return list(self.store.read(lambda tx: list(tx.execute(statement).scalars())).result())


@pytest.fixture
async def office(store: Store, tmp_path: Path, noon: datetime) -> AsyncIterator[Office]:
    made = Office(store, tmp_path, noon)
    yield made
    await made.workshop.close()


@pytest.fixture
async def small_office(
    sqlite_store: Store, tmp_path: Path, noon: datetime
) -> AsyncIterator[Office]:
    made = Office(sqlite_store, tmp_path, noon)
    yield made
    await made.workshop.close()


async def test_what_would_change_is_shown_and_written_only_after_the_word(office: Office) -> None:
    await office.give(archive(单位=UNITS))

    assert "茶坑村" not in office.names()
    shown = office.told("周")[-1].splitlines()
    assert shown[0] == "登记表.zip读好了。"
    assert shown[-3:] == ["写入后:", "单位:新增1,改动0,停用0", "没有问题就回复“确认”(一天内有效)。"]

    await office.whisper("周", "确认")

    assert "茶坑村" in office.names()
    assert office.told("周")[-1] == "登记表已读入。\n单位:新增1,改动0,停用0"
    assert office.kept_files() == [""]
    await office.say("周", "茶坑村今天挂横幅2条")
    await office.pass_time(seconds=31)
    await office.settle()
    assert office.told(GROUP)[-1] == "茶坑村10/14:横幅2条,已记。"


async def test_an_error_is_told_with_its_mend_and_there_is_nothing_to_confirm(
    office: Office,
) -> None:
    await office.give(archive(单位=UNITS + "上畈村,村,柳西镇\n"))

    told = office.told("周")[-1]
    assert told.startswith("登记表.zip不能写入。\n单位 第9行 上级:")
    assert told.endswith("有1处要改,什么都没有写入;改好后再读一次。")
    await office.whisper("周", "确认")
    assert office.names() == sorted(["柳溪镇", "枫林村", "石桥村", "双塘村", "司法所", "河口社区"])


async def test_a_workbook_and_a_single_sheet_are_read_too(small_office: Office) -> None:
    await small_office.give(workbook(UNITS), "2026年登记表.xlsx")
    assert "单位:新增1,改动0,停用0" in small_office.told("周")[-1]

    await small_office.give((HEADS + KEPT).encode("gb18030"), "单位.csv")
    assert "单位:新增0,改动0,停用1" in small_office.told("周")[-1]
    await small_office.whisper("周", "确认")

    assert "茶坑村" not in small_office.names()
    assert "河口社区" not in small_office.names()


async def test_names_packed_on_chinese_windows_are_understood(small_office: Office) -> None:
    await small_office.give(old_archive("单位.csv", UNITS))
    assert "单位:新增1,改动0,停用0" in small_office.told("周")[-1]


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"no archive", "登记表.zip", "登记表.zip打不开(损坏或有密码)"),
        (b"no workbook", "登记表.xlsx", "登记表.xlsx 读不了"),
        (b"\xd0\xcf\x11\xe0", "登记表.xls", "登记表.xls 的格式读不了;请在 Excel 或 WPS 里打开"),
        (b"x" * 20_000_001, "登记表.xlsx", "登记表.xlsx 超过 20 MB"),
    ],
)
async def test_what_is_no_register_is_told_with_what_to_do(
    small_office: Office, content: bytes, name: str, said: str
) -> None:
    await small_office.give(content, name)

    assert small_office.told("周")[-1].startswith(said)
    assert "/" not in small_office.told("周")[-1]


async def test_an_archive_never_writes_outside_its_folder(
    small_office: Office, tmp_path: Path
) -> None:
    data = io.BytesIO()
    with ZipFile(data, "w") as file:
        file.writestr(ZipInfo("../../../../" + str(tmp_path / "单位.csv")), UNITS)
        file.writestr("说明.txt", "不是表")
    await small_office.give(data.getvalue())

    assert "单位:新增1,改动0,停用0" in small_office.told("周")[-1]
    assert not (tmp_path / "单位.csv").exists()


@pytest.mark.parametrize("sender", ["汪", "陈", "施"])
async def test_nobody_else_can_change_the_register(small_office: Office, sender: str) -> None:
    await small_office.give(archive(单位=HEADS + "柳溪镇,乡镇,\n"), sender=sender)
    await small_office.whisper(sender, "确认")

    assert "枫林村" in small_office.names()
    assert not any("登记表" in words for words in small_office.told(sender))


async def test_a_supervisor_beside_others_does_not_change_what_is_theirs(
    small_office: Office,
) -> None:
    """A county's register: one town's supervisor may not retire another town."""

    def put_another(tx: Transaction) -> None:
        tx.execute(tables.units.insert(), {"id": 50, "name": "青山镇", "kind": "乡镇"})
        person = {"id": 95, "platform": "local", "account": "青", "name": "青某"}
        tx.execute(tables.people.insert(), person)
        held = {"person_id": 95, "unit_id": 50, "role": "主管"}
        tx.execute(tables.memberships.insert(), held)
        tx.bump_register()

    small_office.store.write(put_another).result()
    await small_office.give(archive(单位=UNITS))
    await small_office.whisper("周", "确认")

    assert "青山镇" in small_office.names()
    assert "茶坑村" not in small_office.names()


async def test_a_county_above_that_nobody_leads_hinders_no_supervisor(
    small_office: Office,
) -> None:
    def put_county(tx: Transaction) -> None:
        tx.execute(tables.units.insert(), {"id": 51, "name": "某县", "kind": "县"})
        tx.bump_register()

    small_office.store.write(put_county).result()
    await small_office.give(archive(单位=UNITS + "某县,县,\n"))
    assert "单位:新增1,改动0,停用0" in small_office.told("周")[-1]


async def test_in_a_group_a_file_is_no_register(small_office: Office) -> None:
    small_office.files.files["g"] = archive(单位=HEADS + "柳溪镇,乡镇,\n")
    file = Attachment("file", "g", "登记表.zip")
    await small_office.say("周", kind="file", attachments=(file,), chat=GROUP)
    await small_office.read()
    await small_office.say("周", "确认", chat=GROUP)
    assert "枫林村" in small_office.names()


async def test_the_newest_file_counts_and_a_word_writes_once(small_office: Office) -> None:
    await small_office.give(archive(单位=HEADS + KEPT))
    await small_office.give(archive(单位=UNITS))
    await small_office.whisper("周", "确认")
    assert {"茶坑村", "河口社区"} <= set(small_office.names())

    before = len(small_office.told("周"))
    await small_office.whisper("周", "确认")
    assert len(small_office.told("周")) == before


async def test_after_a_day_it_must_be_sent_again(small_office: Office) -> None:
    await small_office.give(archive(单位=UNITS))
    small_office.clock.moment += timedelta(days=1, seconds=1)
    await small_office.whisper("周", "确认")

    assert "茶坑村" not in small_office.names()
    assert small_office.told("周")[-1] == "这份登记表是一天以前发的,没有写入;请重新发一次。"


async def test_what_nobody_confirms_is_wiped_in_a_week(small_office: Office) -> None:
    await small_office.give(archive(单位=UNITS))
    assert "茶坑村" in small_office.kept_files()[0]
    small_office.clock.moment += timedelta(days=7, seconds=1)
    await small_office.read()
    assert small_office.kept_files() == [""]


async def test_a_file_that_does_not_come_is_asked_for_again_and_then_given_up(
    small_office: Office,
) -> None:
    await small_office.give(FetchError("broken line"))
    assert small_office.told("周") == []
    small_office.files.files["f0"] = archive(单位=UNITS)
    small_office.clock.moment += timedelta(minutes=10)
    await small_office.read()
    assert "单位:新增1,改动0,停用0" in small_office.told("周")[-1]

    await small_office.give(FetchError("gone", permanent=True))
    assert small_office.told("周")[-1] == "登记表.zip没有取到,请重新发一次。"


async def test_a_restart_while_it_is_read_shows_it_once(office: Office) -> None:
    await office.give(archive(单位=UNITS))
    rival = RegisterIntake(
        office.store, office.intake._shelf, office.workshop, {"local": office.files}, office.clock
    )
    assert not await rival.step()
    assert len(office.told("周")) == 1
