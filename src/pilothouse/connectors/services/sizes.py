"""Whether a file is too large to be checked while someone waits for the page."""

from __future__ import annotations

from pathlib import Path

from pilothouse.connectors.contracts import Report

_LARGE = 200 * 2**10  # checked in about a second
_PACKED = 8  # how much smaller a packed table mostly is
_MANY_ROWS = 6_000


def is_large(path: Path) -> bool:
    """Whether a file takes too long to be checked while someone waits for the page."""
    with path.open("rb") as file:
        packed = file.read(2) in (b"\x1f\x8b", b"PK")
    return path.stat().st_size * (_PACKED if packed else 1) > _LARGE


def has_many_rows(report: Report) -> bool:
    """The same of a file that was checked before."""
    return report.rows > _MANY_ROWS
