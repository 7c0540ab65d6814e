"""`cunbao check`: what is wrong with configuration, register, database and channels."""

import ipaddress
import json
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.clock import Clock
from bot.config import Config
from handlers import wording
from handlers.office import Office, make_office, office_of
from handlers.register.finding import Finding, SheetFindings, has_errors
from handlers.register.standing import check_office
from storage import sample_clock
from storage.groups import all_groups
from storage.records import Group
from storage.schema import DatabaseTooNew, open_store, sqlite_path
from storage.sqlite_version import Version, has_wal_reset_bug, sqlite_version
from storage.store import StoreUnavailable, Transaction

CONFIGURATION, DATABASE, TELEGRAM = "配置", "数据库", "Telegram"


def run(config: Config, as_json: bool, clock: Clock | None = None) -> int:
    """Exit code 1 where a finding of level error stands; nothing is sent and no file is made."""
    findings = find(config, clock or Clock())
    if as_json:
        told = {"findings": [finding.as_json() for finding in findings]}
        print(json.dumps(told, ensure_ascii=False))
    else:
        for finding in findings:
            print(finding.text)
        if not findings:
            print(wording.CHECK_FOUND_NOTHING, file=sys.stderr)
    return 1 if has_errors(findings) else 0


def find(config: Config, clock: Clock) -> list[Finding]:
    """All findings: configuration, database, then the register in force."""
    findings: list[Finding] = []
    check_configuration(config, SheetFindings(CONFIGURATION, findings))
    database = SheetFindings(DATABASE, findings)
    check_folders(config, database)
    path = sqlite_path(config.storage.database, config.folder)
    if path is not None:
        check_sqlite(sqlite_version(), database)
    kept = Kept() if path is not None and not path.exists() else _read(config, database)
    if kept is not None:
        day = clock.now().astimezone(config.zone).date()
        findings += check_office(kept.office, kept.groups, channels_on(config), day)
    if config.telegram.token:
        groups = () if kept is None else kept.groups
        _check_telegram(config, groups, SheetFindings(TELEGRAM, findings))
    return findings


def _check_telegram(config: Config, groups: Sequence[Group], findings: SheetFindings) -> None:
    try:
        from bot.channels.telegram_check import check_telegram
    except ImportError:
        findings.error(wording.TELEGRAM_NO_LIBRARY)
        return
    check_telegram(config.telegram, groups, findings)


def channels_on(config: Config) -> list[str]:
    """Contract: off when its section is absent or its token (wechat: gateway) is empty."""
    on = {
        "telegram": bool(config.telegram.token),
        "wechat": bool(config.wechat.gateway),
        "local": config.local is not None,
    }
    return [name for name, is_on in on.items() if is_on]


def check_configuration(config: Config, findings: SheetFindings) -> None:
    if not channels_on(config):
        findings.error(wording.CHANNEL_NONE)
    telegram = config.telegram
    if telegram.token and telegram.mode == "webhook":
        for key in ("webhook_url", "webhook_secret"):
            if not getattr(telegram, key):
                findings.error(wording.KEY_NEEDED, None, f"[telegram] {key}", "", key=key)
    if config.local is not None and not is_loopback(config.local.host):
        findings.error(wording.NOT_LOOPBACK, None, "[local] host", config.local.host)
    if config.storage.files.startswith("s3://"):
        findings.error(wording.FILES_IN_S3, None, "[storage] files", config.storage.files)


def is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def check_folders(config: Config, findings: SheetFindings) -> None:
    """Where the data will lie must be writable; folders that are missing are made later."""
    database = sqlite_path(config.storage.database, config.folder)
    folders = [config.files_folder, *([database.parent] if database else [])]
    for folder in dict.fromkeys(folders):
        nearest = next(one for one in (folder, *folder.parents) if one.exists())
        if not nearest.is_dir() or not os.access(nearest, os.W_OK | os.X_OK):
            findings.error(wording.FOLDER_NOT_WRITABLE, folder=folder)


def check_sqlite(version: Version, findings: SheetFindings) -> None:
    if has_wal_reset_bug(version):
        shown = ".".join(str(part) for part in version)
        findings.warn(wording.SQLITE_WAL_RESET, None, "SQLite", shown, version=shown)


@dataclass(frozen=True, slots=True)
class Kept:
    """What a database holds of the register; nothing where there is none yet."""

    office: Office = field(default_factory=lambda: make_office([]))
    groups: tuple[Group, ...] = ()
    is_sample: bool = False


def _read(config: Config, findings: SheetFindings) -> Kept | None:
    try:
        store = open_store(config.storage.database, config.folder)
    except DatabaseTooNew:
        findings.error(wording.DATABASE_NEWER)
        return None
    except ImportError:
        findings.error(wording.DATABASE_NO_DRIVER)
        return None
    except Exception as error:
        # A driver's own text can hold the password of the address.
        findings.error(wording.DATABASE_SILENT, kind=type(error).__name__)
        return None
    try:
        kept = store.read(_kept).result()
    except StoreUnavailable as error:
        findings.error(wording.DATABASE_SILENT, kind=type(error).__name__)
        return None
    finally:
        store.close()
    if kept.is_sample:
        findings.warn(wording.DATABASE_SAMPLE)
    return kept


def _kept(tx: Transaction) -> Kept:
    return Kept(office_of(tx), tuple(all_groups(tx)), sample_clock.read(tx) is not None)
