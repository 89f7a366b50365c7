"""Checks of the doctor for what the guide to security promises: who can reach what, the record, copies.

Each yields findings as those in `doctor` do; `CHECKS` is read there.
"""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Callable, Iterator
from ipaddress import ip_address
from pathlib import Path
from typing import Literal

from pilothouse.engine.dates import day_text
from pilothouse.site.doctor import Finding

_NEWEST_SEALS = 50
_WAITING = 5000  # entries: more wait for a moment after a large import only
_NEWEST_FILES = 20
_LATE = 2  # times the interval of copies


def _found(
    check: Callable[[], Iterator[Finding]],
    state: Literal["ok", "warn", "fail"],
    what: str,
    cure: str = "",
) -> Finding:
    return Finding(check.__name__, state, what, cure)


def files() -> Iterator[Finding]:
    """Only the owner can read the data and their copies."""
    from django.conf import settings

    from pilothouse.site import copies
    from pilothouse.site.archives import archive_of

    if os.name != "posix":
        return
    folder = Path(settings.PILOTHOUSE_HOME)
    places = ("*.sqlite3*", "before-migration/*", "attachments/??/*", "imports/*/*")
    found = [path for place in places for path in folder.glob(place)]
    found += [each for _, path in copies.copies() for each in (path, archive_of(path))]
    open_to_others = [path for path in found if path.is_file() and stat.S_IMODE(path.stat().st_mode) & 0o077]
    if not open_to_others:
        yield _found(files, "ok", "Only their owner can read the data and their copies.")
        return
    shut = all(stat.S_IMODE(path.parent.stat().st_mode) & 0o077 == 0 for path in open_to_others)
    more = f" and {len(open_to_others) - 1:,} more" if open_to_others[1:] else ""
    first, cure = f"{open_to_others[0]}{more}", f"Run: chmod -R go= {folder}"
    if shut:
        yield _found(files, "warn", f"But for its folder, others could read {first}.", cure)
    else:
        yield _found(files, "fail", f"Others on this machine can read {first}.", cure)


def reach() -> Iterator[Finding]:
    """What others can reach asks for a log-in, over HTTPS, and shows no traceback."""
    from django.conf import settings

    names = [name for name in settings.ALLOWED_HOSTS if not _loopback(name)]
    told = ", ".join(names)
    if not names:
        yield _found(reach, "ok", "Only this machine can reach it.")
        return
    if settings.PILOTHOUSE_DEMO:
        cure = "Unset PILOTHOUSE_DEMO, or let PILOTHOUSE_HOSTS name this machine only."
        yield _found(reach, "fail", f"The demo, which has no log-in, answers as {told}.", cure)
    if settings.DEBUG:
        yield _found(
            reach, "fail", f"Tracebacks are shown to whoever reaches {told}.", "Unset PILOTHOUSE_DEBUG."
        )
    if not settings.PILOTHOUSE_HTTPS:
        cure = "Put a proxy with HTTPS in front and set PILOTHOUSE_HTTPS=1; see the guide to running it."
        yield _found(reach, "fail", f"Passwords travel in clear to {told}.", cure)
    elif not settings.PILOTHOUSE_DEMO and not settings.DEBUG:
        yield _found(reach, "ok", f"It answers as {told}, over HTTPS.")


def _loopback(name: str) -> bool:
    if name in ("localhost", "testserver"):
        return True
    try:
        return ip_address(name.strip("[]")).is_loopback
    except ValueError:
        return False


def proxies() -> Iterator[Finding]:
    """The word about a visitor's address is taken from our proxy only."""
    from django.conf import settings

    trusted = settings.PILOTHOUSE_TRUSTED_PROXIES
    wide = [str(net) for net in trusted if net.prefixlen < (8 if net.version == 4 else 32)]
    if wide:
        told = f"Anybody in {wide[0]} may say from which address a visitor comes."
        yield _found(proxies, "fail", told, "Name the proxies alone in PILOTHOUSE_TRUSTED_PROXIES.")
    elif settings.PILOTHOUSE_HTTPS and not trusted:
        told = "Behind the proxy all visitors share one address, so wrong passwords of one lock all out."
        cure = "Set PILOTHOUSE_TRUSTED_PROXIES to the proxy's address, such as 127.0.0.1."
        yield _found(proxies, "warn", told, cure)
    else:
        yield _found(proxies, "ok", "Visitors' addresses are taken from trusted proxies only.")


