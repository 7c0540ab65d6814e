"""What must hold of a month's reminders and digests, by what was delivered and what is kept."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from handlers.wording import NOTHING_NEW
from storage import reminders, tables
from storage.columns import EPOCH
from storage.store import Store, Transaction
from tests.month.county import County, Drive, Village, in_office_hours
from tests.township import ZONE

PER_DAY, PER_WEEK = 1, 2
UNASKED = ("reminder", "digest")
HEADLINE, LINES = 60, 15
READ_BY_THEN = timedelta(hours=12)
"""What was heard longer ago has surely been read, whatever died meanwhile."""


@dataclass(frozen=True, slots=True)
class Delivered:
    """One call of the channel that reached the platform."""

    at: datetime
    row: int
    key: str
    kind: str
    chat: str
    private: bool
    text: str


def faults_when_sent(county: County, one: Delivered) -> list[str]:
    """Judged at the moment of the call."""
    found = []
    if not in_office_hours(one.at):
        found.append(f"outside office hours: {one.at.astimezone(ZONE)} {one.chat}")
    if "@所有人" in one.text or "收到请回复" in one.text:
        found.append(f"words that nobody may read: {one.text}")
    if one.chat.startswith(("村群", "镇群")) and not _anybody_owes(county, one):
        found.append(f"nobody owed anything: {one.at.astimezone(ZONE)} {one.chat} {one.text}")
    if one.chat.startswith("镇群"):
        named = [v.name for v in county.by_chat[one.chat] if v.name in one.text]
        found += [f"named before others: {named} {one.text}"] if named else []
    return found


def faults_of_digest(county: County, one: Delivered, delivered: Sequence[Delivered]) -> list[str]:
    """Judged at the moment of the call, by what was delivered before it."""
    found = []
    before = [past.at for past in delivered if (past.kind, past.chat) == (one.kind, one.chat)]
    if not in_office_hours(one.at):
        found.append(f"digest outside office hours: {one.at.astimezone(ZONE)} {one.chat}")
    if not one.chat.startswith("主管群"):
        found.append(f"a digest before everybody: {one.chat}")
    lines = one.text.splitlines()
    if len(lines) > LINES or len(lines[0]) > HEADLINE:
        found.append(f"too long: {one.text}")
    if not _has_news(county, one, max(before, default=EPOCH)):
        found.append(f"no news: {one.at.astimezone(ZONE)} {one.chat} {one.text}")
    return found


def _has_news(county: County, one: Delivered, since: datetime) -> bool:
    town = int(one.chat.removeprefix("主管群"))
    news = county.news.get(town, ())
    # A clock that was set back dates what is heard later before the digest that came earlier.
    heard = len(news) > county.told.get(one.chat, 0)
    county.told[one.chat] = len(news)
    heard = heard or any(since < at <= one.at for at, _ in news)
    return heard or any(word in one.text for word in ("半程报告", "没发出", "更正"))


def _anybody_owes(county: County, one: Delivered) -> bool:
    """Each line of the message is meant for somebody who still owes what it speaks of."""
    spoken_of = [drive for drive in county.drives if _speaks_of(one, drive)]
    return all(
        any(county.owes(village, drive, one.at) for village in county.by_chat[one.chat])
        for drive in spoken_of
    )


def _speaks_of(one: Delivered, drive: Drive) -> bool:
    words = {"悬挂横幅标语": "横幅", "集中宣传活动": "集中宣传", "入户走访": "入户"}
    return any(words[activity] in one.text for activity, *_ in drive.owed)


def faults_of_budget(delivered: Sequence[Delivered]) -> list[str]:
    found = []
    by_chat: dict[str, list[Delivered]] = {}
    for one in delivered:
        if one.kind in UNASKED and not one.private:
            by_chat.setdefault(one.chat, []).append(one)
    for chat, told in by_chat.items():
        days = [one.at.astimezone(ZONE).date() for one in told]
        reminded = [one.at.astimezone(ZONE).date() for one in told if one.kind == "reminder"]
        for day in days:
            week = sum(day - timedelta(days=6) <= other <= day for other in reminded)
            if days.count(day) > PER_DAY or week > PER_WEEK:
                found.append(f"over the budget: {chat} {sorted(days)}")
                break
    return found


def faults_of_keys(delivered: Sequence[Delivered]) -> list[str]:
    counted = Counter(one.key for one in delivered if one.kind in UNASKED)
    return [f"sent {times} times: {key}" for key, times in counted.items() if times > 1]


def faults_of_rows(store: Store, county: County, delivered: Sequence[Delivered]) -> list[str]:
    """After the month: every reminder was sent, was not needed, or is listed as missed."""

    def work(tx: Transaction) -> list[str]:
        missed = {one.key for one in reminders.missed(tx, EPOCH)}
        sent = {one.key for one in delivered}
        rows = list(tx.execute(select(tables.reminders)))
        found = [f"no reminders at all: {len(rows)}"] if len(rows) < 100 else []
        for row in rows:
            if row.state == "planned":
                found.append(f"still planned: {row.key}")
            elif row.state == "fired" and row.outbox_key not in sent and row.key not in missed:
                found.append(f"neither sent nor listed: {row.key}")
            elif row.state == "silenced" and row.target == "group":
                found += _wrongly_silent(county, chats[row.group_id], row)
        for group, chat in chats.items():
            told = [row for row in rows if (row.target, row.group_id) == ("digest", group)]
            found += _wrongly_quiet(county, chat, told) if told else []
        return found

    groups = select(tables.groups.c.id, tables.groups.c.chat)
    chats = dict(store.read(lambda tx: [tuple(row) for row in tx.execute(groups)]).result())
    return store.read(work).result()


def _wrongly_quiet(county: County, chat: str, rows: Sequence[Any]) -> list[str]:
    """Digests that were left out for want of news, of one supervisors' chat."""
    news = county.news.get(int(chat.removeprefix("主管群")), ())
    found = []
    for row in rows:
        if row.why != NOTHING_NEW:
            continue
        told = [one.done_at for one in rows if one.state == "fired" and one.done_at <= row.done_at]
        since, until = max(told, default=EPOCH), row.done_at - READ_BY_THEN
        if any(since < at < until and drive == row.campaign_id for at, drive in news):
            found.append(f"news not told: {chat} {row.key}")
    return found


def _wrongly_silent(county: County, chat: str, row: object) -> list[str]:
    drive = next(one for one in county.drives if one.id == row.campaign_id)  # type: ignore[attr-defined]
    step, at = row.step, row.done_at  # type: ignore[attr-defined]
    for village in county.by_chat[chat]:
        if not county.owes(village, drive, at) or not _is_asked(village, drive, step, at):
            continue
        if step == "期中" and chat.startswith("镇群") and village.id % 7 == 0:
            continue
        return [f"silent though {village.name} owed: {row.key}"]  # type: ignore[attr-defined]
    return []


def _is_asked(village: Village, drive: Drive, step: str, at: datetime) -> bool:
    if step == "期中":
        told = village.told_at.get(drive.id)
        return told is None or told > at
    return drive.id not in village.extended or step == "任务卡"
