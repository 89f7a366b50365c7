"""Blueprints, their revisions, and their statements with traces."""

from __future__ import annotations

from django.db.models import Max, QuerySet

from pilothouse.kit.actor import Actor
from pilothouse.kit.errors import NotFound
from pilothouse.kit.refs import Ref
from pilothouse.kit.search import Found
from pilothouse.vision import models
from pilothouse.vision.contracts import Blueprint, PlanFacts, Revision, Statement, Trace
from pilothouse.vision.queries.plan import as_subject, named, plan_facts


def blueprints(*, actor: Actor, product_id: int | None = None) -> tuple[Blueprint, ...]:
    """Blueprints of a product, or of all, newest change first."""
    rows = _of(actor).order_by("-changed_at", "-id")
    if product_id is not None:
        rows = rows.filter(product_id=product_id)
    return tuple(as_blueprint(row) for row in rows)


def blueprint(*, actor: Actor, id: int) -> Blueprint:
    """One blueprint. Raises `NotFound`, alike for one of another workspace."""
    row = _of(actor).filter(pk=id).first()
    if row is None:
        raise NotFound("There is no such blueprint.", cure="See the list of the product.")
    return as_blueprint(row)


def find_blueprints(*, actor: Actor, text: str, limit: int) -> list[Found]:
    """Blueprints by words of the title."""
    rows = models.Blueprint.objects.filter(workspace_id=actor.workspace_id, title__icontains=text)[:limit]
    return [Found(row.title, row.state.replace("_", " "), Ref("vision.blueprint", row.pk)) for row in rows]


def as_blueprint(row: models.Blueprint) -> Blueprint:
    last = getattr(row, "newest_handoff", None)
    return Blueprint(
        row.pk,
        row.product_id,
        row.title,
        row.text,
        row.state,
        row.number,
        row.changed_at,
        last or 0,
        row.version,
    )


def _of(actor: Actor) -> QuerySet[models.Blueprint]:
    rows = models.Blueprint.objects.filter(workspace_id=actor.workspace_id)
    return rows.annotate(newest_handoff=Max("handoffs__number"))


def revisions(*, actor: Actor, id: int) -> tuple[Revision, ...]:
    """Every text that was saved, newest first."""
    rows = models.Revision.objects.filter(workspace_id=actor.workspace_id, blueprint_id=id)
    return tuple(as_revision(row) for row in rows)


def revision(*, actor: Actor, id: int, number: int) -> Revision:
    """One revision. Raises `NotFound`."""
    row = models.Revision.objects.filter(
        workspace_id=actor.workspace_id, blueprint_id=id, number=number
    ).first()
    if row is None:
        raise NotFound(f"There is no revision {number}.", cure="See the history of the blueprint.")
    return as_revision(row)


def as_revision(row: models.Revision) -> Revision:
    return Revision(row.number, row.title, row.text, row.at, row.actor_name, row.why)


def statements(
    *, actor: Actor, id: int, facts: PlanFacts | None = None, removed: bool = False
) -> tuple[Statement, ...]:
    """Statements of a blueprint in order of the text, with traces; with `removed` also those taken out that
    something is still traced to, last."""
    found = _every_statement(actor, id, facts)
    told = [row for row in found if not row.removed]
    if removed:
        told += [row for row in found if row.removed and row.traces]
    return tuple(told)


def _every_statement(actor: Actor, id: int, facts: PlanFacts | None) -> list[Statement]:
    about = blueprint(actor=actor, id=id)
    facts = facts or plan_facts(actor=actor, product_id=about.product_id)
    rows = list(
        models.Statement.objects.filter(workspace_id=actor.workspace_id, blueprint_id=id).prefetch_related(
            "traces"
        )
    )
    others = {f"vision.statement:{row.pk}": as_subject(row) for row in rows}
    return [
        Statement(
            row.pk,
            row.key,
            row.kind,
            row.text,
            row.part,
            row.line,
            row.start,
            row.end,
            row.parent_key,
            tuple(row.mentions),
            row.removed,
            tuple(
                Trace(
                    each.pk,
                    named(facts, others, each.subject),
                    each.checked != row.fingerprint,
                    each.checked_text,
                    each.checked_at,
                    each.checked_by,
                )
                for each in row.traces.all()
            ),
        )
        for row in rows
    ]


def statement(*, actor: Actor, id: int, key: str) -> Statement:
    """One statement of a blueprint, also one that was taken out. Raises `NotFound`."""
    for row in _every_statement(actor, id, None):
        if row.key == key:
            return row
    raise no_statement(key)


def suspects(*, actor: Actor, product_id: int) -> int:
    """How many traces of a product's blueprints are suspect."""
    rows = models.Trace.objects.filter(
        workspace_id=actor.workspace_id, statement__blueprint__product_id=product_id
    )
    return sum(checked != now for checked, now in rows.values_list("checked", "statement__fingerprint"))


def statements_of(*, actor: Actor, ref: str) -> tuple[tuple[Blueprint, str, str, bool], ...]:
    """Blueprint, key, text and whether suspect of each statement that is traced to `ref`."""
    rows = (
        models.Trace.objects.filter(workspace_id=actor.workspace_id, subject=ref)
        .select_related("statement__blueprint")
        .order_by("statement__blueprint_id", "statement__position")
    )
    return tuple(
        (
            as_blueprint(row.statement.blueprint),
            row.statement.key,
            row.statement.text,
            row.checked != row.statement.fingerprint,
        )
        for row in rows
    )


def no_statement(key: str) -> NotFound:
    cure = "See the statements of the blueprint."
    return NotFound(f"There is no statement {key.strip()[:40]}.", where="key", cure=cure)


def no_trace() -> NotFound:
    return NotFound("There is no such trace.", cure="It may have been removed; see the list.")
