"""Three months of the county; `python -m tests.month` plays as many as one has patience for."""

import logging

import pytest

from tests.conftest import DATABASES
from tests.month.world import play

SQLITE, POSTGRESQL = DATABASES


@pytest.mark.parametrize(
    ("database", "seed"),
    [
        pytest.param(*SQLITE.values, 0, marks=SQLITE.marks),
        pytest.param(*SQLITE.values, 7, marks=SQLITE.marks),
        pytest.param(*POSTGRESQL.values, 0, marks=POSTGRESQL.marks),
    ],
    indirect=["database"],
)
def test_a_month_reminds_only_who_owes_at_bearable_times_and_once(
    database: str, seed: int, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL)
    faults, told = play(seed, busy=8, database=database)
    assert faults == []
    assert told["reminder"] > 100
    assert told["digest"] > 50
