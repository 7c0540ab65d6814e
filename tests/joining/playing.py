"""Plays a day through the real Answerer and compares what is kept with the truth."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import select

from handlers.desk import Desk
from storage import tables
from storage.store import Store, Transaction
from tests.joining.day import Day, Heard, Told, make_day
from tests.joining.office import put_register, unit_id
from tests.township import ZONE, Township

TOGETHER = timedelta(seconds=3)


@dataclass
class Score:
    """`foreign`: parts in a report of a village that their sender does not speak for."""

    parts: int = 0
    right: int = 0
    foreign: int = 0
    reports: int = 0
    reports_right: int = 0
    wrong: list[str] = field(default_factory=list)

    def __iadd__(self, other: "Score") -> "Score":
        self.parts += other.parts
        self.right += other.right
        self.foreign += other.foreign
        self.reports += other.reports
        self.reports_right += other.reports_right
        self.wrong += other.wrong
        return self


async def play(store: Store, seed: int) -> Score:
    day = make_day(seed)
    town = Township(store, day.heard[0].at, Desk(zone=ZONE), put_register)
    for page in _pages(day.heard):
        await town.pass_time(seconds=(page[-1].at - town.clock.moment).total_seconds())
        await town.hear([one.message for one in page])
    for _ in range(3):
        await town.pass_time(minutes=16)
    score = Score()
    _judge_parts(store, day, seed, score)
    _judge_reports(town, day, seed, score)
    return score


def _pages(heard: Sequence[Heard]) -> list[list[Heard]]:
    """What comes within seconds comes as one page of updates."""
    pages: list[list[Heard]] = []
    for one in heard:
        if pages and one.at - pages[-1][0].at <= TOGETHER:
            pages[-1].append(one)
        else:
            pages.append([one])
    return pages


Kept = dict[tuple[str, str], set[tuple[str | None, int | None]]]


def _kept_parts(store: Store) -> Kept:
    """(chat, message) -> {(text's message, unit)} of every photo and place."""

    def work(tx: Transaction) -> Kept:
        found: Kept = {}
        for table in (tables.photos, tables.places):
            reports = tables.reports
            joined = table.outerjoin(reports, reports.c.id == table.c.report_id)
            words = select(
                table.c.chat, table.c.message, reports.c.message, reports.c.unit_id, reports.c.text
            ).select_from(joined)
            for chat, message, of, unit, text in tx.execute(words):
                found.setdefault((chat, message), set()).add((of if text else None, unit))
        return found

    return store.read(work).result()


def _judge_parts(store: Store, day: Day, seed: int, score: Score) -> None:
    kept = _kept_parts(store)
    for key, of in day.parts.items():
        score.parts += 1
        found = kept.get(key, set())
        if {text for text, _ in found} == {of}:
            score.right += 1
        else:
            score.wrong.append(f"seed {seed}: part {key} is of {of}, kept with {found}")
        own = {unit_id(village) for village in day.villages[key]} | {None}
        score.foreign += any(unit not in own for _, unit in found)


Stands = tuple[str, str, int, str, bool, str]


def _judge_reports(town: Township, day: Day, seed: int, score: Score) -> None:
    expected = {_as_told(told) for told in day.reports}
    standing = _standing(town)
    score.reports += len(expected)
    score.reports_right += len(expected & standing)
    for one in sorted(expected ^ standing):
        side = "missing" if one in expected else "too much"
        score.wrong.append(f"seed {seed}: {side}: {one}")


def _as_told(told: Told) -> Stands:
    figures = str(sorted(told.figures.items()))
    return told.chat, told.message, unit_id(told.village), told.state, told.amended, figures


def _standing(town: Township) -> set[Stands]:
    def work(tx: Transaction) -> dict[int, str]:
        return {row.id: row.message for row in tx.execute(select(tables.reports))}

    words = town.store.read(work).result()
    found = set()
    for one in town.reports():
        figures = str(sorted((item.activity, item.count) for item in one.items))
        stands = (one.chat, words[one.id], one.unit or 0, one.state.value, one.amended, figures)
        found |= {stands} if one.text else set()
    return found
