"""What one person does in one group on one day, and what each photo and place belongs to.

Left out, because the rules of the limits decide it against what the person meant, or leave it
open: a photo of the earlier report nearer to the later one; further photos after a report that
has some, with another report close behind; late photos of somebody whose last text named two
villages or was withdrawn, and late photos of two reports within a quarter of an hour; words said
anew within the window of withdrawn ones with photos.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from random import Random

WINDOW = timedelta(minutes=15)
LATE = timedelta(hours=3)


@dataclass(eq=False)
class Text:
    """A report's words at `at`; `units` village -> figures, `told` what is said of it later."""

    at: datetime
    units: dict[str, dict[str, int]]
    own_photos: int = 0
    withdrawn: bool = False
    edited: bool = False
    corrected: bool = False


@dataclass(eq=False)
class Album:
    """Photos (and a place) sent in one go; `of` is the text the person means, None: none."""

    at: datetime
    photos: int
    of: Text | None
    place: bool = False
    spread: float = 1.0
    caption: bool = False

    @property
    def until(self) -> datetime:
        return self.at + timedelta(seconds=self.spread * (self.photos + self.place))


@dataclass
class Story:
    texts: list[Text] = field(default_factory=list)
    albums: list[Album] = field(default_factory=list)


def by_the_limits(album: Album, story: Story, has: Sequence[Text]) -> Text | str | None:
    """What contract.md's [limits] say of an album; "open" where they say nothing."""
    texts = sorted(story.texts, key=lambda text: text.at)
    earlier = next((text for text in reversed(texts) if text.at <= album.at), None)
    later = next((text for text in texts if text.at > album.at), None)
    if earlier and album.at - earlier.at > WINDOW:
        earlier = None
    if later and later.at - album.until > WINDOW:
        later = None
    if earlier and later:
        if earlier in has:
            return later
        return earlier if album.at - earlier.at < later.at - album.until else later
    if earlier or later:
        return earlier or later
    if not album.photos:
        return None
    return _late(album, texts, has)


def _late(album: Album, texts: Sequence[Text], has: Sequence[Text]) -> Text | str | None:
    for text in reversed(texts):
        if not timedelta(0) <= album.at - text.at <= LATE:
            continue
        if len(text.units) > 1 or text.withdrawn:
            return "open"
        if text not in has:
            return text
    return None


def only_what_is_meant(story: Story) -> Story:
    """The story without the albums that the limits give to another text than the person."""
    while True:
        has: list[Text] = [text for text in story.texts if text.own_photos]
        wrong = None
        for album in sorted(story.albums, key=lambda one: one.at):
            if album.caption and album.of is not None:
                has.append(album.of)
                continue
            found = by_the_limits(album, story, has)
            open_to_doubt = _said_again(album, story) or _beside_another(album, story)
            if found is not album.of or open_to_doubt:
                wrong = album
                break
            if isinstance(found, Text) and album.photos:
                has.append(found)
        if wrong is None:
            return story
        story = replace(story, albums=[one for one in story.albums if one is not wrong])


def _beside_another(album: Album, story: Story) -> bool:
    """Somebody's own text in the middle of an album, or another album right beside it."""
    if any(album.at < text.at <= album.until for text in story.texts):
        return True
    late = all(abs(album.at - text.at) > WINDOW for text in story.texts)
    near = WINDOW if late else timedelta(seconds=45)
    return any(
        other is not album and album.at - near <= other.until and other.at <= album.until + near
        for other in story.albums
        if other.of is not album.of
    )


def _said_again(album: Album, story: Story) -> bool:
    text = album.of
    if text is None or not text.withdrawn:
        return False
    return any(text.at < other.at <= album.until + 2 * WINDOW for other in story.texts)


def make_story(
    random: Random, start: datetime, villages: Sequence[str], numbers: "Numbers"
) -> Story:
    """A few reports from `start` on, some of them minutes apart."""
    story = Story()
    at = start
    for _ in range(random.choice((1, 2, 2, 3, 4))):
        text = Text(at, _figures(random, villages, numbers))
        story.texts.append(text)
        _add_albums(random, story, text)
        close = random.random() < 0.45
        gap = random.randrange(150, 840) if close else random.randrange(1200, 3 * 3600)
        at += timedelta(seconds=gap)
    if random.random() < 0.15:
        _add_album(random, story, at + timedelta(minutes=40), None)
    story = only_what_is_meant(story)
    _change_some(random, story)
    return only_what_is_meant(story)


class Numbers:
    """No two reports of the day say the same figures: a repeated report is another test."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._given: set[int] = set()

    def next(self) -> int:
        while (number := self._random.randrange(11, 4000)) in self._given:
            pass
        self._given.add(number)
        return number


def _figures(
    random: Random, villages: Sequence[str], numbers: Numbers
) -> dict[str, dict[str, int]]:
    both = len(villages) > 1 and random.random() < 0.4
    named = villages if both else (random.choice(villages),)
    return {
        village: {
            activity: numbers.next()
            for activity in random.sample(("发放宣传资料", "入户走访", "现场咨询"), 1 + (not both))
        }
        for village in named
    }


def _add_albums(random: Random, story: Story, text: Text) -> None:
    style = random.choice(
        ("before", "before", "after", "after", "own", "caption", "around", "edge", "late", "none")
    )
    if style == "own":
        text.own_photos = random.randrange(1, 10)
    if style == "caption":
        _add_album(random, story, text.at, text, caption=True)
    if style in ("before", "around"):
        ahead = random.choice((8, 20, 60, 170, 500))
        _add_album(random, story, text.at - timedelta(seconds=ahead + 12), text)
    if style in ("after", "around"):
        behind = random.choice((3, 15, 50, 120, 400))
        _add_album(random, story, text.at + timedelta(seconds=behind), text)
    if style == "edge":
        side = random.choice((-1, 1))
        _add_album(random, story, text.at + side * WINDOW, text, photos=1, spread=0)
    if style == "late":
        behind = random.randrange(16 * 60, 3 * 3600)
        _add_album(random, story, text.at + timedelta(seconds=behind), text)


def _add_album(
    random: Random,
    story: Story,
    at: datetime,
    text: Text | None,
    caption: bool = False,
    photos: int = 0,
    spread: float | None = None,
) -> None:
    place = not caption and spread is None and random.random() < 0.15
    count = photos or random.randrange(0 if place else 1, 7)
    quick = random.choice((0.0, 0.4, 1.0, 1.5)) if spread is None else spread
    story.albums.append(Album(at, count, text, place, quick, caption))


def _change_some(random: Random, story: Story) -> None:
    """A quarter of the texts is corrected, edited or withdrawn after its photos came."""
    for text in story.texts:
        chosen = random.random()
        if chosen < 0.08 and len(text.units) == 1:
            text.corrected = True
        elif chosen < 0.18 and len(text.units) == 1:
            text.edited = True
        elif chosen < 0.24:
            text.withdrawn = True
