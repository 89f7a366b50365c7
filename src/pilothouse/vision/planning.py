"""Rows in, the engine's graph out; its findings in, a gate out. The only place that knows both."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from difflib import unified_diff
from functools import lru_cache
from typing import Any

from pilothouse.engine.review import graph as engine
from pilothouse.engine.review.document import Document
from pilothouse.engine.review.finding import Finding
from pilothouse.engine.review.run import Reviewer
from pilothouse.engine.review.statements import Known, keyed
from pilothouse.engine.review.statements import statements as cut
from pilothouse.kit.actor import Actor
from pilothouse.risk.contracts import Uncertainty
from pilothouse.vision import models, queries
from pilothouse.vision.contracts import (
    Blueprint,
    ChangedStatement,
    DesignReview,
    Difference,
    Gate,
    Objective,
    PlanFacts,
    Product,
    Reviewed,
    Statement,
)

_ITEM = "roadmap.item:"
_STATEMENT = "vision.statement:"
_CONTEXT = 2


@lru_cache(maxsize=1)
def _reviewer() -> Reviewer:
    return Reviewer()


def reviewed(*, actor: Actor, id: int, text: str | None = None, facts: PlanFacts | None = None) -> Reviewed:
    """Findings, statements and gate of a blueprint, or of `text` as if it were its own. Raises `NotFound`.

    `facts` spares asking the roadmap again where they are known.
    """
    about = queries.blueprint(actor=actor, id=id)
    product = queries.product(actor=actor, id=about.product_id)
    facts = facts or queries.plan_facts(actor=actor, product_id=product.id)
    stored = queries.statements(actor=actor, id=id, facts=facts, removed=True)
    uncertainties = queries.asked(actor=actor, product=product, about=about, facts=facts, state="open")
    document = Document(about.text if text is None else text, about.title)
    told = _statements(document, stored)
    nodes = (*_nodes(document, told, facts), *_elsewhere(actor, about, facts))
    whole = _graph(actor, product, facts, nodes, uncertainties)
    reviewer = _reviewer()
    findings = [*reviewer.review_graph(whole, [document]), *reviewer.review(document)]
    findings.sort(key=lambda row: (row.start, row.code) if row.path == document.path else (-1, row.code))
    reviews = queries.design_reviews(actor=actor, blueprint_id=id)
    return Reviewed(tuple(findings), told, gate_of(findings, uncertainties, reviews, len(told)))


def product_graph(*, actor: Actor, product: Product, document: Document) -> engine.Graph:
    """What the rules about the plan look at for a text that is no stored blueprint of `product`: its
    statements, traced to items whose keys they name, and the product's plan, strategy and open questions."""
    facts = queries.plan_facts(actor=actor, product_id=product.id)
    asked = queries.asked(actor=actor, product=product, facts=facts, state="open")
    known = frozenset(row.key for row in facts.subjects.values())
    nodes = [_named_items(row, known) for row in engine.nodes(document)]
    return _graph(actor, product, facts, nodes, asked)


def _graph(
    actor: Actor,
    product: Product,
    facts: PlanFacts,
    nodes: Iterable[engine.Node],
    uncertainties: Iterable[Uncertainty],
) -> engine.Graph:
    return engine.Graph(
        nodes=tuple(nodes),
        personas=tuple(row.name for row in queries.personas(actor=actor, product_id=product.id)),
        objectives=_objectives(queries.objectives(actor=actor, product_id=product.id)),
        uncertainties=tuple(_uncertainty(row) for row in uncertainties),
        plan=_plan(facts, product),
    )


def _named_items(node: engine.Node, known: frozenset[str]) -> engine.Node:
    """A statement that names an item of `known` by its key is traced to it."""
    named = [key for key in node.mentions if key in known]
    return replace(node, items=tuple(dict.fromkeys((*node.items, *named)))) if named else node


