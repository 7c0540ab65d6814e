"""`cunbao register`: the office's register into the database, all or nothing."""

import json
import sys
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bot.clock import Clock
from bot.config import Config
from bot.register_files import NoRegister, read_files
from handlers import wording
from handlers.office import Office, office_of
from handlers.register.finding import Finding, Level, has_errors
from handlers.register.reading import Files
from storage.register import RegisterChange, put_register
from storage.register_rows import Register
from storage.schema import DatabaseTooNew, open_store, sqlite_path
from storage.store import Store, StoreUnavailable, Transaction, Work

DONE, FAILED, WRONG_USE = 0, 1, 2


def put_files(
    store: Store, files: Files, now: datetime, dry_run: bool = False
) -> tuple[list[Finding], RegisterChange | None]:
    """All or nothing in one transaction; None where a finding of level error stands."""
    while True:
        version, kept = store.read(_kept).result()
        register, findings = files.read(kept)
        if has_errors(findings):
            return findings, None
        try:
            return findings, store.write(_put(register, version, now, dry_run)).result()
        except _OnlyLooked as looked:
            return findings, looked.change
        except _ReadMeanwhile:
            continue


def _kept(tx: Transaction) -> tuple[int, Office]:
    return tx.register_version, office_of(tx)


class _ReadMeanwhile(Exception):
    """Another reading came between: the names in this one must be looked up anew."""


class _OnlyLooked(Exception):
    """Rolls a dry run back."""

    def __init__(self, change: RegisterChange) -> None:
        super().__init__()
        self.change = change


def _put(register: Register, version: int, now: datetime, dry_run: bool) -> Work[RegisterChange]:
    def work(tx: Transaction, /) -> RegisterChange:
        if tx.register_version != version:
            raise _ReadMeanwhile
        change = put_register(tx, register, now)
        if dry_run:
            raise _OnlyLooked(change)
        return change

    return work


def run(
    config: Config, path: Path, dry_run: bool, as_json: bool, clock: Clock | None = None
) -> int:
    """Exit code; findings and counts to stdout, what hinders the command to stderr."""
    try:
        files = read_files(path)
    except NoRegister as error:
        print(error, file=sys.stderr)
        return WRONG_USE
    with TemporaryDirectory() as nowhere:
        store = open_kept(config, dry_run, Path(nowhere))
        if store is None:
            return FAILED
        try:
            findings, change = put_files(store, files, (clock or Clock()).now(), dry_run)
        except StoreUnavailable as error:
            print(wording.database_unreachable(type(error).__name__), file=sys.stderr)
            return FAILED
        finally:
            store.close()
    if as_json:
        print(json.dumps(_as_json(findings, change, dry_run), ensure_ascii=False))
    else:
        _print(findings, change, dry_run)
    return FAILED if change is None else DONE


def open_kept(config: Config, dry_run: bool, nowhere: Path) -> Store | None:
    """None, and said on stderr, where it cannot be opened; a dry run makes no database."""
    path = sqlite_path(config.storage.database, config.folder)
    try:
        if dry_run and path is not None and not path.exists():
            return open_store("sqlite:///dry-run.db", nowhere)
        return open_store(config.storage.database, config.folder)
    except DatabaseTooNew:
        print(wording.DATABASE_TOO_NEW, file=sys.stderr)
    except ImportError:
        print(wording.missing_extra("postgresql"), file=sys.stderr)
    except Exception as error:
        # A driver's own text can hold the password of the address.
        print(wording.database_unreachable(type(error).__name__), file=sys.stderr)
    return None


def _as_json(
    findings: list[Finding], change: RegisterChange | None, dry_run: bool
) -> dict[str, Any]:
    changes = {name: asdict(one) for name, one in change.sheets.items()} if change else {}
    return {
        "written": change is not None and not dry_run,
        "findings": [finding.as_json() for finding in findings],
        "changes": changes,
    }


def _print(findings: list[Finding], change: RegisterChange | None, dry_run: bool) -> None:
    for finding in findings:
        print(finding.text)
    if change is None:
        errors = sum(finding.level is Level.ERROR for finding in findings)
        print(wording.register_errors(errors), file=sys.stderr)
        return
    for sheet, one in change.sheets.items():
        print(wording.register_counts(sheet, one.added, one.changed, one.retired))
    if dry_run:
        print(wording.REGISTER_ONLY_LOOKED, file=sys.stderr)
    else:
        done = wording.REGISTER_READ if change.total else wording.REGISTER_UNCHANGED
        print(done, file=sys.stderr)
