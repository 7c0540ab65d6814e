"""Reading a register's file in a child process: workbooks and archives never open in the bot."""

import shutil
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Any
from zipfile import BadZipFile, ZipFile, ZipInfo

import msgspec

from bot.register_files import SUFFIXES, WORKBOOKS, NoRegister, read_files
from handlers import wording
from handlers.register.reading import Files

LARGEST_BYTES = 60_000_000
MOST_FILES = 100
UTF8_NAME = 0x800


def read_register_job(values: Mapping[str, Any]) -> dict[str, Any]:
    """For workbench.JOBS: {path, name} -> {files} as builtins, or {refused}: why it is none."""
    with TemporaryDirectory() as folder:
        try:
            files = _read(Path(values["path"]), Path(folder), Path(values["name"]).name)
        except NoRegister as error:
            return {"refused": str(error).replace(f"{folder}/", "")}
    return {"files": msgspec.to_builtins(files)}


def _read(path: Path, folder: Path, name: str) -> Files:
    if Path(name).suffix.lower() == ".zip":
        _unpack(path, folder, name)
        return read_files(folder)
    shutil.copyfile(path, folder / name)
    is_sheet = Path(name).suffix.lower() in SUFFIXES
    return read_files(folder if is_sheet else folder / name)


def _unpack(path: Path, folder: Path, name: str) -> None:
    """Only sheets, without their folders; raises NoRegister."""
    try:
        with ZipFile(path) as archive:
            members = [one for one in archive.infolist() if _is_sheet(one)]
            size = sum(one.file_size for one in members)
            if len(members) > MOST_FILES or size > LARGEST_BYTES:
                raise NoRegister(wording.register_archive_too_big(name))
            for one in members:
                target = folder / _plain_name(one)
                if target.exists():
                    raise NoRegister(wording.register_archive_twice(name, target.name))
                with archive.open(one) as source, target.open("wb") as into:
                    shutil.copyfileobj(source, into)
    except (BadZipFile, RuntimeError, NotImplementedError, EOFError):
        raise NoRegister(wording.register_archive_broken(name)) from None


def _is_sheet(member: ZipInfo) -> bool:
    plain = _plain_name(member)
    suffix = PurePosixPath(plain).suffix.lower()
    return suffix in SUFFIXES | WORKBOOKS and not plain.startswith((".", "~$"))


def _plain_name(member: ZipInfo) -> str:
    """Chinese Windows writes names in GB18030 and says nothing of it."""
    name = member.filename
    if not member.flag_bits & UTF8_NAME:
        try:
            name = name.encode("cp437").decode("gb18030")
        except UnicodeError:
            name = member.filename
    return PurePosixPath(name.replace("\\", "/")).name
