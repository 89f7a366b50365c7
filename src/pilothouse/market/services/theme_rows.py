"""Rows of themes: found, closed with their feedback, opened again; and what is computed of them, forgotten.

A theme that is merged or retired keeps its row. Its feedback goes to where it was merged into, or to no
theme, and remembers it (`theme_before`), so that opening it again brings exactly that feedback back.
"""

from __future__ import annotations

from collections.abc import Collection

from pilothouse.kit.actor import Actor
from pilothouse.kit.errors import Conflict, NotFound
from pilothouse.market import models

REF = "market.theme"


def find(actor: Actor, id: int) -> models.Theme:
    """Raises `NotFound`, alike for one of another workspace."""
    row = models.Theme.objects.filter(workspace_id=actor.workspace_id, pk=id).first()
    if row is None:
        raise NotFound("There is no such theme.", cure="See the list of themes.")
    return row


def find_open(actor: Actor, id: int, where: str = "") -> models.Theme:
    """Raises `NotFound`, and `Conflict` for one that is closed."""
    row = find(actor, id)
    if row.state != "open":
        cure = "Choose an open theme, or open this one again."
        raise Conflict(f"The theme “{row.name}” is {row.state}.", where=where, cure=cure)
    return row


def forget_figures(actor: Actor, themes: Collection[int | None]) -> None:
    """What was computed of these themes holds no more; a job computes it again."""
    numbers = [number for number in themes if number is not None]
    models.ThemeFigure.objects.filter(workspace_id=actor.workspace_id, theme_id__in=numbers).delete()


def close(actor: Actor, row: models.Theme, into: models.Theme | None) -> int:
    """Hand the feedback of a theme to another, or to none; how many pieces."""
    inside = _inside(actor, row.pk)
    pieces = models.Feedback.objects.filter(workspace_id=actor.workspace_id, theme=row)
    if into is not None:  # what came from it by a split comes back to stay
        models.Feedback.objects.filter(theme=into, theme_before=row).update(theme_before=None)
    moved = pieces.filter(theme_before_id__in=inside).update(theme=into)
    moved += pieces.update(theme=into, theme_before=row)
    forget_figures(actor, (row.pk, into.pk if into else None))
    return moved


def reopen(actor: Actor, row: models.Theme) -> int:
    """Bring back the feedback that a closed theme had, unless it was moved since; how many pieces."""
    place = _place(row)
    pieces = models.Feedback.objects.filter(workspace_id=actor.workspace_id, theme=place)
    moved = pieces.filter(theme_before=row).update(theme=row, theme_before=None)
    moved += pieces.filter(theme_before_id__in=_inside(actor, row.pk)).update(theme=row)
    forget_figures(actor, (row.pk, place.pk if place else None))
    return moved


def _inside(actor: Actor, id: int) -> set[int]:
    """Themes that were merged into one, and into those."""
    rows = models.Theme.objects.filter(workspace_id=actor.workspace_id, state="merged")
    pairs = list(rows.values_list("pk", "merged_into_id"))
    found: set[int] = set()
    while more := {pk for pk, into in pairs if into == id or into in found} - found:
        found |= more
    return found


def _place(row: models.Theme) -> models.Theme | None:
    """Where the feedback of a closed theme is now."""
    at = row
    while at.state == "merged" and at.merged_into is not None:
        at = at.merged_into
    return at if at.state == "open" else None
