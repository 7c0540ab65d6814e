"""What may be chosen in the cells of an empty register."""

from collections.abc import Mapping

from handlers.register.groups import RECEIPTS
from handlers.register.units import DATUMS
from handlers.reports.activities import activities
from handlers.settings import SETTINGS
from storage.records import DOCUMENTS, GroupPurpose, Measure, Per, Period, Role

Choices = tuple[str, ...]
PLATFORMS = ("telegram", "wechat", "local")
YES_NO = ("是", "否")
UNIT_NAMES, CAMPAIGN_NAMES = ("单位", "名称"), ("活动", "名称")


def closed_choices() -> Mapping[tuple[str, str], Choices]:
    """(sheet, column) -> every word that may stand there."""
    return {
        ("单位", "坐标系"): DATUMS,
        ("人员", "平台"): PLATFORMS,
        ("人员", "身份"): tuple(role.value for role in Role if role is not Role.RESIDENT),
        ("群", "平台"): PLATFORMS,
        ("群", "用途"): tuple(GroupPurpose),
        ("群", "回执"): RECEIPTS,
        ("群", "提醒"): YES_NO,
        ("任务", "计量"): tuple(Measure),
        ("任务", "计数"): tuple(Per),
        ("任务", "周期"): tuple(Period),
        ("任务", "要求"): ("必须", "鼓励"),
        ("假日", "休或班"): ("休", "班"),
        ("转办", "先答"): YES_NO,
        ("设置", "名称"): tuple(SETTINGS),
    }


def open_choices() -> Mapping[tuple[str, str], Choices]:
    """(sheet, column) -> the usual words; a list or a word of one's own may stand there too."""
    kinds = ("县", "乡镇", "村", "社区", "部门", "学校", "医院", "驿站")
    return {
        ("单位", "类别"): kinds,
        ("任务", "适用"): kinds,
        ("任务", "内容"): (*activities(), *DOCUMENTS),
        ("说法", "正式名称"): tuple(activities()),
        ("任务", "至少"): ("1", "2", "100%"),
    }


def columns_elsewhere() -> Mapping[tuple[str, str], tuple[str, str]]:
    """(sheet, column) -> the sheet and column whose cells may be named there."""
    return {
        ("单位", "上级"): UNIT_NAMES,
        ("人员", "单位"): UNIT_NAMES,
        ("群", "单位"): UNIT_NAMES,
        ("任务", "活动"): CAMPAIGN_NAMES,
        ("转办", "承办单位"): UNIT_NAMES,
    }
