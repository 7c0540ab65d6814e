"""The office's settings (sheet 设置): names, what may stand there, and what holds without them."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import time
from typing import Any

Hours = tuple[tuple[time, time], ...]

_CLOCK = re.compile(r"(\d{1,2})[:\uff1a](\d{2})")
_SPAN = re.compile(
    r"(\d{1,2}[:\uff1a]\d{2})\s*[-\u2010-\u2015~\uff5e至到]+\s*(\d{1,2}[:\uff1a]\d{2})"
)

REMINDER_STEPS = ("任务卡", "期中", "前三天", "截止日", "截止后")


@dataclass(frozen=True, slots=True)
class Settings:
    """Every field's default is the contract's; times are the office's own clock."""

    trial_run: bool = True
    reminders_per_group_week: int = 2
    messages_per_group_day: int = 1
    digest_time: time = time(17, 0)
    halfway_report: bool = True
    naming: bool = False
    ranking: bool = False
    answer_residents_directly: bool = False
    text_days: int = 400
    photo_days: int = 400
    holiday_rolls_on: bool = True
    grace_days: int = 3
    office_hours: Hours = ((time(8, 0), time(12, 0)), (time(14, 30), time(17, 30)))
    style: str = "分条"
    numbers: str = "约数"
    reminder_steps: tuple[str, ...] = REMINDER_STEPS


@dataclass(frozen=True, slots=True)
class Setting:
    """`form` tells the office what may stand there; `read` raises ValueError for anything else."""

    field: str
    form: str
    read: Callable[[str], Any]


def _yes(text: str) -> bool:
    return {"是": True, "否": False, "true": True, "false": False}[text.lower()]


def _whole(low: int, high: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not re.fullmatch(r"\d{1,6}(\.0+)?", text, re.ASCII):
            raise ValueError(text)
        value = int(text.partition(".")[0])
        if not low <= value <= high:
            raise ValueError(text)
        return value

    return read


def _time(text: str) -> time:
    found = _CLOCK.fullmatch(text.removesuffix(":00") if text.count(":") == 2 else text)
    if found is None:
        raise ValueError(text)
    return time(int(found[1]), int(found[2]))


def _hours(text: str) -> Hours:
    spans = []
    for part in re.split(r"[\u3001\uff0c\uff1b,;]", text):
        found = _SPAN.fullmatch(part.strip())
        if found is None:
            raise ValueError(text)
        spans.append((_time(found[1]), _time(found[2])))
    flat = [moment for span in spans for moment in span]
    if flat != sorted(set(flat)):
        raise ValueError(text)
    return tuple(spans)


def _word(*allowed: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text not in allowed:
            raise ValueError(text)
        return text

    return read


def _list_of(*allowed: str) -> Callable[[str], tuple[str, ...]]:
    def read(text: str) -> tuple[str, ...]:
        named = () if text == "无" else tuple(re.split(r"[\u3001\uff0c,;]", text))
        if any(one not in allowed for one in named):
            raise ValueError(text)
        return named

    return read


_YES_FORM = "是或否"
_DAYS_FORM = "1 到 3650 之间的天数"

SETTINGS: Mapping[str, Setting] = {
    "试运行": Setting("trial_run", _YES_FORM, _yes),
    "每群每周提醒": Setting("reminders_per_group_week", "0 到 50 之间的次数", _whole(0, 50)),
    "每群每日主动消息": Setting("messages_per_group_day", "0 到 50 之间的条数", _whole(0, 50)),
    "日报时间": Setting("digest_time", "17:00 这样的时间", _time),
    "半程报告": Setting("halfway_report", _YES_FORM, _yes),
    "点名": Setting("naming", _YES_FORM, _yes),
    "排名": Setting("ranking", _YES_FORM, _yes),
    "群众群直接答": Setting("answer_residents_directly", _YES_FORM, _yes),
    "原始文本保留天数": Setting("text_days", _DAYS_FORM, _whole(1, 3650)),
    "照片保留天数": Setting("photo_days", _DAYS_FORM, _whole(1, 3650)),
    "遇节假日顺延": Setting("holiday_rolls_on", _YES_FORM, _yes),
    "月末宽限天数": Setting("grace_days", "0 到 60 之间的天数", _whole(0, 60)),
    "上班时间": Setting("office_hours", "08:00-12:00、14:30-17:30 这样的写法", _hours),
    "文风": Setting("style", "分条或连写", _word("分条", "连写")),
    "数字": Setting("numbers", "约数或精确", _word("约数", "精确")),
    "提醒环节": Setting(
        "reminder_steps", "、".join(REMINDER_STEPS) + "里的几个,或无", _list_of(*REMINDER_STEPS)
    ),
}


def read_setting(name: str, value: str) -> Any:
    """Raises ValueError where the value cannot stand there, KeyError for an unknown name."""
    try:
        return SETTINGS[name].read(value)
    except KeyError:
        if name not in SETTINGS:
            raise
        raise ValueError(value) from None


def typed_settings(values: Mapping[str, str]) -> Settings:
    """The defaults where a value is absent, or was kept by another version and is unknown here."""
    read: dict[str, Any] = {}
    for name, value in values.items():
        try:
            read[SETTINGS[name].field] = read_setting(name, value)
        except (KeyError, ValueError):
            continue
    return Settings(**read)
