"""Statements of blueprints and what they are traced to."""

from __future__ import annotations

from collections.abc import Mapping

from pilothouse.kit.actor import Actor
from pilothouse.kit.errors import NotFound
from pilothouse.kit.subjects import Subject, named
from pilothouse.vision import models
from pilothouse.vision.contracts import AskedFor, Blueprint, ListedBlueprint, Statement, Trace
from pilothouse.vision.queries.blueprints import blueprint
from pilothouse.vision.queries.plan import PlanFacts, plan_facts

_STATEMENT = "vision.statement"


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


def statement(*, actor: Actor, id: int, key: str) -> Statement:
    """One statement of a blueprint, also one that was taken out. Raises `NotFound`."""
    for row in _every_statement(actor, id, None):
        if row.key == key:
            return row
    raise no_statement(key)


def _every_statement(actor: Actor, id: int, facts: PlanFacts | None) -> list[Statement]:
    if facts is None:  # whoever knows them has read the blueprint
        facts = plan_facts(actor=actor, product_id=blueprint(actor=actor, id=id).product_id)
    mine = models.Statement.objects.filter(workspace_id=actor.workspace_id, blueprint_id=id)
    rows = list(mine.prefetch_related("traces"))
    known = facts.subjects | {f"{_STATEMENT}:{row.pk}": as_subject(row) for row in rows}
    refs = [each.subject for row in rows for each in row.traces.all()]
    names = named(actor=actor, refs=refs, known=known)
    return [_statement(row, names) for row in rows]


def _statement(row: models.Statement, names: Mapping[str, Subject]) -> Statement:
    return Statement(
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
        tuple(_trace(each, row, names) for each in row.traces.all()),
    )


def _trace(row: models.Trace, of: models.Statement, names: Mapping[str, Subject]) -> Trace:
    suspect = row.checked != of.fingerprint
    return Trace(row.pk, names[row.subject], suspect, row.checked_text, row.checked_at, row.checked_by)


def as_subject(row: models.Statement) -> Subject:
    return Subject(
        f"{_STATEMENT}:{row.pk}",
        row.key,
        row.text[:200],
        open=not row.removed,
        within=f"vision.blueprint:{row.blueprint_id}",
    )


def subject(*, actor: Actor, blueprint: ListedBlueprint, key: str) -> Subject:
    """The item of the product, or the statement of the blueprint, that is called `key`. Raises `NotFound`."""
    wanted = key.strip().upper()
    facts = plan_facts(actor=actor, product_id=blueprint.product_id)
    for row in facts.subjects.values():
        if row.key.upper() == wanted:
            return row
    statement = models.Statement.objects.filter(
        workspace_id=actor.workspace_id, blueprint_id=blueprint.id, key=wanted, removed=False
    ).first()
    if statement is None:
        raise NotFound(
            f"Nothing is called {key.strip()[:40]}.",
            where="to",
            cure="Give the key of an item of the roadmap, or of a statement of this blueprint.",
        )
    return as_subject(statement)


def traced_elsewhere(*, actor: Actor, blueprint: Blueprint) -> tuple[str, ...]:
    """References of the items that other blueprints of the same product are traced to."""
    rows = models.Trace.objects.filter(
        workspace_id=actor.workspace_id,
        statement__blueprint__product_id=blueprint.product_id,
        subject__startswith="roadmap.item:",
    )
    return tuple(rows.exclude(statement__blueprint_id=blueprint.id).values_list("subject", flat=True))


def suspects(*, actor: Actor, product_id: int) -> int:
    """How many traces of a product's blueprints are suspect."""
    rows = models.Trace.objects.filter(
        workspace_id=actor.workspace_id, statement__blueprint__product_id=product_id
    )
    return sum(checked != now for checked, now in rows.values_list("checked", "statement__fingerprint"))


def statements_of(*, actor: Actor, ref: str) -> tuple[AskedFor, ...]:
    """Every statement that is traced to `ref`, blueprint by blueprint in order of the text."""
    rows = (
        models.Trace.objects.filter(workspace_id=actor.workspace_id, subject=ref)
        .select_related("statement__blueprint")
        .defer("statement__blueprint__text")
        .order_by("statement__blueprint_id", "statement__position")
    )
    return tuple(_asked_for(row, row.statement) for row in rows)


def _asked_for(row: models.Trace, of: models.Statement) -> AskedFor:
    return AskedFor(of.blueprint_id, of.blueprint.title, of.key, of.text, row.checked != of.fingerprint)


def no_statement(key: str) -> NotFound:
    cure = "See the statements of the blueprint."
    return NotFound(f"There is no statement {key.strip()[:40]}.", where="key", cure=cure)


def no_trace() -> NotFound:
    return NotFound("There is no such trace.", cure="It may have been removed; see the list.")
