"""Two months of the county; `python -m tests.month` plays as many as one has patience for."""

import logging

import pytest

from tests.month.world import play


@pytest.mark.sqlite
@pytest.mark.parametrize("seed", [0, 7])
def test_a_month_reminds_only_who_owes_at_bearable_times_and_once(
    seed: int, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL)
    faults, told = play(seed, busy=8)
    assert faults == []
    assert told["reminder"] > 100
    assert told["digest"] > 50
