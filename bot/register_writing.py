"""`cunbao register --template` and `--export`: the register as an Excel workbook."""

import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.config import Config
from bot.register_command import DONE, FAILED, WRONG_USE, open_kept
from handlers import wording
from handlers.register.pages import Page, pages_of
from storage.register_in_force import register_in_force
from storage.store import StoreUnavailable


def write_template(path: Path) -> int:
    """Exit code; a file that is there already is replaced."""
    from handlers.register.examples import empty_pages

    return _write(path, empty_pages())


def write_export(config: Config, path: Path) -> int:
    """Exit code; what is in force, so that reading it back changes nothing."""
    with TemporaryDirectory() as nowhere:
        store = open_kept(config, True, Path(nowhere))
        if store is None:
            return FAILED
        try:
            register = store.read(register_in_force).result()
        except StoreUnavailable as error:
            print(wording.database_unreachable(type(error).__name__), file=sys.stderr)
            return FAILED
        finally:
            store.close()
    return _write(path, pages_of(register))


def _write(path: Path, pages: Sequence[Page]) -> int:
    from handlers.register.workbook import write_register

    if path.suffix.lower() != ".xlsx":
        print(wording.REGISTER_NOT_XLSX, file=sys.stderr)
        return WRONG_USE
    try:
        write_register(path, pages)
    except OSError as error:
        why = error.strerror or type(error).__name__
        print(wording.register_not_written(str(path), why), file=sys.stderr)
        return FAILED
    print(wording.register_written(str(path)))
    return DONE
