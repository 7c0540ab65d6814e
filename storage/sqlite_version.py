"""Which SQLite this Python runs on, and whether it has the WAL-reset bug."""

import sqlite3

Version = tuple[int, int, int]

FIRST_AFFECTED: Version = (3, 7, 0)
FIXED: Version = (3, 51, 3)
FIXED_BRANCHES: tuple[Version, ...] = ((3, 44, 6), (3, 50, 7))


def sqlite_version() -> Version:
    major, minor, patch = sqlite3.sqlite_version_info
    return (major, minor, patch)


def has_wal_reset_bug(version: Version) -> bool:
    """A checkpoint racing a commit may lose it or damage the file (sqlite.org/wal.html)."""
    if not FIRST_AFFECTED <= version < FIXED:
        return False
    return not any(version[:2] == fixed[:2] and version >= fixed for fixed in FIXED_BRANCHES)
