"""Updates that nobody can read hold none of the others back, are kept raw, and are counted."""

import json
import random
from pathlib import Path
from typing import Any

import pytest

from bot.config import Config
from bot.receiver import Receiver
from bot.status_command import needs_of, read_status
from tests.telegram_office import GROUP, WANG, TelegramOffice, jpeg

pytestmark = pytest.mark.usefixtures("impatient")
REPORT = "今天挂横幅2条"
POISON: list[Any] = [
    {"update_id": 1, "message": {"message_id": 1, "chat": {"id": GROUP, "type": "group"}}},
    {"update_id": 1, "message": {"message_id": "x", "date": 1791950400, "chat": 5}},
    {"update_id": 1, "message": None},
    {"update_id": 1, "edited_message": {"date": 10**30, "message_id": 1, "chat": {"id": 1}}},
    {"update_id": 1, "callback_query": {"id": 5}},
    {"update_id": 1, "my_chat_member": {"chat": {"id": GROUP}, "date": 1791950400}},
    {"update_id": 1, "message": {"text": "\ud800\x00"}},
    {"update_id": 1, "message": {"text": "长" * 5_000_000}},
    {"update_id": 1},
    {"update_id": 10**40, "x": 1},
    ["no object"],
    17,
    None,
]


async def test_poison_updates_hold_none_of_the_good_ones_behind_them(
    town: TelegramOffice,
) -> None:
    for number in range(48):
        await town.people.say(GROUP, WANG, f"今天挂横幅{number + 1}条")
    numbered = [
        one | {"update_id": 4000 + place}
        if isinstance(one, dict) and one["update_id"] == 1
        else one
        for place, one in enumerate(POISON)
    ]
    town.server.world.updates[:0] = numbered
    await town.hear()

    assert len(town.figures()) == 48
    assert len(town.heard()) == 48 + len(POISON)
    assert town.heard().count(("text", "report")) == 48
    assert {outcome for _, outcome in town.heard()} == {"report", "unreadable"}


async def test_whoever_asks_for_the_status_sees_how_many_could_not_be_read(
    town: TelegramOffice, tmp_path: Path
) -> None:
    for _ in range(2):
        await town.people.say(GROUP, WANG, REPORT)
    town.server.world.updates[:0] = [one | {"update_id": n} for n, one in enumerate(POISON[:3])]
    await town.hear()

    status = read_status(town.store, Config(folder=tmp_path, telegram=town.config))
    assert status["inbox"] == {"waiting": 0, "failed": 3}
    assert any("3" in need for need in needs_of(status))


async def test_an_update_that_breaks_every_reader_is_set_aside_raw(town: TelegramOffice) -> None:
    deep = '{"update_id":4999,"message":' + "[" * 100_000 + "]" * 100_000 + "}"
    town.server.raw_first = deep
    await town.people.say(GROUP, WANG, REPORT)
    await town.hear()

    assert town.heard()[0] == ("other", "unreadable")
    assert town.heard()[1] == ("text", "report")
    assert town.rows("inbox")[0].sequence == 4999


def mutated(random_: random.Random, value: Any, depth: int = 0) -> Any:
    """The same update with one thing in it spoilt."""
    odd: list[Any] = [None, True, -1, 0, 10**19, 1e308, "", "\ud83d", "\x00", "㊗️𠮷‮", [], {}]
    if not isinstance(value, dict | list) or not value or random_.random() < 0.15 * depth:
        return random_.choice(odd)
    keys = list(value) if isinstance(value, dict) else list(range(len(value)))
    chosen = random_.choice(keys)
    changed: Any = dict(value) if isinstance(value, dict) else list(value)
    if isinstance(changed, dict) and random_.random() < 0.2:
        del changed[chosen]
    else:
        changed[chosen] = mutated(random_, value[chosen], depth + 1)
    return changed


async def test_ten_thousand_mutated_updates_are_a_row_each_and_stop_nothing(
    town: TelegramOffice,
) -> None:
    people, world = town.people, town.server.world
    await people.say(GROUP, WANG, REPORT)
    first = await people.photo(GROUP, WANG, jpeg(), caption=REPORT)
    await people.edit(GROUP, first, caption="今天挂横幅3条")
    place = {"latitude": 1.0, "longitude": 2.0}
    venue = {"location": place, "title": "老街集市", "address": "柳溪镇老街"}
    await people.do(GROUP, WANG, venue=venue)
    await people.press(WANG, GROUP, first, "1:0")
    await people.membership(GROUP, WANG, "member")
    originals = [json.loads(json.dumps(one)) for one in world.updates]
    world.updates.clear()
    random_ = random.Random(20261014)
    for number in range(10_000):
        update = dict(random_.choice(originals))
        kind = next(name for name in update if name != "update_id")
        if isinstance(update[kind], dict) and "message_id" in update[kind]:
            update[kind] = update[kind] | {"message_id": 10_000 + number}
        spoilt = mutated(random_, {kind: update[kind]}, 1)
        spoilt = spoilt if isinstance(spoilt, dict) else {"spoilt": spoilt}
        world.updates.append({"update_id": 10_000 + number, **spoilt, f"n{number}": 1})
    receive = Receiver(town.store, town.clock, lambda: None).receive
    town.receiver.receive = receive  # type: ignore[method-assign]
    town.listen()
    await town.server.confirmed()
    rows = town.rows("inbox")
    await people.say(GROUP, WANG, "今天发宣传单7份")
    await town.hear()

    kept = {row.sequence for row in rows}
    assert kept <= set(range(10_000, 20_000))
    pressed = sum(row.kind == "press" for row in rows)
    assert len(rows) + pressed >= 8_000
    assert {row.state for row in town.rows("inbox")} <= {"done", "failed"}
    assert any(figures == {"发放宣传资料": 7} for _, _, figures in town.figures())