def gate_of(
    findings: Sequence[Finding],
    uncertainties: Sequence[Uncertainty],
    reviews: Sequence[DesignReview],
    statements: int,
) -> Gate:
    """What keeps a blueprint from being finalised: open uncertainties that block, flaws (findings of severity
    error), design reviews with open questions or unsettled findings, and a text that states nothing."""
    blocking = [row for row in uncertainties if row.blocking and row.is_open]
    flaws = [row for row in findings if row.severity == "error"]
    unsettled = sum(row.blocking for row in reviews)
    unfinished = [row for row in reviews if row.closed_at is None]
    reasons = [f"Open question: {row.question}" for row in blocking]
    reasons += [f"{row.code}: {row.message}" for row in flaws]
    reasons += [
        f"Design review '{row.title}': {check.note}"
        for row in reviews
        for check in row.checks
        if check.blocks
    ]
    reasons += [f"Design review '{row.title}' is not closed." for row in unfinished]
    if not statements:
        reasons.append("The text states no goal, requirement or story.")
    counts = [
        (len(blocking), "blocking uncertainty", "blocking uncertainties"),
        (len(flaws), "flaw", "flaws"),
        (unsettled, "review finding", "review findings"),
        (len(unfinished), "open review", "open reviews"),
        (int(not statements), "empty text", "empty texts"),
    ]
    parts = [f"{many} {one if many == 1 else more}" for many, one, more in counts if many]
    if not parts:
        return Gate((), "Nothing blocks: it can be finalised")
    return Gate(tuple(reasons), f"{', '.join(parts)}: cannot be finalised")


def _statements(document: Document, stored: Sequence[Statement]) -> tuple[Statement, ...]:
    """Statements of a text with the keys and traces of the stored ones."""
    found = cut(document)
    by_key = {row.key: row for row in stored}
    known = [Known(row.key, row.kind, row.text) for row in stored if not row.removed]
    keys = keyed(found, known, [row.key for row in stored if row.removed])
    told = []
    for key, part in zip(keys, found, strict=True):
        old = by_key.get(key)
        parent = keys[part.parent] if part.parent is not None else ""
        same = old is not None and (old.kind, old.text) == (part.kind, part.text)
        traces = old.traces if old else ()
        if not same:
            traces = tuple(replace(each, suspect=True) for each in traces)
        line, _ = document.place(part.start)
        told.append(
            Statement(
                old.id if old else 0,
                key,
                part.kind,
                part.text,
                part.part,
                line,
                part.start,
                part.end,
                parent,
                part.mentions,
                False,
                traces,
            )
        )
    return tuple(told)


def _nodes(document: Document, told: Sequence[Statement], facts: PlanFacts) -> list[engine.Node]:
    key_of = {f"{_STATEMENT}{row.id}": row.key for row in told if row.id}
    known = frozenset(row.key for row in facts.subjects.values())
    found = []
    for node, row in zip(engine.nodes(document, [row.key for row in told]), told, strict=True):
        items = tuple(each.subject.key for each in row.traces if each.subject.ref.startswith(_ITEM))
        supports = tuple(key_of[each.subject.ref] for each in row.traces if each.subject.ref in key_of)
        found.append(_named_items(replace(node, items=items, supports=supports), known))
    return found


def _elsewhere(actor: Actor, about: Blueprint, facts: PlanFacts) -> Iterable[engine.Node]:
    """What other blueprints of the product are traced to: those items have a reason too."""
    refs = models.Trace.objects.filter(
        workspace_id=actor.workspace_id,
        statement__blueprint__product_id=about.product_id,
        subject__startswith=_ITEM,
    ).exclude(statement__blueprint_id=about.id)
    items = tuple(
        facts.subjects[ref].key for ref in refs.values_list("subject", flat=True) if ref in facts.subjects
    )
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


# --- hand-offs


