"""The story that every cycle tells: two liaisons and a stranger's words, over real HTTP."""

import http.client
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any
from urllib.parse import urlencode

from PIL import Image, ImageDraw

GROUP = "g-work"
PATIENCE = 300.0
BOUNDARY = "cunbao-death-7d41"


@dataclass(frozen=True, slots=True)
class Say:
    """One post; `items` is what a careful clerk would read in it, `changes` names a step."""

    name: str
    speaker: str
    text: str = ""
    photos: tuple[str, ...] = ()
    place: bool = False
    does: str = "talk"
    items: Mapping[str, int] = field(default_factory=dict)
    edits: str | None = None


@dataclass(frozen=True, slots=True)
class Wait:
    """The clock goes on; returns when every loop has nothing left to do."""

    seconds: int


PAPERS, BANNERS, HOMES = "发放宣传资料", "悬挂横幅标语", "入户走访"
STORY: Sequence[Say | Wait] = (
    Say("photos", "wang", photos=("a.jpg", "b.jpg")),
    Say(
        "stone",
        "wu",
        "石桥村今天发了120份单子",
        photos=("c.jpg",),
        does="report",
        items={PAPERS: 120},
    ),
    Say("place", "wang", place=True),
    Say(
        "maple",
        "wang",
        "枫林村今天发了260份单子,挂横幅2条",
        does="report",
        items={PAPERS: 260, BANNERS: 2},
    ),
    Say("thanks", "wu", "辛苦了,中午食堂见"),
    Wait(35),
    Say("banner", "wang", "更正:横幅3条", does="correct", items={BANNERS: 3}),
    Say(
        "hostile",
        "wang",
        '=HYPERLINK("http://x","y")<script>alert(1)</script>\'; DROP TABLE inbox;--\0\u202e',
    ),
    Say(
        "stone again",
        "wu",
        "石桥村今天发了130份单子",
        does="edit",
        items={PAPERS: 130},
        edits="stone",
    ),
    Wait(35),
    Say("repeat", "wu", "石桥村今天发了130份单子。", does="report", items={PAPERS: 130}),
    Say("homes", "wang", "枫林村今天入户走访22户", does="report", items={HOMES: 22}),
    Say("void", "wang", "作废", does="withdraw"),
    Wait(35),
    Say("late", "wu", photos=("d.jpg",)),
)
SETTLING: Sequence[Wait] = (Wait(35), Wait(60 * 20))


def chapter(*names: str) -> tuple[Say | Wait, ...]:
    """A part of the story that stands by itself; every `wait` is one of 35 seconds."""
    told = {step.name: step for step in STORY if isinstance(step, Say)}
    told["stone alone"] = replace(told["stone"], photos=())
    return tuple(told.get(name, Wait(35)) for name in names)


CHAPTERS: Mapping[str, Sequence[Say | Wait]] = {
    "taken and corrected": chapter("photos", "place", "maple", "wait", "banner"),
    "changed and withdrawn": chapter(
        "stone alone", "wait", "stone again", "repeat", "homes", "void"
    ),
}
"""Short enough to die at each of their calls; sudden deaths play the whole story."""


class NotTaken(Exception):
    """The post did not get its 200: nobody may count on it, and nobody may find it twice."""


@cache
def jpeg(name: str) -> bytes:
    """A small picture of its own for every name."""
    image = Image.new("RGB", (64, 48), (40 + 7 * (ord(name[0]) % 20), 90, 60))
    ImageDraw.Draw(image).rectangle((5, 5, 20 + ord(name[0]) % 30, 40), fill=(220, 200, 30))
    out = io.BytesIO()
    image.save(out, "JPEG")
    return out.getvalue()


def form_of(say: Say, edits: str | None) -> bytes:
    fields = {"chat": GROUP, "speaker": say.speaker}
    if say.text:
        fields["text"] = say.text
    if say.place:
        fields |= {"latitude": "31.1042", "longitude": "116.2131", "datum": "GCJ-02"}
    if edits is not None:
        fields["edits"] = edits
    parts = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    for photo in say.photos:
        head = (
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="photo"; filename="{photo}"\r\n'
            "Content-Type: image/jpeg\r\n\r\n"
        )
        parts.append(head.encode() + jpeg(photo) + b"\r\n")
    return b"".join(parts) + f"--{BOUNDARY}--\r\n".encode()


def ask(port: int, method: str, path: str, body: bytes | None = None, kind: str = "") -> Any:
    """The JSON of a 200; raises NotTaken for anything else."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        line.request(method, path, body, {"Content-Type": kind} if kind else {})
        answer = line.getresponse()
        told = answer.read()
    except (OSError, http.client.HTTPException) as error:
        raise NotTaken(type(error).__name__) from None
    finally:
        line.close()
    if answer.status != 200:
        raise NotTaken(str(answer.status))
    return json.loads(told)


def post(port: int, say: Say, edits: str | None) -> str:
    """The message's id; raises NotTaken."""
    kind = f"multipart/form-data; boundary={BOUNDARY}"
    return str(ask(port, "POST", "/api/messages", form_of(say, edits), kind)["message"])


def move_clock(port: int, now: str) -> None:
    body = json.dumps({"now": now}).encode()
    ask(port, "POST", "/api/clock", body, "application/json")


def chat(port: int) -> list[dict[str, Any]]:
    """What everybody sees in the work group, oldest first."""
    return list(ask(port, "GET", "/api/messages?" + urlencode({"chat": GROUP}))["messages"])
