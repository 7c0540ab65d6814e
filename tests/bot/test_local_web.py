"""The local chat's addresses: what they take, what they refuse, and in which words."""

import asyncio
import struct
import zlib
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from bot.channels.local_gate import is_foreign
from bot.channels.local_web import PAGE, PARTS
from storage.store import Store
from tests.bot.local_chat import RESIDENTS, WORK_GROUP, LocalChat, open_chat, picture

pytestmark = pytest.mark.sqlite


@pytest.fixture
async def chat(sqlite_store: Store, tmp_path: Path, noon: datetime) -> AsyncIterator[LocalChat]:
    async with open_chat(sqlite_store, tmp_path, noon, run=False) as opened:
        yield opened


@pytest.fixture
async def closed(sqlite_store: Store, tmp_path: Path, noon: datetime) -> AsyncIterator[LocalChat]:
    async with open_chat(sqlite_store, tmp_path, noon, run=True) as opened:
        yield opened


def left_over(chat: LocalChat) -> list[Path]:
    return [path for path in chat.shelf.folder.rglob("*") if path.is_file()]


async def test_groups_speakers_and_the_private_chat_are_listed(chat: LocalChat) -> None:
    status, shown = await chat.ask("GET", "/api/chats")

    assert status == 200
    assert shown["chats"] == [
        {"id": WORK_GROUP, "name": "柳溪镇宣传工作群", "kind": "报送"},
        {"id": RESIDENTS, "name": "枫林村村民群", "kind": "群众"},
        {"id": "private", "name": "与村报私聊", "kind": "私聊"},
    ]
    assert shown["speakers"] == [{"id": "wang", "name": "汪某"}, {"id": "chen", "name": "陈某"}]
    assert shown["now"].startswith("2026-10-14T12:00:")


async def test_a_message_is_shown_with_everything_it_has(chat: LocalChat) -> None:
    photo = picture()
    status, answer = await chat.post(
        ("photo", ("枫林 1.jpg", photo)),
        chat="柳溪镇宣传工作群",
        speaker="汪某",
        text="横幅2条",
        latitude="31.1",
        longitude="-116.2",
    )

    (shown,) = await chat.messages()
    (file,) = shown.pop("files")
    assert status == 200
    assert shown.pop("sent_at").startswith("2026-10-14T12:00:")
    assert shown == {
        "id": answer["message"],
        "chat": WORK_GROUP,
        "sender": "wang",
        "sender_name": "汪某",
        "bot": False,
        "text": "横幅2条",
        "reply_to": None,
        "edited": False,
        "withdrawn": False,
        "forgotten": False,
        "choices": [],
        "place": {"latitude": 31.1, "longitude": -116.2, "datum": "WGS-84", "label": None},
    }
    assert (file["name"], file["bytes"]) == ("枫林 1.jpg", len(photo))
    async with chat.session.get(chat.channel.address + file["url"]) as given:
        assert await given.read() == photo
        assert given.headers["Content-Type"] == "image/jpeg"
        assert given.headers["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in given.headers["Content-Security-Policy"]


async def test_what_is_told_kept_stands_in_the_inbox(chat: LocalChat) -> None:
    numbers = [await chat.say(f"第{turn}条") for turn in range(3)]

    assert [raw.message for raw in await chat.kept()] == numbers


async def test_a_form_without_files_may_be_urlencoded(chat: LocalChat) -> None:
    data = {"chat": WORK_GROUP, "speaker": "wang", "text": "横幅2条\n咨询3人 & 更多"}

    status, _ = await chat.ask("POST", "/api/messages", data=data)

    assert status == 200
    assert (await chat.messages())[0]["text"] == "横幅2条\n咨询3人 & 更多"


async def test_messages_are_given_oldest_first_after_an_id(chat: LocalChat) -> None:
    numbers = [await chat.say(str(turn)) for turn in range(5)]

    assert [row["id"] for row in await chat.messages()] == numbers
    assert [row["id"] for row in await chat.messages(after=numbers[2])] == numbers[3:]
    assert [row["id"] for row in await chat.messages(last="2")] == numbers[3:]
    assert [row["id"] for row in await chat.messages(last="2", before=numbers[3])] == numbers[1:3]
    assert await chat.messages(RESIDENTS) == []


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"chat": "没有的群"},
        {"chat": "-1001"},
        {"chat": "private"},
        {"chat": "private:chen", "speaker": "wang"},
        {"chat": WORK_GROUP, "speaker": "谁"},
        {"chat": WORK_GROUP, "after": "x"},
        {"chat": WORK_GROUP, "after": "-1"},
        {"chat": WORK_GROUP, "last": "9" * 30},
    ],
)
async def test_a_wrong_question_is_refused_in_one_line(
    chat: LocalChat, query: dict[str, str]
) -> None:
    status, answer = await chat.ask("GET", "/api/messages", params=query)

    assert status == 400
    assert one_line(answer)


