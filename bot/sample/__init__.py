"""The sample township of `cunbao try`: invented places and people, nothing else."""

import csv
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class SampleSpeaker:
    """`id` is an account on the platform `local`; not everybody is in the register."""

    id: str
    name: str


def sample_folder() -> Path:
    """The sample's register, as `cunbao register` reads it."""
    return FOLDER / "township"


def sample_speakers() -> list[SampleSpeaker]:
    """Who may be chosen to speak, the liaisons first and the residents last."""
    text = (FOLDER / "发言人.csv").read_text(encoding="utf-8-sig")
    return [SampleSpeaker(row["账号"], row["姓名"]) for row in csv.DictReader(text.splitlines())]
