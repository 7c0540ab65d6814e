"""Photos and places join the text that a careful clerk would join them to."""

from datetime import UTC, datetime, timedelta

import pytest

from handlers.reports.parts import Joined, Part, Point, Why, join_parts

START = datetime(2026, 10, 14, 3, 0, tzinfo=UTC)
WINDOW = timedelta(minutes=15)


def at(minutes: float) -> datetime:
    return START + timedelta(minutes=minutes)


def photo(minutes: float, message: str = "", kind: str = "photo") -> Part:
    return Part(round(minutes * 100) + 1000, kind, message or f"p{minutes}", at(minutes))


def own(report: int, minutes: float) -> Part:
    """A photo in the message of a text."""
    return photo(minutes, message=f"t{report}")


def text(report: int, minutes: float, withdrawn: float | None = None) -> Point:
    return Point(report, f"t{report}", at(minutes), None if withdrawn is None else at(withdrawn))


def reports(joined: list[Joined]) -> list[tuple[int | None, Why]]:
    return [(one.report, one.why) for one in joined]


@pytest.mark.parametrize(
    ("label", "parts", "points", "expected"),
    [
        ("a photo before its text", [photo(0)], [text(1, 2)], [(1, Why.ONLY)]),
        ("a photo after its text", [photo(14)], [text(1, 0)], [(1, Why.ONLY)]),
        ("exactly the window", [photo(15)], [text(1, 0)], [(1, Why.ONLY)]),
        ("before, beyond the window", [photo(0)], [text(1, 15.5)], [(None, Why.LOOSE)]),
        ("a late photo", [photo(100)], [text(1, 0)], [(1, Why.LATE)]),
        ("too late a photo", [photo(181)], [text(1, 0)], [(None, Why.LOOSE)]),
        (
            "a late one to one with photos",
            [own(1, 0), photo(100)],
            [text(1, 0)],
            [(1, Why.OWN), (None, Why.LOOSE)],
        ),
        (
            "a late place joins nothing",
            [photo(100, kind="place")],
            [text(1, 0)],
            [(None, Why.LOOSE)],
        ),
        ("its own message", [photo(5, message="t1")], [text(1, 5), text(2, 6)], [(1, Why.OWN)]),
        (
            "between two, nearer the earlier",
            [photo(2)],
            [text(1, 0), text(2, 10)],
            [(1, Why.NEARER)],
        ),
        (
            "between two, nearer the later",
            [photo(8)],
            [text(1, 0), text(2, 10)],
            [(2, Why.NEARER)],
        ),
        (
            "between two, the earlier has photos",
            [own(1, 0), photo(2)],
            [text(1, 0), text(2, 10)],
            [(1, Why.OWN), (2, Why.EARLIER_HAS_PHOTOS)],
        ),
        (
            "photos before each of two texts",
            [photo(0), photo(1), photo(3), photo(4)],
            [text(1, 2), text(2, 5)],
            [
                (1, Why.ONLY),
                (1, Why.ONLY),
                (2, Why.EARLIER_HAS_PHOTOS),
                (2, Why.EARLIER_HAS_PHOTOS),
            ],
        ),
        (
            "several late photos stay together",
            [photo(60), photo(61), photo(62)],
            [text(1, 0)],
            [(1, Why.LATE)] * 3,
        ),
        (
            "a late photo passes over a report that has photos",
            [photo(1), own(2, 20), photo(100)],
            [text(1, 0), text(2, 20)],
            [(1, Why.ONLY), (2, Why.OWN), (None, Why.LOOSE)],
        ),
        (
            "a late photo joins the last report without any",
            [own(2, 20), photo(100)],
            [text(1, 0), text(2, 20)],
            [(2, Why.OWN), (1, Why.LATE)],
        ),
        (
            "photos that came after a text keep a late one away",
            [photo(1), photo(100)],
            [text(1, 0)],
            [(1, Why.ONLY), (None, Why.LOOSE)],
        ),
        ("no text at all", [photo(0)], [], [(None, Why.LOOSE)]),
        (
            "photos that came after the earlier text count as its photos",
            [photo(1), photo(4)],
            [text(1, 0), text(2, 10)],
            [(1, Why.NEARER), (2, Why.EARLIER_HAS_PHOTOS)],
        ),
        (
            "an album that comes as several messages stays together",
            [photo(1), photo(1.2), photo(1.4)],
            [text(1, 0), text(2, 10)],
            [(1, Why.NEARER)] * 3,
        ),
        (
            "an album stays together across the edge of the window",
            [photo(14.8), photo(15.2)],
            [text(1, 0)],
            [(1, Why.ONLY)] * 2,
        ),
        (
            "an album whose first photo carries the words stays together",
            [own(1, 0), photo(0.02), photo(0.04), photo(0.2)],
            [text(1, 0), text(2, 5)],
            [
                (1, Why.OWN),
                (1, Why.TOGETHER),
                (1, Why.TOGETHER),
                (2, Why.EARLIER_HAS_PHOTOS),
            ],
        ),
        (
            "within one second the message's number tells what came first",
            [photo(-1, message="3"), photo(0, message="4")],
            [Point(1, "5", at(0)), Point(2, "6", at(5))],
            [(1, Why.ONLY)] * 2,
        ),
        (
            "a place that comes late goes with the photos it is sent with",
            [photo(60), photo(60.1, kind="place"), photo(90, kind="place")],
            [text(1, 0)],
            [(1, Why.LATE), (1, Why.LATE), (None, Why.LOOSE)],
        ),
        (
            "photos of withdrawn words stay with them",
            [photo(1)],
            [text(1, 0, withdrawn=2)],
            [(1, Why.ONLY)],
        ),
        (
            "photos of withdrawn words go on to what is said in their place",
            [photo(-1), photo(-0.9)],
            [text(1, 0, withdrawn=2), text(2, 3)],
            [(2, Why.SAID_AGAIN)] * 2,
        ),
        (
            "photos in the withdrawn message itself stay with it",
            [own(1, 0), photo(0.04)],
            [text(1, 0, withdrawn=2), text(2, 3)],
            [(1, Why.OWN), (1, Why.TOGETHER)],
        ),
        (
            "photos of withdrawn words stay when the next words have their own",
            [photo(1), own(2, 3)],
            [text(1, 0, withdrawn=2), text(2, 3)],
            [(1, Why.NEARER), (2, Why.OWN)],
        ),
        (
            "what was said before the withdrawal is not said in its place",
            [photo(1)],
            [text(1, 0, withdrawn=9), text(2, 3)],
            [(1, Why.NEARER)],
        ),
    ],
)
def test_a_part_joins(
    label: str, parts: list[Part], points: list[Point], expected: list[tuple[int | None, Why]]
) -> None:
    assert reports(join_parts(parts, points, WINDOW)) == expected, label
    assert reports(join_parts(parts[::-1], points[::-1], WINDOW)) == expected


def test_a_text_naming_two_units_gets_its_photos_once() -> None:
    points = [Point(1, "t", at(0)), Point(2, "t", at(0))]
    assert reports(join_parts([photo(1), photo(2)], points, WINDOW)) == [(1, Why.ONLY)] * 2