def one_line(answer: Any) -> bool:
    return list(answer) == ["error"] and "\n" not in answer["error"] and answer["error"] != ""


def png_of_400_megapixels() -> bytes:
    """Small on the wire and 400 MB when unpacked."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(kind + body))
        return struct.pack(">I", len(body)) + kind + body + check

    head = struct.pack(">IIBBBBB", 20_000, 20_000, 1, 0, 0, 0, 0)
    rows = zlib.compress(bytes(2501 * 20_000), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


REFUSED = [
    ("empty", {"text": ""}, [], 400),
    ("blank", {"text": " \n\u3000"}, [], 400),
    ("5 MB of text", {"text": "横" * 1_700_000}, [], 413),
    ("one letter too many", {"text": "横" * 2001}, [], 413),
    ("100 kB of emoji", {"text": "😀" * 25_000}, [], 413),
    ("not UTF-8", {}, [("text", b"\xff\xfe")], 400),
    ("a lone surrogate", {}, [("text", b"\xed\xa0\x80")], 400),
    ("a text file named .jpg", {}, [("photo", ("a.jpg", b"not a picture"))], 400),
    ("an empty photo", {}, [("photo", ("a.jpg", b""))], 400),
    ("a script named .png", {}, [("photo", ("a.png", b"<svg onload=alert(1)>"))], 400),
    ("20 photos", {}, [("photo", ("a.jpg", picture()))] * 20, 400),
    ("a photo of 2 MB", {}, [("photo", ("a.jpg", picture() + bytes(2 << 20)))], 413),
    ("a 400-megapixel PNG", {}, [("photo", ("a.png", png_of_400_megapixels()))], 413),
    ("two files", {}, [("file", ("a.csv", b"a"))] * 2, 400),
    ("an empty file", {}, [("file", ("a.csv", b""))], 400),
    ("no group", {"chat": "", "text": "x"}, [], 400),
    ("an unknown group", {"chat": "没有的群", "text": "x"}, [], 400),
    ("another platform's group", {"chat": "-1001", "text": "x"}, [], 400),
    ("somebody else's private chat", {"chat": "private:chen", "text": "x"}, [], 400),
    ("nobody speaks", {"speaker": "", "text": "x"}, [], 400),
    ("a stranger speaks", {"speaker": "谁", "text": "x"}, [], 400),
    ("a reply to nothing", {"text": "x", "reply_to": "999"}, [], 400),
    ("a reply to SQL", {"text": "x", "reply_to": "1; DROP TABLE inbox"}, [], 400),
    ("an edit of nothing", {"text": "x", "edits": "999"}, [], 400),
    ("a withdrawal of nothing", {"withdraws": "999"}, [], 400),
    ("half a place", {"latitude": "31.1"}, [], 400),
    ("a place off the globe", {"latitude": "91", "longitude": "0"}, [], 400),
    ("no number", {"latitude": "nan", "longitude": "inf"}, [], 400),
    ("an unknown datum", {"latitude": "1", "longitude": "1", "datum": "Mars"}, [], 400),
    ("a field of 5 kB", {"text": "x", "chat": "群" * 1700}, [], 400),
    ("100 fields", {"text": "x"} | {f"f{n}": "" for n in range(100)}, [], 400),
]


@pytest.mark.parametrize(
    ("fields", "parts", "expected"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED]
)
async def test_hostile_input_is_refused_in_one_line_and_the_next_message_is_kept(
    chat: LocalChat, fields: dict[str, str], parts: list[tuple[str, Any]], expected: int
) -> None:
    status, answer = await chat.post(*parts, **fields)

    assert (status, one_line(answer)) == (expected, True)
    assert left_over(chat) == []
    await chat.say("下一条")
    assert [raw.message for raw in await chat.kept()] == ["1"]


TAKEN = [
    '=HYPERLINK("http://127.0.0.1","x")',
    "<script>alert(1)</script>",
    "'; DROP TABLE inbox; --",
    "😀" * 500,
    "横" * 2000,
    "\u202e倒着写\u0007",
    "第一行\n第二行",
]


@pytest.mark.parametrize("text", TAKEN)
async def test_odd_text_is_kept_as_written(chat: LocalChat, text: str) -> None:
    await chat.say(text)

    assert (await chat.messages())[0]["text"] == text


async def test_a_nul_is_kept_harmlessly(chat: LocalChat) -> None:
    await chat.say("横幅\x002条")

    assert (await chat.messages())[0]["text"] == "横幅\ufffd2条"
    assert "\x00" not in (await chat.kept())[0].body


async def test_nine_photos_in_every_known_form_are_taken(chat: LocalChat) -> None:
    kinds = ["JPEG", "PNG", "WEBP", "GIF", "JPEG", "PNG", "WEBP", "GIF"]
    heic = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic"
    photos = [("photo", (f"{n}.x", picture(kind, (20 + n, 9)))) for n, kind in enumerate(kinds)]

    status, _ = await chat.post(*photos, ("photo", ("9.heic", heic)))

    (shown,) = await chat.messages()
    assert status == 200
    assert len(shown["files"]) == 9
    assert len(left_over(chat)) == 9


async def test_a_truncated_jpeg_is_kept_for_the_fetcher_to_judge(chat: LocalChat) -> None:
    status, _ = await chat.post(("photo", ("a.jpg", picture(size=(400, 300))[:40])))

    assert status == 200


async def test_a_file_is_only_ever_downloaded(chat: LocalChat) -> None:
    await chat.post(("file", ("../登记<b>.html", b"<script>alert(1)</script>")))

    (shown,) = await chat.messages()
    (file,) = shown["files"]
    async with chat.session.get(chat.channel.address + file["url"]) as given:
        assert given.headers["Content-Type"] == "application/octet-stream"
        assert given.headers["Content-Disposition"].startswith("attachment")
    assert file["name"] == "登记<b>.html"


@pytest.mark.parametrize("path", ["0" * 64 + "/a.jpg", "x/a.jpg", "..%2f..%2fetc/passwd"])
async def test_no_other_file_can_be_asked_for(chat: LocalChat, path: str) -> None:
    assert (await chat.ask("GET", f"/api/files/{path}"))[0] == 404


async def test_only_the_sender_edits_or_withdraws(chat: LocalChat) -> None:
    mine = await chat.say("我的")

    assert (await chat.post(text="你的", edits=mine, speaker="chen"))[0] == 400
    assert (await chat.post(withdraws=mine, speaker="chen"))[0] == 400
    assert (await chat.post(text="", edits=mine))[0] == 400
    assert (await chat.post(("photo", ("a.jpg", picture())), text="x", edits=mine))[0] == 400
    assert (await chat.post(withdraws=mine))[0] == 200
    assert (await chat.post(withdraws=mine))[0] == 400
    assert (await chat.post(text="又来", edits=mine))[0] == 400
    assert len(await chat.kept()) == 2


@pytest.mark.parametrize(
    "press",
    [
        {},
        {"message": "1", "choice": "yes"},
        {"message": "1", "choice": "yes", "speaker": "谁"},
        {"message": "1", "choice": "yes", "speaker": "wang"},
        {"message": "99", "choice": "yes", "speaker": "wang"},
        {"message": True, "choice": [], "speaker": {}},
    ],
)
async def test_a_press_of_no_button_is_refused(chat: LocalChat, press: dict[str, Any]) -> None:
    await chat.say("不是按钮")

    status, answer = await chat.ask("POST", "/api/press", json=press)

    assert (status, one_line(answer)) == (400, True)


@pytest.mark.parametrize(
    "body", [b"{", b"[]", b"null", b'{"now":"\xff"}', b'{"now":"\\ud800"}', b"[" * 50_000, b""]
)
@pytest.mark.parametrize("path", ["/api/press", "/api/clock"])
async def test_wrong_json_is_refused(chat: LocalChat, path: str, body: bytes) -> None:
    headers = {"Content-Type": "application/json"}

    status, answer = await chat.ask("POST", path, data=body, headers=headers)

    assert (status, one_line(answer)) == (400, True)


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ({"Content-Type": "text/plain"}, b"hello"),
        ({"Content-Type": "multipart/form-data"}, b"hello"),
        ({"Content-Type": "multipart/form-data; boundary=x"}, b"hello"),
        ({"Content-Type": "multipart/form-data; boundary=x"}, b"--x\r\nno header\r\n\r\nx"),
        ({"Content-Type": "application/x-www-form-urlencoded"}, b"text=%ff&chat=a"),
        ({"Content-Type": "application/x-www-form-urlencoded"}, b"&".join([b"a=1"] * 99)),
    ],
)
async def test_a_broken_form_is_refused(
    chat: LocalChat, headers: dict[str, str], body: bytes
) -> None:
    status, answer = await chat.ask("POST", "/api/messages", data=body, headers=headers)

    assert (status, one_line(answer)) == (400, True)


async def test_what_cannot_be_kept_is_answered_503_and_leaves_nothing(chat: LocalChat) -> None:
    chat.out_of_order = True
    status, answer = await chat.post(text="横幅2条")
    assert (status, one_line(answer)) == (503, True)

    chat.out_of_order = False
    assert await chat.messages() == []
    await chat.say("横幅2条")
    assert len(await chat.kept()) == 1


async def test_photos_that_cannot_be_kept_are_answered_503(chat: LocalChat) -> None:
    """The folder is gone: whoever fills the disk sees the same."""
    chat.shelf.incoming.rmdir()

    status, answer = await chat.post(("photo", ("a.jpg", picture())), text="横幅2条")

    assert (status, one_line(answer)) == (503, True)
    assert await chat.kept() == []


async def test_the_clock_goes_forward_only(chat: LocalChat) -> None:
    status, answer = await chat.ask("POST", "/api/clock", json={"now": "2026-10-14T17:30"})
    assert (status, answer["now"]) == (200, "2026-10-14T17:30:00+08:00")

    for wrong in ("2026-10-14T09:00", "morgen", ""):
        status, answer = await chat.ask("POST", "/api/clock", json={"now": wrong})
        assert (status, one_line(answer)) == (400, True)


@pytest.mark.parametrize(
    ("host", "origin", "remote", "foreign"),
    [
        ("127.0.0.1:8765", None, "127.0.0.1", False),
        ("localhost:8765", None, "::1", False),
        ("[::1]:8765", None, "::ffff:127.0.0.1", False),
        ("LOCALHOST:8765", "http://localhost:8765", "127.0.0.1", False),
        ("127.0.0.1:8765", "http://127.0.0.1:8765", "127.0.0.1", False),
        ("127.0.0.1", "http://127.0.0.1", "127.0.0.1", False),
        ("127.0.0.1:8765", "http://127.0.0.1:3000", "127.0.0.1", True),
        ("127.0.0.1:8765", "https://127.0.0.1:8765", "127.0.0.1", True),
        ("127.0.0.1:8765", "http://evil.example", "127.0.0.1", True),
        ("127.0.0.1:8765", "http://127.0.0.1:8765.evil.example", "127.0.0.1", True),
        ("127.0.0.1:8765", "http://127.0.0.1:8765@evil.example", "127.0.0.1", True),
        ("127.0.0.1:8765", "null", "127.0.0.1", True),
        ("127.0.0.1:8765", "", "127.0.0.1", True),
        ("evil.example:8765", None, "127.0.0.1", True),
        ("localhost.evil.example", None, "127.0.0.1", True),
        ("127.0.0.1:x", None, "127.0.0.1", True),
        ("", None, "127.0.0.1", True),
        ("127.0.0.1:8765", None, "10.0.0.7", True),
        ("127.0.0.1:8765", None, None, True),
    ],
)
def test_only_this_machines_own_page_may_ask(
    host: str, origin: str | None, remote: str | None, foreign: bool
) -> None:
    assert is_foreign(host, origin, remote) is foreign


@pytest.mark.parametrize("headers", [{"Host": "evil.example"}, {"Origin": "http://evil.example"}])
async def test_foreign_requests_get_403(chat: LocalChat, headers: dict[str, str]) -> None:
    for method, path in (("GET", "/api/chats"), ("POST", "/api/messages"), ("GET", "/api/stream")):
        status, answer = await chat.ask(method, path, headers=headers)
        assert (status, one_line(answer)) == (403, True)
    assert await chat.kept() == []


async def test_under_run_whoever_has_no_personal_link_gets_403(closed: LocalChat) -> None:
    for method, path in (
        ("GET", "/api/chats"),
        ("GET", "/api/messages"),
        ("POST", "/api/messages"),
        ("POST", "/api/press"),
        ("POST", "/api/clock"),
        ("GET", "/api/stream"),
        ("GET", "/api/files/x/y"),
    ):
        status, answer = await closed.ask(method, path)
        assert (status, one_line(answer)) == (403, True)
    async with closed.session.get(closed.channel.address + "/") as page:
        assert page.status == 403
        assert "个人链接" in await page.text()


async def test_an_open_page_hears_what_is_new(chat: LocalChat) -> None:
    address = chat.channel.address + "/api/stream"
    async with chat.session.ws_connect(address) as socket:
        number = await chat.say("横幅2条")

        hint = await asyncio.wait_for(socket.receive_json(), 30)

    assert hint == {"chat": WORK_GROUP, "message": number}


async def test_the_page_and_its_parts_come_from_here_with_safe_headers(chat: LocalChat) -> None:
    for path in ("/", *(f"/{part}" for part in PARTS)):
        async with chat.session.get(chat.channel.address + path) as page:
            assert page.status == 200
            assert page.headers["X-Content-Type-Options"] == "nosniff"
            assert "default-src 'none'" in page.headers["Content-Security-Policy"]
            assert "//" not in (await page.text()).replace("http://www.w3.org/2000/svg", "")


def test_every_part_of_the_page_is_served() -> None:
    assert {path.name for path in PAGE.iterdir()} == {"index.html", *PARTS}


async def test_an_unknown_address_is_answered_in_one_line(chat: LocalChat) -> None:
    status, answer = await chat.ask("GET", "/api/nothing")

    assert (status, one_line(answer)) == (404, True)
