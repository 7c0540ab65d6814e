"""Who may do what, in one table; everybody may ask, whatever stands here."""

from collections.abc import Mapping
from enum import StrEnum

from handlers.office import Office
from handlers.people.recognition import Speaker
from storage.records import Role


class Action(StrEnum):
    """DECIDE is what only a supervisor does: accept after closing, excuse, edit others' words."""

    REPORT = "report"
    CORRECT = "correct"
    WITHDRAW = "withdraw"
    READ = "read"
    DECIDE = "decide"
    REGISTER = "register"


class Reach(StrEnum):
    """Over which units a right holds, seen from the unit where the role is held."""

    UNIT = "the unit itself"
    BELOW = "the unit and all below"
    ALL = "the whole register"


RIGHTS: Mapping[Role, Mapping[Action, Reach]] = {
    Role.LIAISON: {
        Action.REPORT: Reach.UNIT,
        Action.CORRECT: Reach.UNIT,
        Action.WITHDRAW: Reach.UNIT,
        Action.READ: Reach.UNIT,
    },
    Role.ASSIGNED: {
        Action.REPORT: Reach.UNIT,
        Action.CORRECT: Reach.UNIT,
        Action.WITHDRAW: Reach.UNIT,
        Action.READ: Reach.UNIT,
    },
    Role.SUPERVISOR: {
        Action.REPORT: Reach.BELOW,
        Action.CORRECT: Reach.BELOW,
        Action.WITHDRAW: Reach.BELOW,
        Action.READ: Reach.BELOW,
        Action.DECIDE: Reach.BELOW,
        Action.REGISTER: Reach.BELOW,
    },
    Role.DEPARTMENT: {
        Action.REPORT: Reach.BELOW,
        Action.CORRECT: Reach.BELOW,
        Action.WITHDRAW: Reach.BELOW,
        Action.READ: Reach.BELOW,
    },
    Role.COUNTY: {Action.READ: Reach.ALL},
    Role.ADMINISTRATOR: {Action.REGISTER: Reach.ALL},
    Role.RESIDENT: {},
}

BY_NAME_ALONE = frozenset({Action.REPORT, Action.CORRECT, Action.WITHDRAW})
"""Whoever is known by display name alone: reports, and corrects and withdraws the own; no more."""


def may(
    speaker: Speaker, action: Action, unit: int | None, office: Office, own: bool = False
) -> bool:
    """`own`: the speaker sent the report in question; `unit` None is a unit not known yet."""
    if not speaker.registered:
        return action in BY_NAME_ALONE and (own or action is Action.REPORT)
    if own and action in (Action.CORRECT, Action.WITHDRAW):
        return not speaker.left
    return any(
        _reaches(RIGHTS[membership.role].get(action), membership.unit, unit, office)
        for membership in speaker.memberships
    )


def _reaches(reach: Reach | None, held_in: int, unit: int | None, office: Office) -> bool:
    if reach is None:
        return False
    if reach is Reach.ALL:
        return True
    if unit is None:
        return False
    if reach is Reach.UNIT:
        return unit == held_in
    return office.is_within(unit, held_in)
