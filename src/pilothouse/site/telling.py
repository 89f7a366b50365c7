"""What lies beside a copy of the database and what does not, in sentences."""

from __future__ import annotations

from pathlib import Path

from pilothouse.site.archives import archive_of, held


def in_bucket() -> str:
    """Where attached files lie when no backup of ours holds them: the bucket's name; else empty."""
    from django.conf import settings

    return str(settings.PILOTHOUSE_FILES).partition("?")[0]


def told(target: Path) -> str:
    """What lies beside a copy and what does not, in sentences; empty where there is nothing to say."""
    many = _counted(target)
    first = f"Beside it, in {archive_of(target).name}: {many}. Keep the two together." if many else ""
    return f"{first} {_elsewhere()}".strip()


def brought(source: Path) -> str:
    """What came back from beside a copy and what did not, in sentences; empty where there is nothing."""
    many = _counted(source)
    return f"{f'With {many}.' if many else ''} {_elsewhere()}".strip()


def _counted(target: Path) -> str:
    if not archive_of(target).is_file():
        return ""
    found = held(target, checked=False)
    uploads = sum(not Path(place).suffix for place in found.uploaded)  # their notes are files as well
    return f"{len(found.attached):,} attached and {uploads:,} uploaded files"


def _elsewhere() -> str:
    where = in_bucket()
    kept = "are in no backup: the bucket's own versions must keep them"
    return f"Files attached in {where} {kept}." if where else ""
