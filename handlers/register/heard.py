"""Which private messages may be about a register; asked of every one, so it loads nothing else."""

from pathlib import PurePath

from storage.messages import Attachment, IncomingMessage

ENDINGS = frozenset({".xlsx", ".xlsm", ".zip", ".csv", ".xls", ".et"})
CONFIRMS = frozenset({"确认", "確認"})


def is_about_register(message: IncomingMessage) -> bool:
    """A file of a register, or the word that has it written."""
    if message.edit or message.withdraws is not None:
        return False
    return bool(register_files(message)) or confirms(message)


def register_files(message: IncomingMessage) -> list[Attachment]:
    return [one for one in message.attachments if PurePath(one.name).suffix.lower() in ENDINGS]


def confirms(message: IncomingMessage) -> bool:
    return not message.attachments and message.text.strip().rstrip("。.!\uff01") in CONFIRMS
