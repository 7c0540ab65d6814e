"""A number with what it counts, before and after it is judged."""

from handlers.reports.lexicon import Word
from handlers.reports.numbers import Number


class Candidate:
    """`alive`: the text reports it as done; the dead were planned, asked, received or parts."""

    alive: bool = True
    cumulative: bool = False
    total: bool = False
    qualified: bool = False
    """It says whose: 低保户12户."""
    named: bool = False
    """A name of its own stands before it."""
    handed: bool = False
    differs: bool = False
    """A total that is not the sum of what stands before it."""
    attended: bool = True
    product: bool = False
    printed: bool = False
    part: bool = False
    shared: bool = False
    """A part of a total that names its unit, in brackets."""
    missed: bool = False
    """What an earlier report left out; it counts unless a total follows."""
    guessed: bool = False
    """枫林22户: visits only where the sentence reports something else as well."""
    refused: bool = False
    """The figure that a correction takes back (不是12户)."""
    insists: bool = False
    """It corrects what was said elsewhere: 应该是210."""
    before: int | None = None
    """The figure that this one corrects."""

    def __init__(self, number: Number, activity: str, unit: str, own: bool) -> None:
        """`own`: its activity stands beside it rather than before another number."""
        self.number = number
        self.activity = activity
        self.unit = unit
        self.own = own
        self.count = number.count
        self.approximate = number.approximate
        self.start = number.start
        self.end = number.end


class Scene:
    """What the sentence has said so far."""

    unsettled: bool = False
    quota: bool = False
    """每… set a figure for each, and what follows is asked for in the same breath."""
    received: bool = False
    each: bool = False
    part: bool = False
    earlier: bool = False
    running: bool = False
    period: bool = False
    together: bool = False
    correcting: bool = False
    places: tuple[int, bool, int] | None = None
    """How many villages, groups, classes or households, whether about, and where it stands."""
    open_noun: Word | None = None
    """An activity that an earlier clause named without a number."""

    def __init__(
        self, header: Word | None, last: Candidate | None, plan: bool, position: int
    ) -> None:
        """`last`: the last number of the sentence before."""
        self.header = header
        self.last = self.before = last
        self.plan = plan
        self.position = position
        self.candidates: list[Candidate] = []
        self.loose: list[Number] = []
        """Numbers whose activity is not known yet (由3条改为2条横幅)."""

    @property
    def here(self) -> Candidate | None:
        """The last number, where it stands in this sentence."""
        return self.candidates[-1] if self.candidates else None

    @property
    def troubled(self) -> bool:
        """Whether an earlier clause says something of the numbers to come."""
        last = self.last
        return (
            self.plan
            or self.received
            or self.each
            or self.part
            or self.earlier
            or self.running
            or self.correcting
            or (last is not None and (last.refused or last.printed))
        )
