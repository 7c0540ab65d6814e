"""Folding: most texts need no table of traditional characters, and fold as if they had it."""

import subprocess
import sys

import opencc
import pytest

from handlers.reports.script import fold

HAN = [chr(code) for code in range(0x3400, 0xA000)]


def test_every_han_character_folds_as_opencc_says() -> None:
    convert = opencc.OpenCC("t2s").convert
    says = convert("\n".join(HAN)).split("\n")
    ours = {"餘": "余", "佈": "布", "裡": "里", "勐": "猛"}
    wrong = [
        sign
        for sign, said in zip(HAN, says, strict=True)
        # One that opencc folds twice is folded through at once here.
        if fold(sign) not in {ours.get(sign, said), *convert(said)}
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("枫林今天发单子260份", "枫林今天发单子260份"),
        ("楓林今天發單子260份", "枫林今天发单子260份"),
        ("枫林👍发單子\uff12份", "枫林👍发单子2份"),
        ("於枫林村乾👍", "于枫林村干👍"),
        ("石桥\ud800村", "石桥\x00村"),
        ("", ""),
        ("👍", "👍"),
    ],
)
def test_a_text_folds_the_same_beside_any_sign(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_a_simplified_text_loads_no_table() -> None:
    told = (
        "from handlers.reports.script import fold; import sys; "
        "fold('枫林，👍'); print('opencc' in sys.modules)"
    )
    run = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "False"
