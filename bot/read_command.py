"""`cunbao read`: standard input to standard output, with or without an office's register."""

import io
import sys
from pathlib import Path

from bot.reading_command import BadLines, read_lines
from handlers.register.foreseen import numbered_units
from storage.register_rows import Register

WRONG_USE = 2


def run(folder: Path | None) -> int:
    """0, or 1 when some lines could not be read, or 2 when the register cannot be."""
    register: Register | None = None
    if folder is not None:
        register = _register_of(folder)
        if register is None:
            return WRONG_USE
    units = None if register is None else numbered_units(register.units or ())
    sayings = () if register is None else register.sayings or ()
    try:
        lines = io.TextIOWrapper(sys.stdin.buffer, encoding="utf-8", errors="replace")
        for line in read_lines(lines, units, sayings):
            print(line, flush=True)
    except BadLines as bad:
        sys.stdout.flush()
        print("\n".join(bad.sentences), file=sys.stderr)
        return 1
    return 0


def _register_of(folder: Path) -> Register | None:
    from bot.register_files import NoRegister, read_folder
    from handlers.register.finding import has_errors

    try:
        register, findings = read_folder(folder)
    except NoRegister as error:
        print(str(error), file=sys.stderr)
        return None
    if has_errors(findings):
        print("\n".join(finding.text for finding in findings), file=sys.stderr)
        return None
    return register
