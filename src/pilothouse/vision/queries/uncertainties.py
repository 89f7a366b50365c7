"""Open questions and what is known about them."""

from __future__ import annotations

from datetime import date

from django.db.models import F, QuerySet

from pilothouse.kit.actor import Actor
from pilothouse.kit.errors import NotFound
from pilothouse.kit.refs import Ref
from pilothouse.kit.search import Found
from pilothouse.team import queries as team
from pilothouse.vision import models
from pilothouse.vision.contracts import Evidence, PlanFacts, Uncertainty
from pilothouse.vision.queries.plan import named, plan_facts


def uncertainties(
    *,
    actor: Actor,
    product_id: int,
    blueprint_id: int | None = None,
    state: str = "",
    facts: PlanFacts | None = None,
) -> tuple[Uncertainty, ...]:
    """Uncertainties of a product, open ones first: those that gain most by being asked, then blocking ones,
    then by day. With `blueprint_id` those of that blueprint and those of the product as a whole."""
    rows = models.Uncertainty.objects.filter(workspace_id=actor.workspace_id, product_id=product_id)
    if blueprint_id is not None:
        rows = rows.filter(blueprint_id=blueprint_id) | rows.filter(blueprint__isnull=True)
    if state:
        rows = rows.filter(state=state)
    found = _made(actor, rows, facts or plan_facts(actor=actor, product_id=product_id))
    return tuple(sorted(found, key=_urgency))


def _urgency(row: Uncertainty) -> tuple[object, ...]:
    gain = row.gain if row.gain is not None else -1.0
    return (not row.is_open, -gain, not row.blocking, row.due_on is None, row.due_on or 0, row.id)


def blocking_questions(*, actor: Actor, limit: int) -> tuple[tuple[int, str, str, date | None], ...]:
    """Number, question, owner and day of open uncertainties that block, the next due first; one statement."""
    rows = models.Uncertainty.objects.filter(
        workspace_id=actor.workspace_id, state="open", blocking=True
    ).order_by(F("due_on").asc(nulls_last=True), "id")
    return tuple(rows.values_list("id", "question", "owner__name", "due_on")[:limit])


def find_uncertainties(*, actor: Actor, text: str, limit: int) -> list[Found]:
    """Uncertainties by words of the question."""
    rows = models.Uncertainty.objects.filter(workspace_id=actor.workspace_id, question__icontains=text)
    return [Found(row.question, row.state, Ref("vision.uncertainty", row.pk)) for row in rows[:limit]]


def uncertainty(*, actor: Actor, id: int) -> Uncertainty:
    """One uncertainty. Raises `NotFound`."""
    rows = models.Uncertainty.objects.filter(workspace_id=actor.workspace_id, pk=id)
    about = rows.first()
    if about is None:
        raise NotFound("There is no such uncertainty.", cure="It may have been removed; see the list.")
    return _made(actor, rows, plan_facts(actor=actor, product_id=about.product_id))[0]


def _made(actor: Actor, rows: QuerySet[models.Uncertainty], facts: PlanFacts) -> list[Uncertainty]:
    names = team.names(actor=actor)
    return [
        Uncertainty(
            id=row.pk,
            product_id=row.product_id,
            blueprint_id=row.blueprint_id,
            statement_key=row.statement.key if row.statement else "",
            question=row.question,
            detail=row.detail,
            owner_id=row.owner_id,
            owner_name=names.get(row.owner_id, "") if row.owner_id else "",
            due_on=row.due_on,
            blocking=row.blocking,
            state=row.state,
            subjects=tuple(named(facts, {}, ref) for ref in row.subjects),
            chance=row.chance,
            wrong=row.wrong,
            wrong_days=row.wrong_days,
            wrong_cents=row.wrong_cents,
            instead=row.instead,
            instead_days=row.instead_days,
            instead_cents=row.instead_cents,
            test=row.test,
            test_days=row.test_days,
            test_cents=row.test_cents,
            resolution=row.resolution,
            resolved_at=row.resolved_at,
            resolved_by=row.resolved_by,
            worth=row.worth,
            evidence=tuple(
                Evidence(
                    each.pk, each.text, each.source, each.leans, each.found_on, each.added_at, each.added_by
                )
                for each in row.evidence.all()
            ),
            version=row.version,
        )
        for row in rows.select_related("statement").prefetch_related("evidence")
    ]
