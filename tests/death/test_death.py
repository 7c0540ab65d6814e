"""The short form of `python -m tests.death`: some of its calls, moments and starts."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
SEED = 20261014
NOTHING = {"points": 0, "kills": 0, "cold": 0, "rivals": 0, "stops": 0, "breaks": 0}


@pytest.fixture(
    params=[
        pytest.param("sqlite", marks=pytest.mark.sqlite),
        pytest.param("postgresql", marks=pytest.mark.postgresql),
    ]
)
def where(request: pytest.FixtureRequest) -> list[str]:
    """The options that name a database; this process must not fork, it may have threads."""
    options = ["--database", request.param]
    if request.param == "postgresql":
        options += ["--server", request.getfixturevalue("cluster").url("postgres")]
    return options


def run(where: list[str], **asked: int) -> str:
    """What `python -m tests.death` said; every wait in it has an end of its own."""
    options = [f"--{name}={count}" for name, count in {**NOTHING, **asked}.items()]
    ran = subprocess.run(
        [sys.executable, "-m", "tests.death", *where, *options, f"--seed={SEED}"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=1800,
    )
    print(ran.stdout)
    assert ran.returncode == 0, ran.stdout
    return ran.stdout


def test_death_at_any_moment_loses_nothing_and_doubles_nothing(where: list[str]) -> None:
    told = run(where, points=10, kills=6, cold=1)
    assert "lost 0, doubled 0, otherwise wrong 0" in told
    assert f"seed {SEED}" in told


def test_of_two_processes_one_is_active_and_the_other_takes_over(where: list[str]) -> None:
    assert "lost 0, doubled 0, otherwise wrong 0" in run(where, rivals=1)


def test_a_stop_in_the_middle_of_a_burst_loses_nothing(where: list[str]) -> None:
    assert "lost 0, doubled 0, otherwise wrong 0" in run(where, stops=1)
