"""A gap: what a platform let go while the bot was away too long; told honestly, and once."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta, tzinfo

from msgspec.structs import replace

from handlers import wording
from handlers.office import Office
from handlers.reports.outgoing import group_line
from storage.lines import Gap
from storage.messages import OutgoingMessage
from storage.records import Group, GroupPurpose

KEEPS: Mapping[str, timedelta] = {"telegram": timedelta(hours=24)}
"""How long a platform keeps what a bot has not fetched."""


def gap_between(channel: str, before: datetime | None, after: datetime | None) -> Gap | None:
    """What was let go between two answers of the platform; None where all was kept."""
    if before is None or after is None or channel not in KEEPS:
        return None
    end = after - KEEPS[channel]
    return Gap(before, end) if before < end else None


def tell_gap(
    office: Office, channel: str, gap: Gap, now: datetime, zone: tzinfo
) -> list[OutgoingMessage]:
    """One line to each work and supervisors' group of the platform, in office hours.

    Only those who wrote can say it again: supervisors alone could not.
    """
    # Loaded by the first gap, not by every start.
    from handlers.campaigns.tallying import workdays_of

    text = wording.gap(gap.start.astimezone(zone), gap.end.astimezone(zone))
    due = workdays_of(office, zone).opening(now)
    told: list[OutgoingMessage] = []
    for group in _groups_to_tell(office, channel):
        key = f"gap/{channel}/{group.chat}/{gap.end.isoformat()}"
        line = group_line(office, group, channel, group.chat or "", text, key, kind="notice")
        if line is not None:
            told.append(replace(line, due_at=due))
    return told


def _groups_to_tell(office: Office, channel: str) -> Iterable[Group]:
    """Each group once, however many numbers its platform has given it."""
    groups = {group.id: group for group in office.groups.values() if group.platform == channel}
    for group in groups.values():
        is_work = group.purpose is GroupPurpose.REPORTS and group.reminders
        if is_work or group.purpose is GroupPurpose.SUPERVISORS:
            yield group
