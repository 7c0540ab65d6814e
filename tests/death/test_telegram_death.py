"""The short form of `python -m tests.death.telegram`."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
DATABASES = [
    pytest.param("sqlite", marks=pytest.mark.sqlite),
    pytest.param("postgresql", marks=pytest.mark.postgresql),
]


@pytest.mark.parametrize("database", DATABASES)
def test_on_telegram_death_at_any_moment_loses_nothing_and_doubles_nothing(
    database: str, request: pytest.FixtureRequest
) -> None:
    options = ["--database", database, "--points", "3", "--kills", "2", "--stops", "0"]
    if database == "postgresql":
        options += ["--server", request.getfixturevalue("cluster").url("postgres")]
    ran = subprocess.run(
        [sys.executable, "-m", "tests.death.telegram", *options],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=900,
    )
    assert ran.returncode == 0, ran.stdout
    assert "lost 0, doubled 0, otherwise wrong 0" in ran.stdout
