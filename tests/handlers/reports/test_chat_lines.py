import json
from datetime import date
from pathlib import Path

from handlers.reports.text import read_text

ROWS = [
    json.loads(row)
    for row in (Path(__file__).parents[2] / "data" / "chat-dev.jsonl")
    .read_text("utf-8")
    .splitlines()
]


def read(row: dict) -> dict:
    reading = read_text(row["text"], date.fromisoformat(row["today"]))
    items = [
        {"activity": i.activity, "count": i.count, "unit": i.unit, "approx": i.approximate}
        for i in reading.items
    ]
    day = reading.day.isoformat() if reading.day else None
    return {"items": items, "date": day, "village": reading.village}


def sorted_items(items: list[dict]) -> list[tuple]:
    return sorted(tuple(item.values()) for item in items)


def test_the_annotated_chat_lines_are_read_item_by_item() -> None:
    wrong = [
        row["id"] for row in ROWS if sorted_items(read(row)["items"]) != sorted_items(row["items"])
    ]

    assert len(ROWS) == 80
    assert wrong == []


def test_the_annotated_chat_lines_give_their_day_and_village() -> None:
    wrong = [
        row["id"]
        for row in ROWS
        if (read(row)["date"], read(row)["village"]) != (row["date"], row["village"])
    ]

    assert wrong == []
