"""Progress in one short answer: of one unit, of all below one, and who has told nothing; pure."""

from collections.abc import Sequence
from datetime import date

from handlers import wording
from handlers.campaigns.progress import Progress, Stage, UnitProgress
from handlers.campaigns.task_words import content_words, short_words, task_words
from handlers.campaigns.workdays import Workdays
from storage.records import Campaign


def own_line(one: UnitProgress, campaign: Campaign) -> str:
    """进度 of one unit."""
    if one.excused is not None:
        return wording.is_excused(one.unit.name, one.excused)
    missing = [task_words(line.task) for line in one.lines if line.lacks_number]
    told = wording.lacks_numbers(missing) if missing else ""
    if not one.must:
        return wording.no_tasks(one.unit.name, campaign.name) + told
    if not one.short:
        return wording.all_done(one.unit.name, campaign.name, len(one.must)) + told
    short = [short_words(line) for line in one.short]
    due = min(line.due for line in one.short)
    complete = len(one.must) - len(one.short)
    return wording.own_progress(one.unit.name, campaign.name, complete, short, due) + told


def short_line(one: UnitProgress, today: date) -> str:
    """还差什么 of one unit."""
    if one.excused is not None:
        return wording.is_excused(one.unit.name, one.excused)
    if not one.short:
        return wording.nothing_short(one.unit.name)
    due = min(line.due for line in one.short)
    return wording.short_of_unit(
        one.unit.name, [short_words(line) for line in one.short], due, today
    )


def whole_line(
    progress: Progress, units: Sequence[UnitProgress], workdays: Workdays, today: date, named: bool
) -> str:
    """进度 of many units; `named` only where names may stand."""
    campaign = progress.campaign
    by_stage = {stage: [one for one in units if one.stage is stage] for stage in Stage}
    nothing = by_stage[Stage.NOTHING]
    line = wording.whole_progress(
        campaign.name,
        (today - campaign.start).days + 1,
        (campaign.end - campaign.start).days + 1,
        len(units),
        len(by_stage[Stage.COMPLETE]),
        len(by_stage[Stage.UNDER_WAY]),
        len(nothing),
        [one.unit.name for one in nothing] if named else [],
    )
    short = short_by_content(units)
    if short:
        line += wording.short_tasks(short)
    due = max((item.due for one in units for item in one.short), default=None)
    if due is not None and due > today:
        line += wording.workdays_left(due, workdays.count(today, due))
    return line


def short_by_content(units: Sequence[UnitProgress]) -> list[tuple[str, int]]:
    """What is short in how many units, most first."""
    found: dict[str, int] = {}
    for one in units:
        for name in content_words(one.short):
            found[name] = found.get(name, 0) + 1
    return sorted(found.items(), key=lambda pair: -pair[1])


def who_lines(units: Sequence[UnitProgress]) -> str:
    """谁没报: nothing told, told and short, and nobody there to tell."""
    open_units = [one for one in units if one.short]
    able = [one for one in open_units if one.can_report]
    return wording.who_has_not(
        [one.unit.name for one in able if one.stage is Stage.NOTHING],
        [
            (one.unit.name, [short_words(line) for line in one.short])
            for one in able
            if one.stage is Stage.UNDER_WAY
        ],
        [one.unit.name for one in open_units if not one.can_report],
    )
