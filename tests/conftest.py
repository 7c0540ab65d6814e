"""What every test may ask for: a store on each database, the moment, and what is missing here."""

import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from storage.schema import open_store
from storage.store import Store
from tests.postgresql import Cluster, binaries
from tests.power_cut import may_trace
from tests.small_disk import may_mount
from tests.township import Township

CHROMIUM = Path("/usr/bin/chromium")


def _missing() -> dict[str, str]:
    """Marker -> what its tests need and this machine lacks."""
    found = {}
    if binaries() is None:
        found["postgresql"] = "apt-get install postgresql"
    if not may_mount():
        found["small_disk"] = "be root, where filesystems may be mounted"
    if not may_trace():
        found["traced"] = "apt-get install strace, and let processes be traced"
    if not CHROMIUM.exists() and shutil.which("chromium") is None:
        found["browser"] = "apt-get install chromium"
    return found


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    missing = _missing()
    if missing and os.environ.get("CI") == "true":
        raise pytest.UsageError(f"missing here: {'; '.join(missing.values())}")
    left_out = [item for item in items if any(mark in item.keywords for mark in missing)]
    if left_out:
        items[:] = [item for item in items if item not in set(left_out)]
        config.hook.pytest_deselected(items=left_out)
    config.stash[_LEFT_OUT] = {
        what: sum(mark in item.keywords for item in left_out) for mark, what in missing.items()
    }


_LEFT_OUT = pytest.StashKey[dict[str, int]]()
_RAN = {"sqlite": 0, "postgresql": 0, "browser": 0, "small_disk": 0, "traced": 0}


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.when == "call":
        for mark in _RAN:
            _RAN[mark] += mark in report.keywords


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    ran = ", ".join(f"{count} with {mark}" for mark, count in _RAN.items())
    terminalreporter.write_line(f"ran here: {ran}")
    for what, count in config.stash.get(_LEFT_OUT, {}).items():
        terminalreporter.write_line(f"not run here: {count} tests; {what}")


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    found = binaries()
    assert found is not None, "apt-get install postgresql"
    server = Cluster(found)
    server.start()
    try:
        server.make_template()
        yield server
    finally:
        server.stop()


DATABASES = [
    pytest.param("sqlite", marks=pytest.mark.sqlite),
    pytest.param("postgresql", marks=pytest.mark.postgresql),
]


@pytest.fixture(params=DATABASES)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty database: the test runs once on each kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/cunbao.db"
        return
    server: Cluster = request.getfixturevalue("cluster")
    url = server.new_database()
    yield url
    server.drop(url)


@pytest.fixture
def store(database: str, tmp_path: Path) -> Iterator[Store]:
    opened = open_store(database, tmp_path, checkpoints=True)
    yield opened
    opened.close()


@pytest.fixture
def sqlite_store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(f"sqlite:///{tmp_path}/cunbao.db", tmp_path, checkpoints=True)
    yield opened
    opened.close()


@pytest.fixture
def noon() -> datetime:
    """12:00 in Shanghai on the sample campaign's focus day."""
    return datetime(2026, 10, 14, 4, 0, tzinfo=UTC)


@pytest.fixture
def town(store: Store, noon: datetime) -> Township:
    """The township on both databases, at noon of the focus day."""
    return Township(store, noon)


@pytest.fixture
def sqlite_town(sqlite_store: Store, noon: datetime) -> Township:
    return Township(sqlite_store, noon)
