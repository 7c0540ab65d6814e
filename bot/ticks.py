"""APScheduler as an alarm clock: it only asks «what is due?»; the rows are the truth."""

from collections.abc import Callable

from apscheduler.schedulers.asyncio import AsyncIOScheduler

EVERY_SECONDS = 1


class AlarmClock:
    """Rings every second while it runs; a missed ring is made up by the next."""

    def __init__(self, ring: Callable[[], None]) -> None:
        self._scheduler = AsyncIOScheduler(timezone="UTC")
        self._scheduler.add_job(
            ring,
            "interval",
            seconds=EVERY_SECONDS,
            coalesce=True,
            max_instances=1,
            misfire_grace_time=None,
        )

    def start(self) -> None:
        self._scheduler.start()

    def stop(self) -> None:
        self._scheduler.shutdown(wait=False)
