"""Small pieces of a report: a counted thing, a day, a greeting."""

import random
from collections.abc import Sequence
from datetime import date

from tests.corpus.lines import Item
from tests.corpus.numerals import about, exactly, spoken
from tests.corpus.words import MISHEARD, MISTYPED, THINGS, Thing

DAYS: tuple[tuple[str, date | None], ...] = (
    ("今天", date(2026, 10, 21)),
    ("今日", date(2026, 10, 21)),
    ("今早", date(2026, 10, 21)),
    ("昨天", date(2026, 10, 20)),
    ("昨晚", date(2026, 10, 20)),
    ("昨天下午", date(2026, 10, 20)),
    ("前天", date(2026, 10, 19)),
    ("上周五", date(2026, 10, 16)),
    ("上周三", date(2026, 10, 14)),
    ("周一", date(2026, 10, 19)),
    ("本周二", date(2026, 10, 20)),
    ("19号", date(2026, 10, 19)),
    ("十八号", date(2026, 10, 18)),
    ("10月18日", date(2026, 10, 18)),
    ("10月15号上午", date(2026, 10, 15)),
    ("10.17", date(2026, 10, 17)),
    ("10/16", date(2026, 10, 16)),
    ("2026年10月13日", date(2026, 10, 13)),
    ("9月29号", date(2026, 9, 29)),
    ("上午", None),
    ("刚才", None),
    ("这几天", None),
    ("国庆期间", None),
    ("本周", None),
    ("9号到11号", None),
    ("周末", None),
)
OPENINGS = ("", "", "", "汇报一下,", "报一下:", "领导好,", "各位领导,", "补充,")
CLOSINGS = ("", "", "", "", "。", "!", "√", ",已完成", ",请查收", ",照片稍后发", "，完毕", " 👍")
_LISTS = (",", "、", "，", ";", " ", "，", "。")


def some_things(random_: random.Random, most: int = 4) -> Sequence[Thing]:
    return random_.sample(THINGS, random_.randint(1, most))


def _figure(random_: random.Random, thing: Thing) -> tuple[str, int, bool, str]:
    if thing.most >= 60 and random_.random() < 0.25:
        before, count, after = about(random_, thing.most)
        return before, count, True, after
    count = random_.randint(2, thing.most)
    if count >= 1000 and random_.random() < 0.5:
        count = count // 100 * 100
    return exactly(random_, count), count, False, ""


def noun_first(random_: random.Random, thing: Thing) -> tuple[str, Item]:
    """横幅3条, 横幅挂了三条, 发放折页260份."""
    number, count, approx, after = _figure(random_, thing)
    measure = random_.choice(thing.measures)
    name = random_.choice(thing.names)
    gap = random_.choice(("", "", "", ":", " ", "共", "一共"))
    verb = random_.choice(thing.verbs) if thing.verbs and random_.random() < 0.5 else ""
    return (
        f"{verb}{name}{gap}{number}{measure}{after}",
        Item(thing.activity, count, measure, approx),
    )


def number_first(random_: random.Random, thing: Thing) -> tuple[str, Item]:
    """发放260份折页."""
    if not thing.verbs:
        return noun_first(random_, thing)
    number, count, approx, after = _figure(random_, thing)
    measure = random_.choice(thing.measures)
    joined = random_.choice(("", "", "", "的"))
    if after:
        joined = "的"
    verb, name = random_.choice(thing.verbs), random_.choice(thing.names)
    text = f"{verb}{number}{measure}{after}{joined}{name}"
    return text, Item(thing.activity, count, measure, approx)


def bare(random_: random.Random, thing: Thing) -> tuple[str, Item]:
    """折页260, without a measure word; the canonical one is meant."""
    count = random_.randint(2, thing.most)
    gap = random_.choice(("", " ", ":"))
    return (
        f"{random_.choice(thing.names)}{gap}{count}",
        Item(thing.activity, count, ""),
    )


def mistyped(random_: random.Random) -> tuple[str, Item]:
    right, wrong = random_.choice(sorted(MISTYPED.items()))
    thing = next(thing for thing in THINGS if right in thing.names)
    measure = thing.measures[0]
    count = random_.randint(2, thing.most)
    return f"{wrong}{count}{measure}", Item(thing.activity, count, measure)


def dictated(random_: random.Random, thing: Thing) -> tuple[str, Item]:
    """横幅拉了七调: spoken numerals, misheard measure words, no punctuation."""
    measure = thing.measures[0]
    count = random_.randint(2, min(thing.most, 999))
    number, approx = spoken(count), False
    if thing.most >= 60 and random_.random() < 0.3:
        count = random_.randrange(20, 100, 10)
        number, approx = spoken(count) + random_.choice("来多"), True
    heard = MISHEARD.get(measure, measure) if random_.random() < 0.7 else measure
    name = random_.choice(thing.names)
    item = Item(thing.activity, count, measure, approx)
    verb = random_.choice(thing.verbs) if thing.verbs else ""
    past = verb if verb.endswith("了") else f"{verb}了" if verb else "是"
    shape = random_.random()
    if not verb or shape < 0.4:
        return f"{name}{random_.choice(('呢', '嘛', '', '这块'))}{past}{number}{heard}", item
    if shape < 0.7:
        return f"{past}{number}{heard}{name}", item
    return f"{past}{name}{number}{heard}", item


def joined(random_: random.Random, parts: Sequence[str]) -> str:
    mark = random_.choice(_LISTS)
    if mark == " " and any(" " in part for part in parts):
        mark = ","
    return mark.join(parts)
