"""How a fault is told in a log: its kind and place, never its text (it may hold people's data)."""

import logging
import traceback
from pathlib import Path

log = logging.getLogger("cunbao")


def where(error: BaseException) -> str:
    """`ValueError at units.py:41 in find_unit`: the innermost frame of our own code, or any."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [f for f in frames if "site-packages" not in f.filename]
    if not frames:
        return type(error).__name__
    frame = (own or list(frames))[-1]
    return f"{type(error).__name__} at {Path(frame.filename).name}:{frame.lineno} in {frame.name}"
