"""A number with what it counts, before and after it is judged."""

from msgspec import Struct, field

from handlers.reports.lexicon import Word
from handlers.reports.numbers import Number


class Candidate(Struct):
    """`alive`: the text reports it as done; the dead were planned, asked, received or parts."""

    number: Number
    activity: str
    unit: str
    count: int
    approximate: bool
    start: int
    end: int
    own: bool = True
    """Its activity stands beside it rather than before another number."""
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


class Scene(Struct):
    """What the sentence has said so far."""

    header: Word | None
    last: Candidate | None
    """The last number, of the sentence before where this one has none yet."""
    before: Candidate | None
    """The last number of the sentence before."""
    position: int
    carried: int
    """The roles that earlier clauses leave in force for the numbers to come."""
    period: bool
    unsettled: bool = False
    quota: bool = False
    """每… set a figure for each, and what follows is asked for in the same breath."""
    later: bool = False
    """What is planned so far is for a day to come."""
    together: bool = False
    places: Number | None = None
    """How many villages, groups, classes or households."""
    open_noun: Word | None = None
    """An activity that an earlier clause named without a number."""
    candidates: list[Candidate] = field(default_factory=list)
    loose: list[Number] = field(default_factory=list)
    """Numbers whose activity is not known yet (由3条改为2条横幅)."""

    @property
    def here(self) -> Candidate | None:
        """The last number, where it stands in this sentence."""
        return self.candidates[-1] if self.candidates else None
