"""Whoever watches the machine sees counts, and sees when the database is away."""

import asyncio
from collections.abc import AsyncIterator

import aiohttp
import pytest

from bot.watch import Watch
from storage.store import Store
from tests.township import Township


@pytest.fixture
async def watch(sqlite_town: Township) -> AsyncIterator[Watch]:
    one = Watch(sqlite_town.store, "127.0.0.1:0")
    task = asyncio.create_task(one.listen())
    await one.started.wait()
    yield one
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def seen(watch: Watch, path: str) -> tuple[int, str]:
    async with aiohttp.ClientSession() as session, session.get(watch.address + path) as answer:
        return answer.status, await answer.text()


async def test_health_and_metrics_tell_counts_and_no_words(
    watch: Watch, sqlite_town: Township
) -> None:
    await sqlite_town.say("汪", "横幅2条,电话13812345678")
    assert await seen(watch, "/health") == (200, '{"state": "ok"}')
    status, text = await seen(watch, "/metrics")
    assert status == 200
    assert text.splitlines() == [
        'cunbao_inbox{state="failed"} 0',
        'cunbao_inbox{state="waiting"} 0',
        'cunbao_outbox{state="failed"} 0',
        'cunbao_outbox{state="sending"} 0',
        'cunbao_outbox{state="unknown"} 0',
        'cunbao_outbox{state="waiting"} 0',
        'cunbao_photos{state="failed"} 0',
        'cunbao_photos{state="pending"} 0',
    ]


async def test_health_says_when_the_database_is_away(watch: Watch, sqlite_store: Store) -> None:
    sqlite_store.close()
    assert (await seen(watch, "/health"))[0] == 503
    assert (await seen(watch, "/metrics"))[0] == 503
