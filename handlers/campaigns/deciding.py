"""延期, 免报, 结束活动, 缓提醒, 采用, 开始, 点名, 排名: decided in chat, kept with who decided."""

from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta

from handlers import wording
from handlers.campaigns.orders import Kind, Order
from handlers.campaigns.progress import verdicts
from handlers.campaigns.quotas import deadline, owes
from handlers.campaigns.replies import campaign_now, local_day, say
from handlers.campaigns.tallying import workdays_of
from handlers.desk import Done
from handlers.names import NameUnclear, choose_campaign_named, choose_unit
from handlers.office import office_of
from handlers.people.roles import Action, may
from handlers.scene import Scene
from storage import decisions
from storage.decisions import Decision, DecisionKind
from storage.records import Campaign, GroupPurpose, Role, Task, Unit

PAUSED_DAYS = timedelta(days=7)


def decide(scene: Scene, order: Order) -> Done | None:
    """None where the speaker may not and it may well have been talk."""
    if order.kind in (Kind.BEGIN, Kind.NAMING, Kind.RANKING):
        return _switched(scene, order)
    try:
        unit = _unit_meant(scene, order)
        campaign = _campaign_meant(scene, order)
    except NameUnclear as error:
        return say(scene, str(error)) if _decides_anything(scene) else None
    asked = [unit.id] if unit is not None else sorted(_own_units(scene))
    if not asked or not all(may(scene.speaker, Action.DECIDE, one, scene.office) for one in asked):
        return Done("command", wording.MAY_NOT_DECIDE) if scene.speaker.registered else None
    if campaign is None:
        return say(scene, wording.NO_CAMPAIGN_NOW)
    return say(scene, _DECISIONS[order.kind](scene, order, campaign, unit))


def _own_units(scene: Scene) -> Iterable[int]:
    return (one.unit for one in scene.speaker.memberships if one.role is Role.SUPERVISOR)


def _decides_anything(scene: Scene) -> bool:
    return any(
        may(scene.speaker, action, one.unit, scene.office)
        for one in scene.speaker.memberships
        for action in (Action.DECIDE, Action.REGISTER)
    )


def _unit_meant(scene: Scene, order: Order) -> Unit | None:
    by_campaign = order.kind is Kind.END or order.takes_back is Kind.END
    if not order.about or by_campaign:
        return None
    return choose_unit(order.about, scene.office.called)


def _campaign_meant(scene: Scene, order: Order) -> Campaign | None:
    by_campaign = order.kind is Kind.END or order.takes_back is Kind.END
    if order.about and by_campaign:
        return choose_campaign_named(order.about, scene.office.campaigns)
    return campaign_now(scene.office, local_day(scene))


def _keep(scene: Scene, decision: Decision, subject: str) -> None:
    decisions.add(scene.tx, decision, subject, scene.desk.inbox_id or None, scene.now)


def _extend(scene: Scene, order: Order, campaign: Campaign, unit: Unit | None) -> str:
    assert unit is not None
    if order.until is None:
        return wording.EXTEND_LIKE_THIS
    workdays = workdays_of(scene.office, scene.desk.zone)
    rolls_on = scene.office.settings.holiday_rolls_on
    last = max(
        (deadline(task, campaign, workdays, rolls_on) for task in _tasks(scene, campaign, unit)),
        default=campaign.due,
    )
    if order.until <= last:
        return wording.not_later(order.until, last)
    kept = Decision(
        DecisionKind.EXTENDED,
        scene.speaker.name,
        campaign.id,
        unit.id,
        value=order.words,
        until=order.until,
    )
    _keep(scene, kept, f"{campaign.name} {unit.name}")
    return wording.extended_to(unit.name, order.until, order.words)


def _tasks(scene: Scene, campaign: Campaign, unit: Unit) -> Iterable[Task]:
    return (task for task in scene.office.tasks_of(campaign.id) if owes(task, unit))


