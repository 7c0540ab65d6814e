"""The receipt: one line that says what was counted, and nothing else."""

from collections.abc import Sequence
from datetime import datetime

from msgspec.structs import replace

from handlers import wording
from handlers.desk import Desk
from handlers.office import Office, office_of
from handlers.reports.outgoing import group_line
from handlers.reports.receipt_lines import line_of
from handlers.reports.rush import is_rush, told_together_at
from storage import outbox, report_search, reports
from storage.messages import OutgoingMessage
from storage.records import Report, ReportState
from storage.report_rows import Standing
from storage.store import Transaction

REACTION = "表情"
COUNT_AGAIN = ((wording.WORD_ANOTHER, wording.WORD_ANOTHER),)
SPOKEN_OF = frozenset(
    {ReportState.WAITING, ReportState.RECORDED, ReportState.INCOMPLETE, ReportState.DUPLICATE}
)


def receipt_key(channel: str, chat: str, message: str) -> str:
    """One receipt for one text, for ever."""
    return f"receipt/{channel}/{chat}/{message}"


def receipt_text(office: Office, standings: Sequence[Standing]) -> str | None:
    """The line for all reports of one text; None when nothing of it is to be spoken of."""
    told = [one for one in standings if one.report.state in SPOKEN_OF]
    lines = [line_of(office, one) for one in told if one.settles_as is not ReportState.UNSURE]
    if not lines:
        return None
    asked = next((one.missing for one in told if one.missing), "")
    repeats = [one for one in told if one.settles_as is ReportState.DUPLICATE]
    if repeats and len(repeats) == len(told):
        return wording.receipt_repeated(lines, repeats[0].report.why)
    return wording.receipt(lines, asked)


def fire_receipt(
    tx: Transaction,
    channel: str,
    chat: str,
    message: str,
    now: datetime,
    desk: Desk,
    known: Sequence[Standing] = (),
    settled: bool = False,
) -> list[OutgoingMessage]:
    """The quiet time of a text is over: settle its reports and speak once, or later in a rush.

    `known` are its reports where the caller has them all; `settled`: they did as they were added.
    """
    standings = known or report_search.of_message(tx, channel, chat, message)
    due = [one for one in standings if _is_due(one, now, settled)]
    if not due:
        return []
    if not settled and _settle(tx, channel, chat, now, desk, due):
        return []
    office = office_of(tx)
    text = receipt_text(office, standings)
    if text is None:
        return []
    group = office.groups.get((channel, chat))
    told = [one for one in standings if one.report.state in SPOKEN_OF]
    repeated = all(one.settles_as is ReportState.DUPLICATE for one in told)
    line = group_line(
        office,
        group,
        channel,
        chat,
        text,
        receipt_key(channel, chat, message),
        reply_to=message,
        report=due[0].report.id,
        choices=COUNT_AGAIN if repeated else (),
        audience=due[0].report.sender,
    )
    if line is None:
        return []
    quiet = group is not None and group.receipts == REACTION and _needs_no_words(told)
    return [replace(line, reaction=wording.RECEIVED) if quiet else line]


def _settle(
    tx: Transaction,
    channel: str,
    chat: str,
    now: datetime,
    desk: Desk,
    due: Sequence[Standing],
) -> bool:
    """True in a rush: their receipts come together, later."""
    rush = is_rush(tx, channel, chat, now, desk)
    for one in due:
        reports.settle(tx, one, told_together_at(now) if rush else None)
    return rush


def _needs_no_words(told: Sequence[Standing]) -> bool:
    """A repetition or something missing must be said; else a reaction says it all."""
    return all(not one.missing and one.settles_as is not ReportState.DUPLICATE for one in told)


def _is_due(standing: Standing, now: datetime, settled: bool) -> bool:
    if settled:
        return standing.report.state is not ReportState.UNSURE
    waits = standing.report.state is ReportState.WAITING
    return waits and standing.receipt_at is not None and standing.receipt_at <= now


def reword_receipt(
    tx: Transaction, report: Report, message: str, cause: str
) -> list[OutgoingMessage]:
    """A report changed after its receipt: the receipt is edited, never repeated."""
    office = office_of(tx)
    key = receipt_key(report.channel, report.chat, message)
    original = outbox.find_key(tx, key)
    text = receipt_text(office, report_search.of_message(tx, report.channel, report.chat, message))
    if original is None or text is None or original.state == "dropped":
        return []
    if original.message.reaction is not None:
        return []
    if outbox.reword(tx, original.id, text):
        return []
    waiting = outbox.find_waiting_edit(tx, original.id)
    if waiting is not None and outbox.reword(tx, waiting.id, text):
        return []
    group = office.groups.get((report.channel, report.chat))
    line = group_line(
        office,
        group,
        report.channel,
        report.chat,
        text,
        f"{key}/{cause}",
        edits=original.id,
        report=report.id,
    )
    return [] if line is None else [line]
