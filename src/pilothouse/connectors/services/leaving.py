"""Uploads that nobody brought in, and parts of files that never arrived whole: gone after a while."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from pathlib import Path

from django.db import transaction

from pilothouse.connectors import models, queries
from pilothouse.connectors.services.files import folder
from pilothouse.connectors.services.notes import path_of_notes
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.numbering import highest

KEEP = timedelta(days=30)  # a file that was looked at and not brought in
_ARRIVING = timedelta(days=1)  # what is on its way, or kept and not noted yet
_UPLOAD = re.compile(r"[0-9a-f]{64}|[0-9a-f]{32}\.part", re.ASCII)


def forget_abandoned(*, actor: Actor, now: datetime, days: int = 0) -> int:
    """Forget the workspace's imports that were only looked at a month ago, with their files, and files that
    no import names; returns how many files. What was brought in keeps its file for `days` after its end, what
    failed for `days` after it came, and each its report for good; 0 days: for good too.
    """
    actor.require(Role.OWNER)
    found = _forgotten(actor, now)
    if days:
        _let_go(actor, now - timedelta(days=days))
    rows = models.ImportRun.objects.filter(workspace_id=actor.workspace_id)
    named = set(rows.values_list("digest", flat=True))
    for path in folder(actor).glob("*"):
        if _UPLOAD.fullmatch(path.name) and path.name not in named and _is_old(path, now):
            found.append(path)
    for path in found:
        path.unlink(missing_ok=True)
    return len(found)


def _let_go(actor: Actor, before: datetime) -> None:
    """Imports that were over `before`, or came before and failed, name their files no more, so that these go
    unless others name them."""
    over = models.ImportRun.objects.filter(workspace_id=actor.workspace_id, state__in=("done", "undone"))
    over.filter(finished_at__lt=before).exclude(digest="").update(digest="")
    open_ones = models.ImportRun.objects.filter(
        workspace_id=actor.workspace_id, state__in=("waiting", "running", "failed"), created_at__lt=before
    )
    failed = [row.pk for row in open_ones.exclude(digest="") if queries.settled(actor, row).state == "failed"]
    models.ImportRun.objects.filter(pk__in=failed).update(digest="")


@transaction.atomic
def _forgotten(actor: Actor, now: datetime) -> list[Path]:
    """The files of notes of imports that are gone. The newest keeps its row, and so its number."""
    rows = models.ImportRun.objects.filter(workspace_id=actor.workspace_id)
    old = rows.filter(state__in=("checking", "checked"), created_at__lt=now - KEEP)
    gone = old.exclude(number=highest(rows))
    notes = [path_of_notes(actor, batch) for batch in gone.values_list("batch", flat=True)]
    gone.delete()
    return [path for path in notes if path.is_file()]


def _is_old(path: Path, now: datetime) -> bool:
    try:
        return path.stat().st_mtime < (now - _ARRIVING).timestamp()
    except FileNotFoundError:  # another worker was quicker
        return False
