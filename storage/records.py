"""The field's nouns as frozen values (glossary: docs/术语.md); standard library only."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class ReportState(StrEnum):
    """Only `recorded` and `incomplete` count in totals."""

    WAITING = "waiting"
    INCOMPLETE = "incomplete"
    UNSURE = "unsure"
    RECORDED = "recorded"
    WITHDRAWN = "withdrawn"
    DUPLICATE = "duplicate"


COUNTING = frozenset({ReportState.RECORDED, ReportState.INCOMPLETE})


class GroupPurpose(StrEnum):
    """What a group is for: staff reports, supervisors, or residents' questions."""

    REPORTS = "报送"
    SUPERVISORS = "主管"
    RESIDENTS = "群众"


class Role(StrEnum):
    LIAISON = "联络员"
    ASSIGNED = "包保"
    SUPERVISOR = "主管"
    DEPARTMENT = "部门"
    COUNTY = "县级"
    ADMINISTRATOR = "管理员"
    RESIDENT = "群众"


class Measure(StrEnum):
    """计量: the sum of counts, reports on different days or places, adoptions, or existence."""

    AMOUNT = "数量"
    TIMES = "次数"
    ADOPTED = "采用"
    THERE = "有"


class Per(StrEnum):
    """计数: what the minimum of a task is multiplied by."""

    UNIT = "每单位"
    GROUP = "每村民组"
    VILLAGE_AND_GROUPS = "村和组"
    CLASS = "每班级"
    SITE = "每项目"
    HOUSEHOLDS = "全部户"


class Period(StrEnum):
    """周期: over which stretch a minimum is owed once."""

    CAMPAIGN = "活动"
    WEEK = "每周"
    MONTH = "每月"
    QUARTER = "每季"
    YEAR = "全年"


EVERY_KIND = "全部单位"
"""Stands among the kinds of a task that every unit of the register owes."""

DOCUMENTS = ("活动总结", "图片资料", "影像资料", "归档", "走访日")
"""Contents of a task that are no activities of activities.toml."""


@dataclass(frozen=True, slots=True)
class Alias:
    """Another name of a unit; an empty bound is open, both ends are days in force."""

    name: str
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Unit:
    """A responsible unit; `kind` is the office's own word (村, 社区, 部门, 学校, …)."""

    id: int
    name: str
    kind: str
    code: str | None = None
    parent: int | None = None
    aliases: tuple[Alias, ...] = ()
    groups: int | None = None
    households: int | None = None
    classes: int | None = None
    sites: int | None = None
    latitude: float | None = None
    longitude: float | None = None
    datum: str | None = None
    position: int = 0


@dataclass(frozen=True, slots=True)
class Membership:
    """What a person is in a unit, from one day to another (both in force, empty is open)."""

    unit: int
    role: Role
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the register, or known by account alone (then `memberships` is empty)."""

    id: int
    platform: str
    account: str | None
    name: str
    memberships: tuple[Membership, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    id: int
    platform: str
    chat: str | None
    name: str
    unit: int | None
    purpose: GroupPurpose
    receipts: str = "逐条"
    reminders: bool = True


@dataclass(frozen=True, slots=True)
class Campaign:
    """One publicity drive; the window holds both `start` and `end`, `due` is 报送截止."""

    id: int
    name: str
    start: date
    end: date
    due: date
    code: str | None = None
    focus_day: date | None = None
    theme: str | None = None
    document_number: str | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """What units of `kinds`, and the `units` named, owe; any one of `contents` meets it.

    Without `minimum` and not `whole` it is shown and never owed; `campaign` None is every one.
    """

    id: int
    kinds: frozenset[str]
    units: frozenset[int]
    contents: tuple[str, ...]
    code: str | None = None
    campaign: int | None = None
    minimum: int | None = None
    whole: bool = False
    measure: Measure = Measure.AMOUNT
    per: Per = Per.UNIT
    period: Period = Period.CAMPAIGN
    due: date | None = None
    required: bool = True
    evidence: str = ""
    wording: str = ""
    source: str = "register"


@dataclass(frozen=True, slots=True)
class Saying:
    """`formal` as the office wrote it: an activity, a unit (上级/名称 too) or else a policy."""

    spoken: str
    formal: str
    measure: str = ""
    """The measure word that the office counts an activity in; empty is the activity's own."""


@dataclass(frozen=True, slots=True)
class Holiday:
    """What the office says of one day; it overrules the calendar that is carried along."""

    day: date
    works: bool
    basis: str = ""


# Never changed, though not frozen: frozen ones take thrice as long to make, once for every figure.
@dataclass(slots=True, unsafe_hash=True)
class ReportItem:
    """One counted activity; `words` is the text as written (masked nowhere, kept for proof)."""

    activity: str
    count: int
    unit: str
    approximate: bool = False
    cumulative: bool = False
    words: str = ""
    qualifier: str = ""
    """The field's word beside the number: 余 多 来 近 约 上 左右 以上, or empty."""


@dataclass(frozen=True, slots=True)
class Place:
    """Degrees in the datum they came in (WGS-84, GCJ-02, BD-09); never converted when kept."""

    latitude: float
    longitude: float
    datum: str = "WGS-84"
    label: str | None = None


@dataclass(frozen=True, slots=True)
class Photo:
    """`state`: pending, stored or failed; a stored one stands on the shelf under `sha256`."""

    id: int
    name: str
    state: str
    sha256: str | None = None
    bytes: int | None = None
    why: str | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """What one text, with the photos and places that join it, tells of one unit on one day."""

    id: int
    channel: str
    group: int | None
    chat: str
    sender: str
    reporter: str
    unit: int | None
    day: date
    state: ReportState
    text: str
    sent_at: datetime
    received_at: datetime
    campaign: int | None = None
    person: int | None = None
    amended: bool = False
    late: bool = False
    supplement: bool = False
    source: str = "live"
    why: str = ""
    """Why it is unsure, incomplete or duplicate: a sentence of handlers/wording.py."""
    items: tuple[ReportItem, ...] = ()
    photos: tuple[Photo, ...] = ()
    place: Place | None = None
    messages: tuple[str, ...] = ()
    joint: int | None = None
    """Equal for reports of one event that several units held together."""
