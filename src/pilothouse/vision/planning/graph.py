"""What the engine's rules about the plan look at, made from what the queries tell."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from pilothouse.engine.review import graph as engine
from pilothouse.engine.review.document import Document
from pilothouse.kit.actor import Actor
from pilothouse.risk.contracts import Uncertainty
from pilothouse.vision import queries
from pilothouse.vision.contracts import Blueprint, Objective, Product, Statement
from pilothouse.vision.planning.reading import TextReading
from pilothouse.vision.queries import PlanFacts

_ITEM = "roadmap.item:"
_STATEMENT = "vision.statement:"


def graph(
    actor: Actor,
    product: Product,
    facts: PlanFacts,
    nodes: Iterable[engine.Node],
    uncertainties: Iterable[Uncertainty],
) -> engine.Graph:
    """Everything about a product, with `nodes` as the statements that are looked at."""
    return engine.Graph(
        nodes=tuple(nodes),
        personas=tuple(row.name for row in queries.personas(actor=actor, product_id=product.id)),
        objectives=_objectives(queries.objectives(actor=actor, product_id=product.id)),
        uncertainties=tuple(_uncertainty(row) for row in uncertainties),
        plan=_plan(facts, product),
    )


def nodes(
    document: Document, read: TextReading, told: Sequence[Statement], facts: PlanFacts
) -> list[engine.Node]:
    """Statements of a text with the items that deliver them and the statements that they serve."""
    key_of = {f"{_STATEMENT}{row.id}": row.key for row in told if row.id}
    found = []
    for node, row in zip(
        engine.nodes(document, [row.key for row in told], read.statements), told, strict=True
    ):
        items = tuple(each.subject.key for each in row.traces if each.subject.ref.startswith(_ITEM))
        supports = tuple(key_of[each.subject.ref] for each in row.traces if each.subject.ref in key_of)
        found.append(replace(node, items=items, supports=supports))
    return named_items(found, facts)


def named_items(nodes: Iterable[engine.Node], facts: PlanFacts) -> list[engine.Node]:
    """A statement that names an item of the plan by its key is traced to it."""
    known = frozenset(row.key for row in facts.subjects.values())
    return [_with_named(node, [key for key in node.mentions if key in known]) for node in nodes]


def _with_named(node: engine.Node, named: Sequence[str]) -> engine.Node:
    return replace(node, items=tuple(dict.fromkeys((*node.items, *named)))) if named else node


def elsewhere(actor: Actor, about: Blueprint, facts: PlanFacts) -> list[engine.Node]:
    """What other blueprints of the product are traced to: those items have a reason too."""
    refs = queries.traced_elsewhere(actor=actor, blueprint=about)
    items = tuple(facts.subjects[ref].key for ref in refs if ref in facts.subjects)
    return [engine.Node("", "elsewhere", "", items=items)] if items else []


def _objectives(rows: Sequence[Objective]) -> tuple[engine.Objective, ...]:
    return tuple(
        engine.Objective(
            row.title,
            tuple(
                engine.KeyResult(each.title, each.metric, each.source, each.baseline, each.target)
                for each in row.key_results
            ),
        )
        for row in rows
    )


def _uncertainty(row: Uncertainty) -> engine.Uncertainty:
    keys = tuple(each.key for each in row.subjects)
    return engine.Uncertainty(row.question, row.owner_name, row.due_on, row.blocking, row.test, keys)


def _plan(facts: PlanFacts, product: Product) -> engine.Plan | None:
    plan = replace(facts.plan, budget_cents=product.budget_cents)
    return plan if plan.items or plan.people else None
