"""The cell 内容: `/` parts what may stand for one another, 、 what is asked for beside it."""

import re
from collections.abc import Mapping
from functools import cache

from handlers import wording
from handlers.register.cells import name, names_list
from handlers.register.finding import Wrong
from handlers.register.sheets import nearest_or_all, spelled
from handlers.reports.activities import activities, same_count
from storage.records import DOCUMENTS

_OR = re.compile(r"[/\uff0f]|或者?")


def read_contents(text: str) -> tuple[tuple[str, ...], ...]:
    """Each part a task of its own, and in it all that meets it; raises Wrong for unknown words."""
    return tuple(
        tuple(dict.fromkeys(_content(one) for one in _OR.split(part) if name(one)))
        for part in names_list(text)
    )


def _content(text: str) -> str:
    plain = spelled(name(text), (*activities(), *DOCUMENTS))
    meant = plain if plain in DOCUMENTS else meant_activity(text)
    if meant is not None:
        return meant
    near = nearest_or_all(plain, [*activities(), *DOCUMENTS])
    raise Wrong(wording.TASK_CONTENT, value=plain, near=near)


def meant_activity(text: str) -> str | None:
    """The activity that a cell names, by its own name or by a word for it and no other."""
    plain = spelled(name(text), (*activities(), *_said()))
    return plain if plain in activities() else _said().get(plain)


@cache
def _said() -> Mapping[str, str]:
    """What people say for one activity and for no other."""
    meant: dict[str, set[str]] = {}
    for activity in activities().values():
        for said in (*activity.names, wording.short_activity(activity.name)):
            meant.setdefault(said, set()).add(activity.name)
    return {said: names.copy().pop() for said, names in meant.items() if len(names) == 1}


def measures_differ(contents: tuple[str, ...]) -> bool:
    """Whether the counts of these contents cannot be added up."""
    counted = [content for content in contents if content in activities()]
    if len(counted) < 2:
        return False
    first = activities()[counted[0]].unit
    return not all(same_count(content, first) for content in counted[1:])


def measures_of(contents: tuple[str, ...]) -> frozenset[str]:
    """Every measure word that adds to the totals of these contents."""
    found = [activities()[content] for content in contents if content in activities()]
    return frozenset(measure for one in found for measure in (one.unit, *one.same))
