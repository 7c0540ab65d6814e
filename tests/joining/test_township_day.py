"""A simulated township day; two hundred of them by hand: python -m tests.joining."""

import pytest

from storage.store import Store
from tests.joining.playing import play


@pytest.mark.parametrize("seed", [1, 2])
async def test_of_a_day_every_photo_stands_in_the_report_it_was_sent_for(
    sqlite_store: Store, seed: int
) -> None:
    score = await play(sqlite_store, seed)
    assert score.foreign == 0
    assert score.right >= 0.99 * score.parts, score.wrong
    assert score.reports_right == score.reports, score.wrong
