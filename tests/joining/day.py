"""A day of forty people in five groups: messages as they are heard, and the truth about them."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random

from msgspec.structs import replace

from storage.messages import Attachment, IncomingMessage
from storage.records import Place
from tests.joining.office import Sender, people
from tests.joining.story import Album, Numbers, Story, Text, make_story

MORNING = datetime(2026, 10, 14, 0, 0, tzinfo=UTC)
CHATTER = (
    *("收到", "辛苦了", "好的", "大家注意安全", "今天好热", "谁有村部钥匙", "中午吃什么", "👍"),
    *("明天下雨吗", "在路上了", "等我一下", "刚开完会", "哪个单位的车挡路了", "照片一会儿发"),
)
UNITS = {"发放宣传资料": "份", "入户走访": "户", "现场咨询": "人次"}
WORDS = {
    "发放宣传资料": ("发单子{}份", "发放宣传资料{}份", "资料{}份", "发了{}份单子"),
    "入户走访": ("入户{}户", "走访{}户", "入户走访{}户"),
    "现场咨询": ("现场咨询{}人次", "接受咨询{}人次"),
}


@dataclass(frozen=True)
class Heard:
    at: datetime
    message: IncomingMessage


@dataclass(frozen=True)
class Told:
    """A report as it must stand in the end."""

    chat: str
    message: str
    village: str
    figures: dict[str, int]
    state: str
    amended: bool


@dataclass
class Day:
    heard: list[Heard] = field(default_factory=list)
    reports: list[Told] = field(default_factory=list)
    parts: dict[tuple[str, str], str | None] = field(default_factory=dict)
    """(chat, message of a photo or place) -> message of the text it belongs to."""
    villages: dict[tuple[str, str], frozenset[str]] = field(default_factory=dict)
    """(chat, message of a photo or place) -> the villages its sender speaks for."""


@dataclass(eq=False)
class _Said:
    sender: Sender
    chat: str
    at: datetime
    text: str = ""
    photos: int = 0
    place: bool = False
    of: Text | None = None
    is_part: bool = False
    edits: "_Said | None" = None
    quotes: "_Said | None" = None
    speaks_of: "_Said | None" = None
    number: str = ""


def make_day(seed: int) -> Day:
    random = Random(seed)
    numbers = Numbers(random)
    said: list[_Said] = []
    texts: list[tuple[Text, _Said]] = []
    # On a 集中宣传日 everybody has something to tell within the same minutes.
    begun_within = random.choice((600, 4 * 3600))
    for sender in people():
        for chat in sender.groups if random.random() < 0.3 else sender.groups[:1]:
            start = MORNING + timedelta(seconds=random.randrange(begun_within))
            story = make_story(random, start, sender.villages, numbers)
            said += _speak(random, sender, chat, story, numbers, texts)
    for _ in range(160):
        sender = random.choice(people())
        at = MORNING + timedelta(seconds=random.randrange(13 * 3600))
        said.append(_Said(sender, random.choice(sender.groups), at, random.choice(CHATTER)))
    return _number_and_hear(random, said, texts)


def _speak(
    random: Random,
    sender: Sender,
    chat: str,
    story: Story,
    numbers: Numbers,
    texts: list[tuple[Text, _Said]],
) -> list[_Said]:
    said: list[_Said] = []
    captions: dict[Text, list[_Said]] = {}
    for album in story.albums:
        lines = _album(sender, chat, album)
        if album.caption and album.of is not None:
            captions[album.of] = lines
        said += lines
    for text in story.texts:
        words = _words(random, text)
        if text in captions:
            line = captions[text][0]
            line.text = words
        else:
            line = _Said(sender, chat, text.at, words, text.own_photos, of=text)
            line.is_part = text.own_photos > 0
            said.append(line)
        texts.append((text, line))
        said += _changes(random, text, line, numbers)
    return said


def _album(sender: Sender, chat: str, album: Album) -> list[_Said]:
    """Each photo a message of its own, the platform telling whole seconds; then the place."""
    lines = []
    for number in range(album.photos + album.place):
        at = album.at + timedelta(seconds=int(number * album.spread))
        place = number == album.photos
        photos = 0 if place else 1
        lines.append(_Said(sender, chat, at, "", photos, place, album.of, is_part=True))
    return lines


def _words(random: Random, text: Text) -> str:
    told = []
    for village, figures in text.units.items():
        name = village[:2] if random.random() < 0.5 else village
        told.append(name + "、".join(_figure(random, *one) for one in figures.items()))
    return ("今天" if random.random() < 0.3 else "") + ",".join(told)


def _figure(random: Random, activity: str, count: int) -> str:
    return random.choice(WORDS[activity]).format(count)


def _changes(random: Random, text: Text, line: _Said, numbers: Numbers) -> list[_Said]:
    """Made before the next text can come, so that all know what they speak of."""
    at = text.at + timedelta(seconds=random.randrange(30, 140))
    if text.withdrawn:
        words = random.choice(("刚才那条发错了,作废", "上一条作废"))
        quotes = _or_none(random, line)
        return [_Said(line.sender, line.chat, at, words, quotes=quotes, speaks_of=line)]
    if not (text.corrected or text.edited):
        return []
    (village,) = text.units
    activity = next(iter(text.units[village]))
    before, after = text.units[village][activity], numbers.next()
    text.units[village][activity] = after
    if text.edited:
        return [_Said(line.sender, line.chat, at, _words(random, text), edits=line)]
    said = f"{activity}不是{before}{UNITS[activity]},是{after}{UNITS[activity]}"
    plain = f"{village}{_figure(random, activity, after)}"
    words = "更正:" + random.choice((said, plain))
    quotes = _or_none(random, line)
    return [_Said(line.sender, line.chat, at, words, quotes=quotes, speaks_of=line)]


def _or_none(random: Random, line: _Said) -> _Said | None:
    return line if random.random() < 0.5 else None


def _number_and_hear(random: Random, said: list[_Said], texts: list[tuple[Text, _Said]]) -> Day:
    """Platforms number messages as they are sent; what is heard may come late and twice."""
    day = Day()
    said.sort(key=lambda one: one.at)
    for number, one in enumerate(said, 1):
        one.number = one.edits.number if one.edits else str(number)
    lines = dict(texts)
    heard: dict[_Said, datetime] = {}
    for one in said:
        at = one.at + timedelta(seconds=_delay(random))
        if one.speaks_of is not None and one.quotes is None:
            # Without a quotation nobody could tell which words are meant before they are heard.
            at = max(at, heard[one.speaks_of] + timedelta(seconds=4))
        heard[one] = at
        day.heard.append(Heard(at, _message(one)))
        if random.random() < 0.03:
            again = at + timedelta(seconds=random.randrange(7200))
            day.heard.append(Heard(again, _message(one)))
        if one.is_part:
            key = (one.chat, one.number)
            day.parts[key] = lines[one.of].number if one.of else None
            day.villages[key] = frozenset(one.sender.villages)
    for text, line in texts:
        state = "withdrawn" if text.withdrawn else "recorded"
        for village, figures in text.units.items():
            amended = text.edited or text.corrected
            day.reports.append(Told(line.chat, line.number, village, figures, state, amended))
    day.heard.sort(key=lambda one: one.at)
    return day


def _delay(random: Random) -> float:
    """Most is heard at once; a phone without a net tells hours later."""
    chosen = random.random()
    if chosen < 0.9:
        return random.random() * 2
    return random.randrange(20, 900) if chosen < 0.97 else random.randrange(900, 4 * 3600)


def _message(one: _Said) -> IncomingMessage:
    files = [Attachment("photo", f"{one.number}-{n}", f"{n}.jpg") for n in range(one.photos)]
    message = IncomingMessage(
        channel="local",
        chat=one.chat,
        message=one.number,
        sender=one.sender.account,
        sender_name=one.sender.name,
        sent_at=one.at,
        kind="photo" if one.photos else "text",
        text=one.text,
        attachments=tuple(files),
        place=Place(31.1, 116.2) if one.place else None,
        reply_to=one.quotes.number if one.quotes else None,
    )
    if one.edits is None:
        return message
    own = _message(one.edits)
    return replace(message, edit=1, attachments=own.attachments)
