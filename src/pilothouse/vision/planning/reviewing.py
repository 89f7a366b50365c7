"""A text looked at by every rule, and the gate that follows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pilothouse.engine.review import finding as engine
from pilothouse.engine.review.document import Document
from pilothouse.engine.review.graph import Graph, nodes
from pilothouse.engine.review.statements import Known
from pilothouse.kit.actor import Actor
from pilothouse.vision import queries
from pilothouse.vision.contracts import Finding, Fix, Gate, Place, Product, Reviewed, Statement
from pilothouse.vision.planning import graph as made
from pilothouse.vision.planning.cutting import Cut, cut_up
from pilothouse.vision.planning.gate import gate_of
from pilothouse.vision.planning.reading import (
    LONG,
    TextReading,
    digest_of,
    gravest,
    read_document,
    reviewer,
)
from pilothouse.vision.queries import PlanFacts


def reviewed(*, actor: Actor, id: int, text: str | None = None, facts: PlanFacts | None = None) -> Reviewed:
    """Findings, statements and gate of a blueprint, or of `text` as if it were its own. Raises `NotFound`.

    A long text that was not read yet is not read here: it waits for a job. `facts` spares asking the roadmap
    again where they are known.
    """
    about = queries.blueprint(actor=actor, id=id)
    product = queries.product(actor=actor, id=about.product_id)
    facts = facts or queries.plan_facts(actor=actor, product_id=product.id)
    stored = queries.statements(actor=actor, id=id, facts=facts, removed=True)
    asked = queries.asked(actor=actor, product=product, about=about, facts=facts, state="open")
    document = Document(about.text if text is None else text, about.title)
    read = known_reading(actor=actor, id=id, text=document.text, title=about.title)
    waits = read is None and len(document.text) > LONG
    read = read or (TextReading("", (), ()) if waits else read_document(document))
    told = _kept(stored) if waits else _statements(document, read, stored)
    own = () if waits else made.nodes(document, read, told, facts)
    looked_at = (*own, *made.elsewhere(actor, about, facts))
    found = _findings(document, read, made.graph(actor, product, facts, looked_at, asked))
    shown = tuple(_finding(row) for row in gravest(found))
    reviews = queries.design_reviews(actor=actor, blueprint_id=id)
    gate = gate_of(shown, asked, reviews, len(told), waits=waits)
    return Reviewed(shown, told, gate, read.left_out + len(found) - len(shown), waits)


def gate_now(*, actor: Actor, id: int, told: Reviewed) -> Gate:
    """The gate of a blueprint of which `told` was found a moment ago: questions and design reviews as they
    are now, text and plan as they were."""
    about = queries.blueprint(actor=actor, id=id)
    product = queries.product(actor=actor, id=about.product_id)
    asked = queries.asked(actor=actor, product=product, about=about, state="open")
    reviews = queries.design_reviews(actor=actor, blueprint_id=id)
    return gate_of(told.findings, asked, reviews, len(told.statements), waits=told.waiting)


def known_reading(*, actor: Actor, id: int, text: str, title: str) -> TextReading | None:
    """What was kept of the text of a blueprint, unless text, title or rules are others by now."""
    digest = digest_of(text=text, title=title)
    told = queries.reading(actor=actor, id=id, digest=digest)
    return None if told is None else TextReading.from_json(digest, told)


def product_graph(*, actor: Actor, product: Product, document: Document) -> Graph:
    """What the rules about the plan look at for a text that is no stored blueprint of `product`: its
    statements, traced to items whose keys they name, and the product's plan, strategy and open questions."""
    facts = queries.plan_facts(actor=actor, product_id=product.id)
    asked = queries.asked(actor=actor, product=product, facts=facts, state="open")
    return made.graph(actor, product, facts, made.named_items(nodes(document), facts), asked)


def _kept(stored: Sequence[Statement]) -> tuple[Statement, ...]:
    """The statements as they were cut when the text was saved."""
    return tuple(row for row in stored if not row.removed)


def _findings(document: Document, read: TextReading, whole: Graph) -> list[engine.Finding]:
    """Findings of every rule: those about the plan first, then by place."""
    found = [*reviewer().review_graph(whole, [document]), *read.findings]
    found.sort(key=lambda row: (row.start, row.code) if row.path == document.path else (-1, row.code))
    return found


def _finding(row: engine.Finding) -> Finding:
    return Finding(
        code=row.code,
        rule=row.rule,
        severity=row.severity,
        message=row.message,
        path=row.path,
        line=row.line,
        column=row.column,
        start=row.start,
        end=row.end,
        excerpt=row.excerpt,
        subject=row.subject,
        fix=None if row.fix is None else Fix(row.fix.start, row.fix.end, row.fix.text),
        also=tuple(Place(place.start, place.end, place.excerpt) for place in row.also),
    )


def _statements(document: Document, read: TextReading, stored: Sequence[Statement]) -> tuple[Statement, ...]:
    """Statements of a text with the keys and traces of the stored ones."""
    known = [Known(row.key, row.kind, row.text) for row in stored if not row.removed]
    by_key = {row.key: row for row in stored}
    found = cut_up(document, read.statements, known, [row.key for row in stored if row.removed])
    return tuple(_statement(row, by_key.get(row.key)) for row in found)


def _statement(now: Cut, old: Statement | None) -> Statement:
    """What the text states, with the traces of the stored statement; suspect where the words are others."""
    same = old is not None and (old.kind, old.text) == (now.kind, now.text)
    traces = old.traces if old else ()
    if not same:
        traces = tuple(replace(each, suspect=True) for each in traces)
    return Statement(
        old.id if old else 0,
        now.key,
        now.kind,
        now.text,
        now.part,
        now.line,
        now.start,
        now.end,
        now.parent_key,
        now.mentions,
        False,
        traces,
    )