def pack(*, actor: Actor, id: int) -> dict[str, Any]:
    """Everything that design and engineering need of a blueprint, as plain JSON."""
    about = queries.blueprint(actor=actor, id=id)
    product = queries.product(actor=actor, id=about.product_id)
    facts = queries.plan_facts(actor=actor, product_id=product.id)
    told = reviewed(actor=actor, id=id, facts=facts)
    asked = queries.asked(actor=actor, product=product, about=about, facts=facts)
    items = facts.plan.by_key
    wanted = list(
        dict.fromkeys(
            each.subject.key for row in told.statements for each in row.traces if each.subject.key in items
        )
    )
    return {
        "format": 1,
        "product": {"key": product.key, "name": product.name, "statement": product.statement},
        "blueprint": {"title": about.title, "revision": about.number, "text": about.text},
        "statements": [_statement_row(row) for row in told.statements],
        "uncertainties": [_uncertainty_row(row) for row in asked],
        "objectives": [
            {
                "title": row.title,
                "owner": row.owner_name,
                "due": _day(row.due_on),
                "key_results": [
                    {
                        "title": each.title,
                        "metric": each.metric,
                        "unit": each.unit,
                        "source": each.source,
                        "baseline": each.baseline,
                        "target": each.target,
                    }
                    for each in row.key_results
                ],
            }
            for row in queries.objectives(actor=actor, product_id=product.id)
        ],
        "personas": [
            {"name": row.name, "description": row.description, "goals": row.goals, "pains": row.pains}
            for row in queries.personas(actor=actor, product_id=product.id)
        ],
        "plan": {
            "run": facts.plan.run,
            "releases": [
                {
                    "name": row.name,
                    "target": _day(row.target),
                    "p50": _day(row.p50),
                    "p85": _day(row.p85),
                    "chance": row.chance,
                }
                for row in facts.plan.releases
            ],
            "items": [
                {
                    "key": key,
                    "title": items[key].title,
                    "start": _day(items[key].start),
                    "p50": _day(items[key].p50),
                    "p85": _day(items[key].p85),
                    "people": list(items[key].people),
                }
                for key in wanted
            ],
        },
        "findings": [
            {"code": row.code, "severity": row.severity, "line": row.line, "message": row.message}
            for row in told.findings
        ],
        "design_reviews": [
            {
                "title": row.title,
                "held_on": _day(row.held_on),
                "reviewers": row.reviewers,
                "findings": [
                    {"question": each.question, "note": each.note, "settled": each.settled}
                    for each in row.checks
                    if each.answer == "finding"
                ],
            }
            for row in queries.design_reviews(actor=actor, blueprint_id=id)
        ],
    }


def _statement_row(row: Statement) -> dict[str, Any]:
    return {
        "key": row.key,
        "kind": row.kind,
        "text": row.text,
        "part": row.part,
        "of": row.parent_key,
        "traces": [each.subject.key for each in row.traces],
        "suspect": row.suspect,
    }


def _uncertainty_row(row: Uncertainty) -> dict[str, Any]:
    return {
        "question": row.question,
        "state": row.state,
        "answer": row.resolution,
        "by": row.resolved_by,
        "evidence": [
            {"text": each.text, "source": each.source, "leans": each.leans, "found_on": _day(each.found_on)}
            for each in row.evidence
        ],
    }


def _day(day: Any) -> str | None:
    return None if day is None else str(day.isoformat())


def difference(before: dict[str, Any], after: dict[str, Any]) -> Difference:
    """What differs between the contents of two hand-offs."""
    old = {row["key"]: row for row in before["statements"]}
    new = {row["key"]: row for row in after["statements"]}
    changed = [
        ChangedStatement(
            key,
            (new.get(key) or old[key])["kind"],
            old[key]["text"] if key in old else "",
            new[key]["text"] if key in new else "",
        )
        for key in dict.fromkeys((*new, *old))
        if key not in old or key not in new or old[key]["text"] != new[key]["text"]
    ]
    answered = {row["question"]: row for row in before["uncertainties"]}
    answers = [
        f"{row['question']} {row['answer'] or row['state']}"
        for row in after["uncertainties"]
        if (answered.get(row["question"], {}).get("state"), answered.get(row["question"], {}).get("answer"))
        != (row["state"], row["answer"])
    ]
    lines = unified_diff(
        before["blueprint"]["text"].splitlines(),
        after["blueprint"]["text"].splitlines(),
        n=_CONTEXT,
        lineterm="",
    )
    shown = [
        (line[0] if line[:1] in "+-" else "", line[1:]) for line in lines if line[:3] not in ("---", "+++")
    ]
    return Difference(tuple(changed), tuple(answers), tuple(_moved(before, after)), tuple(shown))


def _moved(before: dict[str, Any], after: dict[str, Any]) -> Iterable[tuple[str, str, str]]:
    def dates(content: dict[str, Any]) -> dict[str, str]:
        plan = content["plan"]
        found = {row["name"]: row["p85"] or "" for row in plan["releases"]}
        return found | {f"{row['key']} {row['title']}": row["p85"] or "" for row in plan["items"]}

    old, new = dates(before), dates(after)
    for name in dict.fromkeys((*new, *old)):
        if old.get(name, "") != new.get(name, ""):
            yield name, old.get(name, ""), new.get(name, "")
