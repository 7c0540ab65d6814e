"""Report lines of many voices, with their items by the annotation rules."""

import random
from collections.abc import Callable, Iterator

from tests.corpus.lines import Item, Line
from tests.corpus.numerals import spoken
from tests.corpus.pieces import (
    CLOSINGS,
    DAYS,
    OPENINGS,
    bare,
    dictated,
    joined,
    mistyped,
    noun_first,
    number_first,
    some_things,
)
from tests.corpus.words import PEOPLE, PLACES, PLANNED, THINGS, VILLAGES

Pattern = Callable[[random.Random], Line]
_BY_NAME = {thing.activity: thing for thing in THINGS}


def _short(random_: random.Random) -> Line:
    village = random_.choice(VILLAGES)
    made = [random_.choice((bare, noun_first))(random_, thing) for thing in some_things(random_, 3)]
    mark = random_.choice((":", " ", "：", ":", ""))
    text = village + mark + random_.choice((" ", ",", "，")).join(text for text, _ in made)
    return Line("short", text, tuple(item for _, item in made), None, village)


def _sentence(random_: random.Random) -> Line:
    village = random_.choice((*VILLAGES, ""))
    said, day = random_.choice(DAYS)
    place = random_.choice(("", "", f"在{random_.choice(PLACES)}"))
    made = [
        random_.choice((noun_first, noun_first, number_first))(random_, thing)
        for thing in some_things(random_)
    ]
    lead = random_.choice((f"{said}{village}", f"{village}{said}"))
    body = joined(random_, [text for text, _ in made])
    text = f"{random_.choice(OPENINGS)}{lead}{place}{body}{random_.choice(CLOSINGS)}"
    return Line("sentence", text, tuple(item for _, item in made), day, village or None)


def _lines(random_: random.Random) -> Line:
    village = random_.choice(VILLAGES)
    said, day = random_.choice((("", None), ("今日", DAYS[0][1]), ("10月20日", DAYS[3][1])))
    made = [noun_first(random_, thing) for thing in some_things(random_, 5)]
    marks = random_.choice(
        (
            [f"{n}." for n in range(1, 9)],
            [f"{n}、" for n in range(1, 9)],
            ["●"] * 9,
            ["一是", "二是", "三是", "四是", "五是", "六是"],
            [f"({n})" for n in range(1, 9)],
            [""] * 9,
        )
    )
    head = random_.choice(
        (f"{village}{said}小结:", f"【{village}】{said}", f"{village}{said}报送：")
    )
    body = "\n".join(f"{mark}{text}" for mark, (text, _) in zip(marks, made, strict=False))
    return Line("lines", f"{head}\n{body}", tuple(item for _, item in made), day, village)


def _chain(random_: random.Random) -> Line:
    thing = random_.choice([thing for thing in THINGS if thing.activity != "参与人数"])
    villages = random_.sample(VILLAGES, random_.randint(2, 5))
    measure, name = thing.measures[0], random_.choice(thing.names)
    counts = [random_.randint(2, thing.most) for _ in villages]
    said, day = random_.choice((("", None), ("今日", DAYS[0][1])))
    person = random_.choice(("", f" {random_.choice(PEOPLE)}"))
    rows = [
        f"{n}{random_.choice(('. ', '、', '.'))}{village}{person} {count}{measure}"
        for n, (village, count) in enumerate(zip(villages, counts, strict=True), 1)
    ]
    items = tuple(Item(thing.activity, count, measure) for count in counts)
    return Line("chain", f"#接龙 {said}{name}\n" + "\n".join(rows), items, day, None)


def _table(random_: random.Random) -> Line:
    things = random_.sample(THINGS[:7], random_.randint(2, 4))
    villages = random_.sample(VILLAGES, random_.randint(2, 4))
    mark = random_.choice(("/", "\t", " "))
    rows, items = [], []
    for village in villages:
        counts = [random_.randint(2, thing.most) for thing in things]
        rows.append(f"{village} " + mark.join(map(str, counts)))
        items += [Item(t.activity, count, "") for t, count in zip(things, counts, strict=True)]
    head = "村 " + mark.join(random_.choice(thing.names) for thing in things)
    return Line("table", "\n".join((head, *rows)), tuple(items), None, None)


def _several(random_: random.Random) -> Line:
    thing = _BY_NAME["入户走访"]
    villages = random_.sample(VILLAGES, random_.randint(2, 3))
    counts = [random_.randint(2, 90) for _ in villages]
    text = ",".join(
        f"{village}{'走访' if n == 0 or random_.random() < 0.5 else ''}{count}户"
        for n, (village, count) in enumerate(zip(villages, counts, strict=True))
    )
    return Line("several", text, tuple(Item(thing.activity, c, "户") for c in counts))


