"""A digest in at most fifteen lines: one that stands alone, then the exceptions first; pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum

from handlers import wording
from handlers.campaigns.digest_figures import VILLAGES, Block, DigestFigures, Short
from handlers.campaigns.progress import Stage, UnitProgress
from handlers.settings import Settings
from handlers.summaries.number_style import written

NAMED_ALONE = 3
TASKS_SHOWN, TOTALS_SHOWN, EVENTS_SHOWN, DOUBTS_SHOWN, MISSED_SHOWN = 3, 8, 3, 4, 4


class Weight(IntEnum):
    """What goes first where there are too many lines; the order of lines is another matter."""

    EVENTS = 1
    RANKING = 2
    OTHER_KINDS = 3
    TOTALS = 4
    OTHER_CAMPAIGNS = 5
    DOUBTS = 6
    TODAY = 7
    HALFWAY = 8
    NEEDED = 9


Line = tuple[Weight, str]


@dataclass(frozen=True, slots=True)
class Heading:
    """`what` is 日报 or 半程报告; an answer to a question in private may have no number."""

    what: str
    number: int | None


def digest_text(
    heading: Heading,
    figures: DigestFigures,
    settings: Settings,
    others: Sequence[DigestFigures] = (),
    corrections: Sequence[str] = (),
) -> str:
    """`others` are further campaigns with news: two lines each."""
    lines: list[Line] = [(Weight.NEEDED, headline(heading, figures))]
    lines += [(Weight.NEEDED, line) for line in corrections]
    lines += _exceptions(figures)
    lines += [line for other in others for line in _of_other(other)]
    if heading.what == wording.HALFWAY_REPORT and figures.tasks:
        lines.append((Weight.HALFWAY, _halfway(figures)))
    lines += [*_happened(figures), *_last(figures, settings)]
    return "\n".join(_fitting(lines))


def _fitting(lines: Sequence[Line]) -> Iterable[str]:
    """The lightest lines are left out, the later ones first."""
    kept = list(enumerate(lines))
    while not _fits([text for _, (_, text) in kept]):
        kept.remove(min(kept, key=lambda one: (one[1][0], -one[0])))
    return (text for _, (_, text) in kept)


def _fits(texts: Sequence[str]) -> bool:
    characters = len("\n".join(texts))
    return len(texts) <= wording.DIGEST_LINES and characters <= wording.DIGEST_CHARACTERS


def headline(heading: Heading, figures: DigestFigures) -> str:
    """What a leader reads who gets nothing but this line."""
    at = figures.when.at
    return wording.digest_headline(
        heading.what,
        figures.office or wording.ALL_UNITS,
        figures.campaign.name,
        heading.number,
        at,
        figures.when.day,
        figures.when.days,
        _short_facts(figures),
    )


def _short_facts(figures: DigestFigures) -> list[str]:
    """The fullest first."""
    today = wording.reported_today(figures.today.reports)
    if not figures.blocks:
        return [today]
    block = figures.blocks[0]
    names = [one.unit.name for one in block.at(Stage.NOTHING)]
    complete = len(block.at(Stage.COMPLETE))
    units = wording.block_units(block.kinds, len(block.units))
    named = wording.nothing_heard(len(names), names if len(names) < NAMED_ALONE else ())
    bare = wording.nothing_heard(len(names), ())
    said = f",{today}" if figures.today.reports else ""
    return [
        wording.stage_facts(units, complete, named) + said,
        wording.stage_facts("", complete, named) + said,
        wording.stage_facts("", complete, bare) + said,
        wording.stage_facts("", complete, bare),
    ]


def _exceptions(figures: DigestFigures) -> list[Line]:
    lines: list[Line] = []
    if figures.blocks:
        lines.append((Weight.NEEDED, _progress(figures.blocks[0])))
    if figures.short:
        lines.append((Weight.NEEDED, _shortage(figures.short)))
    lines += [(Weight.OTHER_KINDS, _other_kind(block)) for block in figures.blocks[1:]]
    if figures.missed:
        told = [
            wording.missed_words(one.due_at.astimezone(figures.when.at.tzinfo).date(), one.step)
            for one in figures.missed
        ]
        told = list(dict.fromkeys(told))
        more = len(told) - MISSED_SHOWN
        lines.append((Weight.NEEDED, wording.digest_missed(told[:MISSED_SHOWN], max(0, more))))
    return lines


def _progress(block: Block, head: str = "进度") -> str:
    return wording.digest_progress(
        wording.block_units(block.kinds, len(block.units)),
        len(block.at(Stage.COMPLETE)),
        len(block.at(Stage.UNDER_WAY)),
        [one.unit.name for one in block.at(Stage.NOTHING)],
        head,
    )


def _shortage(short: Sequence[Short], head: str = "还差", shown: int = TASKS_SHOWN) -> str:
    told = [
        (one.content, _counted(one.units), [unit.unit.name for unit in one.units])
        for one in short[:shown]
    ]
    return wording.digest_short(told, max(0, len(short) - shown), head)


def _counted(units: Sequence[UnitProgress]) -> str:
    kinds = {one.unit.kind for one in units}
    if kinds <= set(VILLAGES):
        return wording.block_units([kind for kind in VILLAGES if kind in kinds][:1], len(units))
    return wording.block_units([*kinds] if len(kinds) == 1 else [wording.UNIT_HEADING], len(units))


def _other_kind(block: Block) -> str:
    lacking = [one.unit.name for one in block.units if one.stage is not Stage.COMPLETE]
    complete = len(block.units) - len(lacking)
    return wording.digest_block(
        wording.block_word(block.kinds), len(block.units), complete, lacking
    )


def _of_other(figures: DigestFigures) -> list[Line]:
    name = wording.campaign_words(figures.campaign.name)
    lines = [_progress(block, name) for block in figures.blocks[:1]]
    if figures.short:
        lines.append(_shortage(figures.short, f"{name}还差", 2))
    return [(Weight.OTHER_CAMPAIGNS, line) for line in lines]


def _halfway(figures: DigestFigures) -> str:
    told = [wording.task_state(one.words, one.complete, one.owing) for one in figures.tasks]
    more = max(0, len(told) - TASKS_SHOWN)
    return wording.digest_halfway(told[:TASKS_SHOWN], more)


def _happened(figures: DigestFigures) -> list[Line]:
    today = figures.today
    said = wording.digest_today(today.units, today.reports, today.photos, today.before)
    lines = [(Weight.TODAY, said)]
    if today.said:
        shown = [(one.unit, one.items) for one in today.said[:EVENTS_SHOWN]]
        lines.append((Weight.EVENTS, wording.digest_events(shown, len(today.said) - len(shown))))
    doubts = [
        wording.doubt_words(unit, one.count, one.why, one.missing) for unit, one in figures.doubts
    ]
    pairs = list(dict.fromkeys(figures.same_photos))
    doubts += [wording.same_photo_words(units, figures.same_photos.count(units)) for units in pairs]
    if doubts:
        more = max(0, len(doubts) - DOUBTS_SHOWN)
        lines.append((Weight.DOUBTS, wording.digest_doubts(doubts[:DOUBTS_SHOWN], more)))
    return lines


def totals_written(figures: DigestFigures, style: str) -> list[tuple[str, str]]:
    """(activity, number as people read it)."""
    return [(activity, written(total, unit, style)) for activity, unit, total in figures.totals]


def _last(figures: DigestFigures, settings: Settings) -> list[Line]:
    lines: list[Line] = []
    totals = totals_written(figures, settings.numbers)
    if totals:
        more = max(0, len(totals) - TOTALS_SHOWN)
        lines.append((Weight.TOTALS, wording.digest_totals(totals[:TOTALS_SHOWN], more)))
    if settings.ranking and figures.owing:
        lines.append((Weight.RANKING, wording.digest_ranking(_ranked(figures.owing))))
    lines.append((Weight.NEEDED, wording.digest_burden(*figures.burden)))
    lines += [(Weight.NEEDED, wording.digest_year_assumed(year)) for year in figures.when.assumed]
    is_last_day = figures.when.due == figures.when.at.date()
    due = wording.digest_due(figures.when.due, figures.when.workdays_left)
    lines.append(
        (Weight.NEEDED, wording.digest_due_today(figures.when.due) if is_last_day else due)
    )
    return lines


def _ranked(owing: Sequence[UnitProgress]) -> list[tuple[str, int]]:
    """By tasks completed; those alike stay in the office's order."""
    done = [(one.unit.name, len(one.must) - len(one.short)) for one in owing]
    return sorted(done, key=lambda pair: -pair[1])
