"""The sheet 任务: what units owe; what a plan leaves open is asked, and answered by filling in."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from handlers import wording
from handlers.register import cells
from handlers.register.applying import Addressees, Applies
from handlers.register.campaign_names import CampaignNames
from handlers.register.contents import measures_differ, measures_of, read_contents
from handlers.register.minimums import Minimum, read_minimum
from handlers.register.rows import Row
from storage.records import Measure, Per, Period
from storage.register_rows import TaskRow

_MEASURE = cells.one_of(tuple(Measure), {"总数": "数量", "场次": "次数", "有无": "有"})
_PER = cells.one_of(
    tuple(Per),
    {
        "每村": "每单位",
        "每个单位": "每单位",
        "每组": "每村民组",
        "每班": "每班级",
        "每户": "全部户",
    },
)
_PERIOD = cells.one_of(tuple(Period), {"每季度": "每季", "每年": "全年", "年度": "全年"})
_REQUIRED = cells.one_of(("必须", "鼓励"), {"力争": "鼓励", "倡导": "鼓励", "有条件的": "鼓励"})

_GROUPS = re.compile(r"村组|村民组|(?:每|各)个?组")
_MONTHS = re.compile(r"(\d{1,2}|[一二三四五六七八九十]{1,2})(?:月份?)?(?=[、,和及/与])")
_LAST_MONTH = re.compile(r"[、,和及/与](\d{1,2}|[一二三四五六七八九十]{1,2})月")


def read_tasks(
    rows: Sequence[Row], addressees: Addressees, campaigns: CampaignNames
) -> list[TaskRow]:
    tasks: list[TaskRow] = []
    codes: dict[str, int] = {}
    seen: dict[TaskRow, int] = {}
    for row in rows:
        made = _tasks(row, addressees, campaigns)
        code = made[0].code if made else None
        if code and code in codes:
            row.error("编号", wording.CODE_AS_ROW, row=codes[code])
        elif code:
            codes[code] = row.number
        twice = [seen[same] for same in map(_identity, made) if same in seen]
        if twice and not code:
            row.error("内容", wording.TASK_SAME, row=twice[0])
        seen.update({_identity(task): row.number for task in made if not code})
        tasks += made
    return tasks


def _identity(task: TaskRow) -> TaskRow:
    """Contract: 活动+适用+内容+期限, where there is no code."""
    kinds, units = tuple(sorted(task.kinds)), tuple(sorted(task.units))
    return TaskRow(kinds, units, task.contents, campaign=task.campaign, due=task.due)


def _tasks(row: Row, addressees: Addressees, campaigns: CampaignNames) -> list[TaskRow]:
    """One for each campaign and each part of 内容; none where a cell is wrong."""
    for column in ("适用", "内容"):
        if not row.raw(column):
            fault = wording.TASK_NOBODY_NAMED if column == "适用" else wording.CELL_EMPTY
            row.error(column, fault, column=column)
    applies = row.read("适用", addressees.read)
    contents = row.read("内容", read_contents)
    named = row.read("活动", campaigns.read_list) if row.raw("活动") else (None,)
    template = _template(row, applies or Applies())
    if not applies or not contents or not named:
        return []
    _ask(row, template, contents, named)
    return [
        replace(template, contents=part, campaign=campaign)
        for campaign in named
        for part in contents
    ]


def _template(row: Row, applies: Applies) -> TaskRow:
    """All but its contents and its campaign."""
    for kind in applies.absent:
        row.warn("适用", wording.TASK_KIND_ABSENT, kind=kind)
    least = row.read("至少", read_minimum) or Minimum()
    measure = row.read("计量", _MEASURE)
    per = Per(row.read("计数", _PER) or (Per.HOUSEHOLDS if least.whole else Per.UNIT))
    if least.whole and per is not Per.HOUSEHOLDS:
        row.error("计数", wording.TASK_WHOLE)
    return TaskRow(
        kinds=applies.kinds,
        units=applies.units,
        contents=(),
        code=row.read("编号", cells.identifier),
        minimum=least.amount,
        whole=least.whole,
        measure=Measure(measure or Measure.AMOUNT),
        per=per,
        period=Period(row.read("周期", _PERIOD) or Period.CAMPAIGN),
        due=row.read("期限", cells.day),
        required=(row.read("要求", _REQUIRED) or "必须") == "必须",
        evidence=row.text("佐证") or "",
        wording=row.text("原文") or "",
        row=row.number,
    )


def _ask(
    row: Row,
    task: TaskRow,
    contents: Sequence[tuple[str, ...]],
    campaigns: Sequence[str | None],
) -> None:
    if task.minimum is None:
        return
    _ask_measure(row, task, contents)
    if not row.raw("计数") and _GROUPS.search(task.wording):
        row.warn("计数", wording.TASK_GROUPS_UNCLEAR)
    if not row.raw("周期") and (len(campaigns) > 1 or len(months_in(task.wording)) > 1):
        row.warn("周期", wording.TASK_EACH_UNCLEAR, count=task.minimum)


def _ask_measure(row: Row, task: TaskRow, contents: Iterable[tuple[str, ...]]) -> None:
    if task.measure is not Measure.AMOUNT:
        return
    word = _measure_word(row)
    for part in contents:
        measures = measures_of(part)
        if measures_differ(part):
            row.warn("计量", wording.TASK_MIXED, contents="、".join(part))
        elif word and measures and word not in measures:
            shown = "、".join(sorted(measures))
            row.warn("至少", wording.TASK_MEASURE, word=word, content=part[0], measures=shown)


def _measure_word(row: Row) -> str:
    least = row.read("至少", read_minimum)
    return least.measure if least else ""


def months_in(text: str) -> list[str]:
    """4月和10月, 5、8、10月: the months of a list, and nothing of a stretch from one to another."""
    last = _LAST_MONTH.findall(text)
    return [*_MONTHS.findall(text), *last] if last else []