def record() -> Iterator[Finding]:
    """The newest part of every workspace's record is what was sealed; the whole is for `audit verify`."""
    from pilothouse.journal import queries

    waiting = queries.waiting_for_seal()
    if waiting > _WAITING:
        told = f"{waiting:,} entries of the record wait for their seal."
        yield _found(record, "warn", told, "Start `pilothouse serve`, or `pilothouse worker` beside it.")
    for number in queries.sealed_workspaces():
        verdict = queries.verify(workspace_id=number, newest=_NEWEST_SEALS)
        if not verdict.holds:
            told = f"The record of workspace {number} was changed: {verdict.faults[0].what}"
            cure = "Run `pilothouse audit verify`, and compare with a backup by `pilothouse drill FILE`."
            yield _found(record, "fail", told, cure)
            return
    yield _found(record, "ok", "The newest part of the record is as it was sealed.")


def backups() -> Iterator[Finding]:
    """There is a copy from not long ago, and room for the next."""
    from django.conf import settings
    from django.db import connection

    from pilothouse.kit import clock
    from pilothouse.site import copies

    if settings.PILOTHOUSE_DEMO:
        yield _found(backups, "ok", "The demo makes no backups.")
        return
    wait, made = copies.every(), copies.copies()
    if wait is None:
        told = "The program makes no backups by itself."
        yield _found(backups, "warn", told, "Set PILOTHOUSE_BACKUP_HOURS, or be sure that you make some.")
        return
    if connection.vendor == "postgresql" and shutil.which("pg_dump") is None:
        cure = "Install PostgreSQL's client programs, or set PILOTHOUSE_BACKUP_HOURS=0 and back up yourself."
        yield _found(backups, "fail", "No backup can be made: pg_dump is not installed.", cure)
        return
    free, next_size = copies.room()
    if free < 2 * next_size:
        told = (
            f"{free // 2**20:,} MB are free in {copies.folder()}, and a backup takes {next_size // 2**20:,}."
        )
        yield _found(backups, "fail", told, "Make room, or keep fewer: PILOTHOUSE_BACKUP_KEEP.")
    late = copies.late(clock.now(), times=_LATE)
    if late is not None:
        told = f"The last backup is {late.days} days and {late.seconds // 3600} hours old."
        cure = "Look into the log for why, then run `pilothouse backup FILE` and `pilothouse drill FILE`."
        yield _found(backups, "fail", told, cure)
    elif made:
        last = made[-1][0]
        when = f"{day_text(last)}, {last:%H:%M} UTC"
        yield _found(backups, "ok", f"The last of {len(made)} backups is from {when}.")
    else:
        yield _found(backups, "ok", "The first backup is made a day after the start.")


def attached() -> Iterator[Finding]:
    """The newest attached files are where their rows say; every one is for `pilothouse drill`."""
    from pilothouse.accounts import queries
    from pilothouse.site import telling

    newest = queries.newest_digests(many=_NEWEST_FILES)
    lost = queries.lacking_files(digests=newest)
    place = telling.in_bucket()
    if lost:
        told = f"{len(lost)} of the {len(newest)} newest attached files are not in {place or 'their folder'}."
        cure = "Bring back an older version of them in the bucket." if place else "Restore a backup."
        yield _found(attached, "fail", told, cure)
    elif place:
        told = f"Attached files lie in {place}, whose own versions must keep them: no backup does."
        yield _found(attached, "ok", told)
    else:
        yield _found(attached, "ok", "The newest attached files are there; each backup holds all of them.")


CHECKS = (files, reach, proxies, record, backups, attached)