def _excuse(scene: Scene, order: Order, campaign: Campaign, unit: Unit | None) -> str:
    assert unit is not None
    kept = Decision(
        DecisionKind.EXCUSED, scene.speaker.name, campaign.id, unit.id, value=order.words
    )
    _keep(scene, kept, f"{campaign.name} {unit.name}")
    return wording.is_excused(unit.name, order.words)


def _end(scene: Scene, _order: Order, campaign: Campaign, _unit: Unit | None) -> str:
    _keep(scene, Decision(DecisionKind.ENDED, scene.speaker.name, campaign.id), campaign.name)
    return wording.campaign_ended(campaign.name)


def _pause(scene: Scene, order: Order, campaign: Campaign, unit: Unit | None) -> str:
    until = order.until or local_day(scene) + PAUSED_DAYS
    about = unit.name if unit is not None else campaign.name
    kept = Decision(
        DecisionKind.PAUSED,
        scene.speaker.name,
        campaign.id,
        None if unit is None else unit.id,
        value=order.words,
        until=until,
    )
    _keep(scene, kept, f"{campaign.name} {about}")
    return wording.paused_until(about, until)


def _adopt(scene: Scene, order: Order, campaign: Campaign, unit: Unit | None) -> str:
    assert unit is not None
    digits = "".join(one for one in order.words if one.isdigit())
    count = int(digits[:3]) if digits else 1
    kept = Decision(
        DecisionKind.ADOPTED, scene.speaker.name, campaign.id, unit.id, value=str(count)
    )
    _keep(scene, kept, f"{campaign.name} {unit.name}")
    total = verdicts(office_of(scene.tx), campaign.id).adopted.get(unit.id, count)
    return wording.adopted_now(unit.name, count, total)


def _take_back(scene: Scene, order: Order, campaign: Campaign, unit: Unit | None) -> str:
    assert order.takes_back is not None
    kind = _KINDS[order.takes_back]
    of_unit = None if unit is None else unit.id
    found = [
        one.id
        for one in scene.office.decisions
        if (one.kind, one.campaign, one.unit) == (kind, campaign.id, of_unit)
    ]
    if not found:
        return wording.NOTHING_TO_TAKE_BACK
    about = campaign.name if unit is None else unit.name
    subject = campaign.name if unit is None else f"{campaign.name} {unit.name}"
    decisions.lift(scene.tx, found, scene.speaker.name, kind, subject, scene.now)
    return wording.taken_back(order.takes_back, about)


def _switched(scene: Scene, order: Order) -> Done | None:
    """Only where the office speaks among itself, and only by who answers for the register."""
    group = scene.group
    if group is not None and group.purpose is not GroupPurpose.SUPERVISORS:
        return None
    if not _decides_anything(scene):
        return None
    if order.kind is Kind.BEGIN:
        if not scene.office.settings.trial_run:
            return say(scene, wording.ALREADY_RUNNING)
        _keep_setting(scene, wording.TRIAL_RUN, "否")
        return say(scene, wording.TRIAL_RUN_ENDED)
    _keep_setting(scene, order.kind, "是" if order.on else "否")
    return say(scene, wording.switched_to(order.kind, order.on))


def _keep_setting(scene: Scene, name: str, value: str) -> None:
    kept = Decision(DecisionKind.SETTING, scene.speaker.name, name=str(name), value=value)
    _keep(scene, kept, f"设置 {name}")


_KINDS: Mapping[Kind, DecisionKind] = {
    Kind.EXTEND: DecisionKind.EXTENDED,
    Kind.EXCUSE: DecisionKind.EXCUSED,
    Kind.PAUSE: DecisionKind.PAUSED,
    Kind.END: DecisionKind.ENDED,
}
_DECISIONS: Mapping[Kind, Callable[[Scene, Order, Campaign, Unit | None], str]] = {
    Kind.EXTEND: _extend,
    Kind.EXCUSE: _excuse,
    Kind.END: _end,
    Kind.PAUSE: _pause,
    Kind.ADOPT: _adopt,
    Kind.TAKE_BACK: _take_back,
}
