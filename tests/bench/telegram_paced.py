"""`python -m tests.bench.telegram_paced`: the day again with default pacing, seen by its people.

The same 2,000 reports with every default limit: no send above Telegram's limits in any window,
and every report named in a receipt that somebody got. Then receipts that never come together, so
that pacing alone holds them back; their quiet time is left out, for it delays all alike.
"""

import re
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import func, or_, select, update

from storage import tables
from storage.store import Transaction
from tests.bench.rounds import Bar, judge
from tests.bench.telegram_server import serving
from tests.bench.telegram_town import AT_ONCE, DAY, GROUPS, PEOPLE, Office, end
from tests.telegram_server.limits import floods

IN_GROUP = 40
FLOOR = 60 + (IN_GROUP - 1) % 20
"""Seconds that 20 a minute and one a second leave for so many to one group."""
ALONE = re.compile(r"(枫林\d+村)\d+/\d+:资料(\d+)份")
TOGETHER = re.compile(r"(枫林\d+村)(?:(\d+)条|,共(\d+)条)")
Said = tuple[float, int, str]


@dataclass(frozen=True, slots=True)
class Seen:
    """What people got: how often too fast, and how many reports nobody named or two did."""

    too_fast: int
    unnamed: int
    doubled: int
    calls: int
    seconds: float


def unit_of(number: int) -> str:
    """The village of whoever says report `number`."""
    return f"枫林{number % PEOPLE + 2}村"


def seen(said: Sequence[Said], reports: int) -> Seen:
    """Judged by the messages alone: a list in private must give every figure of its person."""
    every = Counter(unit_of(number) for number in range(reports))
    alone = [found for _, chat, text in said if chat < 0 for found in ALONE.findall(text)]
    told = Counter(unit for unit, _ in alone)
    for _, chat, text in said:
        if chat < 0 and not ALONE.search(text):
            for unit, many, only in TOGETHER.findall(text):
                told[unit] += int(many or only)
    figures = Counter(alone)
    listed = [found for _, chat, text in said if chat > 0 for found in ALONE.findall(text)]
    for unit in {unit for unit, _ in listed}:
        of_unit = Counter(one for one in (*alone, *listed) if one[0] == unit)
        figures |= of_unit
        told[unit] = min(told[unit], len(of_unit))
    moments = [(chat, datetime.fromtimestamp(when, UTC)) for when, chat, _ in said]
    return Seen(
        too_fast=len(floods(moments)),
        unnamed=sum((every - told).values()),
        doubled=sum((told - every).values()) + sum(n - 1 for n in figures.values()),
        calls=len(said),
        seconds=said[-1][0] - said[0][0],
    )


def let_half_be_reached(tx: Transaction) -> None:
    """Every second person has written to the bot in private before."""
    every_second = tables.people.c.id % 2 == 0
    tx.execute(update(tables.people).where(every_second).values(reachable=True))
    tx.bump_register()


def until_all_is_said(office: Office, reports: int) -> None:
    heard = select(func.count()).select_from(tables.reports)
    held = heard.where(tables.reports.c.receipt_at.is_not(None))
    waits = select(func.count()).where(
        or_(tables.outbox.c.state == "waiting", tables.outbox.c.state == "sending")
    )
    look = lambda tx: [tx.execute(one).scalar_one() for one in (heard, held, waits)]  # noqa: E731
    while office.store.read(look).result() != [reports, 0, 0]:
        time.sleep(0.2)


def paced(reports: int, limits: str) -> Seen:
    with tempfile.TemporaryDirectory() as folder, serving(DAY[:reports]) as server:
        office = Office(Path(folder), server.port, pacing=True, limits=limits)
        office.store.write(let_half_be_reached).result()
        bot = office.run()
        server.began()
        until_all_is_said(office, reports)
        said = server.sends()
        end(bot, office)
    return seen(said, reports)


def bars(what: str, found: Seen) -> list[Bar]:
    print(f"{what}: {found.calls} calls in {found.seconds:.0f} s")
    return [
        Bar(f"{what}: sends above a limit", found.too_fast, at_most=0),
        Bar(f"{what}: reports named nowhere", found.unnamed, at_most=0),
        Bar(f"{what}: reports named twice", found.doubled, at_most=0),
    ]


def main() -> None:
    day = paced(len(DAY), "")
    single = paced(IN_GROUP * GROUPS, AT_ONCE)
    floor = Bar(f"{IN_GROUP} to each group to the floor", single.seconds / FLOOR, at_most=1.1)
    judge([*bars("default limits", day), *bars("one by one", single), floor])


if __name__ == "__main__":
    main()
