"""进度, 还差什么, 谁没报, 日报: one short answer, and names only where names may stand."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from handlers import wording
from handlers.campaigns.orders import Kind, Order
from handlers.campaigns.progress import Progress, UnitProgress
from handlers.campaigns.progress_words import own_line, short_line, who_lines, whole_line
from handlers.campaigns.replies import campaign_now, command_key, local_day, say
from handlers.campaigns.tallying import read_progress, workdays_of
from handlers.desk import Done
from handlers.names import NameUnclear, choose_unit
from handlers.people.roles import Action, may
from handlers.scene import Scene
from storage.messages import OutgoingMessage
from storage.reachable import reachable
from storage.records import Campaign, GroupPurpose, Unit


def answer_question(scene: Scene, order: Order) -> Done | None:
    """None where no unit of the register is meant: then it was talk."""
    units = _units_asked(scene, order)
    if units is None:
        return None
    if order.kind is Kind.DIGEST and order.about and units[0] not in scene.office.below:
        order = replace(order, kind=Kind.PROGRESS)
    only_of_many = order.kind in (Kind.WHO, Kind.DIGEST)
    many = not only_of_many or any(unit in scene.office.below for unit in units)
    if not units or not many or not all(_may_read(scene, unit) for unit in units):
        return Done("command", wording.MAY_NOT_ASK)
    campaign = campaign_now(scene.office, local_day(scene))
    if campaign is None:
        return say(scene, wording.NO_CAMPAIGN_NOW)
    if only_of_many and not _may_see_names(scene):
        return _elsewhere(scene, order, campaign, units)
    if order.kind is Kind.DIGEST:
        return say(scene, _digest(scene, campaign, units, here=True))
    return say(scene, _told(scene, order, campaign, units))


def _digest(scene: Scene, campaign: Campaign, units: Sequence[int], here: bool) -> str:
    # What figures stand on is loaded by the first digest, not by every start.
    from handlers.campaigns.digest_now import digest_now

    return digest_now(scene, campaign, units, here)


def _units_asked(scene: Scene, order: Order) -> list[int] | None:
    """The unit named, else the supervisors' group's, else the speaker's own; None: no unit."""
    if order.about:
        try:
            return [choose_unit(order.about, scene.office.called).id]
        except NameUnclear:
            return None
    group = scene.group
    if group is not None and group.purpose is GroupPurpose.SUPERVISORS and group.unit is not None:
        return [group.unit]
    return sorted(scene.speaker.units)


def _may_read(scene: Scene, unit: int) -> bool:
    """Whoever is in a supervisors' group reads there what stands below that group's unit."""
    group = scene.group
    if group is not None and group.purpose is GroupPurpose.SUPERVISORS:
        top = group.unit
        if top is None or scene.office.is_within(unit, top):
            return True
    return may(scene.speaker, Action.READ, unit, scene.office)


def _may_see_names(scene: Scene) -> bool:
    group = scene.group
    in_public = group is not None and group.purpose is not GroupPurpose.SUPERVISORS
    return not in_public or scene.office.settings.naming


def _told(scene: Scene, order: Order, campaign: Campaign, units: Sequence[int]) -> str:
    today, office = local_day(scene), scene.office
    workdays = workdays_of(office, scene.desk.zone)
    wanted = sorted({one for unit in units for one in office.below.get(unit, (unit,))})
    progress = read_progress(scene.tx, office, campaign, workdays, today, wanted, waiting=True)
    if order.kind is Kind.WHO:
        return who_lines(progress.owing())
    lines = []
    for unit in units:
        if unit in office.below and order.kind is Kind.PROGRESS:
            below = progress.owing(office.below[unit])
            lines.append(whole_line(progress, below, workdays, today, _may_see_names(scene)))
        else:
            lines.append(_of_unit(progress, order, office.units[unit], today))
    return "\n".join(lines)


def _of_unit(progress: Progress, order: Order, unit: Unit, today: date) -> str:
    one = progress.units.get(unit.id) or UnitProgress(unit, ())
    if order.kind is Kind.SHORT and one.must:
        return short_line(one, today)
    return own_line(one, progress.campaign)


def _elsewhere(scene: Scene, order: Order, campaign: Campaign, units: Sequence[int]) -> Done:
    """Names are not said before everybody: in private where that is possible."""
    person = scene.speaker.person
    if person is None or person.id not in reachable(scene.tx):
        return say(scene, wording.ASK_ELSEWHERE)
    if order.kind is Kind.DIGEST:
        text = _digest(scene, campaign, units, here=False)
    else:
        text = _told(scene, Order(Kind.WHO), campaign, units)
    line = OutgoingMessage(
        channel=scene.message.channel,
        chat=scene.message.sender,
        kind="answer",
        text=text,
        key=command_key(scene),
        private=True,
    )
    return Done("command", messages=(line,))
