"""What a command of the menu stands for: Telegram takes only Latin letters; pure."""

from collections.abc import Mapping

from handlers import wording

COMMANDS: Mapping[str, str] = {
    "start": wording.WORD_HELP,
    "help": wording.WORD_HELP,
    "bangzhu": wording.WORD_HELP,
    "zuofei": wording.WORD_WITHDRAW,
    "lingyichang": wording.WORD_ANOTHER,
}


def spoken(text: str) -> str:
    """`/zuofei@some_bot 石桥` as 作废 石桥; what is no command of ours stays as it is."""
    if not text.startswith("/"):
        return text
    head, space, rest = text[1:].partition(" ")
    word = COMMANDS.get(head.partition("@")[0].lower())
    return text if word is None else f"{word}{space}{rest}"
