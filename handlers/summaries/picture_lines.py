"""Words made to fit: broken into lines, and shortened in the middle where they are too long."""

import re

from handlers.summaries.picture_shapes import Measure

MORE = "…"
KEPT_AT_THE_END = 3
_PIECE = re.compile(r"[0-9.%]+[^0-9.%]?|[A-Za-z]+|.", re.DOTALL)


def fitted(words: str, width: int, size: int, measure: Measure) -> str:
    """The words, or their beginning and their last characters: a name's kind stands there."""
    if measure(words, size) <= width:
        return words
    end = words[-KEPT_AT_THE_END:]
    for kept in range(len(words) - KEPT_AT_THE_END, 0, -1):
        short = f"{words[:kept]}{MORE}{end}"
        if measure(short, size) <= width:
            return short
    return _cut(words, width, size, measure)


def _cut(words: str, width: int, size: int, measure: Measure) -> str:
    while words and measure(words + MORE, size) > width:
        words = words[:-1]
    return words + MORE


def broken(words: str, width: int, size: int, most: int, measure: Measure) -> list[str]:
    """At most so many lines, the last shortened; a number stays whole and beside its unit."""
    lines = [""]
    for piece in _pieces(words, width, size, measure):
        if lines[-1] and measure(lines[-1] + piece, size) > width:
            lines.append("")
        lines[-1] += piece
    if len(lines) <= most:
        return lines
    rest = "".join(lines[most - 1 :])
    return [*lines[: most - 1], fitted(rest, width, size, measure)]


def _pieces(words: str, width: int, size: int, measure: Measure) -> list[str]:
    found: list[str] = []
    for piece in _PIECE.findall(words):
        found += [piece] if measure(piece, size) <= width else re.findall("[0-9]+|.", piece)
    return found
