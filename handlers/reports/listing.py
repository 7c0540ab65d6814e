"""接龙: a list that people re-post with a line more; each line is one unit's report, once."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from handlers import wording
from handlers.desk import Done
from handlers.reports.adding import add_report
from handlers.reports.outgoing import group_line
from handlers.reports.reading import Mention, Reading
from handlers.reports.receipt import receipt_key
from handlers.scene import Scene
from storage import report_search, reports
from storage.messages import OutgoingMessage
from storage.records import ReportItem, ReportState
from storage.report_rows import Standing, fingerprint

GOES_ON = timedelta(hours=36)
_MARK = "接龙"
_NUMBERED = re.compile(r"\s*(\d{1,3})\s*[.、．)）:：]\s*(?=\D)")


def list_head(text: str) -> str | None:
    """What stands above the numbered lines of a list; None for a text that is no list."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) < 2 and _MARK not in text:
        return None
    numbers = [int(found[1]) for line in lines if (found := _NUMBERED.match(line))]
    marked = bool(lines) and _MARK in lines[0]
    in_order = numbers == list(range(1, len(numbers) + 1))
    if not (numbers if marked else len(numbers) > 1 and in_order):
        return None
    above = []
    for line in lines:
        if _NUMBERED.match(line):
            break
        above.append(line)
    return " ".join(" ".join(above).split()) or _MARK


def is_list_of_units(text: str, reading: Reading) -> bool:
    """True when each line speaks of another unit: then it is the group's list, not one report."""
    head = list_head(text)
    if head is None:
        return False
    named = [mention.units for mention in reading.mentions if mention.units]
    return bool(named) if _MARK in head else len(set(named)) > 1


@dataclass(frozen=True, slots=True)
class Line:
    """A line as it stands now, and every state it had before."""

    standing: Standing
    before: frozenset[str]

    def says(self, items: Sequence[ReportItem]) -> bool:
        """The same figures as now, or as once: a copy from before a change changes nothing."""
        said = fingerprint(items)
        return said == fingerprint(self.standing.report.items) or said in self.before


def take_list(scene: Scene, reading: Reading) -> Done:
    """New lines become reports, changed ones amendments, the others were heard before."""
    head = list_head(scene.message.text) or _MARK
    known = _known_lines(scene, head)
    goes_on = any(_is_repeated(known, mention) for mention in reading.mentions)
    lines: list[OutgoingMessage] = []
    states: list[ReportState] = []
    changed = False
    for mention in reading.mentions:
        line = _line_of(known, mention)
        if line is not None and line.says(mention.items):
            continue
        if line is not None and (goes_on or line.standing.report.day == scene.today):
            lines += _change(scene, line.standing, mention.items)
            changed = True
        else:
            states.append(add_report(scene, reading, mention, head).settles_as)
    outcome, why = _outcome(states, changed)
    return Done(outcome, why, tuple(lines))


def _outcome(states: Sequence[ReportState], changed: bool) -> tuple[str, str]:
    if any(state is not ReportState.UNSURE for state in states):
        return "report", ""
    if changed:
        return "amendment", ""
    return ("unsure", "") if states else ("chatter", wording.LIST_HEARD_BEFORE)


def _known_lines(scene: Scene, head: str) -> Mapping[int, Line]:
    """Unit -> its newest line of the list with that head in this chat."""
    since = scene.message.sent_at - GOES_ON
    found: dict[int, Line] = {}
    for standing in report_search.of_list(scene.tx, *scene.chat, head, since):
        report = standing.report
        if report.unit is not None:
            past = report_search.earlier_fingerprints(scene.tx, report.id)
            found[report.unit] = Line(standing, frozenset(past))
    return found


def _line_of(known: Mapping[int, Line], mention: Mention) -> Line | None:
    if len(mention.units) != 1:
        return None
    line = known.get(next(iter(mention.units)))
    if line is None or mention.day not in (None, line.standing.report.day):
        return None
    withdrawn = line.standing.report.state is ReportState.WITHDRAWN
    return None if withdrawn and not line.says(mention.items) else line


def _is_repeated(known: Mapping[int, Line], mention: Mention) -> bool:
    line = _line_of(known, mention)
    return line is not None and line.says(mention.items)


def _change(
    scene: Scene, standing: Standing, items: tuple[ReportItem, ...]
) -> list[OutgoingMessage]:
    report = standing.report
    reports.change(
        scene.tx,
        standing,
        scene.speaker.name,
        wording.LIST_LINE_CHANGED,
        scene.desk.inbox_id,
        scene.now,
        {"amended": True},
        items,
    )
    if report.state is ReportState.WAITING:
        at = scene.desk.receipt_at(scene.now, standing.receipt_by)
        reports.put_off(scene.tx, report.id, at)
        return []
    unit = scene.office.units.get(report.unit or 0)
    text = wording.line_changed(unit.name if unit else "", report.day, report.items, items)
    key = f"{receipt_key(*scene.chat, scene.message.message)}/line/{report.id}"
    line = group_line(
        scene.office,
        scene.group,
        *scene.chat,
        text,
        key,
        reply_to=scene.message.message,
        report=report.id,
    )
    return [] if line is None else [line]
