"""What a digest says: from counted reports to lines, without a database."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from handlers import wording
from handlers.campaigns.burden import Cost
from handlers.campaigns.digest_words import Heading, digest_text
from handlers.settings import Settings
from storage.decisions import Decision, DecisionKind
from storage.news import Doubtful
from storage.records import Campaign, ReportItem, Unit
from storage.reminders import Reminder
from tests.handlers.campaigns.liuxi import (
    BANNERS,
    BOARD,
    HEADS,
    MEETING,
    NEWS,
    NOW,
    OCTOBER,
    OFFICES,
    PAPERS,
    PARTY,
    TOWN,
    VISITS,
    ZONE,
    a_good_day,
    facts,
    figures,
    liuxi,
    report,
    tally,
    task,
    told,
)


def test_the_day_of_the_brief() -> None:
    office = liuxi()
    papers = ReportItem(PAPERS, 260, "份")
    fair = report(10, ReportItem(PARTY, 1, "场"), papers, at=NOW.replace(hour=11), photos=46)
    parents = report(11, papers, at=NOW.replace(hour=9))
    evening = report(12, papers, at=NOW.replace(day=14, hour=20))
    lines = told(
        office,
        facts(
            office,
            a_good_day(),
            heard=[parents, fair, evening],
            doubts=[
                Doubtful(12, 1, 2, missing=VISITS),
                Doubtful(None, 1, 1, why="没说是哪个单位"),
            ],
            same_photos=[frozenset({10, 11})],
            costs=[Cost("local", "工作群", "receipt", 86, 12, 0, 0)],
        ),
    )
    assert lines == [
        "柳溪镇宣传月日报第5号 10月15日(第7天/共23天,截至17:00):5个已齐,垱上村未报,今日报2条。",
        "进度:12个村(社区)中,5个任务已齐,6个进行中,1个未报(垱上村)。",
        "还差:集中宣传5个村(上畈村、茶坑村、垱上村、望江村等5个);"
        "广告牌3个村(垱上村、板仓村、梅冲村);信息2个部门(司法所、文化站)。",
        "部门:8个中6个已齐,差司法所、文化站。",
        "今日:2个单位报送2条,照片46张。",
        "今日活动:枫林村集中宣传1场(资料260份);石桥村资料260份。",
        "待核:双塘村2条缺入户的数;1条没说是哪个单位;枫林村、石桥村有1张照片相同。",
        "累计:资料3100余份,广告牌9块,集中宣传7场,入户860余户,信息6篇。",
        "减负:群内共发86条,问12次;上班时间以外0条,点名0个单位。",
        "距报送(11月3日)还有13个工作日。",
    ]


def test_reports_since_the_digest_before_are_told_apart() -> None:
    office = liuxi()
    found = figures(office, facts(office), before={12: 1, 13: 2, 999: 9})
    text = digest_text(Heading(wording.DIGEST, 5), found, office.settings)
    assert "今日:还没有报送(上次日报后到昨天另有3条)。" in text


MANY = [
    Unit(number, f"{HEADS[number % 11]}{number}村", "村", parent=1) for number in range(100, 138)
]
CONTENTS = (
    *(PAPERS, BANNERS, PARTY, BOARD, NEWS, VISITS, MEETING, "宣传品", "张贴海报", "展板宣传栏"),
    *("电子屏播放", "广播播放", "宣传车巡回", "现场咨询", "电话回访", "文艺电影", "短信推送"),
    *("公众号关注", "问卷调查", "意见建议", "工程监督", "代办手续", "征文作品", "参与人数"),
    "活动总结",
)


def test_38_villages_and_25_tasks_fit() -> None:
    tasks = [task(number, content, "村") for number, content in enumerate(CONTENTS, 1)]
    assert len(tasks) == 25
    office = liuxi([TOWN, *MANY, *OFFICES], tasks, 排名="是")
    says = [ReportItem(PAPERS, 9, "份")] * 4
    rows = [report(unit.id, *says, at=NOW.replace(hour=9)) for unit in MANY]
    doubts = [Doubtful(unit.id, 1, 1, missing=VISITS) for unit in MANY]
    lost = [
        Reminder(str(day), 1, "group", 1, None, "前三天", date(2026, 10, day), NOW, NOW)
        for day in range(9, 29)
    ]
    tallies = [tally(100, content, 12345, "份") for content in CONTENTS[:1]]
    known = facts(office, tallies, heard=rows, doubts=doubts, missed=lost)
    lines = told(office, known)
    assert len(lines) <= 15
    assert len(lines[0]) <= 60
    assert max(len(line) for line in lines) <= 160
    assert len("\n".join(lines)) <= 1000
    assert "等37个" in lines[1]
    assert any(line.endswith("另有22项。") for line in lines)


@pytest.mark.parametrize(
    ("town", "name", "number"),
    [
        ("柳溪镇", "2026年10月宣传月", 5),
        ("柳溪镇", "2026年10月民生工程集中宣传月", 17),
        ("某某县经济技术开发区管理委员会", "2026年度防范电信网络诈骗和养老诈骗集中宣传月活动", 117),
        ("一" * 40, "二" * 40, 12345),
        ("镇", "月", 1),
    ],
)
@pytest.mark.parametrize("villages", [0, 1, 2, 12, 38])
def test_the_first_line_never_exceeds_sixty_characters(
    town: str, name: str, number: int, villages: int
) -> None:
    units = [Unit(1, town, "乡镇"), *MANY[:villages]]
    office = liuxi(units, campaign=replace(OCTOBER, name=name))
    first = told(office, facts(office), number=number)[0]
    assert len(first) <= 60
    assert f"第{number}号" in first
    assert "10月15日" in first
    assert first.endswith("。")


def test_without_tasks_it_tells_what_was_reported() -> None:
    office = liuxi(tasks=[])
    lines = told(office, facts(office, [tally(10, PAPERS, 41, "份")]))
    assert lines[0].endswith("截至17:00):今日报0条。")
    assert "累计:资料41份。" in lines
    assert not any(line.startswith("进度") for line in lines)


def test_a_figure_that_nobody_gave_is_absent_and_never_nought() -> None:
    office = liuxi()
    lines = told(office, facts(office, [tally(10, VISITS, 9, "次")]))
    assert not any(line.startswith("累计") for line in lines)


def test_who_is_excused_is_not_counted() -> None:
    excused = Decision(DecisionKind.EXCUSED, "周某", 1, 15, value="搬迁")
    office = liuxi(decisions=[excused])
    lines = told(office, facts(office, a_good_day()))
    assert lines[1] == "进度:11个村(社区)中,5个任务已齐,6个进行中。"


def test_no_ranking_unless_the_office_wants_one() -> None:
    office = liuxi()
    assert "按已齐任务数" not in "".join(told(office, facts(office, a_good_day())))
    ranked = liuxi(排名="是")
    line = next(one for one in told(ranked, facts(ranked, a_good_day())) if "按已齐" in one)
    assert line.startswith("按已齐任务数:枫林村2项、石桥村2项、双塘村2项、")


def test_no_hard_words_and_no_peoples_numbers() -> None:
    office = liuxi()
    said = report(10, ReportItem(PARTY, 1, "场", words="13800001234"), at=NOW)
    text = "\n".join(told(office, facts(office, a_good_day(), heard=[said])))
    assert not any(word in text for word in ("落后", "拖后腿", "请及时", "@", "1380", "%"))


def test_a_year_without_a_notice_is_told() -> None:
    far = Campaign(1, "宣传月", date(2031, 10, 9), date(2031, 10, 31), date(2031, 11, 3))
    office = liuxi(campaign=far)
    lines = told(office, facts(office), datetime(2031, 10, 15, 17, tzinfo=ZONE))
    assert any(line.startswith("2031年的放假安排还没有数据") for line in lines)


def test_outside_the_window_no_day_is_counted() -> None:
    office = liuxi()
    late = told(office, facts(office), datetime(2026, 11, 4, 17, tzinfo=ZONE))
    assert "共23天" not in late[0]
    assert late[-1] == "报送(11月3日)已截止。"
    last = told(office, facts(office), datetime(2026, 11, 3, 17, tzinfo=ZONE))
    assert last[-1] == "今天(11月3日)报送截止。"


def test_the_halfway_report_tells_of_every_task() -> None:
    office = liuxi()
    found = figures(office, facts(office, a_good_day()))
    text = digest_text(Heading(wording.HALFWAY_REPORT, 9), found, Settings())
    assert text.startswith("柳溪镇宣传月半程报告第9号 10月15日")
    assert (
        "时间过半。集中宣传1场:12个中7个已齐;广告牌1块:12个中9个已齐;信息1篇:8个中6个已齐。" in text
    )
