"""Lines that report nothing: orders, plans, chatter, prices, codes, meals, other campaigns."""

import random
from collections.abc import Iterator

from tests.corpus.lines import Line
from tests.corpus.numerals import chinese
from tests.corpus.silence_words import TEMPLATES
from tests.corpus.words import PEOPLE, PLACES, PLANNED, THINGS, VILLAGES

_SUPPLY = ("发放宣传资料", "宣传品", "悬挂横幅标语", "张贴海报", "展板宣传栏", "广告牌标识牌")


def _slots(random_: random.Random) -> dict[str, str]:
    thing = random_.choice(THINGS)
    supply = random_.choice([thing for thing in THINGS if thing.activity in _SUPPLY])
    number = random_.randint(2, 400)
    return {
        "name": random_.choice(thing.names),
        "verb": random_.choice(thing.verbs or ("开展",)).removesuffix("了"),
        "measure": thing.measures[0],
        "n": str(random_.randint(2, thing.most)) if random_.random() < 0.8 else chinese(number),
        "k": str(random_.randint(2, 9)),
        "goods": random_.choice(supply.names),
        "goods_measure": supply.measures[0],
        "g": str(random_.randint(2, supply.most)),
        "village": random_.choice(VILLAGES),
        "person": random_.choice(PEOPLE),
        "place": random_.choice(PLACES),
        "later": random_.choice(PLANNED),
        "day": str(random_.randint(23, 31)),
        "hour": str(random_.randint(7, 20)),
        "minute": random_.choice(("00", "15", "30", "45")),
        "phone": f"1{random_.choice('3578')}{random_.randrange(10**9):09d}",
        "code": f"{random_.randrange(10**6):06d}",
        "price": str(random_.randint(2, 900)),
        "room": f"{random_.randint(1, 9)}{random_.randint(1, 20):02d}",
        "score": str(random_.randint(20, 99)),
        "degrees": str(random_.randint(1, 38)),
        "rate": f"{random_.randint(60, 99)}.{random_.randint(0, 9)}",
        "stock": str(random_.randint(30, 2000)),
    }


def silent_lines(times: int, seed: int) -> Iterator[Line]:
    """Each template so many times, with other figures each time."""
    random_ = random.Random(seed)
    for kind, templates in TEMPLATES.items():
        for template in templates:
            for _ in range(times):
                slots = _slots(random_)
                text = template.format(**slots)
                yield Line(
                    kind, text, village=slots["village"] if "{village}" in template else None
                )
