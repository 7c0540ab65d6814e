"""The sheets of the office's register: names, columns, and what must be filled in."""

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from handlers import wording
from handlers.reports.script import fold

UNITS = "单位"
PEOPLE = "人员"
GROUPS = "群"
CAMPAIGNS = "活动"
TASKS = "任务"
SAYINGS = "说法"
HOLIDAYS = "假日"
SETTINGS = "设置"
STEPS = "三步上手"
"""The template's first sheet, for people; never read."""


@dataclass(frozen=True, slots=True)
class SheetForm:
    name: str
    columns: tuple[str, ...]
    required: frozenset[str] = frozenset()


READ = {
    form.name: form
    for form in (
        SheetForm(
            UNITS,
            (
                *("编号", "名称", "类别", "上级", "别名", "村民组数", "户数"),
                *("班级数", "项目点数", "纬度", "经度", "坐标系", "顺序"),
            ),
            frozenset({"名称", "类别"}),
        ),
        SheetForm(PEOPLE, ("平台", "账号", "姓名", "单位", "身份", "起", "止")),
        SheetForm(GROUPS, ("平台", "群号", "名称", "单位", "用途", "回执", "提醒")),
        SheetForm(
            CAMPAIGNS,
            ("编号", "名称", "开始", "结束", "报送截止", "集中宣传日", "主题", "文号"),
            frozenset({"名称", "开始", "结束", "报送截止"}),
        ),
        SheetForm(
            TASKS,
            (
                *("编号", "活动", "适用", "内容", "至少", "计量", "计数", "周期"),
                *("期限", "要求", "佐证", "原文"),
            ),
        ),
        SheetForm(SAYINGS, ("口语", "正式名称", "单位词")),
        SheetForm(HOLIDAYS, ("日期", "休或班", "依据")),
        SheetForm(SETTINGS, ("名称", "值", "说明"), frozenset({"名称"})),
    )
}

NOT_READ_YET = {
    form.name: form
    for form in (
        SheetForm(
            "问答",
            (
                *("编号", "类别", "问题", "相似问法", "答案", "依据"),
                *("文号", "生效", "失效", "咨询"),
            ),
        ),
        SheetForm("转办", ("事项", "关键词", "承办单位", "承办人", "电话", "几个工作日", "先答")),
        SheetForm("模板", ("用途", "文件", "格", "取值")),
    )
}

ORDER = (
    *(UNITS, PEOPLE, GROUPS, CAMPAIGNS, TASKS, "问答", SAYINGS, HOLIDAYS, "转办", "模板"),
    SETTINGS,
)
"""As the sheets stand in a workbook."""


def sheet_names() -> tuple[str, ...]:
    return ORDER


def nearest(text: str, known: Iterable[str]) -> str | None:
    """The known word most like `text`, or None where none is like it at all."""
    words = list(known)
    found = difflib.get_close_matches(text, words, n=1, cutoff=0.45)
    if found:
        return found[0]
    holding = [word for word in words if word in text or (text and text in word)]
    return max(holding, key=len) if holding else None


def nearest_or_all(text: str, known: Sequence[str]) -> str:
    """For 改为: the nearest known word, else all of them."""
    found = nearest(text, known)
    return found or wording.NEAR_NONE.format(allowed="、".join(known))


def spelled(text: str, known: Sequence[str]) -> str:
    """The known word where `text` is one, written in traditional characters perhaps."""
    if text in known or not text:
        return text
    folded = fold(text)
    return folded if folded in known else text
