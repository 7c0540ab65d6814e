"""The register as an office sees it: each sheet's rows as texts that read back as the same."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from handlers.register.sheets import (
    CAMPAIGNS,
    GROUPS,
    HOLIDAYS,
    PEOPLE,
    SAYINGS,
    SETTINGS,
    TASKS,
    UNITS,
)
from handlers.register.unit_paths import NamedUnit, UnitPaths
from handlers.settings import SETTINGS as KNOWN_SETTINGS
from storage.records import Alias, Role
from storage.register_rows import (
    MembershipRow,
    PersonRow,
    Register,
    TaskRow,
    UnitPath,
    UnitRow,
)

Line = Mapping[str, object]
"""Column -> what stands in its cell; None and a missing column are an empty cell."""


@dataclass(frozen=True, slots=True)
class Page:
    """One sheet with what stands in it; `examples` are shown and never read."""

    name: str
    lines: tuple[Line, ...] = ()
    examples: tuple[Line, ...] = ()


def pages_of(register: Register) -> list[Page]:
    """One for every sheet that is kept."""
    units = register.units or ()
    names = UnitNamesInCells(units)
    return [
        Page(UNITS, tuple(_unit(unit, names) for unit in units)),
        Page(PEOPLE, tuple(_people(register, names))),
        Page(GROUPS, tuple(_groups(register, names))),
        Page(CAMPAIGNS, tuple(_campaigns(register))),
        Page(TASKS, tuple(_tasks(register.tasks or (), names))),
        Page(SAYINGS, tuple(_sayings(register))),
        Page(HOLIDAYS, tuple(_holidays(register))),
        Page(SETTINGS, tuple(_settings(register))),
    ]


class UnitNamesInCells:
    """The name where it is enough, else 上级/名称 from the top."""

    def __init__(self, units: Sequence[UnitRow]) -> None:
        self._paths = UnitPaths(
            NamedUnit(unit.path, tuple(a.name for a in unit.aliases)) for unit in units
        )

    def of(self, path: UnitPath) -> str:
        return path[-1] if self._paths.find(path[-1]) == [path] else "/".join(path)


def _unit(unit: UnitRow, names: UnitNamesInCells) -> Line:
    return {
        "编号": unit.code,
        "名称": unit.path[-1],
        "类别": unit.kind,
        "上级": names.of(unit.path[:-1]) if len(unit.path) > 1 else None,
        "别名": "、".join(_alias(alias) for alias in unit.aliases),
        "村民组数": unit.groups,
        "户数": unit.households,
        "班级数": unit.classes,
        "项目点数": unit.sites,
        "纬度": unit.latitude,
        "经度": unit.longitude,
        "坐标系": unit.datum,
    }


def _alias(alias: Alias) -> str:
    if alias.since is None and alias.until is None:
        return alias.name
    return f"{alias.name}({alias.since or ''}—{alias.until or ''})"


def _people(register: Register, names: UnitNamesInCells) -> Iterator[Line]:
    for person in register.people or ():
        for held in _held_together(person):
            yield {
                "平台": person.platform,
                "账号": person.account,
                "姓名": person.name,
                "单位": "、".join(names.of(one.unit) for one in held),
                "身份": held[0].role.value,
                "起": held[0].since,
                "止": held[0].until,
            }


def _held_together(person: PersonRow) -> list[list[MembershipRow]]:
    """A 包保's units stand in one row: without an account the row alone says who it is."""
    together: dict[object, list[MembershipRow]] = {}
    for number, held in enumerate(person.memberships):
        alone = None if held.role is Role.ASSIGNED else number
        together.setdefault((held.role, held.since, held.until, alone), []).append(held)
    return list(together.values())


def _groups(register: Register, names: UnitNamesInCells) -> Iterator[Line]:
    for group in register.groups or ():
        yield {
            "平台": group.platform,
            "群号": group.chat,
            "名称": group.name,
            "单位": None if group.unit is None else names.of(group.unit),
            "用途": group.purpose.value,
            "回执": group.receipts,
            "提醒": _yes(group.reminders),
        }


def _yes(value: bool) -> str:
    return "是" if value else "否"


def _campaigns(register: Register) -> Iterator[Line]:
    for campaign in register.campaigns or ():
        yield {
            "编号": campaign.code,
            "名称": campaign.name,
            "开始": campaign.start,
            "结束": campaign.end,
            "报送截止": campaign.due,
            "集中宣传日": campaign.focus_day,
            "主题": campaign.theme,
            "文号": campaign.document_number,
        }


def _tasks(tasks: Sequence[TaskRow], names: UnitNamesInCells) -> Iterator[Line]:
    for rows in _written_together(tasks):
        task = rows[0]
        contents = dict.fromkeys("/".join(row.contents) for row in rows)
        campaigns = dict.fromkeys(row.campaign for row in rows if row.campaign is not None)
        yield {
            "编号": task.code,
            "活动": "、".join(campaigns),
            "适用": "、".join((*task.kinds, *(names.of(path) for path in task.units))),
            "内容": "、".join(contents),
            "至少": "100%" if task.whole else task.minimum,
            "计量": task.measure.value,
            "计数": task.per.value,
            "周期": task.period.value,
            "期限": task.due,
            "要求": "必须" if task.required else "鼓励",
            "佐证": task.evidence,
            "原文": task.wording,
        }


def _written_together(tasks: Sequence[TaskRow]) -> list[list[TaskRow]]:
    """Parts of a bundle and campaigns of a list share their code: one row of the sheet."""
    together: dict[TaskRow | tuple[int, TaskRow], list[TaskRow]] = {}
    for number, task in enumerate(tasks):
        key = replace(task, contents=(), campaign=None)
        together.setdefault(key if task.code else (number, key), []).append(task)
    return list(together.values())


def _sayings(register: Register) -> Iterator[Line]:
    for saying in register.sayings or ():
        yield {"口语": saying.spoken, "正式名称": saying.formal, "单位词": saying.measure}


def _holidays(register: Register) -> Iterator[Line]:
    for holiday in register.holidays or ():
        works = "班" if holiday.works else "休"
        yield {"日期": holiday.day, "休或班": works, "依据": holiday.basis}


def _settings(register: Register) -> Iterator[Line]:
    """Every name, so that the office sees what it may set; an empty value is the default."""
    for name, setting in KNOWN_SETTINGS.items():
        yield {"名称": name, "值": (register.settings or {}).get(name), "说明": setting.form}
