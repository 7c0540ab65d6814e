"""What is an order or a question of the bot, and what is talk or a report."""

from datetime import date

import pytest

from handlers.campaigns.orders import Kind, Order, read_order, read_until

TODAY = date(2026, 10, 28)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("进度", Order(Kind.PROGRESS)),
        ("进度?", Order(Kind.PROGRESS)),
        ("进度 枫林村", Order(Kind.PROGRESS, "枫林村")),
        ("枫林村的进度怎么样", Order(Kind.PROGRESS, "枫林村")),
        ("@村报 还差什么", Order(Kind.SHORT)),
        ("我们村还差哪些?", Order(Kind.SHORT)),
        ("石桥还差什么", Order(Kind.SHORT, "石桥")),
        ("谁没报", Order(Kind.WHO)),
        ("还有哪些村没报?", Order(Kind.WHO)),
        (
            "延期 枫林村 11月2日 暴雨",
            Order(Kind.EXTEND, "枫林村", date(2026, 11, 2), "暴雨"),
        ),
        ("延期 枫林村 11.9", Order(Kind.EXTEND, "枫林村", date(2026, 11, 9))),
        ("延期 枫林村 下周 暴雨", Order(Kind.EXTEND, "枫林村", None, "下周 暴雨")),
        ("免报 垱上村", Order(Kind.EXCUSE, "垱上村")),
        ("免报 垱上村 搬迁", Order(Kind.EXCUSE, "垱上村", words="搬迁")),
        ("结束活动", Order(Kind.END)),
        ("结束活动 10月宣传月", Order(Kind.END, "10月宣传月")),
        ("缓提醒", Order(Kind.PAUSE)),
        ("缓提醒 3天", Order(Kind.PAUSE, until=date(2026, 10, 31))),
        ("缓提醒 枫林村 11月2日", Order(Kind.PAUSE, "枫林村", date(2026, 11, 2))),
        ("采用 枫林村 2篇", Order(Kind.ADOPT, "枫林村", words="2篇")),
        ("开始", Order(Kind.BEGIN)),
        ("点名 开", Order(Kind.NAMING)),
        ("排名关", Order(Kind.RANKING, on=False)),
        ("用图", Order(Kind.SHOW)),
        ("不用图", Order(Kind.SHOW, on=False)),
        ("这张用图吗", None),
        ("取消免报 垱上村", Order(Kind.TAKE_BACK, "垱上村", takes_back=Kind.EXCUSE)),
        ("進度", Order(Kind.PROGRESS)),
        ("进度:今天发资料260份", None),
        ("枫林村今天挂横幅2条", None),
        ("开始发放资料260份", None),
        ("延期", None),
        ("活动结束了", None),
        ("大家抓紧,谁没报的今天报一下", None),
        ("枫林村发260份,还差40份", None),
        ("", None),
    ],
)
def test_orders_are_told_by_their_form(text: str, expected: Order | None) -> None:
    assert read_order(text, TODAY) == expected


@pytest.mark.parametrize(
    ("text", "until", "words"),
    [
        ("11月2日 暴雨", date(2026, 11, 2), "暴雨"),
        ("2026-11-02", date(2026, 11, 2), ""),
        ("2日,停电", date(2026, 11, 2), "停电"),
        ("30号", date(2026, 10, 30), ""),
        ("1月5日", date(2027, 1, 5), ""),
        ("5天", date(2026, 11, 2), ""),
        ("2月30日", None, ""),
        ("暴雨", None, "暴雨"),
    ],
)
def test_a_day_to_come_is_read(text: str, until: date | None, words: str) -> None:
    assert read_until(text, TODAY) == (until, words)
