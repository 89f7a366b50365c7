"""Everything that design and engineering need of a blueprint, as plain JSON."""

from __future__ import annotations

from datetime import date
from typing import Any

from pilothouse.engine.review.graph import Plan
from pilothouse.kit.actor import Actor
from pilothouse.kit.errors import Conflict
from pilothouse.risk.contracts import Uncertainty
from pilothouse.vision import queries
from pilothouse.vision.contracts import DesignReview, Objective, Reviewed, Statement
from pilothouse.vision.planning.reviewing import reviewed


def pack(*, actor: Actor, id: int) -> dict[str, Any]:
    """What is handed over of a blueprint, in the form that is stored: text, statements with traces, answers,
    strategy, dates as planned, findings and design reviews. Raises `Conflict` while it is being reviewed."""
    about = queries.blueprint(actor=actor, id=id)
    product = queries.product(actor=actor, id=about.product_id)
    facts = queries.plan_facts(actor=actor, product_id=product.id)
    told = reviewed(actor=actor, id=id, facts=facts)
    if told.waiting:
        raise Conflict(f"{about.title} is being reviewed.", where="text", cure="Hand it over in a moment.")
    asked = queries.asked(actor=actor, product=product, about=about, facts=facts)
    personas = queries.personas(actor=actor, product_id=product.id)
    objectives = queries.objectives(actor=actor, product_id=product.id)
    reviews = queries.design_reviews(actor=actor, blueprint_id=id)
    return {
        "format": 1,
        "product": {"key": product.key, "name": product.name, "statement": product.statement},
        "blueprint": {"title": about.title, "revision": about.number, "text": about.text},
        "statements": [_statement(row) for row in told.statements],
        "uncertainties": [_uncertainty(row) for row in asked],
        "objectives": [_objective(row) for row in objectives],
        "personas": [
            {"name": row.name, "description": row.description, "goals": row.goals, "pains": row.pains}
            for row in personas
        ],
        "plan": _plan(facts.plan, told),
        "findings": [
            {"code": row.code, "severity": row.severity, "line": row.line, "message": row.message}
            for row in told.findings
        ],
        "design_reviews": [_review(row) for row in reviews],
    }


def _statement(row: Statement) -> dict[str, Any]:
    return {
        "key": row.key,
        "kind": row.kind,
        "text": row.text,
        "part": row.part,
        "of": row.parent_key,
        "traces": [each.subject.key for each in row.traces],
        "suspect": row.suspect,
    }


def _uncertainty(row: Uncertainty) -> dict[str, Any]:
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


def _objective(row: Objective) -> dict[str, Any]:
    names = ("title", "metric", "unit", "source", "baseline", "target")
    return {
        "title": row.title,
        "owner": row.owner_name,
        "due": _day(row.due_on),
        "key_results": [{name: getattr(each, name) for name in names} for each in row.key_results],
    }


def _plan(plan: Plan, told: Reviewed) -> dict[str, Any]:
    """Releases, and the items that statements are traced to, with their dates."""
    items = plan.by_key
    wanted = dict.fromkeys(each.subject.key for row in told.statements for each in row.traces)
    return {
        "run": plan.run,
        "releases": [
            {
                "name": row.name,
                "target": _day(row.target),
                "p50": _day(row.p50),
                "p85": _day(row.p85),
                "chance": row.chance,
            }
            for row in plan.releases
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
            if key in items
        ],
    }


def _review(row: DesignReview) -> dict[str, Any]:
    return {
        "title": row.title,
        "held_on": _day(row.held_on),
        "reviewers": row.reviewers,
        "findings": [
            {"question": each.question, "note": each.note, "settled": each.settled}
            for each in row.checks
            if each.answer == "finding"
        ],
    }


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
