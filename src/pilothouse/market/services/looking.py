"""A look through all feedback: what of the present themes it would change, proposed and never done. The model
runs before the transaction, never inside it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from django.db import transaction

from pilothouse.kit import bulk
from pilothouse.kit.actor import Actor, Role
from pilothouse.market import contracts, models
from pilothouse.market.planning import looking, reading
from pilothouse.market.queries import corpus
from pilothouse.market.services.reading import Step, compute_figures, read_masked, read_new

FEWEST = 30  # pieces below which nothing stands out
_RUNS = 3  # that are kept


def look_through(
    *,
    actor: Actor,
    now: datetime,
    seed: int = 0,
    step: Step,
    stored: Callable[[contracts.ThemesFound], None] = lambda found: None,
) -> contracts.ThemesFound:
    """Find themes in all feedback and propose what of the present ones that would change; `stored` is called
    in the transaction that keeps it. Proposals of before that nobody decided are replaced. Below 30 pieces
    nothing is proposed."""
    actor.require(Role.EDITOR)
    read_new(actor=actor, step=step)
    read_masked(actor=actor)
    pieces = corpus.corpus(actor=actor)
    step(f"Looking through {len(pieces):,} pieces of feedback", 0, 0)
    seen = None
    if len(pieces) >= FEWEST:
        themes, refused = corpus.standing(actor=actor), corpus.refused(actor=actor)
        people = corpus.people(actor=actor)
        seen = looking.look(pieces, themes, refused, people=people, seed=seed)
    with transaction.atomic():
        found = _keep(actor, now, pieces, seen)
        stored(found)
    compute_figures(actor=actor, now=now, step=step)
    return found


def _keep(
    actor: Actor, now: datetime, pieces: Sequence[corpus.Piece], seen: looking.Seen | None
) -> contracts.ThemesFound:
    models.ThemeProposal.objects.filter(workspace_id=actor.workspace_id, state="waiting").delete()
    if seen is None:
        return contracts.ThemesFound(0, len(pieces), 0)
    run = models.ThemeRun.objects.create(
        workspace_id=actor.workspace_id,
        made_at=now,
        model=reading.MODEL,
        feedback=len(pieces),
        newest=pieces[-1].id,
        mean=seen.mean,
        axes=seen.axes,
        least=seen.least,
    )
    for row in seen.proposals:
        models.ThemeProposal.objects.create(
            workspace_id=actor.workspace_id,
            run=run,
            change=row.change,
            before=list(row.before),
            after=[_part(part) for part in row.after],
            shares=list(row.shares),
        )
    _keep_communities(actor, seen)
    for theme, kind in seen.kinds.items():
        models.Theme.objects.filter(pk=theme, is_pinned=False, is_renamed=False).update(kind=kind)
    _thin(actor)
    return contracts.ThemesFound(run.pk, len(pieces), len(seen.proposals))


def _part(part: looking.Part) -> dict[str, object]:
    return {
        "name": part.name,
        "kind": part.kind,
        "example": part.example,
        "feedback": list(part.feedback),
        "weights": list(part.weights),
    }


def _keep_communities(actor: Actor, seen: looking.Seen) -> None:
    rows = models.FeedbackVector.objects.filter(workspace_id=actor.workspace_id).order_by()
    bulk.set_values(
        models.FeedbackVector,
        ("community",),
        ((pk, seen.communities.get(id)) for pk, id in rows.values_list("pk", "feedback_id")),
    )


def _thin(actor: Actor) -> None:
    """Old runs go, but for those that somebody refused something of."""
    rows = models.ThemeRun.objects.filter(workspace_id=actor.workspace_id)
    old = list(rows.values_list("pk", flat=True)[_RUNS:])
    rows.filter(pk__in=old).exclude(proposals__state__in=("refused", "accepted")).delete()
