"""Names of files that every Windows, zip program and USB stick takes."""

import re

_FORBIDDEN = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f\ud800-\udfff]')
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?$")
LONGEST = 80


def file_name(*parts: str, ending: str) -> str:
    """The parts joined by _; at most 80 characters before the ending, which has its own dot."""
    joined = _FORBIDDEN.sub("_", "_".join(parts))[:LONGEST].strip(" .")
    if not joined or _RESERVED.match(joined):
        joined = f"_{joined}"
    return joined + ending
