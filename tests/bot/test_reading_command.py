import json

import pytest

from bot.reading_command import BadLines, read_lines
from storage.records import Saying, Unit


def line(text: str, **more: str) -> str:
    return json.dumps({"id": "a", "text": text, **more}, ensure_ascii=False)


def answers(*lines: str, units: list[Unit] | None = None) -> list[dict]:
    return [json.loads(answer) for answer in read_lines(lines, units)]


def test_a_line_is_answered_with_its_items_day_and_village() -> None:
    (answer,) = answers(line("枫林村昨天发了约260份单子", today="2026-10-15", note="x"))

    assert answer == {
        "id": "a",
        "items": [{"activity": "发放宣传资料", "count": 260, "unit": "份", "approx": True}],
        "date": "2026-10-14",
        "village": "枫林村",
    }


def test_without_today_a_relative_day_is_null() -> None:
    (answer,) = answers(line("枫林村昨天发了260份单子"))

    assert (answer["date"], len(answer["items"])) == (None, 1)


def test_a_register_gives_short_names_their_village() -> None:
    units = [Unit(1, "枫林村", "村")]
    (answer,) = answers(line("枫林走访3户"), units=units)

    assert answer["village"] == "枫林村"


def test_a_register_gives_the_offices_own_words_their_meaning() -> None:
    units = [Unit(1, "石桥村", "村")]
    sayings = [Saying("花杆", "石桥村"), Saying("大铁盒", "宣传品", "套")]
    given = line("花杆发大铁盒30套")

    (told,) = read_lines([given], units, sayings)
    (untold,) = read_lines([given], units)

    assert json.loads(told)["village"] == "石桥村"
    assert [item["activity"] for item in json.loads(told)["items"]] == ["宣传品"]
    assert json.loads(untold)["village"] is None
    assert [item["activity"] for item in json.loads(untold)["items"]] == ["发放宣传资料"]


def test_a_bad_line_is_named_after_the_others_were_answered() -> None:
    given = [
        line("走访3户"),
        "no json",
        "",
        '{"id": 1}',
        line("走访4户", today="10月"),
        line("走访5户"),
    ]
    reading = read_lines(given, None)

    told = [json.loads(next(reading))["items"][0]["count"] for _ in range(2)]
    with pytest.raises(BadLines) as caught:
        next(reading)

    assert told == [3, 5]
    assert [sentence[:3] for sentence in caught.value.sentences] == ["第2行", "第4行", "第5行"]


def test_a_byte_order_mark_and_empty_lines_do_no_harm() -> None:
    assert len(answers("\ufeff" + line("走访3户"), "\n", "   ")) == 1


def test_ids_of_any_kind_come_back_as_they_were() -> None:
    (answer,) = answers('{"id": 47, "text": "走访3户", "today": null}')

    assert answer["id"] == 47
