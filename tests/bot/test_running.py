"""The sample of `cunbao try` is made whole or not at all."""

from collections.abc import Callable
from concurrent.futures import Future
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from bot.app import Parts
from bot.clock import SampleClock
from bot.config import Config
from bot.running import _prepare_sample
from storage.active import FileLock
from storage.files import FileShelf
from storage.store import Store, StoreUnavailable, Work


@pytest.mark.parametrize("kept", [0, 1])
def test_a_death_while_the_sample_is_made_leaves_it_the_sample(
    store: Store, tmp_path: Path, noon: datetime, kept: int
) -> None:
    clock = SampleClock(noon)
    lock = FileLock(tmp_path / "cunbao.db")
    parts = Parts(Config(folder=tmp_path), store, lock, FileShelf(tmp_path / "files"), clock)
    write: Callable[[Work[Any]], Future[Any]] = store.write
    writes: list[Work[Any]] = []

    def write_until_death(work: Work[Any], chat: tuple[str, str] | None = None) -> Future[Any]:
        writes.append(work)
        if len(writes) > kept:
            raise StoreUnavailable("dead")
        return write(work)

    store.write = write_until_death  # type: ignore[method-assign]
    with pytest.raises(StoreUnavailable):
        _prepare_sample(parts, clock, noon, moved=False)
    store.write = write  # type: ignore[method-assign]

    assert _prepare_sample(parts, SampleClock(noon), noon, moved=False)
