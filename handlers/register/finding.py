"""Finding: one fault of the office's register or of the set-up, with its place and its mend."""

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from handlers import wording
from handlers.masking import mask
from handlers.wording import Fault


class Level(StrEnum):
    """An error keeps the whole register from being read; a warning does not."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Finding:
    """`row` as Excel counts it; phones, identity and account numbers in it are masked."""

    level: Level
    sheet: str
    row: int | None
    column: str | None
    value: str | None
    wrong: str
    instead: str

    @property
    def text(self) -> str:
        return wording.finding(
            self.sheet,
            self.row,
            self.column,
            self.wrong,
            self.instead,
            blocks=self.level is Level.ERROR,
        )

    def as_json(self) -> dict[str, Any]:
        return asdict(self) | {"level": self.level.value}


class Wrong(Exception):
    """A cell cannot be read; `fault` says why, `blanks` fill its sentence."""

    def __init__(self, fault: Fault, /, **blanks: object) -> None:
        super().__init__(fault.wrong)
        self.fault = fault
        self.blanks = blanks


class SheetFindings:
    """Gathers the findings of one sheet into a list shared by all."""

    def __init__(self, sheet: str, into: list[Finding]) -> None:
        self.sheet = sheet
        self._into = into

    def error(
        self,
        fault: Fault,
        row: int | None = None,
        column: str | None = None,
        value: str | None = None,
        /,
        **blanks: object,
    ) -> None:
        self._add(Level.ERROR, fault, row, column, value, blanks)

    def warn(
        self,
        fault: Fault,
        row: int | None = None,
        column: str | None = None,
        value: str | None = None,
        /,
        **blanks: object,
    ) -> None:
        self._add(Level.WARNING, fault, row, column, value, blanks)

    def _add(
        self,
        level: Level,
        fault: Fault,
        row: int | None,
        column: str | None,
        value: str | None,
        blanks: dict[str, object],
    ) -> None:
        shown = {name: _shown(str(blank)) for name, blank in blanks.items()}
        wrong, instead = fault.wrong.format(**shown), fault.instead.format(**shown)
        kept = _shown(value) if value is not None else None
        self._into.append(Finding(level, self.sheet, row, column, kept, wrong, instead))


def _shown(text: str) -> str:
    """One short masked line, whatever stood in the cell."""
    line = " ".join(mask(text).split())
    return line if len(line) <= LONGEST else line[: LONGEST - 1] + "…"


LONGEST = 120


def has_errors(findings: list[Finding]) -> bool:
    return any(finding.level is Level.ERROR for finding in findings)
