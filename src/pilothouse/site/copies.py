"""Copies that the program makes by itself: when one is due, where it goes, and which go away."""

from __future__ import annotations

import logging
import shutil
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pilothouse.kit import clock
from pilothouse.kit.errors import PilothouseError
from pilothouse.site.archives import archive_of
from pilothouse.site.backup import backup, named
from pilothouse.site.upkeep import locked

log = logging.getLogger("pilothouse.backups")

_ENDINGS = (".sqlite3", ".dump")
_NAME = "%Y%m%d-%H%M%S-%f"
_AGAIN = timedelta(minutes=30)  # after a copy that failed


class _Tried:
    """When this process failed to make a copy last."""

    at: datetime | None = None


def folder() -> Path:
    """Where scheduled copies lie."""
    from django.conf import settings

    return Path(settings.PILOTHOUSE_BACKUP_FOLDER)


def every() -> timedelta | None:
    """The time from one copy to the next; None when the program shall make none."""
    from django.conf import settings

    hours = settings.PILOTHOUSE_BACKUP_HOURS
    return timedelta(hours=hours) if hours > 0 and not settings.PILOTHOUSE_DEMO else None


def copies() -> list[tuple[datetime, Path]]:
    """The scheduled copies that are there, oldest first, each with its moment."""
    found = []
    for path in folder().glob("*"):
        if path.suffix in _ENDINGS:
            try:
                found.append((datetime.strptime(path.stem, _NAME).replace(tzinfo=UTC), path))
            except ValueError:  # a file of somebody else's
                continue
    return sorted(found)


def due(now: datetime) -> bool:
    """Whether it is time for a copy: counted from the last, or from when the database was made."""
    wait, made = every(), copies()
    if wait is None or (_Tried.at is not None and now - _Tried.at < _AGAIN):
        return False
    since = made[-1][0] if made else _founded()
    return since is not None and now - since >= wait


def late(now: datetime, *, times: float) -> timedelta | None:
    """How old the last copy is, or the database without any, once that is more than so many times the time
    from one copy to the next; else None."""
    wait, made = every(), copies()
    since = made[-1][0] if made else _founded()
    if wait is None or since is None or now - since < times * wait:
        return None
    return now - since


def _founded() -> datetime | None:
    from django.db.migrations.recorder import MigrationRecorder

    first = MigrationRecorder.Migration.objects.order_by("id").values_list("applied", flat=True).first()
    found: datetime | None = first
    return found


def make(now: datetime) -> Path | None:
    """Make one copy and remove those that are too many or too old; None while another process makes one.

    Raises as `backup`; what a process that was killed left behind is removed.
    """
    with locked("backup") as mine:
        if not mine:
            return None
        folder().mkdir(parents=True, exist_ok=True, mode=0o700)
        for part in folder().glob("*.part"):
            part.unlink(missing_ok=True)
        copy = folder() / named(now)
        backup(copy)
        prune(now)
        return copy


def prune(now: datetime) -> list[Path]:
    """Remove copies beyond the number and the age that are kept, the newest never; returns them."""
    from django.conf import settings

    made = copies()
    old = now - timedelta(days=settings.PILOTHOUSE_BACKUP_DAYS)
    gone = [path for at, path in made[:-1] if at < old]
    gone += [path for _, path in made[: -max(1, settings.PILOTHOUSE_BACKUP_KEEP)] if path not in gone]
    for path in gone:
        for each in (path, archive_of(path)):
            each.unlink(missing_ok=True)
    return gone


def begin() -> threading.Thread | None:
    """Make a copy in a thread of its own when one is due: planning and imports do not wait for it."""
    if not due(clock.now()):
        return None
    thread = threading.Thread(target=_make, name="backup", daemon=True)
    thread.start()
    return thread


def _make() -> None:
    from django.db import connection

    try:
        make(clock.now())
        _Tried.at = None
    except (PilothouseError, OSError) as error:
        _Tried.at = clock.now()
        log.error("The scheduled backup failed: %s", error)
    finally:
        connection.close()


def room() -> tuple[int, int]:
    """Bytes free where scheduled copies go, and about how many the next one takes."""
    place = folder()
    while not place.exists():
        place = place.parent
    made = copies()
    last = [path for path in (made[-1][1], archive_of(made[-1][1])) if path.is_file()] if made else []
    return shutil.disk_usage(place).free, sum(path.stat().st_size for path in last)
