"""Without a quiet time everything is counted and said as with one, only at once."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from handlers.desk import Desk
from storage.schema import open_store
from tests.township import ZONE, Township

Said = tuple[str, str, int]
"""Who says which words with how many photos."""

STORIES: dict[str, list[Said]] = {
    "one report": [("汪", "今天发单子26份", 0)],
    "several units in one text": [("周", "枫林发单子26份,石桥挂横幅3条", 0)],
    "photos before their words": [("汪", "", 2), ("汪", "入户12户", 0)],
    "the same again": [("汪", "入户12户", 0), ("汪", "入户12户", 0)],
    "a day to come": [("汪", "明天入户12户", 0)],
    "one unit is not known": [("汪", "枫林入户12户,青山村入户3户", 0)],
    "a number is missing": [("汪", "横幅已挂", 1), ("汪", "2条", 0)],
    "同上": [("汪", "入户12户", 0), ("汪", "同上,昨天", 0)],
    "a list": [("汪", "接龙\n1.枫林 单子20份\n2.石桥 单子30份", 0)],
    "corrected at once": [("汪", "横幅2条", 0), ("汪", "更正:横幅3条", 0)],
    "talk": [("汪", "收到", 0)],
}


async def _played(folder: Path, noon: datetime, story: list[Said], desk: Desk) -> Township:
    folder.mkdir()
    store = open_store(f"sqlite:///{folder}/a.db", folder)
    town = Township(store, noon, desk)
    for sender, text, photos in story:
        await town.say(sender, text, photos)
        if desk.quiet:
            # Told one after another, as where nothing waits.
            await town.pass_time(seconds=31)
    return town


@pytest.mark.parametrize("name", STORIES)
async def test_the_same_is_said_and_counted_without_a_quiet_time(
    tmp_path: Path, noon: datetime, name: str
) -> None:
    later = await _played(tmp_path / "later", noon, STORIES[name], Desk(ZONE, batch_per_minute=0))
    at_once = await _played(
        tmp_path / "once", noon, STORIES[name], Desk(ZONE, timedelta(0), batch_per_minute=0)
    )
    assert at_once.figures() == later.figures()
    assert at_once.outcomes() == later.outcomes()
    told = at_once.said()
    await at_once.pass_time(minutes=5)
    assert at_once.said() == told == later.said()
    later.store.close()
    at_once.store.close()


async def test_in_a_rush_what_is_held_back_is_still_told_together(
    tmp_path: Path, noon: datetime
) -> None:
    story = [("汪", f"入户{number}户", 0) for number in range(1, 5)]
    desk = Desk(ZONE, timedelta(0), batch_per_minute=2)
    town = await _played(tmp_path / "rush", noon, [*story, ("汪", "青山村入户9户", 0)], desk)
    assert len(town.said()) == 2
    await town.pass_time(minutes=2)
    assert town.said()[2:] == ["12:00—12:02已记:枫林村,共2条。"]
    assert [state for _, _, state, _ in town.figures()] == ["recorded"] * 4 + ["unsure"]
    town.store.close()
