"""柳溪镇 on the day of domain.md §8: the office and the facts that digests are made from."""

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from handlers import wording
from handlers.campaigns.counted import Counting
from handlers.campaigns.digest_facts import Facts, scope_of
from handlers.campaigns.digest_figures import DigestFigures, figures_of
from handlers.campaigns.digest_words import Heading, digest_text
from handlers.campaigns.progress import progress_of
from handlers.campaigns.workdays import Workdays
from handlers.office import Office, make_office
from storage.decisions import Decision
from storage.progress import Tally
from storage.records import (
    Campaign,
    Group,
    GroupPurpose,
    Report,
    ReportItem,
    ReportState,
    Task,
    Unit,
)

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 10, 15, 17, tzinfo=ZONE)
OCTOBER = Campaign(1, "2026年10月宣传月", date(2026, 10, 9), date(2026, 10, 31), date(2026, 11, 3))
PARTY, BOARD, NEWS = "集中宣传活动", "广告牌标识牌", "信息稿件"
PAPERS, BANNERS, VISITS, MEETING = "发放宣传资料", "悬挂横幅标语", "入户走访", "会议培训"
HEADS = ("枫林", "石桥", "双塘", "上畈", "茶坑", "垱上", "竹园", "前湾", "板仓", "梅冲", "望江")
VILLAGES = [
    *(Unit(number, f"{head}村", "村", parent=1) for number, head in enumerate(HEADS, 10)),
    Unit(21, "河口社区", "社区", parent=1),
]
OFFICES = [
    Unit(number, name, "部门", parent=1)
    for number, name in enumerate(
        ("民政办", "社保所", "卫健办", "财政分局", "司法所", "残联", "文化站", "交管站"), 30
    )
]
TOWN = Unit(1, "柳溪镇", "乡镇")
GROUP = Group(1, "local", "工作群", "工作群", 1, GroupPurpose.REPORTS)
LEADERS = Group(2, "local", "主管群", "主管群", 1, GroupPurpose.SUPERVISORS)


def task(number: int, content: str, *kinds: str) -> Task:
    return Task(number, frozenset(kinds), frozenset(), (content,), minimum=1)


TASKS = [task(1, PARTY, "村", "社区"), task(2, BOARD, "村", "社区"), task(3, NEWS, "部门")]


def liuxi(
    units: Sequence[Unit] = (TOWN, *VILLAGES, *OFFICES),
    tasks: Sequence[Task] = TASKS,
    campaign: Campaign = OCTOBER,
    decisions: Sequence[Decision] = (),
    **settings: str,
) -> Office:
    return make_office(
        units, [], [GROUP, LEADERS], [campaign], settings, tasks, decisions=decisions
    )


def tally(unit: int, activity: str, count: int, measure: str) -> Tally:
    return Tally(unit, activity, measure, count, running=False)


def report(unit: int, *items: ReportItem, at: datetime, photos: int = 0) -> Report:
    return Report(
        *(unit, "local", 1, "工作群", "汪", "汪某", unit, at.date(), ReportState.RECORDED),
        *("枫林村138 0000 1234", at, at),
        items=items,
        photos=tuple(f"{number}" for number in range(photos)),  # type: ignore[arg-type]
    )


def facts(office: Office, tallies: Sequence[Tally] = (), **more: object) -> Facts:
    counted = Counting(tallies).count()
    reach = frozenset(office.units)
    campaign = office.campaigns[0]
    by_task = {one.id: counted for one in office.tasks}
    progress = progress_of(office, campaign, by_task, Workdays(ZONE), reach)
    return Facts(progress, counted, **more)  # type: ignore[arg-type]


def figures(office: Office, known: Facts, now: datetime = NOW, **more: object) -> DigestFigures:
    top = scope_of(office, 1)
    return figures_of(office, known, top, Workdays(ZONE), now, **more)  # type: ignore[arg-type]


def told(office: Office, known: Facts, now: datetime = NOW, number: int = 5) -> list[str]:
    heading = Heading(wording.DIGEST, number)
    return digest_text(heading, figures(office, known, now), office.settings).splitlines()


def a_good_day() -> list[Tally]:
    """The day of domain.md §8: five complete, 垱上村 silent, four without the event."""
    complete, silent, without_event = range(10, 13), 15, (13, 14, 20, 21)
    found = [tally(unit, PARTY, 1, "场") for unit in (*complete, 16, 17, 18, 19)]
    found += [tally(unit, BOARD, 1, "块") for unit in (*complete, 16, 17, *without_event)]
    assert silent not in {one.unit for one in found}
    found += [tally(unit, NEWS, 1, "篇") for unit in (30, 31, 32, 33, 35, 37)]
    return [*found, tally(10, PAPERS, 3187, "份"), tally(11, VISITS, 868, "户")]
