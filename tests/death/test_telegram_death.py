"""The short form of `python -m tests.death.telegram`."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
DATABASES = [
    pytest.param("sqlite", marks=pytest.mark.sqlite),
    pytest.param("postgresql", marks=pytest.mark.postgresql),
]


NOTHING_WRONG = "lost 0, doubled 0, otherwise wrong 0"


@pytest.fixture(params=DATABASES)
def where(request: pytest.FixtureRequest) -> list[str]:
    """The options that name a database; this process must not fork, it may have threads."""
    options = ["--database", request.param]
    if request.param == "postgresql":
        options += ["--server", request.getfixturevalue("cluster").url("postgres")]
    return options


def run(where: list[str], *options: str) -> str:
    """What `python -m tests.death.telegram` said."""
    ran = subprocess.run(
        [sys.executable, "-m", "tests.death.telegram", *where, *options],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=900,
    )
    assert ran.returncode == 0, ran.stdout
    assert NOTHING_WRONG in ran.stdout
    return ran.stdout


def test_on_telegram_death_at_any_moment_loses_nothing_and_doubles_nothing(
    where: list[str],
) -> None:
    run(where, "--points", "3", "--kills", "2", "--cold", "1", "--stops", "0")


def died_at(where: list[str], call: str) -> tuple[dict[str, int], str]:
    """What one life left behind that died there, and what was told when the next had ended."""
    told = run(where, "--stops", "0", "--at", call)
    assert "lives killed 1," in told
    left = re.search(r"left behind: (.*)", told)
    assert left is not None, told
    pairs = (pair.split(" ") for pair in left.group(1).split(", "))
    return {what: int(count) for what, count in pairs}, told


def test_killed_before_a_page_is_kept_it_is_heard_again(where: list[str]) -> None:
    left, _told = died_at(where, "1 sql INSERT inbox")

    assert left["heard"] == 0


def test_killed_while_a_report_is_taken_it_is_counted_once_after_the_restart(
    where: list[str],
) -> None:
    left, told = died_at(where, "1 sql INSERT reports")

    assert left["heard"] > 0 == left["reports"]
    assert "unknown 0," in told


def test_killed_before_a_receipt_goes_out_it_is_sent_once_after_the_restart(
    where: list[str],
) -> None:
    left, told = died_at(where, "3 sql UPDATE outbox")

    assert left["reports"] >= left["waiting"] > 0
    assert left["sending"] == left["arrived"] == 0
    assert "unknown 0," in told


def test_killed_after_telegram_took_a_receipt_it_is_listed_as_unknown_and_never_sent_again(
    where: list[str],
) -> None:
    left, told = died_at(where, "4 sql UPDATE outbox")

    assert left["sending"] == left["arrived"] == 1
    assert "unknown 1, of them arrived 1" in told


def test_stopped_in_a_burst_of_a_thousand_it_ends_in_time_and_loses_none(
    where: list[str],
) -> None:
    run(where, "--stops", "1", "--only-stops")
