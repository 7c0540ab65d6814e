"""Forty quotas as plans state them, read as one register."""

from functools import cache
from pathlib import Path

import pytest

from bot.register_files import read_files
from handlers.campaigns.quotas import owed, owes, stretches
from handlers.office import Office, make_office
from handlers.register.foreseen import foresee

FOLDER = Path(__file__).parents[2] / "data" / "quotas"
NEVER_OWED = {"Q03", "Q05", "Q06", "Q09", "Q16"}
VILLAGES, HOUSEHOLDS = 6, 412 + 365 + 398 + 310 + 246 + 287
DEPARTMENTS, SCHOOLS, CLASSES, SITES, STATIONS = 3, 2, 24 + 18, 3, 2

# Code -> (what all units owe together in one stretch, stretches of all its campaigns, parts).
OWED = {
    "Q01": (98, 1, 1),
    "Q02": (4, 1, 1),
    "Q04": (1, 1, 1),
    "Q07": (DEPARTMENTS, 1, 1),
    "Q08": (2 * (VILLAGES + DEPARTMENTS), 2, 1),
    "Q10": (HOUSEHOLDS, 1, 1),
    "Q11": (DEPARTMENTS, 1, 1),
    "Q12": (VILLAGES, 1, 1),
    "Q13": (VILLAGES, 1, 1),
    "Q14": (VILLAGES, 1, 1),
    "Q15": (SITES, 1, 1),
    "Q17": (DEPARTMENTS, 1, 2),
    "Q18": (HOUSEHOLDS, 1, 1),
    "Q19": (VILLAGES, 3, 1),
    "Q20": (VILLAGES, 3, 1),
    "Q21": (VILLAGES, 3, 1),
    "Q22": (1, 1, 1),
    "Q23": (SCHOOLS, 1, 1),
    "Q24": (SCHOOLS, 1, 1),
    "Q25": (SCHOOLS, 1, 1),
    "Q26": (CLASSES, 1, 1),
    "Q27": (SCHOOLS, 1, 1),
    "Q28": (SCHOOLS, 1, 1),
    "Q29": (SCHOOLS, 1, 3),
    "Q30": (DEPARTMENTS, 12, 1),
    "Q31": (1, 1, 1),
    "Q32": (2, 1, 1),
    "Q33": (SITES, 1, 1),
    "Q34": (2 * 2, 1, 1),
    "Q35": (2, 1, 1),
    "Q36": (VILLAGES + SCHOOLS + 1, 1, 1),
    "Q37": (120_000, 1, 1),
    "Q38": (VILLAGES, 4, 1),
    "Q39": (10 * VILLAGES, 1, 1),
    "Q40": (3 * STATIONS, 12, 1),
}


@cache
def office() -> Office:
    return foresee(read_files(FOLDER).read()[0], make_office([]))[0]


def test_forty_quotas_read_as_one_register_with_only_the_planted_findings() -> None:
    _, findings = read_files(FOLDER).read()
    assert [finding.text for finding in findings] == [
        "任务 第9行 周期:说到几个时段:是每个时段各2,还是合起来2,说不准;"
        "现在按每个活动各算;改为“周期”填活动(各算)或全年(合起来算)(提醒)",
        "任务 第18行 期限:早于活动开始(2026-08-11),像是照抄了旧日期;改为核对后的日期(提醒)",
    ]


def test_all_forty_are_there() -> None:
    codes = {task.code for task in office().tasks}
    assert codes == {f"Q{number:02}" for number in range(1, 41)}
    assert codes == NEVER_OWED | OWED.keys()


@pytest.mark.parametrize("code", sorted(NEVER_OWED))
def test_a_quota_without_a_number_is_shown_and_never_owed(code: str) -> None:
    tasks = [task for task in office().tasks if task.code == code]
    units = [unit for unit in office().units.values() if owes(tasks[0], unit)]
    assert units
    assert [owed(task, unit) for task in tasks for unit in units] == [None] * len(tasks) * len(
        units
    )


@pytest.mark.parametrize("code", sorted(OWED))
def test_what_all_units_owe_together(code: str) -> None:
    tasks = [task for task in office().tasks if task.code == code]
    campaigns = {campaign.id: campaign for campaign in office().campaigns}
    together = {sum(owed(task, unit) or 0 for unit in office().units.values()) for task in tasks}
    times = {
        part: sum(
            len(stretches(task, campaigns[task.campaign or 0]))
            for task in tasks
            if task.contents == part
        )
        for part in {task.contents for task in tasks}
    }
    total, count, parts = OWED[code]
    assert together == {total}
    assert list(times.values()) == [count] * parts
