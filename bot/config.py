"""Config: the technical settings, frozen, read once; config.example.toml names every key."""

import difflib
import os
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec
from msgspec import Meta, Struct

from handlers import wording

Positive = Annotated[int, Meta(ge=1)]
NotNegative = Annotated[int, Meta(ge=0)]
Address = Annotated[str, Meta(pattern=r"^[^\s:]*:\d{1,5}$", description="host:port")]
Port = Annotated[int, Meta(ge=0, le=65535)]
S = TypeVar("S", bound=Struct)


class ConfigError(Exception):
    """Every fault of the file at once, one a line, each with its mend; exit code 2."""


class Office(Struct, frozen=True, forbid_unknown_fields=True):
    timezone: str = "Asia/Shanghai"
    script: Literal["simplified", "traditional"] = "simplified"


class Storage(Struct, frozen=True, forbid_unknown_fields=True):
    database: str = "sqlite:///cunbao-data/cunbao.db"
    files: str = "cunbao-data/files"


class Telegram(Struct, frozen=True, forbid_unknown_fields=True):
    token: str = ""
    token_file: str = ""
    api: str = "https://api.telegram.org"
    mode: Literal["polling", "webhook"] = "polling"
    webhook_url: str = ""
    webhook_secret: str = ""
    webhook_listen: Address = "127.0.0.1:8443"
    pacing: bool = True


class Wechat(Struct, frozen=True, forbid_unknown_fields=True):
    gateway: str = ""
    token: str = ""
    token_file: str = ""
    tls: bool = False


class Local(Struct, frozen=True, forbid_unknown_fields=True):
    host: str = "127.0.0.1"
    port: Port = 8765


class Alarm(Struct, frozen=True, forbid_unknown_fields=True):
    webhooks: tuple[str, ...] = ()
    mail: tuple[str, ...] = ()
    mail_server: str = ""


class Watch(Struct, frozen=True, forbid_unknown_fields=True):
    listen: Address = "127.0.0.1:8766"


class Limits(Struct, frozen=True, forbid_unknown_fields=True):
    quiet_seconds: NotNegative = 30
    join_minutes: NotNegative = 15
    receipt_batch_per_minute: NotNegative = 6
    stop_seconds: Positive = 10
    photo_megabytes: Positive = 20
    photo_megapixels: Positive = 50
    text_characters: Positive = 20000


class Config(Struct, frozen=True):
    """`local` and `watch` are None without such a section; paths are relative to `folder`."""

    folder: Path
    office: Office = Office()
    storage: Storage = Storage()
    telegram: Telegram = Telegram()
    wechat: Wechat = Wechat()
    local: Local | None = None
    alarm: Alarm = Alarm()
    watch: Watch | None = None
    limits: Limits = Limits()

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.office.timezone)

    @property
    def files_folder(self) -> Path:
        return (self.folder / self.storage.files).absolute()


SECTIONS: Mapping[str, type[Struct]] = {
    "office": Office,
    "storage": Storage,
    "telegram": Telegram,
    "wechat": Wechat,
    "local": Local,
    "alarm": Alarm,
    "watch": Watch,
    "limits": Limits,
}


def find_config(named: str | None, environment: Mapping[str, str] = os.environ) -> Path | None:
    """--config, else CUNBAO_CONFIG, else ./config.toml where it exists, else None (defaults)."""
    chosen = named or environment.get("CUNBAO_CONFIG")
    if chosen:
        return Path(chosen)
    default = Path("config.toml")
    return default if default.exists() else None


def read_config(path: Path | None, environment: Mapping[str, str] = os.environ) -> Config:
    """Raises ConfigError with every fault; secrets never stand in its text."""
    if path is None:
        return _with_secrets(Config(folder=Path.cwd()), environment)
    source = _read_text(path)
    try:
        content = tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(wording.config_not_toml(str(path), str(error))) from None
    faults: list[str] = []
    for name in content.keys() - SECTIONS.keys():
        faults.append(_unknown(path, source, "", name, list(SECTIONS)))
    sections: dict[str, Any] = {}
    for name, kind in SECTIONS.items():
        if name in content:
            sections[name] = _section(path, source, name, content[name], kind, faults)
    if faults:
        raise ConfigError("\n".join(faults))
    return _with_secrets(Config(folder=path.absolute().parent, **sections), environment)


def _read_text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise ConfigError(wording.config_not_readable(str(path), error.strerror or "")) from None
    except UnicodeDecodeError:
        raise ConfigError(wording.config_not_utf8(str(path))) from None


def _section(
    path: Path, source: str, name: str, values: Any, kind: type[S], faults: list[str]
) -> S | None:
    if not isinstance(values, dict):
        faults.append(wording.config_not_a_section(str(path), name))
        return None
    good: dict[str, Any] = {}
    known = kind.__struct_fields__
    for key, value in values.items():
        if key not in known:
            faults.append(_unknown(path, source, name, key, list(known)))
            continue
        try:
            msgspec.convert({key: value}, kind)
        except msgspec.ValidationError as error:
            shown = "***" if key in {"token", "webhook_secret"} else repr(value)
            line = _line(source, name, key)
            fault = wording.config_wrong_value(str(path), line, name, key, shown, str(error))
            faults.append(fault)
            continue
        good[key] = value
    return msgspec.convert(good, kind)


def _unknown(path: Path, source: str, section: str, key: str, known: list[str]) -> str:
    near = difflib.get_close_matches(key, known, n=1, cutoff=0)
    line = _line(source, section, key) if section else _header(source, key)
    return wording.config_unknown_key(str(path), line, section, key, near[0] if near else "")


def _header(source: str, section: str) -> int:
    for number, line in enumerate(source.splitlines(), 1):
        if re.match(rf"\s*(\[+\s*)?['\"]?{re.escape(section)}['\"]?\s*[\]=.]", line):
            return number
    return 1


def _line(source: str, section: str, key: str) -> int:
    lines = source.splitlines()
    start = _header(source, section)
    for number in range(start, len(lines) + 1):
        if re.search(rf"(^|[\s{{,.])['\"]?{re.escape(key)}['\"]?\s*=", lines[number - 1]):
            return number
    return start


def _with_secrets(config: Config, environment: Mapping[str, str]) -> Config:
    try:
        _ = config.zone
    except (ZoneInfoNotFoundError, ValueError):
        raise ConfigError(wording.config_unknown_zone(config.office.timezone)) from None
    telegram, wechat = config.telegram, config.wechat
    token = _secret(config, "telegram", telegram.token, telegram.token_file, environment)
    code = _secret(config, "wechat", wechat.token, wechat.token_file, environment)
    return msgspec.structs.replace(
        config,
        telegram=msgspec.structs.replace(telegram, token=token),
        wechat=msgspec.structs.replace(wechat, token=code),
    )


def _secret(
    config: Config, section: str, value: str, file: str, environment: Mapping[str, str]
) -> str:
    """The environment wins over the key, the key over the file; a named file must exist."""
    found = environment.get(f"CUNBAO_{section.upper()}_TOKEN") or value
    if found or not file:
        return found
    try:
        return (config.folder / file).read_text(encoding="utf-8").strip()
    except OSError as error:
        named = f"[{section}] token_file"
        raise ConfigError(wording.config_no_secret_file(named, error.strerror or "")) from None
