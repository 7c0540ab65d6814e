"""One digest or 更正 for one reader: what is new, what was wrong, and what is kept of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from handlers import wording
from handlers.campaigns.digest_corrections import (
    Sent,
    correction_line,
    differences,
    sent_from,
    sent_of,
)
from handlers.campaigns.digest_facts import Scope, has_news, scope_of
from handlers.campaigns.digest_figures import DigestFigures, figures_of
from handlers.campaigns.digest_reading import FactBook
from handlers.campaigns.digest_times import TARGET
from handlers.campaigns.digest_words import Heading, digest_text
from handlers.office import Office
from storage import digests, news
from storage.digests import KeptDigest
from storage.records import Campaign
from storage.store import Transaction

OTHERS = 2
"""So many further campaigns find room beside the main one."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Who is told of what: `whom` is one row of numbers, `top` the unit spoken of (None: all)."""

    whom: str
    top: int | None


def group_reader(group: int, top: int | None) -> Reader:
    return Reader(f"group:{group}/unit:{top}", top)


def private_reader(channel: str, account: str, top: int | None) -> Reader:
    return Reader(f"private:{channel}/{account}/unit:{top}", top)


@dataclass(frozen=True, slots=True)
class Draft:
    text: str
    kept: tuple[KeptDigest, ...]
    figures: tuple[DigestFigures, ...] = ()


@dataclass(frozen=True, slots=True)
class _Part:
    """One campaign's share."""

    campaign: Campaign
    figures: DigestFigures
    last: KeptDigest | None
    corrected: str | None
    is_news: bool


def draft_digest(
    book: FactBook, reader: Reader, steps: Mapping[int, str], key: str, only_news: bool = True
) -> Draft | None:
    """`steps` by campaign (日报 or 半程报告); None where nothing is new."""
    digests.lock_numbers(book.tx, steps)
    scope = scope_of(book.office, reader.top)
    parts = [
        _part(book, reader, scope, campaign, steps[campaign.id], key)
        for campaign in book.office.campaigns
        if campaign.id in steps
    ]
    wanted = [one for one in parts if one.is_news or not only_news]
    if not wanted:
        return None
    main, *others = sorted(wanted, key=lambda one: not one.is_news)[: OTHERS + 1]
    kept = tuple(_kept(book, reader, one, key, one is not main) for one in (main, *others))
    text = digest_text(
        Heading(steps[main.campaign.id], kept[0].number),
        main.figures,
        book.office.settings,
        [one.figures for one in others],
        [one.corrected for one in (main, *others) if one.corrected is not None],
    )
    return Draft(text, kept, tuple(one.figures for one in (main, *others)))


def _part(
    book: FactBook, reader: Reader, scope: Scope, campaign: Campaign, step: str, key: str
) -> _Part:
    last = digests.last_told(book.tx, campaign.id, reader.whom, key)
    since = None if last is None else last.at
    facts = book.of(campaign)
    missed = [one for one in facts.missed if since is None or one.due_at > since]
    facts = replace(facts, missed=missed)
    before = book.said_before(campaign, since)
    figures = figures_of(book.office, facts, scope, book.workdays, book.now, before)
    corrected = None if last is None else _correction(book, scope, campaign, last)
    lost = any(one.target != TARGET for one in figures.missed)
    heard = has_news(facts.changes, scope, last.last_report if last else 0, since)
    halfway = step == wording.HALFWAY_REPORT and bool(figures.tasks)
    is_news = halfway or heard or lost or corrected is not None
    return _Part(campaign, figures, last, corrected and corrected[0], is_news)


def _kept(book: FactBook, reader: Reader, one: _Part, key: str, brief: bool) -> KeptDigest:
    return KeptDigest(
        outbox_key=key,
        campaign=one.campaign.id,
        whom=reader.whom,
        number=1 if one.last is None else one.last.number + 1,
        at=book.now,
        last_report=book.of(one.campaign).last_report,
        facts=sent_of(one.figures, brief).as_json(),
    )


def _correction(
    book: FactBook, scope: Scope, campaign: Campaign, last: KeptDigest
) -> tuple[str, Sent] | None:
    """The line that puts a digest right, and what it then says."""
    if not has_news(book.of(campaign).changes, scope, last.last_report, last.at):
        return None
    then = book.as_of(campaign, last.at)
    figures = figures_of(book.office, then, scope, book.workdays, last.at)
    told = sent_from(last.facts)
    wrong = differences(told, figures, book.office.settings.numbers)
    if not wrong:
        return None
    brief = not told.figures
    return correction_line(last.number, figures, wrong), sent_of(figures, brief)


def draft_correction(
    book: FactBook, reader: Reader, campaigns: Sequence[int], key: str
) -> Draft | None:
    """A 更正 of its own, under the number of what it puts right; None where all still holds."""
    scope = scope_of(book.office, reader.top)
    lines: list[str] = []
    kept: list[KeptDigest] = []
    for campaign in book.office.campaigns:
        if campaign.id not in campaigns:
            continue
        last = digests.last_told(book.tx, campaign.id, reader.whom, key)
        found = None if last is None else _correction(book, scope, campaign, last)
        if last is not None and found is not None:
            line, sent = found
            name = scope.name or wording.ALL_UNITS
            lines.append(wording.correction_alone(name, campaign.name, line))
            kept.append(replace(last, outbox_key=key, facts=sent.as_json()))
    return Draft("\n".join(lines), tuple(kept)) if lines else None


def is_unchanged(tx: Transaction, office: Office, reader: Reader, kept: KeptDigest) -> bool:
    """Nothing has been heard since it was drafted."""
    scope = scope_of(office, reader.top)
    changes = news.changes(tx, kept.campaign)
    return not has_news(changes, scope, kept.last_report, kept.at)
