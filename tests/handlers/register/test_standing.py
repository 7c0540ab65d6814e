"""What is wrong with the register in force, though each reading of it was without error."""

from datetime import date

import pytest

from handlers.office import make_office
from handlers.register.standing import check_office
from storage.records import (
    Campaign,
    Group,
    GroupPurpose,
    Holiday,
    Membership,
    Per,
    Person,
    Role,
    Task,
    Unit,
)

DAY = date(2026, 10, 14)
UNITS = [
    Unit(1, "柳溪镇", "乡镇"),
    Unit(2, "枫林村", "村", parent=1),
    Unit(3, "石桥村", "村", parent=1),
]
WANG = Person(1, "local", "wang", "汪某", (Membership(2, Role.LIAISON),))
WU = Person(2, "local", None, "吴某", (Membership(3, Role.LIAISON),))
ZHOU = Person(3, "local", "zhou", "周某", (Membership(1, Role.SUPERVISOR),))
WORK = Group(1, "local", "work", "工作群", 1, GroupPurpose.REPORTS)
MONTH = Campaign(1, "宣传月", date(2026, 10, 9), date(2026, 10, 31), date(2026, 11, 3))
LIVE = {"试运行": "否"}
ENDED = (Membership(3, Role.LIAISON, None, date(2026, 10, 13)),)


@pytest.mark.parametrize(
    ("label", "people", "groups", "campaigns", "settings", "day", "told"),
    [
        ("all is well", [WANG, WU, ZHOU], [WORK], [MONTH], LIVE, DAY, []),
        (
            "a unit that nobody reports for",
            [WANG, Person(2, "local", "wu", "吴某", ENDED), ZHOU],
            [WORK],
            [MONTH],
            LIVE,
            DAY,
            ["人员:1个单位没有人报送:石桥村;改为给这些单位各写一名联络员(提醒)"],
        ),
        (
            "nobody at all",
            [],
            [WORK],
            [MONTH],
            LIVE,
            DAY,
            [
                "人员:2个单位没有人报送:枫林村、石桥村;改为给这些单位各写一名联络员(提醒)",
                "人员:没有主管,待核的记录没有人看;改为写一行身份为“主管”的人(提醒)",
            ],
        ),
        (
            "a group without unit, number and channel",
            [WANG, WU, ZHOU],
            [Group(1, "wechat", None, "村民群", None, GroupPurpose.RESIDENTS)],
            [MONTH],
            LIVE,
            DAY,
            [
                "群:没有用途为“报送”的群;改为写一行报送群(提醒)",
                "群 单位:“村民群”没有写单位,同名的村分不清;改为这个群所在的单位(提醒)",
                "群 群号:“村民群”还没有群号,收不到消息;改为这个群的群号(提醒)",
                "群 平台:“村民群”所在的渠道没有打开;改为在 config.toml 里写 [wechat](提醒)",
            ],
        ),
        (
            "the trial run goes on and the campaign is over",
            [WANG, WU, ZHOU],
            [WORK],
            [MONTH],
            {},
            date(2026, 11, 4),
            [
                "活动:没有正在进行或将要开始的活动;改为写上新的活动(提醒)",
                "设置:正在试运行,群里不发回执;改为“试运行”填否,即可正式开始(提醒)",
            ],
        ),
    ],
)
def test_what_a_standing_register_lacks_is_told(
    label: str,
    people: list[Person],
    groups: list[Group],
    campaigns: list[Campaign],
    settings: dict[str, str],
    day: date,
    told: list[str],
) -> None:
    office = make_office(UNITS, people, groups, campaigns, settings)
    findings = check_office(office, groups, ["local"], day)
    assert [finding.text for finding in findings] == told


def test_without_a_register_that_alone_is_told() -> None:
    findings = check_office(make_office([]), [], ["local"], DAY)
    assert [finding.text for finding in findings] == [
        "单位:还没有读入登记表;改为先运行 cunbao register 文件夹"
    ]


def test_what_the_plan_in_force_lacks_is_told_until_its_campaign_is_over() -> None:
    banners = Task(
        1,
        frozenset({"村"}),
        frozenset(),
        ("悬挂横幅标语",),
        campaign=1,
        minimum=2,
        per=Per.GROUP,
        due=date(2026, 10, 17),
    )
    office = make_office(
        UNITS, [WANG, WU, ZHOU], [WORK], [MONTH], LIVE, [banners], [Holiday(MONTH.due, False)]
    )

    def told(day: date) -> list[str]:
        return [finding.text for finding in check_office(office, [WORK], ["local"], day)]

    assert told(DAY) == [
        "活动 报送截止:这天休息,顺延到2026-11-04;改为2026-11-04,或别的工作日(提醒)",
        "任务 期限:这天休息,顺延到2026-10-19;改为2026-10-19,或别的工作日(提醒)",
        "任务 计数:枫林村、石桥村没有填村民组数,算不出要做多少;"
        "改为先在“单位”表里填上村民组数(提醒)",
    ]
    assert told(date(2026, 12, 1)) == ["活动:没有正在进行或将要开始的活动;改为写上新的活动(提醒)"]


@pytest.mark.parametrize(
    ("wanted", "sent"), [("17:00", ""), ("17:30", "17:15"), ("13:00", "11:45")]
)
def test_a_digest_time_outside_office_hours_is_told(wanted: str, sent: str) -> None:
    office = make_office(UNITS, [WANG, WU, ZHOU], [WORK], [MONTH], LIVE | {"日报时间": wanted})
    told = [one.text for one in check_office(office, [WORK], ["local"], DAY)]
    assert [line for line in told if "日报时间" in line] == (
        [
            f"设置 日报时间:日报时间不在上班时间内(下班那一刻也不算),改在{sent}发;"
            f"改为上班时间内的时间,例如{sent}(提醒)"
        ]
        if sent
        else []
    )
