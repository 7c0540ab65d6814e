"""The office's register as read from its sheets, before it meets the database."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from storage.records import Alias, GroupPurpose, Holiday, Measure, Per, Period, Role, Saying

UnitPath = tuple[str, ...]
"""A unit's name preceded by those of the units above it, the topmost first."""


@dataclass(frozen=True, slots=True)
class UnitRow:
    path: UnitPath
    kind: str
    code: str | None = None
    aliases: tuple[Alias, ...] = ()
    groups: int | None = None
    households: int | None = None
    classes: int | None = None
    sites: int | None = None
    latitude: float | None = None
    longitude: float | None = None
    datum: str | None = None
    position: int = 0
    row: int | None = field(default=None, compare=False)
    """As Excel counts it, for findings."""


@dataclass(frozen=True, slots=True)
class MembershipRow:
    unit: UnitPath
    role: Role
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class PersonRow:
    platform: str
    account: str | None
    name: str
    memberships: tuple[MembershipRow, ...]


@dataclass(frozen=True, slots=True)
class GroupRow:
    platform: str
    chat: str | None
    name: str
    unit: UnitPath | None
    purpose: GroupPurpose
    receipts: str
    reminders: bool


@dataclass(frozen=True, slots=True)
class CampaignRow:
    name: str
    start: date
    end: date
    due: date
    code: str | None = None
    focus_day: date | None = None
    theme: str | None = None
    document_number: str | None = None
    row: int | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class TaskRow:
    """One thing asked in one campaign (by name; None is every one): a row may hold several."""

    kinds: tuple[str, ...]
    units: tuple[UnitPath, ...]
    contents: tuple[str, ...]
    code: str | None = None
    campaign: str | None = None
    minimum: int | None = None
    whole: bool = False
    measure: Measure = Measure.AMOUNT
    per: Per = Per.UNIT
    period: Period = Period.CAMPAIGN
    due: date | None = None
    required: bool = True
    evidence: str = ""
    wording: str = ""
    row: int | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Register:
    """A sheet that was absent is None: its rows stay as they are; an empty one retires them."""

    units: tuple[UnitRow, ...] | None = None
    people: tuple[PersonRow, ...] | None = None
    groups: tuple[GroupRow, ...] | None = None
    campaigns: tuple[CampaignRow, ...] | None = None
    tasks: tuple[TaskRow, ...] | None = None
    sayings: tuple[Saying, ...] | None = None
    holidays: tuple[Holiday, ...] | None = None
    settings: Mapping[str, str] | None = None
