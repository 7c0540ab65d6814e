"""How a handler speaks into the chat it was spoken to, and when it must stay silent."""

from handlers import wording
from handlers.office import Office
from storage.messages import OutgoingMessage
from storage.records import Group, GroupPurpose

SILENT = "不发"


def group_line(
    office: Office,
    group: Group | None,
    channel: str,
    chat: str,
    text: str,
    key: str,
    kind: str = "receipt",
    reply_to: str | None = None,
    edits: int | None = None,
    report: int | None = None,
    choices: tuple[tuple[str, str], ...] = (),
    audience: str | None = None,
) -> OutgoingMessage | None:
    """One line for a chat; None where the office wants no receipts there.

    While 试运行 holds, what would go to a work or residents' group is kept as dropped.
    """
    if group is not None and group.receipts == SILENT and kind == "receipt":
        return None
    held = office.settings.trial_run and group is not None
    held = held and group is not None and group.purpose is not GroupPurpose.SUPERVISORS
    return OutgoingMessage(
        channel=channel,
        chat=chat,
        kind=kind,
        text=text,
        key=key,
        reply_to=reply_to,
        edits=edits,
        report=report,
        choices=choices,
        audience=audience,
        private=group is None,
        dropped=wording.TRIAL_RUN if held else None,
    )
