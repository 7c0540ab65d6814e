"""The sheet 群: the groups that an office has named, and what each is for."""

from collections.abc import Sequence

from handlers import wording
from handlers.register import cells
from handlers.register.rows import Row
from handlers.register.unit_paths import UnitPaths
from storage.records import GroupPurpose
from storage.register_rows import GroupRow

RECEIPTS = ("逐条", "汇总", "表情", "不发")
_PURPOSE = cells.one_of(tuple(purpose.value for purpose in GroupPurpose))
_RECEIPTS = cells.one_of(RECEIPTS)


def read_groups(rows: Sequence[Row], units: UnitPaths) -> list[GroupRow]:
    seen: dict[tuple[object, ...], int] = {}
    groups = []
    for row in rows:
        group = _group(row, units)
        if group is None:
            continue
        key = (group.platform, group.chat) if group.chat else (group.platform, None, group.name)
        if key in seen:
            row.error("群号" if group.chat else "名称", wording.GROUP_SAME, row=seen[key])
            continue
        seen[key] = row.number
        groups.append(group)
    return groups


def _group(row: Row, units: UnitPaths) -> GroupRow | None:
    chat, name = row.read("群号", cells.identifier), row.text("名称")
    if not row.raw("群号") and name is None:
        row.error("群号", wording.GROUP_EMPTY)
        return None
    platform = row.read("平台", cells.platform) or "telegram"
    receipts = row.read("回执", _RECEIPTS) or ("汇总" if platform == "wechat" else "逐条")
    if receipts == "表情" and platform != "telegram":
        row.error("回执", wording.GROUP_REACTION)
    return GroupRow(
        platform=platform,
        chat=chat,
        name=name or "",
        unit=row.read("单位", units.read),
        purpose=GroupPurpose(row.read("用途", _PURPOSE) or GroupPurpose.REPORTS),
        receipts=receipts,
        reminders=(row.read("提醒", cells.yes_or_no) or "是") == "是",
    )
