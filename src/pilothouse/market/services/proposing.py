"""Proposals of a look through all feedback: accepted, refused, and taken back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, F

from pilothouse.journal import services as journal
from pilothouse.journal.contracts import Change
from pilothouse.kit import bulk
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.errors import Conflict, Invalid, NotFound
from pilothouse.kit.ids import sortable_id
from pilothouse.kit.refs import Ref
from pilothouse.market import contracts, models
from pilothouse.market.services.theme_rows import REF, forget_figures
from pilothouse.market.services.themes import merge_rows, record, reopen_row, retire_row

_MOST = 1_000
_GONE = "What it is about has changed since."
_LOOK = "Look through the feedback again."


@transaction.atomic
def accept_proposals(*, actor: Actor, now: datetime, ids: Sequence[int]) -> contracts.ThemesAccepted:
    """Do what proposals say, as one act that `undo_accepted` takes back. Of several, those that another one
    of them made void are left out. What people put into a theme or pinned never moves.

    Raises `NotFound`, and `Conflict` where a single one holds no more.
    """
    actor.require(Role.EDITOR)
    wanted = _waiting(actor, ids)
    batch, accepted = sortable_id(now), 0
    for row in wanted:
        made = _accept(actor, now, row, batch)
        if made is None:
            if len(wanted) == 1:
                raise Conflict(_GONE, cure=_LOOK)
            continue
        row.state, row.made, row.batch = "accepted", made, batch
        row.save(update_fields=["state", "made", "batch"])
        accepted += 1
    return contracts.ThemesAccepted(batch, accepted)


@transaction.atomic
def refuse_proposals(*, actor: Actor, now: datetime, ids: Sequence[int]) -> int:
    """Leave things as they are; the same is not proposed again. Answers with how many."""
    actor.require(Role.EDITOR)
    wanted = _waiting(actor, ids)
    models.ThemeProposal.objects.filter(pk__in=[row.pk for row in wanted]).update(state="refused")
    names = dict(
        models.Theme.objects.filter(pk__in={number for row in wanted for number in row.before}).values_list(
            "pk", "name"
        )
    )
    told = [
        Change("theme.proposal_refused", Ref(REF, number), names[number], {"proposal": [row.change, None]})
        for row in wanted
        for number in row.before
        if number in names
    ]
    journal.record_many(actor=actor, now=now, changes=told, batch=sortable_id(now))
    return len(wanted)


@transaction.atomic
def undo_accepted(*, actor: Actor, now: datetime, batch: str) -> contracts.ManyUndone:
    """Take an act of accepting back: themes it made go and their feedback is where it was, themes it closed
    open again. What was changed since stays. Raises `NotFound`."""
    actor.require(Role.EDITOR)
    own = models.ThemeProposal.objects.filter(workspace_id=actor.workspace_id, state="accepted", batch=batch)
    accepted = list(own.exclude(batch="").order_by("-pk"))
    if not accepted:
        raise NotFound("There was no such act.", cure="See the activity page.")
    back = sortable_id(now)
    undone = 0
    for row in accepted:
        taken = [_take_back(actor, now, row, number, back) for number in row.made]
        if all(taken):
            row.state, row.made, row.batch = "waiting", [], ""
            row.save(update_fields=["state", "made", "batch"])
            undone += 1
    return contracts.ManyUndone(undone, len(accepted) - undone)


def _waiting(actor: Actor, ids: Sequence[int]) -> list[models.ThemeProposal]:
    numbers = sorted(set(ids))
    if not 0 < len(numbers) <= _MOST:
        cure = f"Choose 1 to {_MOST:,} proposals."
        raise Invalid(f"{len(numbers):,} proposals were chosen.", where="ids", cure=cure)
    rows = models.ThemeProposal.objects.filter(workspace_id=actor.workspace_id, state="waiting")
    found = list(rows.filter(pk__in=numbers).select_related("run"))
    if len(found) < len(numbers):
        raise NotFound("One of the proposals waits no more.", where="ids", cure="Reload the page.")
    return found


def _accept(actor: Actor, now: datetime, row: models.ThemeProposal, batch: str) -> list[int] | None:
    """Numbers of the themes that were made or closed; None where the proposal holds no more."""
    open_ones = models.Theme.objects.filter(workspace_id=actor.workspace_id, state="open")
    before = open_ones.in_bulk(row.before)
    if len(before) < len(row.before):
        return None
    act: Callable[..., list[int] | None] = {
        "new": _made,
        "split": _split,
        "merge": _merged,
        "retired": _retired,
    }[row.change]
    return act(actor, now, row, [before[number] for number in row.before], batch)


def _made(
    actor: Actor, now: datetime, row: models.ThemeProposal, before: list[models.Theme], batch: str
) -> list[int] | None:
    made = [_made_of(actor, now, row, part, None, batch) for part in row.after]
    return [number for number in made if number] or None


def _split(
    actor: Actor, now: datetime, row: models.ThemeProposal, before: list[models.Theme], batch: str
) -> list[int] | None:
    """The largest part stays the theme it was, the others become themes of their own."""
    largest = row.shares.index(max(row.shares)) if row.shares else 0
    parts = [part for at, part in enumerate(row.after) if at != largest]
    made = [_made_of(actor, now, row, part, before[0], batch) for part in parts]
    return [number for number in made if number] or None


def _merged(
    actor: Actor, now: datetime, row: models.ThemeProposal, before: list[models.Theme], batch: str
) -> list[int]:
    """Into the one that somebody named, else the one with most feedback."""
    many = dict(
        models.Feedback.objects.filter(theme__in=before).values_list("theme_id").annotate(many=Count("pk"))
    )
    target = max(before, key=lambda theme: (theme.is_renamed, many.get(theme.pk, 0), -theme.pk))
    closed = [theme for theme in before if theme.pk != target.pk]
    for theme in closed:
        merge_rows(actor=actor, now=now, row=theme, target=target, batch=batch)
    return [theme.pk for theme in closed]


def _retired(
    actor: Actor, now: datetime, row: models.ThemeProposal, before: list[models.Theme], batch: str
) -> list[int]:
    for theme in before:
        retire_row(actor=actor, now=now, row=theme, batch=batch)
    return [theme.pk for theme in before]


def _made_of(
    actor: Actor,
    now: datetime,
    row: models.ThemeProposal,
    part: Mapping[str, Any],
    of: models.Theme | None,
    batch: str,
) -> int | None:
    """A theme of a part's feedback, unless none of that may move."""
    weights = dict(zip(part["feedback"], part["weights"], strict=True))
    moving = _may_move(actor, list(weights), of)
    if not moving:
        return None
    theme = models.Theme.objects.create(
        workspace_id=actor.workspace_id,
        name=part["name"],
        kind=part["kind"],
        made_at=now,
        model=row.run.model,
        split_from=of,
    )
    bulk.set_values(
        models.Feedback,
        ("theme", "theme_before", "theme_by", "theme_weight", "theme_model"),
        ((pk, theme.pk, before, "engine", weights[pk], row.run.model) for pk, before in moving),
    )
    forget_figures(actor, {theme.pk, *(before for _, before in moving)})
    told: dict[str, list[Any]] = {"name": [None, theme.name], "moved": [None, len(moving)]}
    if of is not None:
        told["split_from_id"] = [None, of.pk]
    record(actor=actor, now=now, verb="theme.added", row=theme, changes=told, batch=batch)
    return int(theme.pk)


