"""Writes handlers/reports/syllables.toml: how common characters sound, without tones."""

import sys
from pathlib import Path

from pypinyin import Style, pinyin

PLACE_NAMES = (
    "垱塆垸埫埴坘坵崾崄墕峁垚垟垌垕垡埇埌埔埕埗埝埠堉堌堍堎堖塅塍塮"
    "墩夬岍岙岜岽峂峒峣崀嵛嵶氹涿涧淴渳湫澈濮烔畴甽砗硿碽秭篢荆荾萘蓎蘳"
    "镡阝阢陕邨邳郕郃郫郾鄙酆"
)
"""Of villages and hamlets, most of them outside GB 2312."""
TARGET = Path(__file__).parents[2] / "handlers" / "reports" / "syllables.toml"


def common_characters() -> list[str]:
    """The 6,763 characters of GB 2312, in its order, and those of place names."""
    found = []
    for row in range(0xB0, 0xF8):
        for cell in range(0xA1, 0xFF):
            try:
                found.append(bytes((row, cell)).decode("gb2312"))
            except UnicodeDecodeError:
                continue
    return list(dict.fromkeys([*found, *PLACE_NAMES]))


def table() -> dict[str, str]:
    """Characters by syllable; a character of several readings stands under the commonest."""
    syllables: dict[str, list[str]] = {}
    for character in common_characters():
        sound = pinyin(character, style=Style.NORMAL)[0][0].replace("ü", "v")
        syllables.setdefault(sound, []).append(character)
    return {sound: "".join(syllables[sound]) for sound in sorted(syllables)}


def main() -> None:
    lines = ["# How the characters of GB 2312 and of place names sound, without tones.", ""]
    lines += [f'{sound} = "{characters}"' for sound, characters in table().items()]
    TARGET.write_text("\n".join(lines) + "\n", encoding="utf-8")
    sys.stdout.write(f"{TARGET.name}: {len(lines) - 2} syllables\n")


if __name__ == "__main__":
    main()
