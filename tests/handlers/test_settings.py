"""The office's settings with the contract's defaults."""

from dataclasses import fields
from datetime import time

import pytest

from handlers.settings import SETTINGS, Settings, read_setting, typed_settings

WRITTEN = {
    "试运行": "是",
    "每群每周提醒": "2",
    "每群每日主动消息": "1",
    "日报时间": "17:00",
    "半程报告": "是",
    "点名": "否",
    "排名": "否",
    "群众群直接答": "否",
    "原始文本保留天数": "400",
    "照片保留天数": "400",
    "遇节假日顺延": "是",
    "月末宽限天数": "3",
    "上班时间": "08:00-12:00、14:30-17:30",
    "文风": "分条",
    "数字": "约数",
    "提醒环节": "任务卡、期中、前三天、截止日、截止后",
}


def test_the_defaults_are_what_the_contract_writes() -> None:
    assert typed_settings(WRITTEN) == Settings() == typed_settings({})


def test_every_setting_has_its_field_and_every_field_its_setting() -> None:
    assert [one.field for one in SETTINGS.values()] == [field.name for field in fields(Settings)]
    assert list(SETTINGS) == list(WRITTEN)


def test_what_the_office_wrote_holds() -> None:
    settings = typed_settings({"试运行": "否", "上班时间": "9:00—11:30", "文风": "连写"})
    assert settings == Settings(
        trial_run=False, office_hours=((time(9), time(11, 30)),), style="连写"
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("试运行", "开"),
        ("每群每周提醒", "两次"),
        ("原始文本保留天数", "0"),
        ("日报时间", "25:00"),
        ("上班时间", "17:00-8:00"),
        ("数字", "大约"),
    ],
)
def test_what_cannot_stand_there_is_refused_and_never_kept(name: str, value: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        read_setting(name, value)
    assert typed_settings({name: value, "别的": "1"}) == Settings()
