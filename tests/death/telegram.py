"""`python -m tests.death.telegram`: dies at calls and moments with Telegram as its channel."""

import argparse
import random
import shutil
import sys
import tempfile
import time
from pathlib import Path

from tests.death.databases import Databases, PostgresqlDatabases, SqliteDatabases
from tests.death.process import Death
from tests.death.setting import Call
from tests.death.telegram_deaths import BURST, TelegramDeaths
from tests.postgresql import Cluster, binaries


def play_cold(deaths: TelegramDeaths, times: int, chance: random.Random) -> None:
    """Killed at random moments of a life that begins with a new interpreter."""
    began = time.monotonic()
    deaths.play([], cold=True)
    lasts = time.monotonic() - began
    for _ in range(times):
        deaths.play([Death(after=chance.uniform(0.05, lasts))], cold=True)


def play_all(deaths: TelegramDeaths, points: int, kills: int, chance: random.Random) -> None:
    """At every call or at some, and at random moments of a life as long as the first."""
    began = time.monotonic()
    deaths.play([])
    lasts, calls = time.monotonic() - began, range(1, deaths.calls + 1)
    for point in chance.sample(calls, points) if points else calls:
        deaths.play([Death(Call(point)), Death(Call(chance.choice(calls)))])
    for _ in range(kills):
        deaths.play([Death(after=chance.uniform(0.05, lasts)) for _ in range(2)])


def main() -> int:
    asked = argparse.ArgumentParser()
    asked.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    asked.add_argument("--server", default="", help="address of a PostgreSQL server")
    asked.add_argument(
        "--points", type=int, default=0, help="0: every numbered call, -1: only cold starts"
    )
    asked.add_argument("--kills", type=int, default=100)
    asked.add_argument("--cold", type=int, default=30, help="SIGKILLs from a cold start")
    asked.add_argument("--stops", type=int, default=1)
    asked.add_argument("--only-stops", action="store_true")
    asked.add_argument("--at", type=Call.of, help="only at this call: `1 sql INSERT reports`")
    asked.add_argument("--seed", type=int, default=20261014)
    options = asked.parse_args()
    home = Path(tempfile.mkdtemp(prefix="cunbao-telegram-death-"))
    cluster = None
    if options.database == "postgresql" and not options.server:
        found = binaries()
        assert found is not None, "apt-get install postgresql"
        cluster = Cluster(found)
        cluster.start()
        options.server = cluster.url("postgres")
    databases: Databases = (
        SqliteDatabases(home)
        if options.database == "sqlite"
        else PostgresqlDatabases(home, options.server)
    )
    deaths = TelegramDeaths(home, databases)
    try:
        for _ in range(options.stops):
            print(f"stopped in a burst of {BURST} after {deaths.stop_in_burst():.2f} s")
        if options.at is not None:
            deaths.play([Death(options.at)])
        elif not options.only_stops:
            chance = random.Random(options.seed)
            if options.points >= 0:
                play_all(deaths, options.points, options.kills, chance)
            if options.cold:
                play_cold(deaths, options.cold, chance)
    finally:
        deaths.close()
        if cluster is not None:
            cluster.stop()
        shutil.rmtree(home, ignore_errors=True)
    print(f"seed {options.seed}\n{deaths.told()}")
    return 0 if not any(deaths.found[name] for name in ("lost", "doubled", "wrong")) else 1


if __name__ == "__main__":
    sys.exit(main())