def _may_move(actor: Actor, ids: Sequence[int], of: models.Theme | None) -> list[tuple[int, int | None]]:
    """Pieces with their present theme: not those that a person put somewhere, nor of a pinned theme; in a
    split only those of the theme and of none."""
    found: list[tuple[int, int | None]] = []
    for part in bulk.portions(ids):
        rows = models.Feedback.objects.filter(workspace_id=actor.workspace_id, pk__in=part)
        rows = rows.exclude(theme_by="person").exclude(theme__is_pinned=True)
        found += rows.order_by("pk").values_list("pk", "theme_id")
    return [row for row in found if of is None or row[1] in (None, of.pk)]


def _take_back(actor: Actor, now: datetime, row: models.ThemeProposal, number: int, batch: str) -> bool:
    theme = models.Theme.objects.filter(workspace_id=actor.workspace_id, pk=number).first()
    if theme is None:
        return False
    if row.change in ("merge", "retired"):
        if theme.state == "open":
            return False
        reopen_row(actor=actor, now=now, row=theme, batch=batch)
        return True
    pieces = models.Feedback.objects.filter(workspace_id=actor.workspace_id, theme=theme)
    if theme.version > 1 or pieces.filter(theme_by="person").exists():
        return False
    before = set(pieces.values_list("theme_before_id", flat=True))
    here = models.Theme.objects.filter(pk__in=before - {None}, state="open").values("pk")
    pieces.filter(theme_before__in=here).update(theme=F("theme_before"), theme_before=None)
    models.Feedback.objects.filter(theme=theme).update(theme=None, theme_before=None, theme_weight=0.0)
    forget_figures(actor, before)
    record(
        actor=actor,
        now=now,
        verb="theme.taken_back",
        row=theme,
        changes={"name": [theme.name, None]},
        batch=batch,
    )
    theme.delete()
    return True
