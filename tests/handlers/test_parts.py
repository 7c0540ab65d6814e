"""Photos and places join the text that a careful clerk would join them to."""

from datetime import UTC, datetime, timedelta

import pytest

from handlers.reports.parts import Joined, Part, Point, Why, join_parts

START = datetime(2026, 10, 14, 3, 0, tzinfo=UTC)
WINDOW = timedelta(minutes=15)


def at(minutes: float) -> datetime:
    return START + timedelta(minutes=minutes)


def photo(minutes: float, message: str = "", kind: str = "photo") -> Part:
    return Part(int(minutes * 10) + 1000, kind, message or f"p{minutes}", at(minutes))


def text(report: int, minutes: float, has_photos: bool = False) -> Point:
    return Point(report, f"t{report}", at(minutes), has_photos)


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
        ("a late one to one with photos", [photo(100)], [text(1, 0, True)], [(None, Why.LOOSE)]),
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
            [photo(2)],
            [text(1, 0, True), text(2, 10)],
            [(2, Why.EARLIER_HAS_PHOTOS)],
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
            [photo(1, message="p"), photo(100)],
            [text(1, 0), text(2, 20, True)],
            [(1, Why.ONLY), (None, Why.LOOSE)],
        ),
        (
            "a late photo joins the last report without any",
            [photo(100)],
            [text(1, 0), text(2, 20, True)],
            [(1, Why.LATE)],
        ),
        (
            "photos that came after a text keep a late one away",
            [photo(1), photo(100)],
            [text(1, 0)],
            [(1, Why.ONLY), (None, Why.LOOSE)],
        ),
        ("no text at all", [photo(0)], [], [(None, Why.LOOSE)]),
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