def _product(random_: random.Random) -> Line:
    places, each = random_.randint(2, 20), random_.randint(1, 4)
    name, verb, activity, measure = random_.choice(
        (
            ("标语", "刷", "悬挂横幅标语", "条"),
            ("横幅", "挂", "悬挂横幅标语", "条"),
            ("黑板报", "出", "展板宣传栏", "期"),
            ("广播", "放", "广播播放", "次"),
            ("院坝会", "开", "会议培训", "场"),
        )
    )
    place = random_.choice(("个组", "个村民组", "个班", "个自然村", "个路口", "个小组"))
    word = random_.choice(("各", "每处" if "路口" in place else "各"))
    text = f"{places}{place}{word}{verb}{name}{each}{measure}"
    return Line("product", text, (Item(activity, places * each, measure),))


def _total(random_: random.Random) -> Line:
    thing = random_.choice(THINGS[:4])
    first, second = random_.sample(range(2, thing.most), 2)
    measure, name = thing.measures[0], random_.choice(thing.names)
    text = random_.choice(
        (
            f"上午{name}{first}{measure},下午又{second}{measure},共{first + second}{measure}",
            f"{name}{first + second}{measure},其中学校{first}{measure}",
            f"{name}昨天报了{first}{measure},漏了{second}{measure},一共{first + second}{measure}",
        )
    )
    day = DAYS[3][1] if "昨天" in text else None
    return Line("total", text, (Item(thing.activity, first + second, measure),), day)


def _corrected(random_: random.Random) -> Line:
    thing = random_.choice(THINGS)
    old, new = random_.sample(range(2, thing.most), 2)
    measure, name = thing.measures[0], random_.choice(thing.names)
    village = random_.choice(VILLAGES)
    text = random_.choice(
        (
            f"更正:{village}{name}{new}{measure}",
            f"{village}的{name}不是{old}{measure}，是{new}{measure}",
            f"{village}{name}由{old}{measure}改为{new}{measure}",
            f"{village}{name}{old}{measure},不对,{new}{measure}",
            f"{village}刚才写错了,{name}应该是{new}{measure}",
            f"{village}{name}数改成{new}",
            f"更正:{village}{name}是{new}{measure}不是{old}{measure}",
        )
    )
    unit = "" if text.endswith(f"成{new}") else measure
    return Line("corrected", text, (Item(thing.activity, new, unit),), None, village)


def _mixed(random_: random.Random) -> Line:
    """A done part and a planned one."""
    thing = random_.choice(THINGS[:6])
    done, rest = random_.sample(range(2, thing.most), 2)
    measure, name = thing.measures[0], random_.choice(thing.names)
    verb = thing.verbs[0]
    later = random_.choice(PLANNED)
    text = random_.choice(
        (
            f"已{verb}{name}{done}{measure},余下的{later}{verb}",
            f"{name}{verb}了{done}{measure},{later}再{verb}{rest}{measure}",
            f"计划{verb}{name}{done + rest}{measure},实际{verb}{done}{measure}",
            f"领了{name}{done + rest}{measure},已{verb}{done}{measure}",
        )
    )
    return Line("mixed", text, (Item(thing.activity, done, measure),))


def _typo(random_: random.Random) -> Line:
    text, item = mistyped(random_)
    village = random_.choice(VILLAGES)
    return Line("typo", f"{village}{text}", (item,), None, village)


def _dictated(random_: random.Random) -> Line:
    said, day = random_.choice(DAYS[:16])
    village = random_.choice((*VILLAGES, "", ""))
    filler = random_.choice(("", "嗯", "呃", "那个", "嗯那个", "就是"))
    made = [dictated(random_, thing) for thing in some_things(random_, 3)]
    link = random_.choice(("然后", "", "还有", "另外呢", "然后呢"))
    text = f"{filler}{village}{said}{link.join(text for text, _ in made)}"
    return Line("dictated", text, tuple(item for _, item in made), day, village or None)


def _respoken(random_: random.Random) -> Line:
    thing = random_.choice(THINGS[:7])
    old, new = random_.sample(range(2, min(thing.most, 300)), 2)
    measure, name = thing.measures[0], random_.choice(thing.names)
    slip = random_.choice(("不对", "哦不是", "说错了", "啊不对是"))
    text = f"{name}是{spoken(old)}{measure}{slip}{spoken(new)}{measure}"
    return Line("respoken", text, (Item(thing.activity, new, measure),))


PATTERNS: tuple[tuple[Pattern, int], ...] = (
    (_short, 170),
    (_sentence, 330),
    (_lines, 130),
    (_chain, 80),
    (_table, 60),
    (_several, 50),
    (_product, 60),
    (_total, 70),
    (_corrected, 110),
    (_mixed, 90),
    (_typo, 50),
)
DICTATED: tuple[tuple[Pattern, int], ...] = ((_dictated, 320), (_respoken, 60))


def report_lines(patterns: tuple[tuple[Pattern, int], ...], seed: int) -> Iterator[Line]:
    random_ = random.Random(seed)
    for pattern, times in patterns:
        for _ in range(times):
            yield pattern(random_)
