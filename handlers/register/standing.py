"""What is wrong with the register in force, beyond what one reading of it can tell."""

from collections.abc import Collection
from datetime import UTC, date

from handlers import wording
from handlers.campaigns.digest_times import in_office_time
from handlers.campaigns.plan import Plan, check_plan
from handlers.campaigns.workdays import Workdays
from handlers.office import Office
from handlers.people.recognition import in_force
from handlers.people.roles import RIGHTS, Action
from handlers.register.finding import Finding, SheetFindings
from handlers.register.sheets import CAMPAIGNS, GROUPS, PEOPLE, SETTINGS, UNITS
from storage.records import Group, GroupPurpose, Role, Unit

SHOWN = 8


def check_office(
    office: Office, groups: Collection[Group], channels: Collection[str], day: date
) -> list[Finding]:
    """`groups` also holds those whose number is not known; `channels` are those switched on."""
    findings: list[Finding] = []
    if not office.units:
        SheetFindings(UNITS, findings).error(wording.REGISTER_NOT_READ)
        return findings
    _check_people(office, day, SheetFindings(PEOPLE, findings))
    _check_groups(groups, channels, SheetFindings(GROUPS, findings))
    if all(campaign.due < day and campaign.end < day for campaign in office.campaigns):
        SheetFindings(CAMPAIGNS, findings).warn(wording.CAMPAIGN_NONE_AHEAD)
    workdays = Workdays(UTC, office.holidays)
    findings += check_plan(Plan(office, workdays, since=day))
    into = SheetFindings(SETTINGS, findings)
    if office.settings.trial_run:
        into.warn(wording.TRIAL_RUN_HOLDS)
    _check_digest_time(office, into)
    return findings


def _check_digest_time(office: Office, findings: SheetFindings) -> None:
    wanted, hours = office.settings.digest_time, office.settings.office_hours
    sent = in_office_time(wanted, hours)
    if sent != wanted:
        said = f"{wanted:%H:%M}"
        findings.warn(wording.DIGEST_OUT_OF_HOURS, None, "日报时间", said, time=f"{sent:%H:%M}")


def _check_people(office: Office, day: date, findings: SheetFindings) -> None:
    people = (*office.people.values(), *office.unaccounted)
    held = [m for person in people for m in person.memberships if in_force(m, day)]
    reported_for = {m.unit for m in held if Action.REPORT in RIGHTS[m.role]}
    silent = [unit for unit in lowest_units(office) if unit.id not in reported_for]
    if silent:
        names = "、".join(unit.name for unit in silent[:SHOWN])
        more = "等" if len(silent) > SHOWN else ""
        findings.warn(wording.UNITS_UNREPORTED, count=len(silent), names=names + more)
    if not any(m.role is Role.SUPERVISOR for m in held):
        findings.warn(wording.NO_SUPERVISOR)


def lowest_units(office: Office) -> list[Unit]:
    """Units with nothing below them: those that are expected to report."""
    parents = {unit.parent for unit in office.units.values()}
    return [unit for unit in office.units.values() if unit.id not in parents]


def _check_groups(
    groups: Collection[Group], channels: Collection[str], findings: SheetFindings
) -> None:
    if not any(group.purpose is GroupPurpose.REPORTS for group in groups):
        findings.warn(wording.NO_WORK_GROUP)
    for group in groups:
        name = group.name or group.chat or ""
        if group.unit is None:
            findings.warn(wording.GROUP_NO_UNIT, None, "单位", None, name=name)
        if group.chat is None:
            findings.warn(wording.GROUP_NO_NUMBER, None, "群号", None, name=name)
        if group.platform not in channels:
            findings.warn(
                wording.GROUP_NO_CHANNEL,
                None,
                "平台",
                group.platform,
                name=name,
                channel=group.platform,
            )
