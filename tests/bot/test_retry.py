from datetime import UTC, datetime, timedelta

import pytest

from bot.retry import gives_up, next_try

NOON = datetime(2026, 10, 14, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("attempt", "seconds"),
    [
        (0, 2),
        (1, 2),
        (2, 4),
        (3, 8),
        (4, 16),
        (9, 512),
        (10, 600),  # 1024 would be over the bound
        (10_000, 600),
    ],
)
def test_each_wait_is_twice_the_last_one_up_to_ten_minutes(attempt: int, seconds: int) -> None:
    assert next_try(attempt, NOON) == NOON + timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("hours", "ends"), [(-1, False), (0, False), (23.99, False), (24, True), (100, True)]
)
def test_patience_ends_after_a_day(hours: float, ends: bool) -> None:
    assert gives_up(NOON, NOON + timedelta(hours=hours)) is ends
