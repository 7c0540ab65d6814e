"""The office's register where it lies: a folder of CSV files or one Excel workbook."""

from pathlib import Path

from handlers import wording
from handlers.office import Office
from handlers.register.csv_sheet import read_csv
from handlers.register.finding import Finding, SheetFindings
from handlers.register.reading import Files
from handlers.register.rows import RawSheet, is_blank
from handlers.register.sheets import ORDER, sheet_names, spelled
from storage.register_rows import Register

LARGEST_MEGABYTES = 20
SUFFIXES = frozenset({".csv", ".tsv"})
WORKBOOKS = frozenset({".xlsx", ".xlsm"})
OTHER_WORKBOOKS = frozenset({".xls", ".et", ".ods", ".xlsb"})


class NoRegister(Exception):
    """The path holds no register; the sentence is for whoever gave it."""


def read_folder(path: Path, kept: Office | None = None) -> tuple[Register, list[Finding]]:
    """Raises NoRegister; never put a register whose findings hold an error."""
    return read_files(path).read(kept)


def read_files(path: Path) -> Files:
    """Raises NoRegister."""
    if not path.exists():
        raise NoRegister(wording.register_path_missing(str(path)))
    if path.is_dir():
        return _read_folder(path)
    if path.suffix.lower() in WORKBOOKS:
        return _read_workbook(path)
    if path.suffix.lower() in OTHER_WORKBOOKS:
        raise NoRegister(wording.register_other_workbook(str(path)))
    raise NoRegister(wording.register_path_is_a_file(str(path)))


def _read_workbook(path: Path) -> Files:
    from handlers.register.excel_sheets import NoWorkbook, read_workbook

    findings: list[Finding] = []
    try:
        if path.stat().st_size > LARGEST_MEGABYTES * 1_000_000:
            raise NoRegister(wording.register_too_big(str(path), LARGEST_MEGABYTES))
        sheets, unreadable = read_workbook(path.read_bytes(), findings)
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise NoRegister(wording.register_path_unreadable(str(path), why)) from None
    except NoWorkbook as error:
        raise NoRegister(wording.register_workbook(str(path), str(error))) from None
    # The template holds every sheet: one that nobody has filled in must not retire anything.
    filled = [sheet for sheet in sheets if sheet.name not in ORDER or not is_blank(sheet)]
    if not filled and not unreadable:
        raise NoRegister(wording.register_workbook(str(path), wording.WORKBOOK_EMPTY))
    return Files(tuple(filled), unreadable, tuple(findings))


def _read_folder(path: Path) -> Files:
    findings: list[Finding] = []
    files: dict[str, list[Path]] = {}
    workbooks = []
    for file in _files_in(path):
        if file.suffix.lower() in SUFFIXES:
            name = spelled("".join(file.stem.split()), sheet_names())
            files.setdefault(name, []).append(file)
        elif file.suffix.lower() in WORKBOOKS | OTHER_WORKBOOKS:
            workbooks.append(file)
    if not files and len(workbooks) == 1 and workbooks[0].suffix.lower() in WORKBOOKS:
        return _read_workbook(workbooks[0])
    if not files and not workbooks:
        raise NoRegister(wording.register_folder_empty(str(path)))
    for file in workbooks:
        name = spelled("".join(file.stem.split()), sheet_names())
        SheetFindings(name, findings).warn(wording.SHEET_WORKBOOK, name=file.name)
    read = {name: _read_sheet(name, paths, findings) for name, paths in files.items()}
    sheets = tuple(sheet for sheet in read.values() if sheet is not None)
    return Files(sheets, frozenset(n for n, s in read.items() if s is None), tuple(findings))


def _files_in(path: Path) -> list[Path]:
    """Without the hidden ones and the lock files of office programs."""
    try:
        return sorted(one for one in path.iterdir() if not one.name.startswith((".", "~$")))
    except OSError as error:
        raise NoRegister(
            wording.register_path_unreadable(str(path), error.strerror or "")
        ) from None


def _read_sheet(name: str, paths: list[Path], findings: list[Finding]) -> RawSheet | None:
    into = SheetFindings(name, findings)
    if len(paths) > 1:
        into.error(wording.SHEET_TWICE, files="、".join(path.name for path in paths))
        return None
    try:
        if paths[0].stat().st_size > LARGEST_MEGABYTES * 1_000_000:
            into.error(wording.SHEET_TOO_BIG, megabytes=LARGEST_MEGABYTES)
            return None
        data = paths[0].read_bytes()
    except OSError as error:
        into.error(wording.SHEET_UNREADABLE, why=error.strerror or type(error).__name__)
        return None
    return read_csv(name, data, into)
