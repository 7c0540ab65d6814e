"""The sheet 设置: known names with values that can stand there; an empty value is the default."""

from collections.abc import Sequence

from handlers import wording
from handlers.register.cells import clean
from handlers.register.rows import Row
from handlers.register.sheets import nearest_or_all, spelled
from handlers.settings import SETTINGS, read_setting


def read_settings(rows: Sequence[Row]) -> dict[str, str]:
    values: dict[str, str] = {}
    seen: dict[str, int] = {}
    for row in rows:
        name = spelled(row.name("名称") or "", list(SETTINGS))
        if not name:
            continue
        if name not in SETTINGS:
            near = nearest_or_all(name, list(SETTINGS))
            row.error("名称", wording.SETTING_UNKNOWN, value=name, near=near)
            continue
        if name in seen:
            row.error("名称", wording.SAME_AS_ROW, row=seen[name])
            continue
        seen[name] = row.number
        value = _value(row, name)
        if value is not None:
            values[name] = value
    return values


def _value(row: Row, name: str) -> str | None:
    value = row.name("值")
    if value is None:
        return None
    try:
        read_setting(name, value)
    except ValueError:
        row.error("值", wording.SETTING_WRONG, name=name, value=value, form=SETTINGS[name].form)
        return None
    return clean(value)
